// Requests that come over the network, and clients that wait for answers: what is received was sent, nothing is answered
// twice, and the way takes what its parts take.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  client,
  Cluster,
  costs,
  Gbps,
  GiB,
  HostOs,
  Hypervisor,
  KiB,
  Mbps,
  MiB,
  ms,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type {
  Application,
  Client,
  DomainSpec,
  ServiceSpec,
  VirtualMachine,
} from "../../src/stdlib/index.ts";
import { localLatency, stackTime, wakeTime } from "../../src/host/packet-costs.ts";
import { neighbours, products, refusal, small } from "./machine.ts";
import type { Product } from "./machine.ts";

/** Two machines on a host OS. */
function house() {
  const server = new Server({ name: "pc", cpus: 4, memory: GiB(16), disk: GiB(100) });
  const host = server.install(new HostOs());
  const hypervisor = host.install(new Hypervisor({ profile: profiles.kvm }));
  const [vm, other] = ["shop", "desk"].map((name) => hypervisor.create({ ...small, name })) as [
    VirtualMachine,
    VirtualMachine,
  ];
  server.run(seconds(25));
  return { server, host, vm, other };
}

const echo = (spec: Partial<ServiceSpec> = {}) =>
  service({ name: "echo", compute: 1, receive: 1, send: 1, ...spec });
const asking = (to: Application, requests = 100, threads = 1) =>
  client({ name: "load", to, requests, threads });

/** The counts of a client and of what it asks, when all is answered. */
const all = (n: number) => ({ arrived: n, completed: n, dropped: 0, failed: 0, pending: 0 });

describe("a round trip", () => {
  const latency = 2 * costs.networkLatency.value;
  const roundTrip = (start: () => readonly [Server, Application]) => {
    const [server, app] = start();
    const load = new RemoteComputer().launch(asking(app));
    server.run(seconds(1));
    expect([load.state, load.requests]).toEqual(["finished", all(100)]);
    expect(app.requests).toEqual(all(100));
    return load.responseTime?.p50 ?? NaN;
  };
  const native = () => {
    const server = new Server();
    const os = server.install(new HostOs());
    server.run(seconds(20));
    return [server, os.spawn(echo())] as const;
  };
  const guest =
    (id: Product, spec: Partial<DomainSpec> = {}) =>
    () => {
      const { server, vm } = neighbours(id, spec);
      return [server, vm.launch(echo())] as const;
    };

  test("to a process takes the way there and back, and its kernel's work", () => {
    const most = latency + costs.systemCall.value + costs.vcpuSwitch.value;
    expect(roundTrip(native)).toBeGreaterThan(latency);
    expect(roundTrip(native)).toBeLessThan(most);
  });

  test.each(products)("%s: to a guest takes longer, by what its parts take", (id) => {
    expect(roundTrip(guest(id))).toBeGreaterThan(roundTrip(native));
  });

  test("an interface of the machine's own is the shortest way, an emulated one the longest", () => {
    const models = ["passthrough", "virtio", "e1000"] as const;
    const times = models.map((nicModel) => roundTrip(guest("kvm", { nicModel })));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(3);
  });

  test.each(products)(
    "%s: from the machine beside it, no interface of the server is passed",
    (id) => {
      const { server, vm, other } = neighbours(id, {}, { network: 1e3 });
      const load = other.launch(asking(vm.launch(echo())));
      server.run(seconds(1));
      expect([load.state, load.requests]).toEqual(["finished", all(100)]);
      // Four passages of a network stack, and two of the way between them.
      const least = 2 * (2 * stackTime(0) + localLatency);
      expect(load.responseTime?.mean).toBeGreaterThan(least);
      // Two threads and two virtual CPUs are woken on the way there, and on the way back.
      expect(load.responseTime?.mean).toBeLessThan(least + us(25) + 8 * wakeTime);
    },
  );

  test("between two processes of a server, too: but for waking them, it is two passages each way", () => {
    const server = new Server({ network: 1e3 });
    const os = server.install(new HostOs());
    server.run(seconds(20));
    const load = os.spawn(asking(os.spawn(echo())));
    server.run(seconds(1));
    const least = 2 * (2 * stackTime(0) + localLatency);
    expect(load.responseTime?.mean).toBeGreaterThan(least);
    expect(load.responseTime?.mean).toBeLessThan(least + 2 * wakeTime);
  });

  test.each<[string, (all: ReturnType<typeof house>, load: Client) => Application]>([
    ["a machine", ({ other }, load) => other.launch(load)],
    ["a process", ({ host }, load) => host.spawn(load)],
    ["a computer outside", (_, load) => new RemoteComputer().launch(load)],
  ])(
    "is as long as one after another take, what its own kernel does included: from %s",
    (_, on) => {
      const all = house();
      const app = all.vm.launch(echo({ receive: KiB(60) }));
      all.server.run(seconds(1));
      const [from, requests] = [all.server.now, 1000];
      const load = on(all, client({ name: "load", to: app, requests, compute: 1 }));
      while (load.state !== "finished") all.server.run(us(100));
      const each = (all.server.now - from) / requests;
      expect(load.responseTime?.mean).toBeLessThanOrEqual(each);
      expect(load.responseTime?.mean).toBeGreaterThan(each * 0.99);
    },
  );

  test("has the work in it, and the bytes on the wire, and not what the client does before", () => {
    const { server, vm } = neighbours("generic", {}, { network: Gbps(1) });
    const work = { compute: ms(3), receive: MiB(1), send: MiB(2) };
    const app = vm.launch(echo(work));
    const remote = new RemoteComputer({ network: Gbps(1) });
    const load = remote.launch(client({ name: "load", to: app, requests: 5, compute: ms(50) }));
    server.run(seconds(5));
    const least = latency + work.compute + 3 * MiB(1) * 8;
    expect(load.requests).toEqual(all(5));
    expect(load.responseTime?.p50).toBeGreaterThan(least);
    // A chunk of 64 KiB is on one link while the one before is on the next.
    expect(load.responseTime?.p50).toBeLessThan(least + ms(2));
  });
});

