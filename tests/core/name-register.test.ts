// The names that are taken, beside the plain definition: a bag of names, and numbers tried from the first on.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NameRegister } from "../../src/simulation/name-register.ts";

const numbered = (stem: string, n: number) => (n === 1 ? stem : `${stem}-${n}`);
const stem = fc.constantFrom("ubuntu", "alpine", "a-b");
const name = fc.oneof(
  fc.tuple(stem, fc.integer({ min: 1, max: 8 })).map(([of, n]) => numbered(of, n)),
  fc.constantFrom("ubuntu-1", "ubuntu-02", "ubuntu-", "-2", "shop", "a-b-c"),
);
const step = fc.record({ act: fc.constantFrom("add", "add", "delete", "ask"), name, stem });

/** A register that counts the names it looks up. */
class Watched extends NameRegister {
  looks = 0;

  override count(name: string): number {
    this.looks++;
    return super.count(name);
  }
}

describe("a register of names", () => {
  test("says what a bag of names says", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const register = new NameRegister();
        const bag: string[] = [];
        for (const { act, name, stem } of steps) {
          if (act === "add") register.add(name);
          if (act === "add") bag.push(name);
          if (act === "delete") register.delete(name);
          if (act === "delete" && bag.includes(name)) bag.splice(bag.indexOf(name), 1);
          expect(register.count(name)).toBe(bag.filter((one) => one === name).length);
          if (act !== "ask") continue;
          const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((n) => !bag.includes(numbered(stem, n)));
          expect(register.firstFree(stem)).toBe(numbered(stem, free ?? NaN));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([100, 10_000])("of %d names, the first free one costs a few looks", (count) => {
    const register = new Watched();
    const next = () => {
      register.looks = 0;
      register.add(register.firstFree("ubuntu"));
      return register.looks;
    };
    const looks = Array.from({ length: count }, next);
    // A name is given back and taken again, from the first to the last.
    for (let n = 1; n <= count; n++) {
      register.delete(numbered("ubuntu", n));
      looks.push(next());
    }
    expect(Math.max(...looks)).toBeLessThanOrEqual(4);
  });
});
