// The two sets that the run loop asks at every wake-up, against the plain ones that they stand for.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CpuSet } from "../../src/host/cpu-set.ts";
import { FifoSet } from "../../src/simulation/fifo-set.ts";

const step = fc.record({
  act: fc.constantFrom("add" as const, "delete" as const, "first" as const),
  n: fc.nat(99),
});
const steps = fc.array(step, { maxLength: 300, size: "max" });

describe("a queue that may be left from anywhere", () => {
  test("keeps the order in which they joined, as a Set does", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const queue = new FifoSet<number>();
        const plain = new Set<number>();
        for (const { act, n: any } of list) {
          const n = any % 8;
          if (act === "add") {
            queue.add(n);
            plain.add(n);
          } else if (act === "delete") {
            expect(queue.delete(n)).toBe(plain.delete(n));
          } else {
            const [first] = plain;
            expect(queue.first).toBe(first);
            if (first !== undefined) expect(queue.delete(first)).toBe(plain.delete(first));
          }
          expect(queue.size).toBe(plain.size);
        }
      }),
    );
  });
});

describe("a set of CPUs", () => {
  test("knows its members, and the lowest that suits", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const cpus = new CpuSet(100);
        const plain = new Set<number>();
        for (const { act, n } of list) {
          if (act !== "first") {
            cpus[act](n);
            plain[act](n);
          }
          expect(cpus.has(n)).toBe(plain.has(n));
          const ascending = [...plain].sort((a, b) => a - b);
          expect(cpus.first()).toBe(ascending[0]);
          expect(cpus.first((cpu) => cpu >= n)).toBe(ascending.find((cpu) => cpu >= n));
        }
      }),
    );
  });

  test.each([-1, 100, 0.5, NaN])("has no CPU %d", (cpu) => {
    expect(() => new CpuSet(100).has(cpu)).toThrow(`no CPU ${cpu}`);
  });
});
