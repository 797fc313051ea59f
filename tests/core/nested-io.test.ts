// What guests inside a machine ask of disk and network is asked of that machine's devices, and of those below: with their
// exits, their limits and their counts, at each level.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  client,
  costs,
  Gbps,
  GiB,
  Hypervisor,
  KiB,
  ManagementConsole,
  Mbps,
  MiB,
  ms,
  osImages,
  profiles,
  RemoteComputer,
  seconds,
  Server,
  service,
  us,
} from "../../src/stdlib/index.ts";
import type { Application, DomainSpec, IoRecord, VirtualMachine } from "../../src/stdlib/index.ts";
import { install, small } from "./machine.ts";
import type { Product } from "./machine.ts";
import { pair } from "./two-servers.ts";

type Devices = Pick<
  DomainSpec,
  "diskBus" | "nicModel" | "mtu" | "segmentationOffload" | "iotune" | "iftune"
>;

/** A machine on a server, in it another, and so on, `levels` deep in all; innermost, two guests. */
function tower(
  levels: number,
  product: Product | readonly Product[],
  devices: readonly Devices[] = [],
  network = Gbps(1),
) {
  const server = new Server({
    ...{ name: "rack", cpus: 4, memory: GiB(64), disk: GiB(500), network },
    virtualFunctions: 4,
  });
  const productOf = (level: number): Product =>
    typeof product === "string" ? product : (product[level] as Product);
  const make = (level: number) =>
    new Hypervisor({ name: `L${level}`, profile: profiles[productOf(level)] });
  let hypervisor = install(server, make(0));
  const beside = hypervisor.create({ ...small, name: "beside" });
  const around: VirtualMachine[] = [];
  for (let level = 1; level < levels; level++) {
    const size = { memory: GiB(32 / 2 ** level), disk: GiB(240 / 2 ** level), vcpus: 2 };
    const spec = { name: `m${level}`, ...size, ...devices[level - 1] };
    const hosted = profiles[productOf(level)].installsOn === "a host OS";
    const machine = hosted
      ? hypervisor.create({ ...spec, image: "ubuntu-24.04" })
      : hypervisor.define(spec).start();
    for (let i = 0; hosted && !machine.booted && i < 500; i++) server.run(seconds(10));
    around.push(machine);
    hypervisor = machine.nest(make(level));
  }
  const [a, b] = ["a", "b"].map((name) =>
    hypervisor.create({ ...small, name, ...devices[levels - 1] }),
  ) as [VirtualMachine, VirtualMachine];
  for (let i = 0; !(a.booted && b.booted) && i < 500; i++) server.run(seconds(10));
  server.run(seconds(1));
  return { server, beside, around, a, b };
}

const counts = (vm: VirtualMachine, device: "disk" | "network") => {
  const { requests, bytes } = vm.io[device];
  return { requests, bytes };
};
/** What was added to the counts of a device by what happens. */
function added(
  vms: readonly VirtualMachine[],
  device: "disk" | "network",
  happens: () => void,
): { requests: number; bytes: number } {
  const sum = () =>
    vms
      .map((vm) => counts(vm, device))
      .reduce((all, one) => ({
        requests: all.requests + one.requests,
        bytes: all.bytes + one.bytes,
      }));
  const before = sum();
  happens();
  const after = sum();
  return { requests: after.requests - before.requests, bytes: after.bytes - before.bytes };
}

/** Bytes that a machine's device carried, by when it was done with them. */
const carried = (server: Server, subject: string, device: string): IoRecord[] =>
  server.trace.of("io").filter((io) => io.subject === subject && io.device === device);

const work = (name: string, n: number) =>
  batch({
    name,
    compute: 1,
    read: KiB(64 * n),
    write: KiB(200),
    send: KiB(150 * n),
    queueDepth: 4,
  });

const ways: readonly Devices[] = [
  {},
  { diskBus: "ide", nicModel: "e1000" },
  { nicModel: "e1000", mtu: 9000 },
  { segmentationOffload: false },
];
const byProduct = (["generic", "kvm"] as const).flatMap((product) =>
  ways.flatMap((way) => [2, 3].map((levels) => ({ product, way, levels }))),
);

