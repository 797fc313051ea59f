// Processes of a host OS and containers on the network: a process is at its server's address, a container behind its
// engine's bridge.

import { describe, expect, test } from "vitest";
import { inLanguage } from "../../src/simulation/in-language.ts";
import { say } from "../../src/stdlib/figures/record-words.ts";
import {
  batch,
  client,
  Cluster,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  ms,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type {
  Application,
  Client,
  Delivery,
  PublishSpec,
  Service,
} from "../../src/stdlib/index.ts";
import { any, dock } from "./dock.ts";
import { refusal, small, snapshot } from "./machine.ts";

const box = { cpus: 4, memory: GiB(16), disk: GiB(120) };
const image = "nginx:1.27";
const nicModel = "virtio";

/** A server with a host OS, KVM and a container engine, one of everything on it; and another server beside it. */
function house() {
  const cluster = new Cluster();
  const host = cluster.add({ name: "pc", ...box }).install(new HostOs({ name: "linux" }));
  const far = cluster.add({ name: "far", ...box }).install(new HostOs({ name: "unix" }));
  const hypervisor = host.install(new Hypervisor({ name: "kvm", profile: profiles.kvm }));
  const portForwards = [{ hostPort: 443, to: "web" }];
  hypervisor.defineNetwork({ name: "office", mode: "nat", portForwards });
  hypervisor.defineNetwork({ name: "lab", mode: "host-only" });
  const engine = host.install(new ContainerEngine());
  const remoteEngine = far.install(new ContainerEngine());
  const at = (name: string, place: object) =>
    hypervisor.create({ ...small, nicModel, name, ...place });
  const machines = {
    shop: at("shop", {}),
    web: at("web", { network: "office" }),
    safe: at("safe", { network: "lab" }),
    red: at("red", { vlan: 20 }),
  };
  const containers = {
    open: engine.run({ name: "open", image, publish: [{ hostPort: 8080, port: 80 }] }),
    shut: engine.run({ name: "shut", image }),
    away: remoteEngine.run({ name: "away", image, publish: [{ hostPort: 8080 }] }),
  };
  cluster.run(seconds(20));
  const remote = new RemoteComputer();
  return { cluster, host, far, hypervisor, engine, ...machines, ...containers, remote };
}

type House = ReturnType<typeof house>;
type Party = "pc" | "far" | "outside" | "shop" | "web" | "safe" | "red" | "open" | "shut" | "away";

const parties: Party[] = [
  ...(["outside", "pc", "shop", "red", "web", "safe", "open", "shut", "far", "away"] as const),
];

function launch(all: House, on: Party, app: Service | Client): Application {
  if (on === "pc") return all.host.spawn(app);
  if (on === "far") return all.far.spawn(app);
  if (on === "outside") return all.remote.launch(app as Client);
  return all[on].launch(app);
}

const echo = (name = "echo") => service({ name, compute: 1, receive: 1, send: 1 });
const asking = (to: Application, requests = 3, name = "load") => client({ name, to, requests });

/** Who is heard by whom, in the order of `parties`: "+" directly, "p" by a published or forwarded port alone, "." not. */
const heard: Readonly<Record<Exclude<Party, "outside">, string>> = {
  //    outside, pc, shop, red, web, safe, open, shut, far, away
  pc: "+++.++++++",
  far: "+++.+.++++",
  open: "p+p.p.++pp",
  shut: ".+....++..",
  away: "ppp.p.pp++",
  shop: "+++.+.++++",
  web: "p+p.+.pppp",
  safe: ".+...+....",
  red: "...+......",
};

describe("who is heard by whom", () => {
  test.each(Object.entries(heard))("%s: %s", (to, row) => {
    const all = house();
    const app = launch(all, to as Party, echo());
    const loads = parties.map((from) => launch(all, from, asking(app, 2, `from-${from}`)));
    all.cluster.run(seconds(2));
    const got = loads.map(({ requests }) => (requests.completed === 2 ? "+" : "."));
    expect(got.join("")).toBe(row.replaceAll("p", "+"));
    // What is dropped is asked again, and not heard either.
    for (const { requests } of loads)
      if (requests.completed === 0) expect(requests.dropped).toBeGreaterThan(1);
  });

  test("the table says the same", () => {
    const { cluster, host, hypervisor } = house();
    const sign = { yes: "+", forwarded: "p", no: "." };
    const table = cluster.reachability();
    for (const to of parties) {
      if (to === "outside") continue;
      const row = parties.map((from) => {
        const found = table.find((one) => one.from === from && one.to === to);
        return found ? sign[found.reach] : "+";
      });
      expect(`${to} ${row.join("")}`).toBe(`${to} ${heard[to]}`);
    }
    const isFar = (name: string) => name === "far" || name === "away";
    const here = table.filter(({ from, to }) => !isFar(from) && !isFar(to));
    expect(host.reachability()).toEqual(here);
    expect(hypervisor.reachability()).toEqual(here);
  });

  test("of clients that are not in the model, what is behind the bridge hears those of a published port", () => {
    const { cluster, host, open, shut } = house();
    const web = service({ name: "web", compute: 1, every: ms(10), receive: 100 });
    const [apps, hidden] = [[host.spawn(web), open.launch(web)], shut.launch(web)];
    cluster.run(ms(105));
    for (const { requests } of apps)
      expect(requests).toMatchObject({ arrived: 10, completed: 10, dropped: 0 });
    expect(hidden.requests).toMatchObject({ arrived: 10, completed: 0, dropped: 10 });
  });
});

test("a client can be what a container runs: it ends when all is answered, and asks anew when it is started again", () => {
  const { cluster, engine, host } = house();
  const to = host.spawn(echo());
  const load = engine.run({ name: "load", image, command: asking(to) });
  for (const run of [1, 2]) {
    if (run === 2) load.start();
    cluster.run(seconds(5));
    expect([load.state, load.exitCode]).toEqual(["exited", 0]);
    expect(load.processes[0]?.requests).toMatchObject({ arrived: 3, completed: 3 });
  }
  const elsewhere = dock().engine;
  const apart = () => elsewhere.run({ name: "load", image, command: asking(to) });
  expect(refusal(apart).code).toBe("no-connect");
});

test("a container that sends in another's name is not called a machine", () => {
  const { open } = house();
  const { about } = refusal(() => open.connect({ to: "8.8.8.8", from: "10.0.0.9" }));
  for (const language of ["en", "ko"] as const)
    expect(inLanguage(about, language)?.message).toMatch(/"open"(?! 가상 머신)/);
  expect(inLanguage(about, "ko")?.hint).toMatch("컨테이너");
});

test("of a cluster the table has servers, and no machine with a hypervisor in it that is called as one", () => {
  const cluster = new Cluster();
  const first = cluster.add({ name: "a", ...box }).install(new Hypervisor());
  const size = { vcpus: 1, memory: GiB(8), disk: GiB(60), image: "ubuntu-24.04" };
  const outer = first.create({ name: "outer", ...size });
  cluster.run(seconds(30));
  outer.nest(new Hypervisor({ name: "b", profile: profiles.kvm })).create({ ...small, name: "in" });
  cluster.add({ name: "b", ...box }).install(new HostOs());
  const names = new Set(cluster.reachability().map(({ from }) => from));
  expect([...names]).toEqual(["outside", "a", "outer", "b"]);
});

/** The way of a frame, and where it ended or by which rule. */
const told = ({ path, to, rule }: Delivery) =>
  [...path.map((hop) => say(hop, "en")), rule ? `✗ ${say(rule, "en")}` : to].join(" | ");

describe("the way of a frame", () => {
  test.each<[string, (all: House) => Delivery, string]>([
    [
      "from a container out",
      ({ open }) => open.connect({ to: "8.8.8.8" }),
      'switch of "docker0" | pc as gateway | NAT: from 10.0.1.1 from here on | interface of pc | outside',
    ],
    [
      "among containers",
      ({ open, shut }) => open.connect({ to: shut.address ?? "" }),
      'switch of "docker0" | shut',
    ],
    [
      "to a container by a published port",
      ({ hypervisor, host }) => hypervisor.connect("outside", { to: host.address, port: 8080 }),
      'interface of pc | NAT: tcp port 8080 leads to "open", port 80 | switch of "docker0" | open',
    ],
    [
      "to a container's own address, from a machine",
      ({ shop, open }) => shop.guest.connect({ to: open.address ?? "" }),
      'switch of "default" | ✗ NAT of "docker0": neither a reply, nor for a forwarded port',
    ],
    [
      "from a container to a machine behind NAT",
      ({ open, web }) => open.connect({ to: web.address ?? "" }),
      'switch of "docker0" | pc as gateway | ✗ NAT of "office": neither a reply, nor for a forwarded port',
    ],
    [
      "from the host to a container",
      ({ host, shut }) => host.connect({ to: shut.address ?? "" }),
      'switch of "docker0" | shut',
    ],
    [
      "from the host to a VLAN",
      ({ host, red }) => host.connect({ to: red.address ?? "" }),
      "✗ VLAN: a frame without a tag does not enter VLAN 20",
    ],
    [
      "from a machine of a host-only network to another server",
      ({ safe, far }) => safe.guest.connect({ to: far.address }),
      'switch of "lab" | ✗ "lab" is host-only: it has no uplink',
    ],
    [
      "to a server that is off",
      ({ cluster, host, far }) => {
        cluster.servers[1]?.powerOff();
        return host.connect({ to: far.address });
      },
      'interface of pc | interface of far | ✗ "far" is off: its port has no carrier',
    ],
  ])("%s", (_, send, way) => {
    expect(told(send(house()))).toBe(way);
  });

  test("of a container is in its own name, and not that of one that is off", () => {
    const { server, engine } = dock();
    const web = engine.run({ name: "web", image });
    const before = snapshot(server);
    expect(refusal(() => web.connect({ to: "8.8.8.8", from: "192.168.0.9" })).code).toBe(
      "forged-transmit",
    );
    expect(snapshot(server)).toBe(before);
    web.stop();
    expect(refusal(() => web.connect({ to: "8.8.8.8" })).code).toBe("operation-invalid");
    expect(web.address).toBeUndefined();
  });
});

describe("a container's published port", () => {
  const publish: PublishSpec[] = [{ hostPort: 80 }];

  test("leads to it while it is on", () => {
    const { host, engine } = dock();
    const web = engine.create({ name: "web", image, publish });
    const reached = () => host.connect({ to: host.address }).to;
    expect(reached()).toBe("pc");
    web.start();
    expect(reached()).toBe("web");
    web.pause();
    expect(reached()).toBe("web");
    web.unpause().stop();
    expect(reached()).toBe("pc");
    web.start().kill().remove();
    expect([reached(), host.networks()[0]?.machines]).toEqual(["pc", []]);
  });

  test("is one container's at a time, and no machine's", () => {
    const { server, host, engine } = dock();
    const web = engine.run({ name: "web", image, publish });
    const other = engine.create({ name: "other", image, publish });
    const before = snapshot(server);
    const refused = [
      refusal(() => other.start()),
      refusal(() => engine.run({ name: "third", image, publish })),
    ];
    for (const { code, found } of refused)
      expect([code, found]).toEqual(["resource-busy", 'tcp port 80 leads to "web"']);
    expect(snapshot(server)).toBe(before);
    web.stop();
    other.start();
    expect(refusal(() => web.start()).code).toBe("resource-busy");
    const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
    const portForwards = [{ hostPort: 80, to: "vm" }];
    const define = () => kvm.defineNetwork({ name: "nat", mode: "nat", portForwards });
    expect(refusal(define).code).toBe("resource-busy");
    other.kill();
    expect(define().portForwards).toHaveLength(1);
    expect(refusal(() => web.start()).found).toBe('tcp port 80 leads to "vm"');
  });

  test.each<[string, unknown, string]>([
    ["no list", { hostPort: 80 }, "invalid-argument"],
    ["no port", [{ hostPort: 0 }], "invalid-argument"],
    ["a misspelt option", [{ hostport: 80 }], "invalid-argument"],
    ["one port twice", [{ hostPort: 80 }, { hostPort: 80, port: 81 }], "resource-busy"],
  ])("%s is refused", (_, ports, code) => {
    const { server, engine } = dock();
    const before = snapshot(server);
    const create = () => engine.create({ name: "web", image, publish: any(ports) });
    expect(refusal(create).code).toBe(code);
    expect(snapshot(server)).toBe(before);
  });
});

test("a host has one address, whatever is installed on it and whichever of that is asked", () => {
  const { host } = dock();
  const { address } = host;
  host.spawn(echo());
  const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
  expect([kvm.address, host.address]).toEqual([address, address]);
  expect(refusal(() => new HostOs().address).code).toBe("not-installed");
});

describe("a container engine's network", () => {
  const behind = (subnets: string[], name = "nat") => {
    const server = new Server({ name: "pc", ...box });
    const host = server.install(new HostOs());
    const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
    subnets.forEach((subnet, n) =>
      kvm.defineNetwork({ name: n === 0 ? name : `net-${n}`, mode: "nat", subnet }),
    );
    return { server, host, kvm };
  };

  test.each<[string, string[], string]>([
    ["the first /20", [], "192.168.0.0/20"],
    ["the next where a network has that", ["192.168.7.0/24"], "192.168.16.0/20"],
  ])("has %s", (_, subnets, subnet) => {
    const { host } = behind(subnets);
    host.install(new ContainerEngine());
    expect(host.networks().at(-1)).toMatchObject({ name: "docker0", mode: "nat", subnet });
  });

  test("has no addresses where networks of the host have all: it is not installed", () => {
    const { server, host } = behind(["192.168.0.0/16"]);
    const before = snapshot(server);
    expect(refusal(() => host.install(new ContainerEngine())).code).toBe("resource-busy");
    expect(snapshot(server)).toBe(before);
  });

  test("is none at which a cluster places machines, though one of that name elsewhere is", () => {
    const cluster = new Cluster();
    const host = cluster.add({ name: "a", ...box }).install(new HostOs());
    host.install(new Hypervisor({ profile: profiles.kvm }));
    host.install(new ContainerEngine());
    const bare = cluster.add({ name: "b", ...box }).install(new Hypervisor());
    const create = (name: string) => cluster.create({ ...small, name, network: "docker0" });
    expect(refusal(() => create("vm")).code).toBe("no-network");
    bare.defineNetwork({ name: "docker0", mode: "nat" });
    expect(create("vm").server).toBe("b");
  });

  test("is no network that a machine can be at, and its name and addresses are taken", () => {
    const { host, kvm } = behind(["192.168.122.0/24"], "docker0");
    host.install(new ContainerEngine());
    expect(kvm.networks().map(({ name }) => name)).toEqual(["default", "docker0", "docker1"]);
    const at = { name: "vm", ...small, network: "docker1" };
    expect(refusal(() => kvm.create(at)).code).toBe("no-network");
    const again = { mode: "nat" } as const;
    expect(refusal(() => kvm.defineNetwork({ name: "docker1", ...again })).code).toBe(
      "network-exists",
    );
    const inside = { name: "b", ...again, subnet: "192.168.3.0/24" };
    expect(refusal(() => kvm.defineNetwork(inside)).found).toContain("docker1");
  });

  test("tells a machine and a container of one name apart", () => {
    const { server, host, kvm } = behind([]);
    kvm.create({ ...small, name: "web" });
    host.install(new ContainerEngine()).run({ name: "web", image });
    server.run(seconds(20));
    const names = [...new Set(host.reachability().map(({ from }) => from))];
    expect(names).toEqual(["outside", "pc", "web (default, pc)", "web (docker0, pc)"]);
  });
});

test("what comes for a process that is gone is received by none", () => {
  const { server, host, engine } = dock();
  const web = engine.run({ name: "web", image, command: echo(), publish: [{ hostPort: 80 }] });
  server.run(seconds(1));
  const [main] = web.processes;
  if (main) new RemoteComputer().launch(asking(main, 10));
  new RemoteComputer().launch(asking(host.spawn(echo("gone")), 10));
  server.crash("process:gone");
  web.stop();
  server.run(seconds(5));
  const received = server.trace.of("io").filter(({ operation }) => operation === "receive");
  expect(received).toEqual([]);
});

test("a batch job of a host OS that sends takes its time on the link, as ever", () => {
  const { server, host } = dock();
  const job = host.spawn(batch({ name: "job", compute: 1, send: GiB(1) }));
  server.run(seconds(10));
  expect(job.duration).toBeGreaterThan(seconds(0.85));
});
