// Space and what is written there, beside their plain definitions: the free units one by one, and a set of numbers.

import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ExtentAllocator } from "../../src/host/extents.ts";
import type { Extent } from "../../src/host/extents.ts";
import { NumberSet } from "../../src/host/number-set.ts";

/** Units as runs, in order, of which no two touch. */
function runsOf(units: readonly number[]): Extent[] {
  const runs: { start: number; length: number }[] = [];
  for (const unit of [...units].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.start + last.length === unit) last.length++;
    else runs.push({ start: unit, length: 1 });
  }
  return runs;
}

const unitsOf = (runs: readonly Extent[]): number[] =>
  runs.flatMap(({ start, length }) => Array.from({ length }, (_, n) => start + n));

describe("space handed out in runs", () => {
  const step = fc.record({ act: fc.constantFrom("take", "give", "give part"), n: fc.nat(1000) });

  test("is the lowest that is free, in as few runs as there are, and whole again when it is back", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const space = new ExtentAllocator(64);
        let free = unitsOf([{ start: 0, length: 64 }]);
        const held: Extent[][] = [];
        for (const { act, n } of steps) {
          if (act === "take") {
            const count = n % (free.length + 1);
            const taken = space.take(count);
            expect(taken).toEqual(runsOf(free.slice(0, count)));
            free = free.slice(count);
            held.push(taken);
          } else if (held.length > 0) {
            const [all = []] = held.splice(n % held.length, 1);
            // Their order does not matter.
            const runs = act === "give" ? all : all.slice(0, 1).toReversed();
            if (act === "give part") held.push(all.slice(1));
            space.give(runs.toReversed());
            free = [...free, ...unitsOf(runs)].sort((a, b) => a - b);
          }
          expect(space.freeRuns).toEqual(runsOf(free));
          expect(space.free).toBe(free.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("refuses to take more than is free", () => {
    const space = new ExtentAllocator(4);
    expect(() => space.take(5)).toThrow(RangeError);
    expect(space.freeRuns).toEqual([{ start: 0, length: 4 }]);
  });
});

describe("a set of numbers in order", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const ends = [0, 1, 31, 32, 33, 1023, 1024, 5000, 2 ** 31, 2 ** 40 + 7];
  const number = fc.oneof(fc.constantFrom(...ends), fc.nat(100));
  const step = fc.record({
    act: fc.constantFrom("add", "add", "delete", "ask"),
    number,
    length: fc.oneof(fc.nat(200), fc.nat(2 ** 41)),
  });

  test("has those of a range, as a sorted set does", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const numbers = new NumberSet();
        const plain = new Set<number>();
        for (const { act, number, length } of steps) {
          if (act === "add") numbers.add(number);
          if (act === "add") plain.add(number);
          if (act === "delete") numbers.delete(number);
          if (act === "delete") plain.delete(number);
          const inside = [...plain].filter((one) => one >= number && one < number + length);
          expect(numbers.within(number, length)).toEqual(inside.sort((a, b) => a - b));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([10, 1000, 20_000])("with %d of them, a range costs what is in it", (count) => {
    const apart = 2 ** 21;
    const numbers = new NumberSet();
    for (let n = 0; n < count; n++) numbers.add(n * apart);
    const words = vi.spyOn(Map.prototype, "get");
    for (let n = 0; n < count; n += Math.ceil(count / 10)) {
      words.mockClear();
      expect(numbers.within(n * apart + 1, apart - 1)).toEqual([]);
      expect(numbers.within(n * apart, apart)).toEqual([n * apart]);
      // Both ends of the range and the number, at each of the eight levels.
      expect(words.mock.calls.length).toBeLessThanOrEqual(2 * 3 * 8);
    }
  });
});
