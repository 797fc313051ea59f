// Which pages a program touches, which of them are missing, and how often it meets one that is: against closed formulas.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  area,
  pageOut,
  readBack,
  sample,
  swapOut,
  takeFault,
  touch,
  untilFault,
} from "../../src/hypervisor/memory/guest-areas.ts";
import type { Area } from "../../src/hypervisor/memory/guest-areas.ts";
import { leastRecentlyUsed } from "../../src/hypervisor/memory/guest-reclaim.ts";
import { MissingPages } from "../../src/hypervisor/memory/missing-pages.ts";
import { pageClasses, workingSet } from "../../src/hypervisor/memory/page-popularity.ts";
import { seconds } from "../../src/stdlib/index.ts";
import { atRandom, byAge, notTouchedFor, sum } from "./fault-rates.ts";

const PAGES = 100_000;

/** A working set that was gone through once: all of it is in memory. */
function workingSetInMemory(size = PAGES): Area {
  const one = area("application db", size, 0, seconds(1));
  one.resident = size;
  one.lived = Infinity;
  return one;
}

/** Computes for so long, and calls `each` with the number of faults that are due; gives back how many there were. */
function compute(one: Area, time: number, each: (faults: number) => void): number {
  let met = 0;
  for (let left = time; left > 0;) {
    const step = Math.min(left, untilFault(one));
    touch(one, step);
    left -= step;
    const due = takeFault(one);
    if (!due) continue;
    met += due.faults;
    each(due.faults);
  }
  return met;
}

/** A touched page comes back, alone. */
function bring(one: Area, where: "swapped" | "paged", faults: number): void {
  readBack(one, where, faults, faults);
  one.resident += faults;
}

/** The guest's kernel puts pages on its disk. */
function reclaim(one: Area, pages: number): void {
  for (const old of leastRecentlyUsed([one], pages)) pageOut(old.one, old.pages, old.weights);
}

describe("popularity", () => {
  test.each([
    [8, 0.2, 0.8],
    [16, 0.04, 0.64],
    [24, 0.008, 0.512],
  ])(
    "by the 80-20 law: from class %i on, %d of the pages get %d of the touches",
    (from, pages, touches) => {
      const rate = sum(({ part, rate: each }) => part * each);
      expect(sum(({ part }, k) => (k < from ? 0 : part))).toBeCloseTo(pages, 12);
      const hot = sum(({ part, rate: each }, k) => (k < from ? 0 : part * each));
      expect(hot / rate).toBeCloseTo(touches, 12);
    },
  );

  test("is such that 32 % are not touched in two minutes", () => {
    expect(workingSet(seconds(120))).toBeCloseTo(0.68, 9);
    expect(sum(({ part }) => part)).toBeCloseTo(1, 12);
  });
});

test("missing pages always add up, and are touched as often as all of them together", () => {
  const step = fc.record({
    what: fc.constantFrom("become", "add", "less", "take"),
    n: fc.nat(2000),
    faults: fc.nat(300),
    shape: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: pageClasses.length,
      maxLength: pageClasses.length,
    }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const missing = new MissingPages();
      let count = 0;
      for (const { what, n, faults, shape } of steps) {
        if (what === "become") missing.become((count = n));
        const less = Math.min(n, count);
        if (what === "add") missing.add(Float64Array.from(shape), n);
        if (what === "less") missing.add(Float64Array.from(shape), -less);
        if (what === "take") missing.take(faults, less);
        count += what === "add" ? n : what === "become" ? 0 : -less;
        expect(sum((_, k) => missing.of(k))).toBeCloseTo(count, 5);
        for (const k of pageClasses.keys()) expect(missing.of(k)).toBeGreaterThanOrEqual(0);
        expect(missing.rate * 1e9).toBeCloseTo(
          sum(({ rate }, k) => rate * 1e9 * missing.of(k)),
          5,
        );
      }
    }),
  );
});

