// The three ways to a device: what each leaves the guest for, where that is dealt with, and what a device of a machine's
// own forbids.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Cluster,
  batch,
  costs,
  GiB,
  hopsOf,
  Hypervisor,
  KiB,
  MiB,
  ms,
  osImages,
  profiles,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import type { DeviceSpec, ServerSpec } from "../../src/stdlib/index.ts";
import { ClockRate } from "../../src/host/clock-rate.ts";
import { requestsOf } from "../../src/hypervisor/exits/exit.ts";
import { WorkloadGuest } from "../../src/hypervisor/workload/workload-guest.ts";
import type { WorkloadState } from "../../src/hypervisor/workload/workload-state.ts";
import { Random } from "../../src/simulation/random.ts";
import { Simulation } from "../../src/simulation/simulation.ts";
import { install, refusal, sized, small, snapshot } from "./machine.ts";
import type { Product } from "./machine.ts";

function running(
  devices: DeviceSpec,
  id: Product = "generic",
  spec: Partial<ServerSpec> = {},
  postedInterrupts = true,
) {
  const size = { name: "pc", cpus: 2, memory: GiB(16), disk: GiB(100), virtualFunctions: 2 };
  const server = new Server({ ...size, ...spec });
  // Interrupts that the guest must be left for, whatever device they are of, are wake-ups.test.ts's.
  const profile = { ...profiles[id], postedInterrupts };
  const hypervisor = new Hypervisor({ name: "hv", profile, traceHops: true });
  install(server, hypervisor);
  const vm = hypervisor.create({ ...small, name: "shop", ...devices });
  server.run(seconds(10));
  return { server, hypervisor, vm };
}

/** How often the guest is left for each reason while it does `n` transfers of each kind, one after another. */
function exitsOf(devices: DeviceSpec, id: Product = "generic") {
  const { server, vm } = running(devices, id);
  const before = { ...vm.exits };
  const n = 10;
  const [read, send] = [n * costs.diskRequest.value, n * costs.networkRequest.value];
  const job = vm.launch(batch({ name: "job", compute: 1, read, send }));
  server.run(seconds(2));
  expect(job.state).toBe("finished");
  return Object.fromEntries(
    (["io", "mmio", "wrmsr", "interrupt"] as const).map((reason) => [
      reason,
      (vm.exits[reason] ?? 0) - (before[reason] ?? 0),
    ]),
  );
}

