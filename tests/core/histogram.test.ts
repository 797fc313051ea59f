import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Histogram } from "../../src/simulation/histogram.ts";

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** By sorting, which takes memory for every value: the oracle. */
function nearestRank(values: readonly number[], percent: number): number {
  const rank = Math.ceil((percent * values.length) / 100);
  return values.toSorted((a, b) => a - b)[rank - 1] ?? NaN;
}

const anySize = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat(),
  fc.integer({ min: 0, max: 52 }).map((exponent) => 2 ** exponent),
  fc.integer({ min: 1, max: 53 }).map((exponent) => 2 ** exponent - 1),
);
const values = fc.array(anySize, { minLength: 1, maxLength: 200 });
const percent = fc.integer({ min: 1, max: 100 });

describe("a log-linear histogram", () => {
  test("finds each percentile from above, less than 1/128 too high", () => {
    fc.assert(
      fc.property(values, percent, (all, p) => {
        const exact = nearestRank(all, p);
        const found = histogramOf(all).percentile(p) ?? NaN;
        expect(found).toBeGreaterThanOrEqual(exact);
        expect(found - exact).toBeLessThanOrEqual(Math.floor(exact / 128));
      }),
    );
  });

  test("values below 256 are counted singly", () => {
    const all = Array.from({ length: 256 }, (_, i) => i);
    const histogram = histogramOf(all);
    for (let p = 1; p <= 100; p++) expect(histogram.percentile(p)).toBe(nearestRank(all, p));
  });

  test("count, total and greatest value are exact", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 40), { minLength: 1 }), (all) => {
        const { count, total, max } = histogramOf(all);
        const sum = all.reduce((a, b) => a + b, 0);
        expect({ count, total, max }).toEqual({
          count: all.length,
          total: sum,
          max: Math.max(...all),
        });
      }),
    );
  });

  test("the last percentile is the greatest value itself", () => {
    fc.assert(
      fc.property(values, (all) => {
        expect(histogramOf(all).percentile(100)).toBe(Math.max(...all));
      }),
    );
  });

  test("nothing counted: no percentile", () => {
    expect(new Histogram().percentile(50)).toBeUndefined();
  });

  test.each([NaN, -1, 0.5, Infinity, 2 ** 53])("value %d is refused", (value) => {
    const histogram = histogramOf([7]);
    expect(() => {
      histogram.record(value);
    }).toThrow(`value ${value} is not a whole number ≥ 0`);
    expect(histogram.count).toBe(1);
  });

  test.each([NaN, 0, -1, 100.1])("percent %d is refused", (value) => {
    expect(() => histogramOf([7]).percentile(value)).toThrow("is not above 0 and at most 100");
  });
});