describe("what guests inside ask for is asked of each machine around them", () => {
  test.each(byProduct)("$product, $way, $levels levels", ({ product, way, levels }) => {
    const { server, around, a, b } = tower(levels, product, [way]);
    for (const device of ["disk", "network"] as const) {
      const [outermost] = around as [VirtualMachine];
      const at = around.map((vm) => [vm, counts(vm, device)] as const);
      const inside = added([a, b], device, () => {
        for (const [i, vm] of [a, b].entries()) vm.launch(work(`${device}-${i}`, i + 1));
        server.run(seconds(5));
      });
      expect(inside.bytes).toBeGreaterThan(0);
      for (const [vm, before] of at) {
        expect(vm.io[device].bytes - before.bytes).toBe(inside.bytes);
        const requests = vm.io[device].requests - before.requests;
        const split = device === "network" && vm === outermost && way.segmentationOffload === false;
        if (split || (vm === outermost && device === "network" && way.nicModel === "e1000"))
          expect(requests).toBeGreaterThan(inside.requests * 5);
        else expect(requests).toBe(inside.requests);
      }
    }
  });

  test("one with devices of its own is not left for them, and one with old ones is for each register", () => {
    const exitsOf = (way: Devices) => {
      const { server, around, a } = tower(2, "generic", [way]);
      const [outer] = around as [VirtualMachine];
      const before = { ...outer.exits };
      a.launch(work("work", 4));
      server.run(seconds(5));
      const of = (reason: "io" | "mmio" | "wrmsr") =>
        (outer.exits[reason] ?? 0) - (before[reason] ?? 0);
      return { io: of("io"), mmio: of("mmio"), wrmsr: of("wrmsr") };
    };
    const virtio = exitsOf({});
    const own = exitsOf({ diskBus: "passthrough", nicModel: "passthrough" });
    const old = exitsOf({ diskBus: "ide", nicModel: "e1000" });
    expect(own).toMatchObject({ io: 0, mmio: 0 });
    expect(virtio.io).toBe(0);
    // A read and a write: 10 registers to begin a transfer, 3 to end it, and the end of the interrupt. A register a packet.
    expect([old.io, virtio.mmio >= 3]).toEqual([26, true]);
    expect(old.mmio).toBeGreaterThanOrEqual(Math.ceil(KiB(600) / 1460));
  });

  test("each level adds to the time that a request takes", () => {
    const latency = [1, 2, 3].map((levels) => {
      const { server, a } = tower(levels, "kvm");
      const job = a.launch(batch({ name: "read", compute: 1, read: MiB(8) }));
      server.run(seconds(20));
      expect(job.state).toBe("finished");
      return job.duration ?? NaN;
    });
    expect(latency).toEqual([...latency].sort((x, y) => x - y));
    expect(new Set(latency).size).toBe(3);
  });
});