describe("faults", () => {
  const part = fc.double({ min: 0.05, max: 0.9, noNaN: true });

  test("of pages that were taken at random and come back: in time t, the sum of m (1 - e^(-rate t))", () => {
    fc.assert(
      fc.property(part, fc.integer({ min: 5, max: 200 }), (missing, time) => {
        const one = workingSetInMemory();
        const pages = Math.round(missing * PAGES);
        swapOut(one, pages);
        const met = compute(one, seconds(time), (faults) => {
          bring(one, "swapped", faults);
        });
        const expected = pages * workingSet(seconds(time));
        expect(met / expected).toBeGreaterThan(0.97);
        expect(met / expected).toBeLessThan(1.03);
      }),
      { numRuns: 20 },
    );
  });

  function inTheLongRun(missing: number, where: "swapped" | "paged", out: typeof swapOut): number {
    const one = workingSetInMemory();
    out(one, Math.round(missing * PAGES));
    const replace = (faults: number): void => {
      bring(one, where, faults);
      out(one, faults);
    };
    compute(one, seconds(200), replace);
    return compute(one, seconds(50), replace) / 50;
  }

  test.each([0.05, 0.1, 0.2, 0.3, 0.5, 0.7])(
    "come to the known rates when %d of the pages are missing, and to fewer where the oldest go",
    (missing) => {
      const random = inTheLongRun(missing, "swapped", swapOut) / atRandom(PAGES, missing);
      const oldest = inTheLongRun(missing, "paged", reclaim) / byAge(PAGES, missing);
      expect(Math.abs(random - 1), `random ${random}`).toBeLessThan(0.03);
      expect(Math.abs(oldest - 1), `oldest ${oldest}`).toBeLessThan(0.05);
      expect(byAge(PAGES, missing)).toBeLessThan(0.9 * atRandom(PAGES, missing));
    },
  );

  test.each([
    [2, 0.1],
    [2, 0.5],
    [10, 0.3],
    [60, 0.3],
    [600, 0.3],
  ])(
    "after %d s of CPU time come sooner: no page is older than its first touch",
    (lived, missing) => {
      const one = workingSetInMemory();
      one.lived = seconds(lived);
      reclaim(one, Math.round(missing * PAGES));
      const rate = one.missing.paged.rate * 1e9;
      expect(rate / byAge(PAGES, missing, seconds(lived))).toBeCloseTo(1, 1);
      if (lived < 100) expect(rate).toBeGreaterThan(1.1 * byAge(PAGES, missing));
    },
  );

  test("that are due together are no more and no fewer than those that come one by one", () => {
    const one = workingSetInMemory(1_000_000);
    swapOut(one, 500_000);
    let runs = 0;
    let most = 0;
    const met = compute(one, seconds(10), (faults) => {
      runs++;
      most = Math.max(most, faults);
      bring(one, "swapped", faults);
    });
    expect(met / (500_000 * workingSet(seconds(10)))).toBeCloseTo(1, 1);
    expect(runs).toBeLessThan(met / 20);
    expect(most).toBeGreaterThan(20);
  });
});

test("what is in use is the part in memory that was touched since the last sample", () => {
  const one = workingSetInMemory();
  swapOut(one, PAGES / 2);
  touch(one, seconds(120));
  expect(sample(one)).toBeCloseTo((0.68 * PAGES) / 2, 2);
  expect(sample(one)).toBe(0);
});

test("of a guest that has paged out its cold pages, more is in use", () => {
  const one = workingSetInMemory();
  reclaim(one, PAGES / 2);
  touch(one, seconds(30));
  // Of each class, what is older than the age at which half of all is went.
  const age = notTouchedFor(0.5);
  const touched = sum(
    ({ part, rate }) => part * (1 - Math.exp(-rate * age)) * (1 - Math.exp(-rate * seconds(30))),
  );
  const inUse = sample(one) / PAGES;
  expect(inUse / touched).toBeCloseTo(1, 2);
  expect(inUse).toBeGreaterThan(0.6 * workingSet(seconds(30)));
});

test("of a program that began since the last sample, all is in use", () => {
  const one = workingSetInMemory();
  one.lived = 0;
  touch(one, seconds(10));
  expect(sample(one)).toBe(PAGES);
  touch(one, seconds(10));
  expect(sample(one)).toBeCloseTo(PAGES * workingSet(seconds(10)), 5);
});

test("the programs that computed least give their pages first", () => {
  const [busy, idle] = [workingSetInMemory(1000), workingSetInMemory(1000)];
  touch(busy, seconds(30));
  const given = new Map(leastRecentlyUsed([busy, idle], 500).map((old) => [old.one, old.pages]));
  expect([given.get(busy), given.get(idle)]).toEqual([0, 500]);
});

test("what a guest pages out may be on the server's disk already: then it comes from there first", () => {
  const one = workingSetInMemory(10_000);
  swapOut(one, 4_000);
  const [old] = leastRecentlyUsed([one], 1_000);
  // The hypervisor took any pages, the guest takes cold ones: it can no more tell those on the disk from the others.
  const fromSwap = pageOut(one, 1_000, old?.weights ?? new Float64Array());
  expect(fromSwap).toBe(400);
  expect([one.resident, one.swapped, one.paged]).toEqual([5_400, 3_600, 1_000]);
});
