// The working set of an application, and how much of it changes.

import { describe, expect, test } from "vitest";
import { decay } from "../../src/simulation/decay.ts";
import { dirtied } from "../../src/hypervisor/migration/dirty-pages.ts";
import { batch, MiB, ms, seconds, service } from "../../src/stdlib/index.ts";
import { refusal } from "./machine.ts";

describe("unique pages written", () => {
  test("writes that hit the same pages again dirty nothing more", () => {
    expect(dirtied(MiB(100), MiB(1), seconds(1))).toBeLessThanOrEqual(MiB(1));
    expect(dirtied(MiB(100), MiB(1), seconds(1))).toBeGreaterThan(MiB(0.99));
    expect(dirtied(MiB(100), MiB(100), seconds(1)) / MiB(100)).toBeCloseTo(1 - Math.exp(-1), 4);
    expect(dirtied(MiB(100), MiB(100), seconds(100))).toBe(MiB(100));
    expect([dirtied(0, 0, seconds(1)), dirtied(MiB(1), 0, seconds(1))]).toEqual([0, 0]);
  });

  test("the exponential is Math.exp's", () => {
    for (const x of [0, 1e-9, 0.01, 0.5, 1, 2.5, 30, 600])
      expect(decay(x) / Math.exp(-x)).toBeCloseTo(1, 11);
    expect(decay(1000)).toBe(0);
  });
});

describe("a working set", () => {
  const kinds = {
    service: (more: object) => service({ name: "a", compute: ms(1), every: ms(10), ...more }),
    batch: (more: object) => batch({ name: "a", compute: ms(1), ...more }),
  };

  test.each(Object.entries(kinds))("is none, and not written to, unless given: %s", (_, make) => {
    expect(make({})).toMatchObject({ memory: 0, writes: 0 });
    expect(make({ memory: MiB(1), writes: 5 })).toMatchObject({ memory: MiB(1), writes: 5 });
  });

  const bad: [string, object][] = [
    ["negative", { memory: -1 }],
    ["a fraction of a byte", { memory: 0.5 }],
    ["not a number", { memory: NaN }],
    ["text", { memory: "64 MiB" }],
    ["endless", { memory: Infinity }],
    ["written to negatively", { memory: MiB(1), writes: -1 }],
    ["written to by fractions", { memory: MiB(1), writes: 1.5 }],
    ["written to by what is no number", { memory: MiB(1), writes: NaN }],
    ["written to and not there", { writes: MiB(1) }],
  ];
  test.each(bad)("is refused when it is %s", (_, more) => {
    for (const make of Object.values(kinds)) {
      const error = refusal(() => make(more));
      expect([error.code, error.hint.startsWith("write ")]).toEqual(["invalid-argument", true]);
    }
  });
});