describe("requests that come over the network", () => {
  test("pass the server's link: with more than it carries, they wait, and are dropped", () => {
    const { server, vm } = neighbours("generic", {}, { network: Gbps(1) });
    const every = Math.round((KiB(64) * 8) / 2);
    const app = vm.launch(
      service({ name: "web", compute: 1, every, receive: KiB(64), threads: 4 }),
    );
    server.run(seconds(2));
    const { arrived, completed, dropped, pending } = app.requests;
    expect(dropped / arrived).toBeGreaterThan(0.45);
    expect(completed * KiB(64) * 8).toBeLessThanOrEqual(seconds(2));
    expect(completed * KiB(64) * 8).toBeGreaterThan(seconds(1.98));
    expect(completed + dropped + pending).toBeLessThanOrEqual(arrived);
    const wait = (costs.switchBuffer.value + 2 * KiB(64)) * 8;
    expect(app.responseTime?.max).toBeLessThan(wait + us(100));
    expect(vm.io.network.receivedBytes).toBe(vm.io.network.received * KiB(64));
  });

  test("are dropped at the machine's ring, when its back end has no CPU", () => {
    const size = { cpus: 1, memory: GiB(16), disk: GiB(100) };
    const server = new Server({ name: "pc", ...size });
    const controlDomain = { vcpus: 1, cap: 1 };
    const hypervisor = new Hypervisor({ name: "hv", profile: profiles.xen, controlDomain });
    server.install(hypervisor);
    const vm = hypervisor.create({ ...small, name: "shop" });
    server.run(seconds(90));
    const app = vm.launch(service({ name: "web", compute: 1, every: us(2), receive: 100 }));
    server.run(seconds(1));
    expect(vm.io.network.dropped).toBeGreaterThan(1000);
    expect(app.requests.dropped).toBe(vm.io.network.dropped);
  });

  test("are packets, each an interrupt's work, where nothing puts them together", () => {
    const received = (spec: Partial<DomainSpec>) => {
      const { server, vm } = neighbours("kvm", spec);
      vm.launch(service({ name: "web", compute: 1, every: ms(10), receive: 14_600 }));
      server.run(ms(55));
      return vm.io.network;
    };
    expect(received({})).toMatchObject({ received: 5, receivedBytes: 73_000 });
    expect(received({ nicModel: "e1000" })).toMatchObject({ received: 50, receivedBytes: 73_000 });
  });
});

