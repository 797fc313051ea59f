// What a guest does with its memory when more runs in it than fits, whether its hypervisor reserves that memory or
// overcommits it: it drops its cache, pages to its own disk, and ends the application that has the most.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batch,
  client,
  costs,
  GiB,
  history,
  Hypervisor,
  KiB,
  MiB,
  minutes,
  ms,
  osImages,
  overcommit,
  reserved,
  seconds,
  Server,
  service,
} from "../../src/stdlib/index.ts";
import type { BatchSpec, DomainSpec, VirtualMachine } from "../../src/stdlib/index.ts";
import { guestSwap } from "../../src/hypervisor/memory/guest-swap.ts";
import { bundleOf } from "../figures/bundle.ts";
import { byAge } from "./fault-rates.ts";
import { refusal, small } from "./machine.ts";
import { pair } from "./two-servers.ts";

const kinds = [
  ["reserved", reserved],
  ["overcommitted", overcommit],
] as const;

function scene(memory: (typeof kinds)[number][1] = reserved, spec: Partial<DomainSpec> = {}) {
  const server = new Server({ name: "rack-1", cpus: 4, memory: GiB(8), disk: GiB(100) });
  const hypervisor = server.install(new Hypervisor({ name: "hv", memory: memory() }));
  const vm = hypervisor.create({ name: "shop", ...small, ...spec });
  server.run(seconds(10));
  return { server, hypervisor, vm };
}

const job = (memory: number, more: Partial<BatchSpec> = {}) =>
  batch({ name: "job", compute: seconds(2), memory, ...more });

/** The laws: no more is in use than was given, in memory and on the guest's disk; and no request is lost count of. */
function check(vm: VirtualMachine): void {
  const { size, ballooned, guestUsed, guestSwapped, guestSwap: swap } = vm.memoryUsage;
  expect(guestUsed).toBeLessThanOrEqual(size - ballooned);
  expect(guestSwapped).toBeLessThanOrEqual(swap);
  for (const { requests } of vm.applications) {
    const { arrived, completed, dropped, failed, pending } = requests;
    expect(arrived).toBe(completed + dropped + failed + pending);
  }
}

