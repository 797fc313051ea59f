// What sharing a CPU costs the cache: closed formulas for turns that follow each other, and the laws that hold for any.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costs } from "../../src/host/costs.ts";
import { CpuCaches, refillTime } from "../../src/host/cpu-caches.ts";
import type { CacheMark } from "../../src/host/cpu-caches.ts";
import {
  batch,
  GiB,
  Hypervisor,
  KiB,
  MiB,
  ms,
  profiles,
  roundRobin,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import { refusal } from "./machine.ts";

const size = KiB(512);

/** What each of the programs brings in, in its turn `rounds` times over. */
function rounds(sets: readonly number[], count: number): number[][] {
  const caches = new CpuCaches(size, 1);
  const marks: (CacheMark | undefined)[] = sets.map(() => undefined);
  return Array.from({ length: count }, () =>
    sets.map((set, program) => {
      const { bytes, mark } = caches.turn(0, set, marks[program]);
      marks[program] = mark;
      return bytes;
    }),
  );
}

describe("programs that take turns on a CPU", () => {
  test.each([
    ["alone, nothing", [KiB(400)], [0]],
    ["alone, and larger than the cache, nothing more than without turns", [MiB(4)], [0]],
    ["two that fit side by side, nothing", [KiB(256), KiB(256)], [0, 0]],
    ["two that do not, what is too much", [KiB(300), KiB(300)], [KiB(88), KiB(88)]],
    ["two as large as the cache, all of it", [KiB(512), MiB(4)], [KiB(512), KiB(512)]],
    ["a small one beside a large one, all of its own", [KiB(64), MiB(1)], [KiB(64), KiB(64)]],
    ["three, what two others push out", [KiB(200), KiB(200), KiB(200)], [88, 88, 88].map(KiB)],
    ["one without a working set, nothing", [0, MiB(1)], [0, 0]],
  ])("bring in %s", (_, sets, each) => {
    const [first, ...later] = rounds(sets, 4);
    expect(first).toEqual(sets.map((set) => Math.min(set, size)));
    for (const turn of later) expect(turn).toEqual(each);
  });

  test("find nothing in the cache of another CPU", () => {
    const caches = new CpuCaches(size, 2);
    const { mark } = caches.turn(0, KiB(100));
    expect(caches.turn(1, KiB(100), mark).bytes).toBe(KiB(100));
  });

  test("bring in no more than their working set and the cache, and no less the more others use", () => {
    const sets = fc.array(fc.nat(MiB(1)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(MiB(1)), sets, fc.nat(MiB(1)), (own, others, more) => {
        const back = (all: readonly number[]): number => {
          const caches = new CpuCaches(size, 1);
          const { mark } = caches.turn(0, own);
          for (const set of all) caches.turn(0, set);
          return caches.turn(0, own, mark).bytes;
        };
        expect(back(others)).toBeLessThanOrEqual(Math.min(own, size));
        expect(back([...others, more])).toBeGreaterThanOrEqual(back(others));
      }),
    );
  });

  test("wait for memory once for each line", () => {
    expect(refillTime(KiB(512))).toBe(8192 * costs.memoryLatency.value);
  });
});

describe("machines that share a CPU with a cache", () => {
  /** CPU time that the jobs of so many machines got in 2 s, as a share of it. */
  function progress(machines: number, memory: number, cache?: number, slice = ms(5)): number {
    const server = new Server({ cpus: 1, memory: GiB(16), ...(cache !== undefined && { cache }) });
    const scheduler = roundRobin({ timeSlice: slice });
    const hypervisor = server.install(new Hypervisor({ profile: profiles.xen, scheduler }));
    const vms = Array.from({ length: machines }, (_, n) =>
      hypervisor.create("alpine-3.21", { name: `m${n}`, vcpus: 1, memory: GiB(1), disk: GiB(1) }),
    );
    server.run(seconds(60));
    const jobs = vms.map((vm) => vm.launch(batch({ name: "job", compute: seconds(9), memory })));
    server.run(seconds(2));
    return jobs.reduce((sum, { cpuTime }) => sum + cpuTime, 0) / seconds(2);
  }

  test("lose what their working sets take to come back, once a slice", () => {
    const lost = progress(2, MiB(4)) - progress(2, MiB(4), size);
    const turn = ms(5) + refillTime(size);
    expect(lost).toBeCloseTo(refillTime(size) / turn, 2);
  });

  test("lose less the longer the slice, and nothing alone or when all fits", () => {
    expect(progress(2, MiB(4), size, ms(50))).toBeGreaterThan(progress(2, MiB(4), size));
    expect(progress(1, MiB(4), size)).toBe(progress(1, MiB(4)));
    expect(progress(2, KiB(64), size)).toBeCloseTo(progress(2, KiB(64)), 3);
  });

  test("are on a server whose cache has a size", () => {
    for (const cache of [0, -1, 0.5, GiB(2)])
      expect(refusal(() => new Server({ cache })).code).toBe("invalid-argument");
  });
});
