// Run queues: what a scheduler looks at to find the next one does not grow with how many wait; and weights hold across
// physical CPUs although each has a queue of its own.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CpuShare } from "../../src/hypervisor/scheduling/cpu-share.ts";
import { Vcpu } from "../../src/hypervisor/scheduling/vcpu.ts";
import { createScheduler } from "../../src/hypervisor/scheduling/scheduler.ts";
import type { VcpuOwner } from "../../src/hypervisor/scheduling/vcpu.ts";
import { Heap } from "../../src/simulation/heap.ts";
import { batch, credit, fair, GiB, Hypervisor } from "../../src/stdlib/index.ts";
import { ms, roundRobin, seconds, Server } from "../../src/stdlib/index.ts";
import type { SchedulerSpec } from "../../src/stdlib/index.ts";
import { small } from "./machine.ts";

const ascending = (a: number, b: number) => a < b;

describe("a heap that may be left from anywhere", () => {
  const step = fc.record({ act: fc.constantFrom("add", "delete", "first"), n: fc.nat(40) });

  test("gives the least, as a sorted set does", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new Heap<number>(ascending);
        const plain = new Set<number>();
        for (const { act, n } of steps) {
          if (act === "add") heap.add(n);
          if (act === "add") plain.add(n);
          if (act === "delete") expect(heap.delete(n)).toBe(plain.delete(n));
          const [least] = [...plain].sort((a, b) => a - b);
          expect([heap.first, heap.size]).toEqual([least, plain.size]);
          if (act === "first" && least !== undefined) {
            heap.delete(least);
            plain.delete(least);
          }
        }
      }),
    );
  });

  test.each([10, 1000, 20_000])("with %d items, an item costs a few comparisons a level", (n) => {
    let comparisons = 0;
    const heap = new Heap<number>((a, b) => (comparisons++, a < b));
    // Every number from 0 to n - 1 once, in no order.
    for (let i = 0; i < n; i++) heap.add((i * 7919) % n);
    for (let least = 0; least < n; least++) expect(heap.delete(heap.first ?? NaN)).toBe(true);
    expect(comparisons / n).toBeLessThanOrEqual(3 * Math.ceil(Math.log2(n)));
  });
});

const guest = { name: "guest" } as VcpuOwner;

/** A virtual CPU that counts how often a scheduler looks at it. */
class Watched extends Vcpu {
  static looks = 0;

  override mayRunOn(pcpu: number): boolean {
    Watched.looks++;
    return super.mayRunOn(pcpu);
  }
}

/** How many that wait are looked at for one to take its turn, at most, with so many ready on eight CPUs. */
function looksPerTurn(spec: SchedulerSpec, ready: number, affinity?: readonly number[]): number {
  const scheduler = createScheduler(spec, 8);
  for (let i = 0; i < ready; i++) {
    const share = new CpuShare({ weight: 1 + (i % 7), ...(affinity && { affinity }) });
    const vcpu = new Watched(guest, 0, 0, share);
    vcpu.account.enter("ready", 0);
    scheduler.enqueue(vcpu, true);
  }
  let most = 0;
  for (let turn = 0; turn < 4 * ready; turn++) {
    const pcpu = turn % 8;
    Watched.looks = 0;
    const vcpu = scheduler.next(pcpu);
    if (!vcpu) continue;
    vcpu.lastCpu = pcpu;
    scheduler.charge(vcpu, spec.timeSlice);
    if (scheduler.contends(vcpu, pcpu)) scheduler.enqueue(vcpu, false);
    most = Math.max(most, Watched.looks);
  }
  return most;
}

describe("a turn costs the same whether ten wait or a thousand", () => {
  test.each([
    ["round robin", roundRobin()],
    ["credit", credit()],
    ["fair", fair()],
  ])("%s", (_, spec) => {
    // One look at the first of each of the eight queues, once to take it and once to put it back.
    expect(looksPerTurn(spec, 10)).toBeLessThanOrEqual(24);
    expect(looksPerTurn(spec, 1000)).toBeLessThanOrEqual(24);
    expect(looksPerTurn(spec, 1000, [3])).toBeLessThanOrEqual(24);
  });
});

/** The CPUs that each is to get: by weight, but none more than one. */
function fairShares(weights: readonly number[], cpus: number): number[] {
  const order = weights.map((weight, i) => ({ weight, i })).sort((a, b) => b.weight - a.weight);
  let [left, total] = [cpus, weights.reduce((sum, weight) => sum + weight, 0)];
  const shares = weights.map(() => 0);
  for (const { weight, i } of order) {
    const share = Math.min(1, (left * weight) / total);
    shares[i] = share;
    left -= share;
    total -= weight;
  }
  return shares;
}

describe.each([
  ["credit", () => credit({ timeSlice: ms(5) })],
  ["fair", () => fair()],
])("%s", (_, scheduler) => {
  test(
    "each gets its weight's share within 4 %, however many CPUs and machines there are",
    { timeout: 30_000 },
    () => {
      const weights = fc.array(fc.integer({ min: 64, max: 1024 }), { minLength: 2, maxLength: 10 });
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 4 }), weights, (cpus, list) => {
          const server = new Server({ cpus, memory: GiB(16), disk: GiB(50) });
          const hypervisor = server.install(new Hypervisor({ scheduler: scheduler() }));
          const vms = list.map((weight, i) =>
            hypervisor.create({ ...small, name: `vm${i}`, weight }),
          );
          server.run(seconds(20));
          for (const vm of vms) vm.launch(batch({ name: "burn", compute: seconds(1000) }));
          server.run(seconds(2));
          const ran = () => vms.map((vm) => vm.cpuUsage[0]?.run ?? NaN);
          const before = ran();
          server.run(seconds(20));
          const spent = ran().map((run, i) => (run - (before[i] ?? NaN)) / seconds(20));
          fairShares(list, cpus).forEach((share, i) => {
            // Two time slices may be on their way.
            const tolerance = 0.04 * share + (2 * scheduler().timeSlice) / seconds(20);
            expect(Math.abs((spent[i] ?? NaN) - share)).toBeLessThanOrEqual(tolerance);
          });
        }),
        { numRuns: 8 },
      );
    },
  );

  test("one pinned to a crowded CPU does not keep others from their own", () => {
    const server = new Server({ cpus: 2, memory: GiB(16), disk: GiB(50) });
    const hypervisor = server.install(new Hypervisor({ scheduler: scheduler() }));
    const vms = [[0], [0], [0], [0], [1]].map((affinity, i) =>
      hypervisor.create({ ...small, name: `vm${i}`, affinity }),
    );
    server.run(seconds(20));
    for (const vm of vms) vm.launch(batch({ name: "burn", compute: seconds(1000) }));
    const before = vms.map((vm) => vm.cpuUsage[0]?.run ?? NaN);
    server.run(ms(6000));
    const spent = vms.map((vm, i) => (vm.cpuUsage[0]?.run ?? NaN) - (before[i] ?? NaN));
    [1500, 1500, 1500, 1500, 6000].forEach((expected, i) => {
      expect(Math.abs((spent[i] ?? NaN) - ms(expected))).toBeLessThanOrEqual(ms(0.04 * expected));
    });
  });
});
