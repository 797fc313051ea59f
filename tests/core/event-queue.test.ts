import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/simulation/random.ts";
import { Simulation } from "../../src/simulation/simulation.ts";

/** Schedules events (time, priority), runs them all, and gives the order in which they happened. */
function order(
  events: readonly (readonly [number, number])[],
  cancelled: ReadonlySet<number> = new Set(),
) {
  const simulation = new Simulation();
  const happened: number[] = [];
  const scheduled = events.map(([time, priority], i) =>
    simulation.schedule(time, priority, () => happened.push(i)),
  );
  scheduled.forEach((event, i) => (event.cancelled = cancelled.has(i)));
  while (simulation.step());
  return happened;
}

describe("events happen in order of time, priority, and scheduling", () => {
  test.each([
    [
      "by time",
      [
        [3, 0],
        [1, 0],
        [2, 0],
      ],
      [1, 2, 0],
    ],
    [
      "at one time by priority",
      [
        [1, 1],
        [1, 0],
      ],
      [1, 0],
    ],
    [
      "at one priority as scheduled",
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      [0, 1, 2],
    ],
    [
      "time before priority",
      [
        [2, 0],
        [1, 9],
      ],
      [1, 0],
    ],
  ] as const)("%s", (_, events, expected) => {
    expect(order(events)).toEqual(expected);
  });

  test("any events, some of them cancelled: as a stable sort would have it", () => {
    const event = fc.tuple(fc.nat(20), fc.nat(2));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.array(fc.nat(199)), (events, off) => {
        const cancelled = new Set(off);
        const expected = events
          .map(([time, priority], i) => ({ time, priority, i }))
          .filter(({ i }) => !cancelled.has(i))
          .sort((a, b) => a.time - b.time || a.priority - b.priority || a.i - b.i)
          .map(({ i }) => i);
        expect(order(events, cancelled)).toEqual(expected);
      }),
    );
  });
});

describe("the clock", () => {
  test("stops at the instant asked for, with everything of that instant done", () => {
    const simulation = new Simulation();
    const happened: number[] = [];
    for (const time of [5, 10, 11])
      simulation.schedule(time, 0, () => happened.push(simulation.now));
    simulation.runUntil(10);
    expect([happened, simulation.now, simulation.peek()]).toEqual([[5, 10], 10, 11]);
  });

  test.each([-1, 0.5, NaN])("nothing is scheduled in %d ns", (delay) => {
    expect(() => new Simulation().schedule(delay, 0, () => undefined)).toThrow(RangeError);
  });
});

describe("randomness", () => {
  test("repeats for a seed, and differs between seeds", () => {
    const sequence = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 100 }, () => random.uint32());
    };
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
    expect(new Set(sequence(7)).size).toBe(100);
  });

  test("uniform numbers fill the unit interval evenly", () => {
    const random = new Random(1);
    const draws = Array.from({ length: 100_000 }, () => Math.floor(random.uniform() * 10));
    const bins = Array.from({ length: 10 }, (_, bin) => draws.filter((n) => n === bin).length);
    // 10,000 each, with a standard deviation of 95.
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(500);
  });

  test("exponential waits have the mean asked for and the tail of an exponential", () => {
    const random = new Random(1);
    const waits = Array.from({ length: 100_000 }, () => random.exponential(1_000_000));
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(mean / 1_000_000).toBeCloseTo(1, 1);
    for (const times of [0.5, 1, 2, 4]) {
      const beyond = waits.filter((wait) => wait > times * 1_000_000).length / waits.length;
      expect(Math.abs(beyond - Math.exp(-times))).toBeLessThan(0.008);
    }
  });
});