describe.each(kinds)("in a machine whose memory is %s", (_, memory) => {
  test("a job of 50 GiB is ended by the OOM killer, and the machine goes on", () => {
    const { server, vm } = scene(memory);
    const web = vm.launch(
      service({ name: "web", compute: ms(1), every: ms(100), memory: MiB(16) }),
    );
    const big = vm.launch(job(GiB(50)));
    server.run(minutes(1));
    const { guestSwap: swap } = vm.memoryUsage;
    expect(big.state).toBe("failed");
    expect(big.failure).toEqual({
      ...{ code: "oom-killed", needed: GiB(50), memory: MiB(256), swap, exitCode: 137 },
    });
    expect(big.requests).toMatchObject({ arrived: 1, failed: 1, pending: 0 });
    expect([vm.booted, web.state]).toEqual([true, "running"]);
    const { completed } = web.requests;
    server.run(seconds(1));
    expect(web.requests.completed).toBe(completed + 10);
    check(vm);
    const shown = (language: "en" | "ko") =>
      JSON.stringify(bundleOf(history(server, "shop"), language));
    expect(shown("en")).toContain("ended by the guest's OOM killer (exit code 137)");
    expect(shown("ko")).toContain("게스트의 OOM killer가 강제 종료함(종료 코드 137)");
  });

  // Of the system and the job, P of N pages have no room in memory once the job has touched all of them, in its first second
  // of CPU time. The job waits until so many are written, by 512 (`backingRun`), and in the second that is left for each
  // fault, which reads 8 (`swapCluster`) from the guest's disk:
  //
  //     P × 4096 / bandwidth + ⌈P / 512⌉ × latency + F × (latency + 8 × 4096 / bandwidth)
  //
  // where F is the rate of faults on pages that were not touched for longest (fault-rates.ts): 300 in that second. If every
  // page were touched once in each second, it were 2,200.
  test("a job that fits with the swap is done, as late as its faults make it", () => {
    const fits = scene(memory, { memory: GiB(1) });
    const quick = fits.vm.launch(job(MiB(300)));
    fits.server.run(minutes(2));
    expect(fits.vm.memoryUsage.guestSwapped).toBe(0);

    const { server, vm } = scene(memory);
    const { bytes } = vm.io.disk;
    const slow = vm.launch(job(MiB(300)));
    server.run(seconds(1.3));
    const { guestUsed, guestSwapped } = vm.memoryUsage;
    expect(guestUsed).toBeGreaterThan(MiB(250));
    check(vm);
    server.run(minutes(2));
    expect(slow.state).toBe("finished");

    const { backingRun, diskBandwidth, diskLatency, swapCluster } = costs;
    const transfer = (pages: number) => (pages * KiB(4) * 1e9) / diskBandwidth.value;
    const [all, missing] = [(guestUsed + guestSwapped) / KiB(4), guestSwapped / KiB(4)];
    const faults = byAge(all, missing / all, seconds(1.5));
    const written = transfer(missing) + Math.ceil(missing / backingRun.value) * diskLatency.value;
    const read = faults * (diskLatency.value + transfer(swapCluster.value));
    const late = (slow.duration ?? NaN) - (quick.duration ?? NaN);
    expect(late / (written + read)).toBeGreaterThan(0.95);
    expect(late / (written + read)).toBeLessThan(1.05);
    // What is read takes the place of as many pages, which are written.
    const moved = (missing + 2 * faults * swapCluster.value) * KiB(4);
    expect((vm.io.disk.bytes - bytes) / moved).toBeGreaterThan(0.95);
    expect((vm.io.disk.bytes - bytes) / moved).toBeLessThan(1.05);
  });

  // 24 GiB of a job's pages, of which nearly all are missing, are touched so often that the faults of 50 ms of CPU time read
  // more pages than the machine has: they come a part at a time, and none is more than it can hold.
  test("faults that are taken together may read more than the memory holds", () => {
    const { server, vm } = scene(memory, { disk: GiB(40), swap: GiB(30) });
    const slow = vm.launch(job(GiB(24), { compute: seconds(1000) }));
    for (let at = 0; at < 35; at++) {
      server.run(seconds(2));
      check(vm);
    }
    const { guestUsed, guestSwapped } = vm.memoryUsage;
    expect([slow.state, slow.failure]).toEqual(["running", undefined]);
    expect(guestUsed + guestSwapped).toBeGreaterThan(GiB(24));
    const reads = server.trace.of("io", "shop").filter(({ operation }) => operation === "read");
    const { swapCluster } = costs;
    expect(Math.max(...reads.map(({ bytes }) => bytes))).toBeGreaterThan(MiB(256));
    for (const { bytes, times = 1 } of reads.slice(-20))
      expect(bytes).toBe(times * swapCluster.value * KiB(4));
  });

  test("the cache makes room first", () => {
    const { server, vm } = scene(memory);
    const { guestUsed } = vm.memoryUsage;
    const requests = vm.io.disk.requests;
    vm.launch(job(MiB(256) - guestUsed + MiB(10)));
    server.run(minutes(1));
    expect([vm.io.disk.requests, vm.memoryUsage.guestSwapped]).toEqual([requests, 0]);
    expect(vm.applications[0]?.state).toBe("finished");
  });

  test("the application that has the most is ended, not the one that asks", () => {
    const { server, vm } = scene(memory, { swap: 0 });
    const large = vm.launch(job(MiB(150), { name: "large", compute: seconds(100) }));
    server.run(seconds(3));
    const late = vm.launch(job(MiB(100), { name: "late" }));
    server.run(minutes(1));
    expect([large.state, late.state]).toEqual(["failed", "finished"]);
    check(vm);
  });

  test("all threads of what is ended leave the virtual CPUs at once", () => {
    const { server, vm } = scene(memory, { vcpus: 4, swap: 0 });
    const big = vm.launch(job(GiB(2), { threads: 8, lock: { every: ms(1), hold: ms(1) } }));
    server.run(ms(500));
    expect([big.state, big.requests.failed]).toEqual(["failed", 8]);
    const { cpuTime } = big;
    const next = vm.launch(job(MiB(10), { name: "next", threads: 4, compute: seconds(1) }));
    server.run(seconds(1.2));
    expect([next.state, big.cpuTime]).toEqual(["finished", cpuTime]);
  });

  test("who asks a service that is ended asks again, until it is there again", () => {
    const { server, hypervisor, vm } = scene(memory, { swap: 0 });
    const other = hypervisor.create({ name: "desk", ...small });
    server.run(seconds(10));
    const shop = { name: "shop", compute: ms(20), receive: 100, send: KiB(64) };
    const web = vm.launch(service({ ...shop, threads: 2, memory: MiB(150) }));
    const load = other.launch(client({ name: "load", to: web, requests: 500, threads: 5 }));
    server.run(seconds(2));
    vm.launch(job(MiB(149)));
    server.run(seconds(5));
    expect([web.state, load.state]).toEqual(["failed", "running"]);
    const { completed } = load.requests;
    server.run(seconds(5));
    expect(load.requests.completed).toBe(completed);
    vm.launch(service(shop));
    server.run(minutes(2));
    expect([load.state, load.requests.completed]).toEqual(["finished", 2500]);
  });

  test("a restart ends the shortage", () => {
    const { server, vm } = scene(memory);
    vm.launch(job(MiB(300), { compute: seconds(1000) }));
    server.run(seconds(2));
    vm.reboot();
    server.run(minutes(1));
    expect(vm.memoryUsage.guestSwapped).toBe(0);
    expect(vm.booted).toBe(true);
  });

  test("a snapshot keeps what is on the guest's disk, and a job goes on from there", () => {
    const { server, vm } = scene(memory);
    const slow = vm.launch(job(MiB(300)));
    server.run(seconds(1));
    const { guestSwapped } = vm.memoryUsage;
    vm.snapshot("middle");
    server.run(minutes(2));
    expect(slow.state).toBe("finished");
    vm.revert("middle");
    expect(vm.memoryUsage.guestSwapped).toBe(guestSwapped);
    server.run(minutes(2));
    expect(vm.applications[0]?.state).toBe("finished");
    check(vm);
  });
});