describe("a message that is larger than what the way holds", () => {
  test.each<[string, Partial<ServiceSpec>, number, Partial<DomainSpec>]>([
    ["to a link slower than the client's", { receive: MiB(4) }, Gbps(1), {}],
    ["to a client on a slower link", { send: MiB(4) }, Gbps(10), {}],
    ["to an emulated interface", { receive: MiB(4) }, Gbps(10), { nicModel: "e1000" }],
  ])("%s: comes as fast as the slower of them takes it in", (_, spec, network, machine) => {
    const { server, vm } = neighbours("kvm", machine, { network });
    const remote = new RemoteComputer({ network: network === Gbps(1) ? Gbps(10) : Gbps(1) });
    const load = remote.launch(asking(vm.launch(echo(spec)), 3));
    server.run(seconds(2));
    expect(load.requests).toEqual(all(3));
    expect(load.responseTime?.mean).toBeGreaterThan(MiB(4) * 8);
    expect(load.responseTime?.mean).toBeLessThan(MiB(4) * 8 * 1.5);
  });

  test.each(["kvm", "xen"] as const)("%s: between machines of one server", (id) => {
    const { server, hypervisor, vm } = neighbours(id);
    const old = hypervisor.create({ ...small, name: "old", nicModel: "e1000" });
    server.run(seconds(15));
    const load = old.launch(asking(vm.launch(echo({ send: MiB(2) })), 3));
    server.run(seconds(2));
    expect(load.requests).toEqual(all(3));
  });

  test("from clients outside comes piece by piece", () => {
    const { server, vm } = neighbours("generic", { nicModel: "e1000" });
    const spec = { compute: 1, every: ms(100), receive: MiB(20) };
    const app = vm.launch(service({ name: "web", ...spec }));
    server.run(seconds(1));
    expect(app.requests).toMatchObject({ dropped: 0, completed: 9 });
    expect(app.responseTime?.p50).toBeGreaterThan((MiB(20) * 8) / 10);
  });
});

describe("a machine that does not run", () => {
  test.each(["generic", "kvm"] as const)(
    "%s: has what fits its ring, and the rest is dropped",
    (id) => {
      const { server, vm } = neighbours(id);
      const app = vm.launch(service({ name: "web", compute: 1, every: us(100), receive: 100 }));
      server.run(seconds(1) + us(50));
      const before = vm.io.network;
      vm.suspend();
      server.run(seconds(1));
      expect(vm.io.network.received).toBe(before.received);
      expect(vm.io.network.dropped).toBe(10_000 - costs.ringSize.value);
      vm.resume();
      server.run(ms(1));
      expect(app.requests.dropped).toBe(10_000 - costs.ringSize.value);
    },
  );

  test("hears an answer when it runs again", () => {
    const { server, vm, other } = neighbours();
    const load = other.launch(asking(vm.launch(echo({ compute: ms(1) })), 20));
    server.run(ms(10.5));
    other.suspend();
    server.run(seconds(1));
    other.resume();
    server.run(seconds(1));
    expect(load.requests).toEqual(all(20));
    expect(load.responseTime?.max).toBeGreaterThan(seconds(1));
  });
});

