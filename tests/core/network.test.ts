import { describe, expect, test } from "vitest";
import { say } from "../../src/stdlib/figures/record-words.ts";
import { Cluster, GiB, Hypervisor, profiles, seconds, TiB } from "../../src/stdlib/index.ts";
import type { Delivery, NetworkSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import {
  contains,
  formatSubnet,
  parseAddress,
  parseSubnet,
} from "../../src/hypervisor/network/ipv4.ts";
import { any } from "./dock.ts";
import { rack, refusal, sized, small, snapshot } from "./machine.ts";
import { pair } from "./two-servers.ts";

/** One of everything: two machines behind NAT, one of them behind a port of the host, a host-only one, VLANs. */
function house() {
  const { server, hypervisor } = rack();
  const portForwards = [{ hostPort: 8080, to: "web", port: 80 }];
  hypervisor.defineNetwork({ name: "office", mode: "nat", portForwards });
  hypervisor.defineNetwork({ name: "lab", mode: "host-only", subnet: "192.168.56.0/24" });
  const at = (name: string, place: object) => hypervisor.create({ name, ...small, ...place });
  const machines = {
    web: at("web", { network: "office" }),
    db: at("db", { network: "office" }),
    safe: at("safe", { network: "lab" }),
    shop: at("shop", {}),
    blue: at("blue", { vlan: 10 }),
    red: at("red", { vlan: 20 }),
  };
  server.run(seconds(10));
  return { server, hypervisor, ...machines };
}

/** The way of a frame, and where it ended or by which rule. */
const told = ({ path, to, rule }: Delivery) =>
  [...path.map((hop) => say(hop, "en")), rule ? `✗ ${say(rule, "en")}` : to].join(" | ");

const addressOf = (vm: VirtualMachine): string => vm.address ?? "none";

describe("the way of a frame", () => {
  const nat = '✗ NAT of "office": neither a reply, nor for a forwarded port';
  test.each<[string, (all: ReturnType<typeof house>) => Delivery, string]>([
    [
      "among machines behind NAT",
      ({ web, db }) => web.guest.connect({ to: addressOf(db), port: 5432 }),
      'switch of "office" | db',
    ],
    [
      "out through NAT",
      ({ web }) => web.guest.connect({ to: "8.8.8.8", port: 53, protocol: "udp" }),
      'switch of "office" | rack-1 as gateway | NAT: from 10.0.1.1 from here on | interface of rack-1 | outside',
    ],
    [
      "from NAT to a machine on the bridge",
      ({ web, shop }) => web.guest.connect({ to: addressOf(shop) }),
      'switch of "office" | rack-1 as gateway | NAT: from 10.0.1.1 from here on | switch of "default" | shop',
    ],
    [
      "in through NAT",
      ({ hypervisor, web }) => hypervisor.connect("outside", { to: addressOf(web) }),
      nat,
    ],
    [
      "in by a forwarded port",
      ({ hypervisor }) => hypervisor.connect("outside", { to: hypervisor.address, port: 8080 }),
      'interface of rack-1 | NAT: tcp port 8080 leads to "web", port 80 | switch of "office" | web',
    ],
    [
      "to the same port by another protocol",
      ({ hypervisor: hv }) =>
        hv.connect("outside", { to: hv.address, port: 8080, protocol: "udp" }),
      "interface of rack-1 | rack-1",
    ],
    [
      "from the host to a machine behind NAT",
      ({ hypervisor, db }) => hypervisor.connect("host", { to: addressOf(db) }),
      'switch of "office" | db',
    ],
    [
      "from NAT into another network of the host, which drops it before it is let out",
      ({ web, safe }) => web.guest.connect({ to: addressOf(safe) }),
      'switch of "office" | rack-1 as gateway | ✗ "lab" is host-only: it has no uplink',
    ],
    [
      "from inside to a forwarded port, which is at the host's address outside alone",
      ({ db }) => db.guest.connect({ to: "192.168.122.1", port: 8080 }),
      'switch of "office" | rack-1',
    ],
    [
      "from inside to that address",
      ({ db, hypervisor }) => db.guest.connect({ to: hypervisor.address, port: 8080 }),
      'switch of "office" | rack-1 as gateway | NAT: tcp port 8080 leads to "web", port 80 | switch of "office" | web',
    ],
    [
      "out of a host-only network",
      ({ safe }) => safe.guest.connect({ to: "8.8.8.8" }),
      'switch of "lab" | ✗ "lab" is host-only: it has no uplink',
    ],
    [
      "into a host-only network",
      ({ shop, safe }) => shop.guest.connect({ to: addressOf(safe) }),
      'switch of "default" | ✗ "lab" is host-only: it has no uplink',
    ],
    [
      "from a host-only network to its host",
      ({ safe }) => safe.guest.connect({ to: "192.168.56.1" }),
      'switch of "lab" | rack-1',
    ],
    [
      "from one VLAN to another",
      ({ blue, red }) => blue.guest.connect({ to: addressOf(red) }),
      'switch of "default", VLAN 10 | ✗ VLAN: a frame with tag 10 does not enter VLAN 20',
    ],
    [
      "from a VLAN to what has no tag",
      ({ blue, shop }) => blue.guest.connect({ to: addressOf(shop) }),
      'switch of "default", VLAN 10 | ✗ VLAN: a frame with tag 10 does not enter what has no tag',
    ],
    [
      "from outside into a VLAN",
      ({ hypervisor, red }) => hypervisor.connect("outside", { to: addressOf(red) }),
      "✗ VLAN: a frame without a tag does not enter VLAN 20",
    ],
    [
      "to an address that no machine has",
      ({ web }) => web.guest.connect({ to: "192.168.122.77" }),
      'switch of "office" | ✗ nothing answers for 192.168.122.77 (ARP)',
    ],
    [
      "to a private address of elsewhere",
      ({ shop }) => shop.guest.connect({ to: "192.168.200.1" }),
      'switch of "default" | ✗ nothing answers for 192.168.200.1 (ARP)',
    ],
    [
      "to a machine that went off",
      ({ web, db }) => {
        const to = addressOf(db);
        db.destroy();
        return web.guest.connect({ to });
      },
      'switch of "office" | ✗ "db" is off: its port has no carrier',
    ],
    [
      "by a port that leads to a machine that is off",
      ({ hypervisor, web }) => {
        web.destroy();
        return hypervisor.connect("outside", { to: hypervisor.address, port: 8080 });
      },
      'interface of rack-1 | NAT: tcp port 8080 leads to "web", port 80 | ✗ "web" is off: its port has no carrier',
    ],
    [
      "of a machine that boots",
      ({ web }) => web.destroy().start().guest.connect({ to: "8.8.8.8" }),
      '✗ "web" has no address',
    ],
  ])("%s", (_, send, way) => {
    expect(told(send(house()))).toBe(way);
  });

  test("to all hardware addresses stays in its network and VLAN", () => {
    const { hypervisor, blue, red, shop, web, db } = house();
    const beside = hypervisor.create({ name: "beside", ...small, vlan: 10 });
    const all = "ff:ff:ff:ff:ff:ff";
    expect(blue.guest.send({ to: all, payload: "blue" })).toEqual({
      ...{ outcome: "uplink", to: ["beside"] },
    });
    expect(web.guest.send({ to: all, payload: "web" })).toEqual({
      ...{ outcome: "delivered", to: ["db"] },
    });
    const got = [beside, red, shop, web, db].map(({ guest }) => guest.receive().length);
    expect(got).toEqual([1, 0, 0, 0, 1]);
  });

  test.each<[string, (all: ReturnType<typeof house>) => VirtualMachine, string]>([
    ["behind NAT, to a stranger", ({ web }) => web, "no-such-address"],
    ["at a host-only network, to a stranger", ({ safe }) => safe, "host-only"],
  ])("by hardware address, %s, is dropped by its rule", (_, of, code) => {
    const sent = of(house()).guest.send({ to: "52:54:00:00:00:99", payload: "" });
    expect(sent).toMatchObject({ outcome: "dropped", rule: { code } });
  });

  test("is in the trace, with the rule", () => {
    const { server, blue, red } = house();
    blue.guest.connect({ to: addressOf(red), port: 22 });
    expect(server.trace.of("frame").at(-1)).toMatchObject({
      ...{ subject: "blue", source: "172.16.10.2", destination: "172.16.20.2:22" },
      ...{ outcome: "dropped", to: [], detail: { code: "vlan", from: 10, to: 20 } },
    });
  });

  test("takes no time, and brings the receiver nothing but what is sent", () => {
    const { server, web, db } = house();
    const { now } = server;
    web.guest.connect({ to: addressOf(db) });
    expect([server.now, db.guest.receive()]).toEqual([now, []]);
  });

  test("in another's name is refused, as a frame with another's hardware address is", () => {
    const { server, web, db } = house();
    const before = snapshot(server);
    const error = refusal(() => web.guest.connect({ to: "8.8.8.8", from: addressOf(db) }));
    expect(error.code).toBe("forged-transmit");
    expect(error.found).toBe(`the frame says it comes from ${addressOf(db)}`);
    expect(snapshot(server)).toBe(before);
    expect(web.guest.connect({ to: "8.8.8.8", from: addressOf(web) }).to).toBe("outside");
  });
});

describe("addresses", () => {
  test("come with the boot, by four messages, and go with the power", () => {
    const { server, hypervisor } = rack();
    const vm = hypervisor.create({ name: "shop", ...small });
    expect([vm.address, hypervisor.dhcpLeases()]).toEqual([undefined, []]);
    server.run(seconds(10));
    const [lease] = hypervisor.dhcpLeases();
    expect(lease).toMatchObject({ machine: "shop", mac: vm.mac, address: "10.0.1.2" });
    expect(lease?.time).toBe(server.trace.of("guest", "shop").at(-1)?.time);
    const said = lease?.messages.map(({ message, from, address }) => [message, from, address]);
    expect(said).toEqual([
      ["DISCOVER", "0.0.0.0", null],
      ["OFFER", "10.0.0.1", "10.0.1.2"],
      ["REQUEST", "0.0.0.0", "10.0.1.2"],
      ["ACK", "10.0.0.1", "10.0.1.2"],
    ]);
    vm.destroy();
    expect([vm.address, hypervisor.dhcpLeases()]).toEqual([undefined, []]);
  });

  test.each<[string, (vm: VirtualMachine) => unknown]>([
    ["a pause", (vm) => vm.suspend()],
    ["a reboot", (vm) => vm.reboot()],
    ["power off and on", (vm) => vm.destroy().start()],
    ["a snapshot of the running machine", (vm) => vm.snapshot("up").destroy().revert("up")],
  ])("stay the same over %s", (_, happen) => {
    const { server, db } = house();
    const { address } = db;
    happen(db);
    server.run(seconds(20));
    expect([db.address, address]).toEqual(["192.168.122.3", "192.168.122.3"]);
  });

  test("that are all taken leave a machine without one: it asks, and no server answers", () => {
    const { server, hypervisor } = rack();
    hypervisor.defineNetwork({
      ...{ name: "tiny", mode: "nat" },
      dhcp: { start: "192.168.122.10", end: "192.168.122.11" },
    });
    const all = ["a", "b", "c"].map((name) =>
      hypervisor.create({ name, ...small, network: "tiny" }),
    );
    server.run(seconds(10));
    expect(all.map(({ address }) => address)).toEqual([
      ...["192.168.122.10", "192.168.122.11", undefined],
    ]);
    const said = hypervisor.dhcpLeases().map(({ messages }) => messages.length);
    expect(said).toEqual([4, 4, 1]);
    expect(told(hypervisor.connect("host", { to: "192.168.122.12" }))).toContain("ARP");
    expect(all[2]?.guest.connect({ to: "8.8.8.8" }).rule).toEqual({
      ...{ code: "no-address", machine: "c" },
    });
  });

  test("of a bridge go with a machine to another server", () => {
    const { cluster, vm, there } = pair();
    const { address } = vm;
    vm.migrate(there);
    cluster.run(seconds(20));
    expect([vm.server, vm.address]).toEqual(["rack-2", address]);
    expect(there.connect("outside", { to: address ?? "" }).to).toBe("shop");
  });

  test("behind NAT are another host's once a machine has moved there", () => {
    const cluster = new Cluster({ storage: TiB(1) });
    const [here, there] = ["rack-1", "rack-2"].map((name) => {
      const server = cluster.add({ name, cpus: 2, memory: GiB(8), disk: GiB(20) });
      const hypervisor = server.install(new Hypervisor());
      hypervisor.defineNetwork({ name: "office", mode: "nat" });
      return hypervisor;
    });
    const office = { ...small, storage: "shared", network: "office" } as const;
    const moving = here?.create({ name: "moving", ...office });
    const there1 = there?.create({ name: "there", ...office });
    cluster.run(seconds(10));
    expect([moving?.address, there1?.address]).toEqual(["192.168.122.2", "192.168.122.2"]);
    if (there) moving?.migrate(there);
    cluster.run(seconds(20));
    expect([moving?.server, moving?.address]).toEqual(["rack-2", "192.168.122.3"]);
  });

  test("behind NAT are free again once their machine has moved away", () => {
    const cluster = new Cluster({ storage: TiB(1) });
    const [here, there] = ["rack-1", "rack-2"].map((name) => {
      const server = cluster.add({ name, cpus: 2, memory: GiB(8), disk: GiB(20) });
      const hypervisor = server.install(new Hypervisor());
      const dhcp = { start: "192.168.122.9", end: "192.168.122.9" };
      hypervisor.defineNetwork({ name: "office", mode: "nat", dhcp });
      return hypervisor;
    });
    const office = { ...small, storage: "shared", network: "office" } as const;
    const first = here?.create({ name: "first", ...office });
    cluster.run(seconds(10));
    if (there) first?.migrate(there);
    cluster.run(seconds(20));
    const second = here?.create({ name: "second", ...office });
    cluster.run(seconds(10));
    expect([first?.address, second?.address]).toEqual(["192.168.122.9", "192.168.122.9"]);
    expect([first?.server, second?.server]).toEqual(["rack-2", "rack-1"]);
  });

  test("are the same in every run, whatever is asked meanwhile", () => {
    const [one, other] = [house(), house()];
    one.hypervisor.reachability();
    expect(one.hypervisor.dhcpLeases()).toEqual(other.hypervisor.dhcpLeases());
  });
});

describe("a machine's network", () => {
  test("is a bridge called default unless it says otherwise", () => {
    const { hypervisor } = rack();
    hypervisor.define({ name: "shop", ...sized });
    expect(hypervisor.networks()).toEqual([
      {
        ...{
          name: "default",
          host: "rack-1",
          mode: "bridge",
          subnet: "10.0.0.0/16",
          gateway: "10.0.0.1",
        },
        portForwards: [],
        machines: [{ name: "shop", vlan: null, address: null }],
      },
    ]);
  });

  test.each<[string, object, string]>([
    ["one that there is not", { network: "office" }, "no-network"],
    ["no name", { network: 5 }, "no-network"],
    ["a VLAN 0", { vlan: 0 }, "invalid-argument"],
    ["a VLAN beyond 4094", { vlan: 4095 }, "invalid-argument"],
    ["a VLAN behind NAT", { network: "nat", vlan: 10 }, "config-unsupported"],
  ])("%s is refused, and nothing is defined", (_, place, code) => {
    const { server, hypervisor } = rack();
    hypervisor.defineNetwork({ name: "nat", mode: "nat" });
    const before = snapshot(server);
    expect(refusal(() => hypervisor.define({ name: "a", ...sized, ...place })).code).toBe(code);
    expect(snapshot(server)).toBe(before);
  });

  test("is that of the machine it is a clone of", () => {
    const { hypervisor, web } = house();
    web.destroy();
    hypervisor.clone("web", { name: "web-2" });
    const office = hypervisor.networks().find(({ name }) => name === "office");
    expect(office?.machines.map(({ name }) => name)).toEqual(["web", "db", "web-2"]);
  });

  test("must be there where it is to be moved, placed or started again", () => {
    const cluster = new Cluster({ storage: TiB(1) });
    const [first, second] = ["rack-1", "rack-2"].map((name) =>
      cluster.add({ name, cpus: 2, memory: GiB(8), disk: GiB(20) }).install(new Hypervisor()),
    );
    if (!first || !second) throw new Error("no servers");
    second.defineNetwork({ name: "office", mode: "nat" });
    const vm = cluster.create({ ...small, name: "web", network: "office", storage: "shared" });
    expect(vm.server).toBe("rack-2");
    cluster.run(seconds(10));
    expect(refusal(() => vm.migrate(first)).code).toBe("no-network");
    expect(refusal(() => cluster.create({ ...small, name: "a", network: "offcie" })).code).toBe(
      "no-network",
    );
    cluster.protect(vm);
    cluster.servers[1]?.powerOff();
    cluster.run(seconds(120));
    expect([vm.server, vm.state]).toEqual(["rack-2", "shutoff"]);
  });

  test("may have a name in any form of Unicode", () => {
    const { hypervisor } = rack();
    hypervisor.defineNetwork({ name: "사무실".normalize("NFD"), mode: "nat" });
    expect(hypervisor.define({ name: "a", ...sized, network: "사무실" }).state).toBe("shutoff");
    hypervisor.define({ name: "b", ...sized, network: "사무실".normalize("NFD") });
    expect(hypervisor.networks()[1]?.machines).toHaveLength(2);
  });
});

describe("a network that is defined", () => {
  const define = (spec: object) => {
    const { hypervisor } = rack();
    const office = { name: "office", portForwards: [{ hostPort: 8080, to: "web" }] };
    hypervisor.defineNetwork({ mode: "nat", ...office });
    return () => hypervisor.defineNetwork(any({ name: "lab", mode: "host-only", ...spec }));
  };

  test.each<[string, Partial<NetworkSpec>, object]>([
    ["has a subnet of its own", {}, { subnet: "192.168.123.0/24", gateway: "192.168.123.1" }],
    ["or the one it is given", { subnet: "172.32.0.0/30" }, { gateway: "172.32.0.1" }],
    [
      "has the host's port unless told otherwise",
      { mode: "nat", portForwards: [{ hostPort: 443, to: "web" }] },
      { portForwards: [{ hostPort: 443, to: "web", port: 443, protocol: "tcp" }] },
    ],
    [
      "may share a port by another protocol",
      { mode: "nat", portForwards: [{ hostPort: 8080, to: "web", protocol: "udp" }] },
      { mode: "nat" },
    ],
    ["is a second bridge", { mode: "bridge" }, { subnet: "10.0.0.0/16" }],
  ])("%s", (_, spec, info) => {
    expect(define(spec)()).toMatchObject(info);
  });

  test.each<[string, object, string]>([
    ["a name that is taken", { name: "office" }, "network-exists"],
    ["the name of the first bridge", { name: "default" }, "network-exists"],
    ["a name with a space", { name: "a b" }, "invalid-argument"],
    ["an unknown mode", { mode: "routed" }, "invalid-argument"],
    ["a subnet with host bits", { subnet: "192.168.7.1/24" }, "invalid-argument"],
    ["a subnet of two addresses", { subnet: "192.168.7.0/31" }, "invalid-argument"],
    ["a subnet of the physical network", { subnet: "10.0.0.0/8" }, "resource-busy"],
    ["a subnet of the VLANs", { subnet: "172.16.5.0/24" }, "resource-busy"],
    ["another network's subnet", { subnet: "192.168.122.128/25" }, "resource-busy"],
    ["DHCP of elsewhere", { dhcp: { start: "10.0.0.1", end: "10.0.0.2" } }, "invalid-argument"],
    [
      "DHCP backwards",
      { subnet: "192.168.7.0/24", dhcp: { start: "192.168.7.9", end: "192.168.7.3" } },
      "invalid-argument",
    ],
    [
      "DHCP with the gateway",
      { subnet: "192.168.7.0/24", dhcp: { start: "192.168.7.1", end: "192.168.7.3" } },
      "invalid-argument",
    ],
    [
      "a bridge with DHCP",
      { mode: "bridge", dhcp: { start: "192.168.7.2", end: "192.168.7.3" } },
      "config-unsupported",
    ],
    [
      "a forwarded port without NAT",
      { portForwards: [{ hostPort: 1, to: "web" }] },
      "config-unsupported",
    ],
    ["a port 0", { mode: "nat", portForwards: [{ hostPort: 0, to: "web" }] }, "invalid-argument"],
    [
      "a port of another network",
      { mode: "nat", portForwards: [{ hostPort: 8080, to: "db" }] },
      "resource-busy",
    ],
    [
      "a port twice",
      {
        mode: "nat",
        portForwards: [
          { hostPort: 1, to: "a" },
          { hostPort: 1, to: "b" },
        ],
      },
      "resource-busy",
    ],
    ["a port to nowhere", { mode: "nat", portForwards: [{ hostPort: 1 }] }, "invalid-argument"],
  ])("%s is refused", (_, spec, code) => {
    expect(refusal(define(spec)).code).toBe(code);
  });

  test("needs an installed hypervisor", () => {
    const bare = new Hypervisor();
    const asked = [
      () => bare.defineNetwork({ name: "office", mode: "nat" }),
      () => bare.networks(),
      () => bare.reachability(),
      () => bare.connect("host", { to: "8.8.8.8" }),
    ];
    for (const ask of asked) expect(refusal(ask).code).toBe("not-installed");
  });

  test("is in the trace only when it is refused", () => {
    const { server, hypervisor } = rack();
    refusal(() => hypervisor.defineNetwork(any({ name: "lab" })));
    expect(server.trace.of("refusal").at(-1)).toMatchObject({
      ...{ subject: "hv", operation: "defineNetwork", code: "invalid-argument" },
    });
  });
});

test("a hypervisor in a machine is at the network as that machine", () => {
  const { server, hypervisor } = rack();
  const outer = hypervisor.create("ubuntu-24.04", { name: "outer" });
  server.run(seconds(60));
  const inner = outer.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
  const vm = inner.create({ name: "inside", ...small });
  server.run(seconds(60));
  expect(inner.address).toBe(outer.address);
  expect(hypervisor.address).not.toBe(inner.address);
  const asked = inner.reachability().filter(({ to }) => to === vm.name);
  expect(asked.map(({ from, reach }) => [from, reach])).toEqual([
    ["outside", "yes"],
    ["L1", "yes"],
  ]);
});

describe("addresses as text", () => {
  test.each([
    ["0.0.0.0", 0],
    ["10.0.0.2", 167_772_162],
    ["255.255.255.255", 4_294_967_295],
    ["256.0.0.1", undefined],
    ["1.2.3", undefined],
    ["1.2.3.4.", undefined],
    ["01.2.3.4", undefined],
    [" 1.2.3.4", undefined],
    [7, undefined],
  ])("%j", (text, address) => {
    expect(parseAddress(text)).toBe(address);
  });

  test.each(["10.0.0.0/8", "192.168.122.0/24", "192.168.122.252/30"])("%s", (text) => {
    const subnet = parseSubnet(text);
    if (!subnet) throw new Error("no subnet");
    expect(formatSubnet(subnet)).toBe(text);
    expect([contains(subnet, subnet.base), contains(subnet, subnet.base - 1)]).toEqual([
      ...[true, false],
    ]);
  });

  test.each(["10.0.0.0", "10.0.0.0/7", "10.0.0.0/31", "10.0.0.1/24", "10.0.0.0/24/1", 5])(
    "%j is no subnet",
    (text) => {
      expect(parseSubnet(text)).toBeUndefined();
    },
  );
});