/** How often a machine asks for its own disk in each second that its job computes, in two. */
function paging(vm: VirtualMachine, run: (time: number) => void): number {
  const asked = () => [vm.io.disk.requests, vm.applications[0]?.cpuTime ?? 0] as const;
  const [before, began] = asked();
  run(seconds(2));
  const [after, ended] = asked();
  return ((after - before) * 1e9) / (ended - began);
}

describe("which pages are on the guest's disk, the cold ones, is kept", () => {
  const long = () => job(MiB(300), { compute: seconds(1000) });

  test.each(kinds)("in a snapshot of a machine whose memory is %s", (_, memory) => {
    const { server, vm } = scene(memory);
    const run = (time: number) => server.run(time);
    vm.launch(long());
    run(seconds(20));
    vm.snapshot("middle");
    const went = paging(vm, run);
    vm.revert("middle");
    // What an overcommitted server does not have any more is touched for the first time again, in a second.
    if (memory === overcommit) run(seconds(1));
    const goes = paging(vm, run);
    expect(goes / went).toBeGreaterThan(0.85);
    expect(goes / went).toBeLessThan(1.1);
  });

  test.each(kinds)("on the way to a server whose memory is %s", (_, memory) => {
    const { cluster, there, vm } = pair({ other: { memory: memory() } });
    const run = (time: number) => cluster.run(time);
    vm.launch(long());
    run(seconds(20));
    const went = paging(vm, run);
    const migration = vm.migrate(there, { mode: "stop-and-copy" });
    while (migration.state !== "completed") run(ms(1));
    const goes = paging(vm, run);
    expect(goes / went).toBeGreaterThan(0.85);
    expect(goes / went).toBeLessThan(1.1);
  });
});