describe("what a request leaves the guest for", () => {
  test.each<[string, DeviceSpec, Record<string, number>]>([
    ["virtio, the default", {}, { io: 0, mmio: 20, wrmsr: 0, interrupt: 0 }],
    [
      "virtio",
      { diskBus: "virtio", nicModel: "virtio" },
      { io: 0, mmio: 20, wrmsr: 0, interrupt: 0 },
    ],
    ["an IDE disk", { diskBus: "ide" }, { io: 130, mmio: 10, wrmsr: 10, interrupt: 0 }],
    [
      "an e1000",
      { nicModel: "e1000", segmentationOffload: true },
      // Ten of the disk and ten packets; five acknowledgements, each with a buffer to give back, of which one comes while a
      // packet's interrupt waits for the guest's CPU; and five registers an interrupt.
      { io: 0, mmio: 20 + 5 + 14 * 5, wrmsr: 14, interrupt: 0 },
    ],
    ["a disk of its own", { diskBus: "passthrough" }, { io: 0, mmio: 10, wrmsr: 0, interrupt: 0 }],
    [
      "an interface of its own",
      { nicModel: "passthrough" },
      { io: 0, mmio: 10, wrmsr: 0, interrupt: 0 },
    ],
  ])("%s", (_, devices, exits) => {
    expect(exitsOf(devices)).toEqual(exits);
  });

  test.each([false, true])("reads of an idle guest, interrupts posted: %s", (posted) => {
    const interrupts = (diskBus: "virtio" | "passthrough") => {
      const { server, vm } = running({ diskBus }, "generic", {}, posted);
      const before = vm.exits.interrupt ?? 0;
      vm.launch(batch({ name: "job", compute: 1, read: 10 * costs.diskRequest.value }));
      server.run(seconds(2));
      return (vm.exits.interrupt ?? 0) - before;
    };
    // One of its own reaches the hypervisor first, unless it is posted.
    expect(interrupts("passthrough")).toBe(posted ? 0 : 10);
    expect(interrupts("virtio")).toBe(0);
  });

  test.each(["xen", "kvm", "virtualBox"] as const)("%s: registers have no ring to share", (id) => {
    expect(exitsOf({ diskBus: "ide" }, id).io).toBe(130);
  });

  test("registers are counted as notifications, and interrupts are told apart", () => {
    const { vm } = running({ diskBus: "ide", nicModel: "passthrough" });
    const { requests, notifications, interrupts } = vm.io.disk;
    expect([notifications, interrupts]).toEqual([13 * requests, requests]);
    expect(vm.io.network.notifications).toBe(0);
  });

  test.each(["generic", "esxi", "xen", "kvm", "workstation"] as const)(
    "%s: a register of an emulated device goes where its device models are",
    (id) => {
      const { server, vm } = running({ diskBus: "ide", nicModel: "e1000" }, id);
      vm.launch(batch({ name: "job", compute: 1, read: KiB(4), send: KiB(4) }));
      server.run(seconds(1));
      const exits = server.trace.of("exit", "shop");
      const used = exits.filter(({ reason }) => reason === "io" || reason === "mmio");
      expect(used.length).toBeGreaterThan(13);
      const way = hopsOf(profiles[id], "io");
      // The one that has a packet sent has that as a further hop.
      for (const { hops } of used) expect(hops?.slice(0, way.length)).toEqual(way);
      expect(used.filter(({ hops }) => hops?.length !== way.length)).toHaveLength(3);
      expect(used.map(({ detail }) => detail)).toContainEqual({
        code: "port-register",
        port: 0x1f7,
        register: "command",
      });
      expect(used.map(({ detail }) => detail)).toContainEqual({
        code: "register",
        register: "TDT",
      });
      expect(vm.console).toEqual(["Alpine Linux 3.21 is up"]);
    },
  );

  test.each<[string, DeviceSpec, boolean]>([
    [
      "an IDE controller works on one request at a time: the rest wait in the guest",
      { diskBus: "ide" },
      false,
    ],
    ["a virtio disk takes all that there are: they queue at the device", {}, true],
  ])("%s", (_, devices, queued) => {
    const { server, vm } = running(devices);
    vm.launch(batch({ name: "job", compute: 1, read: KiB(4), threads: 8 }));
    server.run(seconds(1));
    expect(vm.applications[0]?.state).toBe("finished");
    const steps = server.trace.of("io", "shop").flatMap((record) => record.steps ?? []);
    const queues = steps.filter(({ doing, start, end }) => doing === "queue" && end > start);
    const waits = steps.filter(({ part, end, start }) => part === "guest-os" && end > start);
    expect([queues.length > 0, waits.length > 0]).toEqual([queued, !queued]);
  });
});

test("whatever its devices are, a machine that is reverted in the middle does each transfer once", () => {
  const devices = fc.record({
    diskBus: fc.constantFrom("virtio" as const, "ide" as const),
    nicModel: fc.constantFrom("virtio" as const, "e1000" as const),
  });
  const products = fc.constantFrom<Product>("generic", "xen", "kvm");
  const pauses = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(devices, products, pauses, (spec, id, times) => {
      const { server, vm } = running(spec, id);
      const job = { compute: 1, read: KiB(40), write: KiB(40), send: KiB(400), threads: 2 };
      vm.launch(batch({ name: "job", ...job }));
      const told = () => server.trace.counts("shop").io;
      const before = told();
      times.forEach((time, i) => {
        server.run(time);
        vm.snapshot(`s${i}`).revert(`s${i}`);
      });
      server.run(seconds(5));
      expect(vm.applications[0]).toMatchObject({ state: "finished", requests: { completed: 2 } });
      const bytes = (what: string) => (told()[what]?.bytes ?? 0) - (before[what]?.bytes ?? 0);
      // What was with a device when it was reverted is carried out twice: once for a guest that is gone.
      expect(bytes("disk read")).toBeGreaterThanOrEqual(KiB(80));
      expect(bytes("disk write")).toBeGreaterThanOrEqual(KiB(80));
      expect(bytes("network send")).toBeGreaterThanOrEqual(KiB(800));
      expect(bytes("network send")).toBeLessThanOrEqual(KiB(800) + times.length * KiB(800));
    }),
    {
      numRuns: 40,
      // The network interface is done with a transfer at the very moment of the last snapshot.
      examples: [[{ diskBus: "ide", nicModel: "e1000" }, "xen", [271763, 262381, 296096]]],
    },
  );
});

