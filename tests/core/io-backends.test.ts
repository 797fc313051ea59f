// The back end of paravirtual devices: it is scheduled, it competes, one word to it can stand for many requests, and
// nothing that is asked of it is lost or done twice.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  costs,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  ms,
  profiles,
  requestHopsOf,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { HypervisorSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { install, refusal, small } from "./machine.ts";
import type { Product } from "./machine.ts";

const products = Object.keys(profiles).filter((id): id is Product => id !== "bareMetal");
const withBackend = products.filter((id) => "backend" in profiles[id]);

/** Machines that are up, on a server with so many CPUs. */
function running(id: Product, names = ["shop"], spec: HypervisorSpec = {}, cpus = 2) {
  const server = new Server({ name: "pc", cpus, memory: GiB(16), disk: GiB(100) });
  const profile = profiles[id];
  const hypervisor = new Hypervisor({ name: "hv", profile, ...spec });
  install(server, hypervisor);
  const vms = names.map((name) => hypervisor.create({ ...small, name, vcpus: cpus }));
  server.run(seconds(10));
  return { server, hypervisor, vms, vm: vms[0] as VirtualMachine };
}

const reading = (threads: number, read = MiB(16)) =>
  batch({ name: "reader", compute: 1, read, threads });

describe("an I/O record's way", () => {
  test.each(products)("%s: without a gap, past each part that the profile names", (id) => {
    const { server, vm } = running(id, ["shop"], { traceHops: true });
    vm.launch(batch({ name: "job", compute: ms(1), read: MiB(3), send: KiB(200), threads: 3 }));
    server.run(seconds(1));
    const records = server.trace.of("io", "shop");
    expect(records.length).toBeGreaterThan(10);
    for (const { steps = [], submitted, start, end, time } of records) {
      for (const [i, step] of steps.entries()) {
        expect(step.end).toBeGreaterThanOrEqual(step.start);
        if (i > 0) expect(step.start).toBe(steps[i - 1]?.end);
      }
      const [first] = steps;
      expect(first?.doing === "notify" ? first.end : first?.start).toBe(submitted);
      expect(steps.at(-1)?.end).toBe(time);
      expect(steps.find(({ doing }) => doing === "serve")).toMatchObject({ start, end });
      const { backend } = profiles[id];
      if (backend) expect(steps.map(({ part }) => part)).toContain(backend.role);
    }
    const parts = requestHopsOf(profiles[id]).map(({ to }) => to);
    const seen = new Set(records.flatMap(({ steps = [] }) => steps.map(({ part }) => part)));
    for (const part of seen) if (part !== "hardware") expect(parts).toContain(part);
  });

  test.each(withBackend)("%s: the back end's work takes at least the cycles of its hops", (id) => {
    const { server, vm } = running(id, ["shop"], { traceHops: true });
    vm.launch(reading(1));
    server.run(seconds(1));
    const { backend } = profiles[id];
    const way = backend?.request ?? [];
    const cycles = way.reduce((sum, { cost }) => sum + costs[cost].value, 0);
    const each = 2 * Math.round(cycles / 2 / 2.1);
    for (const { steps = [] } of server.trace.of("io", "shop").slice(-16)) {
      const work = steps.filter(({ doing }) => doing === "work");
      const sum = work.reduce((total, { start, end }) => total + end - start, 0);
      expect(sum).toBeGreaterThanOrEqual(each);
    }
  });

  test("is recorded only when asked for", () => {
    const { server } = running("xen");
    expect(server.trace.of("io").some((record) => "steps" in record)).toBe(false);
  });
});

describe("notifications and interrupts", () => {
  test.each(["generic", "esxi"] as const)("%s: each request is announced by itself", (id) => {
    const { server, vm } = running(id);
    vm.launch(reading(8));
    server.run(seconds(2));
    const { requests, notifications, interrupts } = vm.io.disk;
    expect([notifications, interrupts]).toEqual([requests, requests]);
    expect(vm.exits.mmio).toBe(requests + vm.io.network.notifications);
  });

  test.each(withBackend)("%s: one who is awake need not be told", (id) => {
    const { server, vm } = running(id);
    const { notifications: before, requests: had } = vm.io.network;
    vm.launch(batch({ name: "stream", compute: 1, send: MiB(8), threads: 2 }));
    server.run(seconds(1));
    const { requests, notifications } = vm.io.network;
    expect(requests - had).toBe(256);
    expect(notifications - before).toBeLessThan(requests - had);
    expect(vm.exits.mmio).toBe(notifications + vm.io.disk.notifications);
  });

  test("a back end that waits for a CPU tells of several completions at once", () => {
    const { server, vms, vm } = running("xen", ["shop", "hog"], { controlDomain: { vcpus: 1 } }, 4);
    vms[1]?.launch(batch({ name: "burn", compute: seconds(10), threads: 4 }));
    server.run(ms(50));
    const before = vm.io.disk;
    const reader = vm.launch(reading(16, KiB(4)));
    server.run(seconds(2));
    expect(reader.state).toBe("finished");
    const { requests, interrupts } = vm.io.disk;
    expect(requests - before.requests).toBe(16);
    expect(interrupts - before.interrupts).toBeLessThan(16);
  });
});

describe("the control domain", () => {
  /** Mean latency of a reader beside machines that compute on every CPU. */
  function latencyBeside(id: Product, hogs: boolean, spec: HypervisorSpec = {}): number {
    const { server, vms, vm } = running(id, ["shop", "hog"], spec);
    if (hogs) vms[1]?.launch(batch({ name: "burn", compute: seconds(100), threads: 2 }));
    const { requests, meanLatency = 0 } = vm.io.disk;
    vm.launch(service({ name: "db", compute: ms(0.1), every: ms(40), read: KiB(4) }));
    server.run(seconds(20));
    const after = vm.io.disk;
    const total = (after.meanLatency ?? 0) * after.requests - meanLatency * requests;
    return total / (after.requests - requests);
  }

  test.each(["xen", "hyperV"] as const)("%s: requests wait for it when CPUs are short", (id) => {
    expect(latencyBeside(id, true)).toBeGreaterThan(20 * latencyBeside(id, false));
  });

  test("where there is none, a request does not wait for a back end's CPU time", () => {
    expect(latencyBeside("generic", true)).toBeLessThan(1.1 * latencyBeside("generic", false));
  });

  test("takes CPU time from guests: it is in the slices, and in its own account", () => {
    const { server, hypervisor, vms, vm } = running("xen", ["shop", "work"], {}, 1);
    const from = server.now;
    const before = hypervisor.controlDomain?.cpuUsage[0]?.run ?? 0;
    vms[1]?.launch(batch({ name: "burn", compute: seconds(100) }));
    vm.launch(reading(4, MiB(64)));
    server.run(seconds(1));
    const own = server.slices().filter(({ subject, end }) => subject === "Domain-0" && end > from);
    const taken = own.reduce((sum, { start, end }) => sum + end - Math.max(start, from), 0);
    expect(taken).toBeGreaterThan(0);
    expect((hypervisor.controlDomain?.cpuUsage[0]?.run ?? 0) - before).toBe(taken);
    const [cpu] = server.cpuUsage;
    expect((cpu?.busy ?? 0) + (cpu?.idle ?? 0)).toBe(server.now);
    expect(server.trace.counts("Domain-0").exits.hypercall?.count).toBe(
      vm.io.disk.interrupts + (vms[1]?.io.disk.interrupts ?? 0),
    );
  });

  test("can be the bottleneck, and a cap makes it one", () => {
    const rate = (spec: HypervisorSpec) => {
      const { server, vm } = running("xen", ["shop"], spec);
      vm.launch(batch({ name: "stream", compute: 1, send: GiB(1) }));
      server.run(seconds(0.5));
      return server.trace.counts("shop").io["network send"]?.bytes ?? 0;
    };
    expect(rate({ controlDomain: { vcpus: 1, cap: 1 } })).toBeLessThan(rate({}) / 2);
  });

  test("has as many virtual CPUs as the server has CPUs, unless told otherwise", () => {
    expect(running("xen").hypervisor.controlDomain?.vcpus).toBe(2);
    const { hypervisor } = running("hyperV", [], { controlDomain: { vcpus: 1 } });
    expect(hypervisor.controlDomain).toMatchObject({ name: "root partition", vcpus: 1 });
    expect(running("kvm").hypervisor.controlDomain).toBeUndefined();
  });

  test.each<[string, HypervisorSpec, string]>([
    ["on a product without", { profile: profiles.kvm, controlDomain: {} }, "config-unsupported"],
    ["0 vCPUs", { profile: profiles.xen, controlDomain: { vcpus: 0 } }, "invalid-argument"],
    ["half a vCPU", { profile: profiles.xen, controlDomain: { vcpus: 0.5 } }, "invalid-argument"],
    ["weight 0", { profile: profiles.xen, controlDomain: { weight: 0 } }, "invalid-argument"],
    ["no object", { profile: profiles.xen, controlDomain: 1 as never }, "invalid-argument"],
  ])("refused: %s", (_, spec, code) => {
    expect(refusal(() => new Hypervisor(spec)).code).toBe(code);
  });
});

describe("a thread of the host OS", () => {
  test.each([
    ["kvm", "vhost:shop"],
    ["virtualBox", "VBoxHeadless:shop"],
    ["workstation", "vmware-vmx:shop"],
  ] as const)("%s: %s works for one machine, and its time is the host's", (id, thread) => {
    const { server, vm } = running(id);
    expect(server.slices().some(({ subject }) => subject === thread)).toBe(true);
    const host = () => server.cpuUsage.reduce((sum, cpu) => sum + (cpu.host ?? 0), 0);
    const before = host();
    vm.launch(reading(2));
    server.run(seconds(1));
    expect(host()).toBeGreaterThan(before);
    vm.destroy();
    const after = host();
    server.run(seconds(1));
    expect(host()).toBe(after);
  });
});

describe("whatever happens to the machine", () => {
  const act = fc.constantFrom(
    "suspend",
    "resume",
    "snapshot",
    "revert",
    "launch",
    "reboot",
    "crash",
  );
  const steps = fc.array(fc.tuple(act, fc.integer({ min: 1, max: 2_000_000 })), { maxLength: 12 });

  test("each transfer is complete exactly once, and none is left", () => {
    fc.assert(
      fc.property(fc.constantFrom(...products), steps, (id, list) => {
        const { server, vm } = running(id);
        let jobs = 0;
        vm.snapshot("s0");
        for (const [step, wait] of list) {
          const on = vm.state === "running" || vm.state === "blocked";
          if (step === "suspend" && on) vm.suspend();
          if (step === "resume" && vm.state === "paused") vm.resume();
          if (step === "snapshot" && vm.state !== "shutoff") vm.snapshot(`s${++jobs}`);
          if (step === "revert") vm.revert(vm.snapshots().at(-1)?.name ?? "s0");
          if (step === "launch" && on && vm.booted)
            vm.launch(
              batch({ name: `j${++jobs}`, compute: 1, read: KiB(999), write: 9, send: KiB(500) }),
            );
          if (step === "reboot" && on && vm.booted) vm.reboot();
          if (step === "crash" && on) server.crash("guest-os:shop");
          if (vm.state === "crashed") vm.revert("s0");
          server.run(wait);
        }
        if (vm.state === "paused") vm.resume();
        server.run(seconds(20));
        const open = vm.applications.filter(({ state }) => state !== "finished");
        expect(open).toEqual([]);
        // What was counted of this power-on, but for what an earlier one left in the devices, is in the trace.
        const { disk, network } = vm.io;
        const { io } = server.trace.counts("shop");
        const read = (io["disk read"]?.count ?? 0) + (io["disk write"]?.count ?? 0);
        expect(read).toBeGreaterThanOrEqual(disk.requests);
        expect(io["network send"]?.count ?? 0).toBeGreaterThanOrEqual(network.requests);
        expect(disk.notifications).toBeLessThanOrEqual(disk.requests);
      }),
      { numRuns: 40 },
    );
  });

  test.each(withBackend)("%s: bytes asked for are bytes carried, once", (id) => {
    const { server, vm } = running(id);
    const before = server.trace.counts("shop").io;
    vm.launch(batch({ name: "job", compute: 1, read: MiB(5), write: MiB(3), send: MiB(2) }));
    server.run(ms(3));
    vm.suspend();
    server.run(ms(100));
    vm.resume();
    server.run(seconds(1));
    const after = server.trace.counts("shop").io;
    const bytes = (what: string) => (after[what]?.bytes ?? 0) - (before[what]?.bytes ?? 0);
    expect(bytes("disk read")).toBe(MiB(5));
    expect(bytes("disk write")).toBe(MiB(3));
    expect(bytes("network send")).toBe(MiB(2));
  });
});
