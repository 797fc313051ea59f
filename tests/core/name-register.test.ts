// The names that are taken, beside the plain definition: a list of names and places, and numbers tried from the first on.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NameRegister } from "../../src/simulation/name-register.ts";

const numbered = (stem: string, n: number) => (n === 1 ? stem : `${stem}-${n}`);
const stem = fc.constantFrom("ubuntu", "a-b");
const name = fc.oneof(
  fc.tuple(stem, fc.integer({ min: 1, max: 5 })).map(([of, n]) => numbered(of, n)),
  fc.tuple(stem, fc.integer({ min: 1, max: 3 })).map(([of, n]) => numbered(of, n)),
  fc.constantFrom("ubuntu-1", "ubuntu-02", "ubuntu-", "-2", "shop", "a-b-c"),
);
const act = fc.constantFrom("add", "add", "delete", "ask", "ask");
const step = fc.record({ act, name, stem, place: fc.constantFrom("rack-1", "rack-1", "rack-2") });

/** A register that counts the names it looks up. */
class Watched extends NameRegister {
  looks = 0;

  override has(name: string): boolean {
    this.looks++;
    return super.has(name);
  }
}

describe("a register of names", () => {
  test("says what a list of names and places says", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const register = new NameRegister();
        let list: { name: string; place: string }[] = [];
        const isTaken = (name: string) => list.some((one) => one.name === name);
        for (const { act, name, place, stem } of steps) {
          if (act !== "ask") {
            list = list.filter((one) => one.name !== name || one.place !== place);
            register[act](name, place);
          }
          if (act === "add") list.push({ name, place });
          const places = list.filter((one) => one.name === name).map((one) => one.place);
          expect([...register.places(name)].sort()).toEqual(places.sort());
          expect(register.has(name)).toBe(isTaken(name));
          if (act !== "ask") continue;
          const free = [1, 2, 3, 4, 5, 6, 7, 8, 9].find((n) => !isTaken(numbered(stem, n)));
          expect(register.firstFree(stem)).toBe(numbered(stem, free ?? NaN));
        }
      }),
      { numRuns: 2000 },
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