test("a guest that is saved while it programs a device goes on with the next register, and asks once", () => {
  const image = osImages.find(({ id }) => id === "alpine-3.21");
  const clock = new ClockRate(costs.cpuFrequency.value);
  const guest = () =>
    new WorkloadGuest({
      simulation: new Simulation(),
      random: new Random(1),
      vcpus: 1,
      memory: GiB(1),
      image,
      devices: { diskBus: "ide" },
      clock: () => clock,
      wake: () => undefined,
      replan: () => undefined,
      report: () => undefined,
    });
  const register = (engine: WorkloadGuest) => {
    const exit = engine.run(0, 0);
    const named = exit.reason === "io" && exit.request ? exit.register : exit.reason;
    return { named, begun: requestsOf(exit).length };
  };
  let engine = guest();
  engine.boot();
  const seen = Array.from({ length: 10 }, () => {
    const copy = guest();
    const inFlight = copy.restore(JSON.parse(JSON.stringify(engine.save())) as WorkloadState);
    expect(inFlight).toEqual([]);
    engine = copy;
    return register(engine);
  });
  expect(seen.map(({ named }) => named).slice(-2)).toEqual(["command", "bus master, start"]);
  expect(seen.map(({ begun }) => begun)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(guest().restore(engine.save())).toHaveLength(1);
});

test("an IDE write that finds no room pauses the machine, and is made once there is room", () => {
  const { server, hypervisor, vm } = running({ diskBus: "ide" }, "generic", { disk: GiB(6) });
  vm.destroy().undefine();
  const thin = hypervisor.create({ ...small, name: "thin", diskBus: "ide", thin: true });
  server.run(seconds(10));
  const rest = server.free.disk - MiB(4);
  const filler = hypervisor.define({ name: "filler", vcpus: 1, memory: MiB(64), disk: rest });
  const job = thin.launch(batch({ name: "job", compute: 1, write: MiB(8) }));
  server.run(seconds(1));
  expect([thin.state, thin.pauseReason, job.state]).toEqual(["paused", "I/O error", "running"]);
  filler.undefine();
  thin.resume();
  server.run(seconds(1));
  expect(job.state).toBe("finished");
});

describe("a device of its own", () => {
  const own = { diskBus: "passthrough", nicModel: "passthrough" } as const;

  test("belongs to one machine at a time, from start to power-off", () => {
    const { server, hypervisor, vm } = running(own, "generic", { virtualFunctions: 1 });
    const other = hypervisor.define({ ...sized, name: "other", nicModel: "passthrough" });
    other.install(small.image);
    const before = snapshot(server);
    expect(refusal(() => other.start()).message).toMatchInlineSnapshot(
      `"hv: cannot start "other": all are taken, by shop. Expected a free virtual function of the server's network interface. Hint: switch one of them off, or build the server with more virtualFunctions."`,
    );
    expect(snapshot(server)).toBe(before);
    vm.destroy();
    expect(other.start().state).toBe("running");
    expect(refusal(() => vm.start()).code).toBe("resource-busy");
    server.crash("guest-os:other");
    other.destroy();
    expect(vm.start().state).toBe("running");
  });

  test("cannot be kept in a snapshot, or suspended with: messages", () => {
    const { server, vm } = running({ nicModel: "passthrough" });
    const before = snapshot(server);
    expect([refusal(() => vm.snapshot("s")).message, refusal(() => vm.suspend()).message])
      .toMatchInlineSnapshot(`
        [
          "hv: cannot take snapshot "s" of "shop": its network interface is passed through, and what is in it cannot be read out. Expected devices whose state the hypervisor knows. Hint: shutdown() it first, or define() it with virtio.",
          "hv: cannot suspend "shop": its network interface is passed through, and what is in it cannot be read out. Expected devices whose state the hypervisor knows. Hint: define() it with virtio.",
        ]
      `);
    expect(snapshot(server)).toBe(before);
    vm.destroy();
    expect(vm.snapshot("s").snapshots()).toHaveLength(1);
  });

  test("has no layers, on or off: no snapshot, no backup, no linked clone; a full clone is its own", () => {
    const { server, hypervisor, vm } = running({ diskBus: "passthrough" });
    const refused = () => {
      const before = snapshot(server);
      const acts = [() => vm.snapshot("s"), () => vm.backup(hypervisor)];
      expect(acts.map((act) => refusal(act).message)).toEqual([
        'hv: cannot take snapshot "s" of "shop": its disk is passed through. Expected a disk whose writes pass the hypervisor, which then has them go elsewhere. Hint: clone() it in full while it is off, or define() it with virtio.',
        'hv: cannot back up "shop": its disk is passed through. Expected a disk whose writes pass the hypervisor, which then has them go elsewhere. Hint: clone() it in full while it is off and back the clone up, or define() it with virtio.',
      ]);
      expect(snapshot(server)).toBe(before);
    };
    refused();
    vm.destroy();
    refused();
    const linked = () => hypervisor.clone("shop", { name: "copy", linked: true });
    expect(refusal(linked).code).toBe("config-unsupported");
    expect(hypervisor.clone("shop", { name: "copy" }).start().state).toBe("running");
  });

  test.each([{ storage: "shared" }, { thin: true }] as const)(
    "is its server's, with all of its blocks: not %j",
    (spec) => {
      const cluster = new Cluster({ storage: GiB(10) });
      const size = { cpus: 2, memory: GiB(8), disk: GiB(20), virtualFunctions: 2 };
      const hypervisor = cluster.add({ ...size, name: "rack-1" }).install(new Hypervisor());
      const asked = { ...small, name: "vm", ...spec };
      expect(refusal(() => hypervisor.create({ ...asked, diskBus: "passthrough" }))).toMatchObject({
        code: "config-unsupported",
        found: expect.stringContaining('beside diskBus: "passthrough"') as string,
      });
      const nic = hypervisor.create({ ...asked, nicModel: "passthrough" });
      expect(nic.state).toBe("running");
    },
  );

  test("needs a server that has virtual functions, and a product that can", () => {
    const without = running({}, "generic", { virtualFunctions: 0 }).hypervisor;
    const { hypervisor } = running({}, "virtualBox");
    expect([
      refusal(() => without.create({ ...small, name: "vm", ...own })).message,
      refusal(() => hypervisor.create({ ...small, name: "vm", ...own })).message,
    ]).toMatchInlineSnapshot(`
      [
        "hv: cannot create "vm": no device of the server has virtual functions. Expected a server whose devices have virtual functions. Hint: write new Server({ virtualFunctions: 4, … }).",
        "hv: cannot create "vm": Oracle VirtualBox passes no device through. Expected a product that can pass a device through. Hint: define() it with "virtio" instead of "passthrough".",
      ]
    `);
    expect(without.domains()).toHaveLength(1);
  });

  test("does not wait for a control domain that is short of CPU time", () => {
    const { server, hypervisor, vm } = running(own, "xen");
    const hog = hypervisor.create({ ...small, name: "hog", vcpus: 2 });
    server.run(seconds(5));
    hog.launch(batch({ name: "burn", compute: seconds(100), threads: 2 }));
    const calls = () => server.trace.counts("Domain-0").exits.hypercall?.count ?? 0;
    server.run(ms(100));
    const before = calls();
    vm.launch(batch({ name: "job", compute: 1, read: MiB(4), send: MiB(1) }));
    server.run(seconds(3));
    expect(vm.applications[0]?.state).toBe("finished");
    expect(calls()).toBe(before);
  });

  test.each([
    { diskBus: "sata" },
    { diskBus: null },
    { nicModel: "rtl8139" },
    { nicModel: true },
  ] as unknown[])("refused: %j", (devices) => {
    const { hypervisor } = running({});
    const spec = { ...small, name: "vm", ...(devices as DeviceSpec) };
    expect(refusal(() => hypervisor.define(spec)).code).toBe("invalid-argument");
  });

  test.each([-1, 0.5, NaN, 257, "4"])("refused: a server with %j virtual functions", (n) => {
    const size = { cpus: 1, memory: GiB(1), disk: GiB(1) };
    expect(refusal(() => new Server({ ...size, virtualFunctions: n as number })).code).toBe(
      "invalid-argument",
    );
  });
});