test.each(["reserved", "overcommitted"])("a move to %s memory takes a shortage along", (to) => {
  const other = { memory: to === "reserved" ? reserved() : overcommit() };
  const { cluster, there, vm } = pair({ other });
  const slow = vm.launch(job(MiB(300)));
  cluster.run(seconds(1.5));
  const migration = vm.migrate(there, { mode: "stop-and-copy" });
  cluster.run(ms(100));
  const { guestSwapped, guestSwap: swap } = vm.memoryUsage;
  expect(guestSwapped).toBeGreaterThan(MiB(40));
  while (migration.state !== "completed") cluster.run(ms(1));
  expect(vm.memoryUsage).toMatchObject({ guestSwapped, guestSwap: swap });
  cluster.run(minutes(2));
  expect(slow.state).toBe("finished");
  check(vm);
});

test("where everything fits, memory costs no event and no time", () => {
  const run = (memory: number) => {
    const { server, vm } = scene();
    const one = vm.launch(job(memory, { threads: 3 }));
    server.run(seconds(30));
    return [JSON.stringify(server.events), one.duration, [...server.trace].length];
  };
  expect(run(MiB(200))).toEqual(run(0));
});

test("whatever begins and ends, no more is in use than was given, and a balloon takes from that", () => {
  const seen = { failed: 0, finished: 0, paged: 0, ballooned: 0 };
  const step = fc.record({
    mib: fc.integer({ min: 0, max: 240 }),
    compute: fc.integer({ min: 1, max: 1500 }),
    threads: fc.integer({ min: 1, max: 3 }),
    isService: fc.boolean(),
    pause: fc.integer({ min: 0, max: 1500 }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(reserved, overcommit),
      fc.constantFrom(0, MiB(32), MiB(200)),
      fc.array(step, { minLength: 2, maxLength: 8 }),
      (memory, swap, steps) => {
        // A server that is itself short, so that balloons are inflated.
        const size = memory === reserved ? GiB(1.75) : GiB(1.5);
        const server = new Server({ cpus: 2, memory: size, disk: GiB(50) });
        const hypervisor = server.install(new Hypervisor({ memory: memory() }));
        const machines = ["a", "b", "c"].map((name) =>
          hypervisor.create({ name, ...small, vcpus: 2, swap }),
        );
        server.run(seconds(8));
        steps.forEach(({ mib, compute, threads, isService, pause }, n) => {
          const vm = machines[n % 3] as VirtualMachine;
          const what = { name: `app-${n}`, compute: ms(compute), memory: MiB(mib), threads };
          vm.launch(isService ? service({ ...what, every: ms(compute * 2) }) : batch(what));
          for (let at = 0; at < 5; at++) {
            server.run(ms(pause) / 5);
            machines.forEach(check);
          }
        });
        server.run(seconds(5));
        machines.forEach(check);
        for (const { applications, memoryUsage } of machines) {
          for (const { state } of applications)
            if (state === "failed" || state === "finished") seen[state]++;
          if (memoryUsage.guestSwapped > 0) seen.paged++;
          if (memoryUsage.ballooned > 0) seen.ballooned++;
        }
        for (const vm of machines) vm.destroy();
        expect(server.free.memory).toBe(server.capacity.memory - GiB(1));
      },
    ),
    { numRuns: 25, seed: 12 },
  );
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(2);
});

const system = osImages.find(({ id }) => id === "ubuntu-24.04") ?? { installedSize: NaN };
test.each([
  // curtin, suggested_swapsize.
  [MiB(512), GiB(100), GiB(1)],
  [GiB(1.5), GiB(100), GiB(2)],
  [GiB(3), GiB(100), GiB(3)],
  [GiB(8), GiB(100), GiB(4)],
  [GiB(12), GiB(100), GiB(4)],
  [GiB(20), GiB(100), GiB(8)],
  [GiB(100), GiB(100), GiB(8)],
  [GiB(2), GiB(5), GiB(2.5) / 4],
])(
  "with %i bytes of memory and a disk of %i an installer makes %i bytes of swap",
  (memory, disk, bytes) => {
    expect(guestSwap({ memory, disk }, system) * KiB(4)).toBe(bytes);
  },
);

test.each([-1, 1, NaN, "1", GiB(1) + KiB(4)])("swap: %s is refused", (swap) => {
  const { hypervisor } = scene();
  const define = () => hypervisor.define({ ...small, image: undefined, name: "x", swap } as never);
  expect(refusal(define).message).toContain("swap");
});