describe("a client", () => {
  test.each<[string, Product, Partial<DomainSpec>, (vm: VirtualMachine) => unknown]>([
    ["off", "generic", { iftune: { outbound: Mbps(100) } }, (vm) => vm.destroy().start()],
    ["off", "kvm", { nicModel: "e1000" }, (vm) => vm.destroy().start()],
    ["reverted", "xen", { iftune: { outbound: Mbps(100) } }, (vm) => vm.revert("clean")],
    ["reverted", "kvm", {}, (vm) => vm.revert("clean")],
  ])(
    "asks again when the answer was on its way in a machine that was %s: %s, %j",
    (_, id, spec, cut) => {
      for (let at = 0; at < 5; at++) {
        const { server, vm } = neighbours(id, spec);
        const app = vm.launch(echo({ send: MiB(4) }));
        vm.snapshot("clean");
        const load = new RemoteComputer().launch(asking(app, 3));
        server.run(us(300) + at * us(700));
        cut(vm);
        server.run(seconds(30));
        expect([load.state, load.requests.completed]).toEqual(["finished", 3]);
        expect(load.requests.dropped).toBeLessThanOrEqual(20);
      }
    },
  );

  test.each(["remote", "neighbour"])(
    "on a %s machine asks again when nothing answers, and goes on when the service is back",
    (from) => {
      const { server, vm, other } = neighbours();
      const app = vm.launch(echo({ compute: ms(1) }));
      const load = (from === "remote" ? new RemoteComputer() : other).launch(asking(app, 5000));
      server.run(seconds(1));
      vm.destroy();
      server.run(seconds(10));
      const { completed } = load.requests;
      expect(load.requests).toMatchObject({ pending: 1, arrived: completed + 1 });
      expect(load.requests.dropped).toBeGreaterThan(8);
      vm.start();
      server.run(seconds(20));
      expect([load.state, load.requests.completed]).toEqual(["finished", 5000]);
      expect(load.responseTime?.max).toBeGreaterThan(seconds(10));
    },
  );

  test("that goes off hears nothing more, and begins anew with its machine's snapshot", () => {
    const { server, vm, other } = neighbours();
    const app = vm.launch(echo({ compute: ms(1) }));
    const load = other.launch(asking(app, 100));
    server.run(ms(50.5));
    other.snapshot("half");
    server.run(seconds(1));
    expect(load.requests).toEqual(all(100));
    other.revert("half");
    server.run(seconds(1));
    const [again] = other.applications;
    expect([again?.state, again?.requests]).toEqual(["finished", all(100)]);
    other.destroy();
    server.run(seconds(1));
    expect(load.requests).toEqual(all(100));
  });

  test("moves to another server with its machine, as the service does with its own", () => {
    const cluster = new Cluster({ storage: GiB(100) });
    const [here, there] = ["a", "b"].map((name) =>
      cluster.add({ name, cpus: 4, memory: GiB(8), disk: GiB(50) }).install(new Hypervisor()),
    ) as [Hypervisor, Hypervisor];
    const [vm, desk] = ["shop", "desk"].map((name) =>
      here.create({ ...small, name, storage: "shared" }),
    ) as [VirtualMachine, VirtualMachine];
    cluster.run(seconds(15));
    const load = desk.launch(asking(vm.launch(echo({ compute: us(100) })), 50_000, 2));
    cluster.run(ms(200));
    const moves = [desk, vm].map((one) => one.migrate(there));
    cluster.run(seconds(60));
    expect(moves.map(({ state }) => state)).toEqual(["completed", "completed"]);
    expect([load.state, load.requests.completed]).toEqual(["finished", 100_000]);
  });

  test("hears of its loss, wherever in a machine's back end a request is when the power goes", () => {
    const { server, vm } = neighbours("kvm");
    const app = vm.launch(echo({ send: KiB(9), receive: KiB(9) }));
    const outside = new RemoteComputer();
    for (let at = us(20); at < us(130); at += 500) {
      const load = outside.launch(asking(app, 1));
      server.run(at);
      vm.destroy().start();
      server.run(seconds(15));
      expect([at, load.state]).toEqual([at, "finished"]);
    }
  });

  test("is answered after any number of migrations, whatever waited at the machine's ring", () => {
    const cluster = new Cluster({ storage: GiB(100) });
    const [here, there] = ["a", "b"].map((name) =>
      cluster.add({ name, cpus: 4, memory: GiB(8), disk: GiB(50) }).install(new Hypervisor()),
    ) as [Hypervisor, Hypervisor];
    const vm = here.create({ ...small, name: "shop", storage: "shared" });
    cluster.run(seconds(15));
    const app = vm.launch(service({ name: "web", compute: us(20), every: us(100), receive: 100 }));
    for (const to of [there, here]) {
      vm.migrate(to);
      cluster.run(seconds(10));
      expect(app.requests.dropped).toBeGreaterThan(0);
      const { completed } = app.requests;
      cluster.run(seconds(1));
      expect(app.requests.completed - completed).toBe(10_000);
    }
  });

  test.each<[string, Partial<DomainSpec>, "neighbour" | "remote", boolean]>([
    ["in another VLAN", { vlan: 10 }, "neighbour", false],
    ["in another VLAN", { vlan: 10 }, "remote", false],
    ["behind NAT", { network: "nat" }, "remote", false],
    ["behind NAT, with a port that leads on", { network: "open" }, "remote", true],
    ["on a network of the host's own", { network: "inside" }, "neighbour", false],
    ["on the bridge", {}, "neighbour", true],
  ])(
    "is heard, or not, as the networks have it: a service %s, %j, from a %s",
    (_, spec, from, heard) => {
      const { server, hypervisor, other } = neighbours();
      const portForwards = [{ hostPort: 80, to: "web", port: 80 }];
      hypervisor.defineNetwork({ name: "nat", mode: "nat", subnet: "192.168.1.0/24" });
      hypervisor.defineNetwork({
        name: "open",
        mode: "nat",
        subnet: "192.168.2.0/24",
        portForwards,
      });
      hypervisor.defineNetwork({ name: "inside", mode: "host-only", subnet: "192.168.3.0/24" });
      const web = hypervisor.create({ ...small, name: "web", ...spec });
      server.run(seconds(15));
      const app = web.launch(echo());
      const load = (from === "remote" ? new RemoteComputer() : other).launch(asking(app, 3));
      server.run(seconds(3));
      expect(load.requests.completed).toBe(heard ? 3 : 0);
      expect(load.requests.dropped).toBe(heard ? 0 : 3);
      // Nor does what comes from clients that are not in the model.
      const open = web.launch(service({ name: "open", compute: 1, every: ms(10), receive: 100 }));
      server.run(ms(95));
      expect(open.requests.completed > 0).toBe(heard);
    },
  );

  test.each<[string, () => unknown, string]>([
    [
      "a batch job",
      () => asking(neighbours().vm.launch(batch({ name: "job", compute: 1 }))),
      "invalid-argument",
    ],
    ["no service", () => asking({ name: "web" } as never), "invalid-argument"],
    [
      "a service that sends nothing",
      () => asking(neighbours().vm.launch(echo({ send: 0 }))),
      "invalid-argument",
    ],
    ["0 requests", () => asking(neighbours().vm.launch(echo()), 0), "invalid-argument"],
    [
      "from a server with a clock of its own",
      () => neighbours().vm.launch(asking(neighbours().vm.launch(echo()))),
      "no-connect",
    ],
    [
      "a batch job on a remote computer",
      () => new RemoteComputer().launch(batch({ name: "job", compute: 1 }) as never),
      "invalid-argument",
    ],
    [
      "a remote computer without a name",
      () => new RemoteComputer({ name: "" }),
      "invalid-argument",
    ],
    [
      "a service that no client can ask",
      () => service({ name: "web", compute: 1 }),
      "invalid-argument",
    ],
  ])("refused: %s", (_, action, code) => {
    expect(refusal(action).code).toBe(code);
  });
});