describe("a machine's limit holds for all that is inside", () => {
  const flood = {
    disk: { read: MiB(64), queueDepth: 32, requestSize: KiB(64) },
    network: { send: MiB(64) },
  };
  const limits: readonly (readonly [string, Devices, "disk" | "network", number, number])[] = [
    ["bytes of its disk", { iotune: { totalBytesSec: MiB(1) } }, "disk", MiB(1), 1e9],
    ["requests to its disk", { iotune: { totalIopsSec: 50 } }, "disk", 1e15, 50],
    ["what it sends", { iftune: { outbound: Mbps(8) } }, "network", 1e6, 1e9],
  ];

  test.each(
    limits.flatMap((limit) =>
      (["generic", "kvm"] as const).flatMap((product) =>
        [2, 3].map((levels) => [...limit, product, levels] as const),
      ),
    ),
  )("%s (%j): %s, %d bytes/s, %d requests/s, %s, %d levels", (...given) => {
    const [, way, device, bytesSec, perSecond, product, levels] = given;
    const { server, around, a, b } = tower(levels, product, [way]);
    const [outer] = around as [VirtualMachine];
    const start = server.now;
    for (const vm of product === "kvm" ? [a, b, outer] : [a, b])
      vm.launch(batch({ name: "flood", compute: 1, threads: 2, ...flood[device] }));
    server.run(seconds(4));
    const done = carried(server, outer.name, device).filter(({ time }) => time > start);
    expect(done.length).toBeGreaterThan(10);
    done.forEach((first, i) => {
      let bytes = 0;
      for (const [n, one] of done.slice(i, i + 400).entries()) {
        bytes += one.bytes;
        // One request may be under way at either end.
        const span = (one.time - first.time) / 1e9;
        expect(bytes).toBeLessThanOrEqual(bytesSec * span * 1.02 + 3 * costs.networkRequest.value);
        expect(n + 1).toBeLessThanOrEqual(perSecond * span * 1.02 + 3);
      }
    });
    // And it is used to the full.
    const all = done.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(Math.max(all / bytesSec, done.length / perSecond) / 4).toBeGreaterThan(0.9);
  });

  test("whatever runs inside and beside, bytes and requests add up", { timeout: 120_000 }, () => {
    const spec = fc.record({
      read: fc.integer({ min: 0, max: 20 }),
      write: fc.integer({ min: 0, max: 20 }),
      send: fc.integer({ min: 0, max: 20 }),
      who: fc.constantFrom("a", "b", "outer"),
      wait: fc.constantFrom(0, ms(3), ms(40)),
    });
    fc.assert(
      fc.property(
        fc.constantFrom<Product>("generic", "kvm"),
        fc.constantFrom(...ways),
        fc.integer({ min: 2, max: 3 }),
        fc.array(spec, { minLength: 1, maxLength: 6 }),
        (product, way, levels, jobs) => {
          const { server, around, a, b } = tower(levels, product, [way]);
          const outer = around.at(-1) as VirtualMachine;
          const named: Record<string, VirtualMachine> = { a, b, outer };
          const own = { disk: 0, network: 0 };
          const before = around.map((vm) => ({
            disk: vm.io.disk.bytes,
            network: vm.io.network.bytes,
          }));
          const inside = { disk: 0, network: 0 };
          let n = 0;
          for (const { read, write, send, who, wait } of jobs) {
            // A machine without a system runs nothing.
            const vm =
              product === "generic" && who === "outer" ? a : (named[who] as VirtualMachine);
            const size = { read: KiB(16 * read), write: KiB(16 * write), send: KiB(16 * send) };
            vm.launch(batch({ name: `job-${n++}`, compute: 1, ...size }));
            const sum = vm === outer ? own : inside;
            sum.disk += size.read + size.write;
            sum.network += size.send;
            server.run(wait);
          }
          server.run(seconds(10));
          around.forEach((vm, i) => {
            const at = before[i] ?? { disk: 0, network: 0 };
            for (const device of ["disk", "network"] as const)
              expect(vm.io[device].bytes - at[device]).toBe(inside[device] + own[device]);
          });
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("a guest inside serves what is asked over the network", () => {
  const spec = { compute: 1, receive: KiB(2), send: KiB(5) };
  const echo = service({ name: "echo", ...spec });
  const n = 20;
  const ask = (to: Application) => client({ name: "load", to, requests: n });

  test.each(["generic", "kvm"] as const)(
    "%s: from outside, from beside, from within",
    (product) => {
      const { server, beside, around, a, b } = tower(2, product);
      const [outer] = around as [VirtualMachine];
      const web = a.launch(echo);
      const passed = (load: Application) => {
        const before = { ...outer.io.network };
        server.run(seconds(2));
        expect([load.state, load.requests.completed, load.requests.dropped]).toEqual([
          "finished",
          n,
          0,
        ]);
        return {
          out: outer.io.network.bytes - before.bytes,
          in: outer.io.network.receivedBytes - before.receivedBytes,
          time: load.responseTime?.p50 ?? NaN,
        };
      };
      const outside = passed(new RemoteComputer().launch(ask(web)));
      const sibling = passed(beside.launch(ask(web)));
      const within = passed(b.launch(ask(web)));
      expect([outside, sibling, within].map(({ out, in: into }) => [out, into])).toEqual([
        [n * KiB(5), n * KiB(2)],
        [n * KiB(5), n * KiB(2)],
        [0, 0],
      ]);
      expect(a.io.network.receivedBytes).toBe(3 * n * KiB(2));
      if (product === "generic") return;
      expect(passed(outer.launch(ask(web)))).toMatchObject({ out: 0, in: 0 });
      const own = outer.launch(service({ ...spec, name: "own" }));
      expect(passed(a.launch(client({ name: "other", to: own, requests: n })))).toMatchObject({
        out: 0,
        in: 0,
      });
    },
  );

  test("one beside the machine is on the same switch: nothing of it goes over the wire", () => {
    const { server, beside, a } = tower(2, "kvm", [], Mbps(0.1));
    const load = beside.launch(ask(a.launch(echo)));
    server.run(seconds(1));
    expect(load.requests.completed).toBe(n);
    const far = new RemoteComputer().launch(ask(a.applications[0] as Application));
    server.run(seconds(4));
    // 5 KiB at 0.1 Mb/s are 0.41 s, and what is asked as much again.
    expect(far.requests.completed).toBeLessThan(8);
  });

  test("the way in and out grows level by level", () => {
    const times = [1, 2, 3].map((levels) => {
      const { server, a } = tower(levels, "kvm");
      const load = new RemoteComputer().launch(ask(a.launch(echo)));
      server.run(seconds(5));
      expect(load.requests.completed).toBe(n);
      return load.responseTime?.p50 ?? NaN;
    });
    expect(times).toEqual([...times].sort((x, y) => x - y));
    expect(new Set(times).size).toBe(3);
  });
});

describe("the part that manages a hypervisor inside a machine", () => {
  const managed = (levels = 2) => {
    const all = tower(levels, "kvm");
    const inner = all.around.at(-1)?.nested as Hypervisor;
    return { ...all, remote: new ManagementConsole({ name: "desk" }).connect(inner) };
  };

  test.each([2, 3])(
    "is asked through the machines around it, and answers through them: %d",
    (levels) => {
      const { server, around, remote } = managed(levels);
      const before = around.map(({ io: { network } }) => ({ ...network }));
      const asked = remote.domains();
      server.run(seconds(1));
      expect(asked.state).toBe("answered");
      const bytes = server.trace.of("management").filter(({ step }) => step !== "sent");
      around.forEach(({ io: { network } }, i) => {
        expect([
          network.receivedBytes - (before[i]?.receivedBytes ?? 0),
          network.bytes - (before[i]?.bytes ?? 0),
        ]).toEqual(bytes.map((one) => one.bytes));
      });
    },
  );

  test("has no CPU but the machine's, and stands still and ends with it", () => {
    const { server, around, a, b, remote } = managed();
    const [outer] = around as [VirtualMachine];
    const slices = () => server.slices().filter(({ subject }) => subject === "libvirtd");
    const begun = (): void => {
      const so = slices().length;
      while (slices().length === so) server.run(us(20));
    };
    const asked = remote.domains();
    begun();
    const still = (): void => {
      const at = server.now;
      server.run(seconds(3));
      expect(slices().filter(({ end }) => end > at)).toEqual([]);
    };
    outer.suspend();
    still();
    expect(asked.state).not.toBe("answered");
    outer.resume();
    server.run(seconds(1));
    expect([asked.state, slices().length > 0]).toEqual(["answered", true]);
    for (const vm of [a, b]) vm.launch(batch({ name: "burn", compute: seconds(100), threads: 4 }));
    const usage = () => server.cpuUsage.reduce((sum, { host = 0 }) => sum + host, 0);
    const host = usage();
    for (let i = 0; i < 5; i++) remote.domains();
    server.run(seconds(2));
    // Threads of the host OS are its own machines' back ends alone: none of it is libvirtd of the machine's system.
    expect(usage() - host).toBeLessThan(ms(1));
    const late = remote.domains();
    begun();
    outer.destroy();
    still();
    expect(late.state).not.toBe("answered");
  });
});

test("a guest inside a machine reaches shared storage by that machine's interface", () => {
  const { cluster, here } = pair();
  const outer = here.define({ name: "outer", vcpus: 1, memory: GiB(4), disk: GiB(8) }).start();
  const inner = outer.nest(new Hypervisor({ name: "L1" }));
  const inside = inner.create({ ...small, name: "inside", storage: "shared" });
  cluster.run(seconds(60));
  expect(inside.booted).toBe(true);
  const before = { ...outer.io.network };
  const disk = outer.io.disk.bytes;
  inside.launch(batch({ name: "work", compute: 1, read: MiB(2), write: MiB(3) }));
  cluster.run(seconds(2));
  const { bytes, receivedBytes } = outer.io.network;
  expect([receivedBytes - before.receivedBytes, bytes - before.bytes]).toEqual([MiB(2), MiB(3)]);
  expect(outer.io.disk.bytes).toBe(disk);
});

test.each(osImages.filter(({ family }) => family === "Linux").map(({ id }) => id))(
  "beside %s in a machine, which takes whole blocks, a disk keeps what it holds under a snapshot",
  (image) => {
    const server = new Server({ cpus: 2, memory: GiB(32), disk: GiB(200) });
    const hypervisor = install(server, new Hypervisor({ name: "L0", profile: profiles.kvm }));
    const outer = hypervisor.create({ name: "m", vcpus: 1, memory: GiB(8), disk: GiB(40), image });
    server.run(seconds(200));
    const inner = outer.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
    const a = inner.create({ ...small, name: "a" });
    server.run(seconds(60));
    a.snapshot("before");
    a.reboot();
    server.run(seconds(60));
    expect([a.booted, server.free.disk % 4096]).toEqual([true, 0]);
  },
);

describe.each<readonly [readonly Product[]]>([
  [["generic", "esxi"]],
  [["esxi", "kvm"]],
  [["xen", "workstation"]],
  [["hyperV", "virtualBox"]],
  [["workstation", "generic"]],
  [["generic", "kvm", "esxi"]],
  [["kvm", "generic", "workstation"]],
  [["xen", "kvm", "virtualBox"]],
])("a tower of %j", (products) => {
  const built = (devices?: readonly Devices[]) => tower(products.length, products, devices);

  test("passes on all that is asked and answered, at each level as many bytes", () => {
    const { server, around, a } = built();
    const [receive, send, requests] = [KiB(16), KiB(64), 20];
    const app = a.launch(service({ name: "echo", compute: us(1), receive, send }));
    const all = [...around, a];
    const before = all.map((vm) => vm.io.network);
    const load = new RemoteComputer().launch(client({ name: "load", to: app, requests }));
    server.run(seconds(5));
    expect(load.requests.completed).toBe(requests);
    const passed = all.map(({ io }, n) => [
      io.network.bytes - (before[n]?.bytes ?? 0),
      io.network.receivedBytes - (before[n]?.receivedBytes ?? 0),
    ]);
    expect(passed).toEqual(all.map(() => [requests * send, requests * receive]));
  });

  test("is as fast as its narrowest machine", () => {
    const limit = { iotune: { totalBytesSec: MiB(1) }, iftune: { outbound: Mbps(1) } };
    const { server, a } = built([limit]);
    const sends = a.launch(batch({ name: "sends", compute: 1, send: Mbps(2) / 8 }));
    server.run(seconds(5));
    const writes = a.launch(batch({ name: "writes", compute: 1, write: MiB(4) }));
    server.run(seconds(10));
    expect(sends.duration).toBeGreaterThan(seconds(1.8));
    expect(sends.duration).toBeLessThan(seconds(2.2));
    // Of four requests the first has not to wait for one before it.
    expect(writes.duration).toBeGreaterThan(seconds(3));
    expect(writes.duration).toBeLessThan(seconds(3.1));
  });
});
