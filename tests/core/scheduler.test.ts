import { describe, expect, test } from "vitest";
import { batch, ms, seconds, service } from "../../src/stdlib/index.ts";
import type { Server, SliceRecord, VirtualMachine } from "../../src/stdlib/index.ts";
import { rack, small } from "./machine.ts";

/** Machines that are up and idle, on a server with so many CPUs. */
function idle(cpus: number, machines: number, vcpus = 1) {
  const { server, hypervisor } = rack({ cpus });
  const vms = Array.from({ length: machines }, (_, i) =>
    hypervisor.create({ name: `vm${i}`, ...small, vcpus }),
  );
  server.run(seconds(20));
  return { server, hypervisor, vms };
}

const busy = (vm: VirtualMachine, threads = 1) =>
  vm.launch(batch({ name: "burn", compute: seconds(100), threads }));

/** What each CPU did during `duration`. */
function during(server: Server, duration: number) {
  const before = server.cpuUsage;
  server.run(duration);
  return server.cpuUsage.map(({ idle, guest }, i) => ({
    idle: idle - (before[i]?.idle ?? 0),
    guest: guest - (before[i]?.guest ?? 0),
  }));
}

describe("round robin", () => {
  test.each([
    [1, 2],
    [1, 3],
    [2, 3],
    [4, 10],
  ])("%d CPUs, %d busy machines: equal shares, within two time slices", (cpus, machines) => {
    const { server, hypervisor, vms } = idle(cpus, machines);
    vms.forEach((vm) => busy(vm));
    server.run(seconds(10));
    const times = vms.map(({ applications }) => applications[0]?.cpuTime ?? 0);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(
      2 * hypervisor.timeSlice + ms(4),
    );
  });

  test.each([
    ["as many as CPUs", 4, 4, 1],
    ["more than CPUs", 4, 9, 1],
    ["one machine with several virtual CPUs", 4, 1, 4],
  ])("work conserving, %s: no CPU is idle while work waits", (_, cpus, machines, vcpus) => {
    const { server, vms } = idle(cpus, machines, vcpus);
    vms.forEach((vm) => busy(vm, vcpus));
    server.run(ms(50));
    expect(during(server, seconds(2)).map(({ idle }) => idle)).toEqual(Array(cpus).fill(0));
  });

  test("a CPU is idle when there is less work than CPUs", () => {
    const { server, vms } = idle(4, 3);
    vms.forEach((vm) => busy(vm));
    server.run(ms(50));
    expect(during(server, seconds(2)).filter(({ idle }) => idle === seconds(2))).toHaveLength(1);
  });

  test("waiting for a CPU is ready time, waiting for work is blocked time", () => {
    const { server, vms } = idle(1, 2);
    vms.forEach((vm) => busy(vm));
    const ready = (vm?: VirtualMachine) => vm?.cpuUsage[0]?.ready ?? 0;
    const before = vms.map(ready);
    server.run(seconds(4));
    vms.forEach((vm, i) => {
      expect((ready(vm) - (before[i] ?? 0)) / seconds(4)).toBeCloseTo(0.5, 2);
    });
    const alone = idle(1, 1);
    // Its CPU is never another's; it leaves its idle state each time that the machine has something to do.
    expect(ready(alone.vms[0])).toBeLessThan(ms(1));
    expect(alone.vms[0]?.cpuUsage[0]?.blocked).toBeGreaterThan(seconds(18));
  });

  test("no physical CPU runs two at once, and no virtual CPU is in two places", () => {
    const { server, vms } = idle(3, 5, 2);
    vms.forEach((vm) => busy(vm, 2));
    server.run(seconds(1));
    const slices = server.slices();
    const keys = [
      ({ pcpu }: SliceRecord) => `cpu ${pcpu}`,
      ({ subject, vcpu }: SliceRecord) => `${subject}/${vcpu}`,
    ];
    for (const key of keys) {
      const freeAt = new Map<string, number>();
      for (const slice of slices.toSorted((a, b) => a.start - b.start)) {
        expect(slice.start).toBeGreaterThanOrEqual(freeAt.get(key(slice)) ?? 0);
        freeAt.set(key(slice), slice.end);
      }
      expect(freeAt.size).toBeGreaterThan(1);
    }
  });

  test("slices add up to the time the CPUs were busy", () => {
    const { server, vms } = idle(2, 3);
    vms.forEach((vm) => busy(vm));
    server.run(seconds(1));
    for (const { cpu, busy: spent } of server.cpuUsage) {
      const sliced = server.slices().filter(({ pcpu }) => pcpu === cpu);
      expect(sliced.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(spent);
    }
  });
});

describe("exits", () => {
  test("an idle guest halts, a computing one ticks, I/O rings the doorbell, a hypercall calls", () => {
    const { server, vms } = idle(1, 1);
    const vm = vms[0] as VirtualMachine;
    const before = vm.exits;
    vm.launch(
      batch({ name: "job", compute: ms(40), read: 3 * 2 ** 20, send: 100_000, hypercalls: 7 }),
    );
    server.run(seconds(1));
    const more = (reason: "hlt" | "wrmsr" | "mmio" | "hypercall") =>
      (vm.exits[reason] ?? 0) - (before[reason] ?? 0);
    // 40 ms of computing at a tick of 4 ms; 3 reads of 1 MiB; 2 sends of at most 64 KiB, each as soon as the network
    // stack is through with it; idle after each read and at the end.
    expect([more("wrmsr"), more("mmio"), more("hypercall"), more("hlt")]).toEqual([10, 5, 7, 4]);
  });

  test("work that comes while the hypervisor puts an idle guest to sleep is not lost", () => {
    const story = (until?: number) => {
      const { server, vms } = idle(1, 1);
      const vm = vms[0] as VirtualMachine;
      vm.launch(batch({ name: "first", compute: ms(10) }));
      if (until === undefined) {
        server.run(seconds(1));
        return server.trace.of("exit").findLast(({ reason }) => reason === "hlt");
      }
      server.run(until - server.now);
      const second = vm.launch(batch({ name: "second", compute: ms(10) }));
      server.run(seconds(1));
      expect(second.state).toBe("finished");
      return server.trace.of("exit").find(({ reason, time }) => reason === "hlt" && time >= until);
    };
    const halt = story();
    expect(halt?.disposition).toBe("blocked");
    const during = (halt?.time ?? 0) - Math.floor((halt?.cost ?? 0) / 2);
    expect(story(during)).toMatchObject({ time: halt?.time, disposition: "handled" });
  });

  test("each exit in the trace is counted, and its cost is time of the hypervisor", () => {
    const { server, vms } = idle(1, 2);
    vms.forEach((vm) => busy(vm));
    server.run(seconds(1));
    for (const vm of vms) {
      const exits = server.trace.of("exit", vm.name);
      expect(exits).toHaveLength(Object.values(vm.exits).reduce((sum, n) => sum + n, 0));
    }
    const handled = server.trace.of("exit").reduce((sum, { cost }) => sum + cost, 0);
    const hypervisor = server.cpuUsage[0]?.hypervisor ?? 0;
    // The rest is switching from one virtual CPU to another.
    expect(handled).toBeGreaterThan(0);
    expect(handled).toBeLessThan(hypervisor);
  });
});

describe("a service", () => {
  test("answers as many requests as come, while it can", () => {
    const { server, vms } = idle(1, 1);
    const nginx = vms[0]?.launch(service({ name: "nginx", compute: ms(2), every: ms(10) }));
    server.run(seconds(10));
    expect(nginx?.requests).toEqual({
      arrived: 1000,
      completed: 999,
      dropped: 0,
      failed: 0,
      pending: 1,
    });
    expect(nginx?.responseTime?.mean).toBeGreaterThanOrEqual(ms(2));
    expect(nginx?.responseTime?.mean).toBeLessThan(ms(2.1));
  });

  test("falls behind when more is asked than a CPU gives, and drops what no backlog holds", () => {
    const { server, vms } = idle(1, 1);
    const slow = vms[0]?.launch(service({ name: "slow", compute: ms(20), every: ms(1) }));
    server.run(seconds(10));
    const { arrived = 0, completed = 0, dropped = 0, pending = 0 } = slow?.requests ?? {};
    expect(arrived).toBe(completed + dropped + pending);
    expect(pending).toBe(4096 + 1);
    expect(completed).toBeLessThanOrEqual(500);
  });

  test("shares its virtual CPU with a job in the same guest", () => {
    const { server, vms } = idle(1, 1);
    const jobs = ["a", "b"].map((name) => vms[0]?.launch(batch({ name, compute: seconds(9) })));
    server.run(seconds(1));
    for (const job of jobs) expect((job?.cpuTime ?? 0) / seconds(1)).toBeCloseTo(0.5, 1);
  });

  test("uses two virtual CPUs with two threads", () => {
    const { server, vms } = idle(2, 1, 2);
    const job = vms[0]?.launch(batch({ name: "job", compute: seconds(1), threads: 2 }));
    server.run(seconds(1.1));
    expect(job?.state).toBe("finished");
  });
});