test("whichever machines ask, with what and how often: what is received was sent, and each request is answered once", () => {
  const job = fc.record({
    // No more than all rings have places for: nothing is dropped.
    receive: fc.integer({ min: 1, max: KiB(30) }),
    send: fc.integer({ min: 1, max: KiB(30) }),
    compute: fc.integer({ min: 1, max: us(300) }),
    requests: fc.integer({ min: 1, max: 6 }),
    threads: fc.integer({ min: 1, max: 3 }),
    workers: fc.integer({ min: 1, max: 3 }),
    from: fc.constantFrom("remote" as const, "neighbour" as const, "itself" as const),
  });
  const models = fc.constantFrom("virtio" as const, "e1000" as const, "passthrough" as const);
  fc.assert(
    fc.property(
      fc.constantFrom(...products.slice(0, 5)),
      models,
      fc.array(job, { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: 1, max: ms(2) }), { maxLength: 3 }),
      (id, model, jobs, pauses) => {
        const spec = id === "workstation" ? {} : { nicModel: model };
        const { server, vm, other } = neighbours(id, spec);
        const before = vm.io.network;
        const loads = jobs.map(
          ({ receive, send, compute, requests, threads, workers, from }, i) => {
            const app = vm.launch(
              service({ name: `web-${i}`, compute, receive, send, threads: workers }),
            );
            const load = client({ name: `load-${i}`, to: app, requests, threads });
            const asks = from === "remote" ? new RemoteComputer() : from === "itself" ? vm : other;
            return { load: asks.launch(load), app, total: requests * threads, receive, send, from };
          },
        );
        if (model !== "passthrough" || id === "workstation")
          for (const time of pauses) {
            server.run(time);
            vm.suspend();
            server.run(time);
            vm.resume();
          }
        server.run(seconds(4));
        for (const { load, app, total } of loads) {
          expect(load.state).toBe("finished");
          expect(load.requests).toEqual(all(total));
          expect(app.requests).toEqual(all(total));
        }
        const sum = (of: (one: (typeof loads)[number]) => number) =>
          loads.reduce((bytes, one) => bytes + of(one), 0);
        const asked = sum((one) => one.total * one.receive);
        const answered = sum((one) => one.total * one.send);
        const own = sum((one) => (one.from === "itself" ? one.total * one.receive : 0));
        const ownAnswers = sum((one) => (one.from === "itself" ? one.total * one.send : 0));
        expect(vm.io.network.receivedBytes).toBe(asked + ownAnswers);
        expect(vm.io.network.bytes - before.bytes).toBe(answered + own);
        expect(vm.io.network.dropped).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});
