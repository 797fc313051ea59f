// The order of a table's rows.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextOrder, orderOf, type Order } from "../../components/figures/row-order.ts";

const sorted = (values: readonly unknown[], order: Order = "ascending", language = "en") =>
  orderOf(values, order, language).map((place) => values[place]);

test.each<[string, readonly unknown[], readonly unknown[]]>([
  ["numbers by size, not as texts", [10, 9, -1, 2.5], [-1, 2.5, 9, 10]],
  ["numbers in texts", ["10", "9", "1,000"], ["9", "10", "1,000"]],
  ["numbers within names", ["vm-10", "vm-2", "vm-1"], ["vm-1", "vm-2", "vm-10"]],
  ["numbers before texts", ["none", 3, "a", 1], [1, 3, "a", "none"]],
  ["letters whatever their case", ["b", "A", "a", "B"], ["a", "A", "b", "B"]],
  ["booleans", [true, false], [false, true]],
  ["infinite numbers by size", [1, Infinity, -2, -Infinity, 3], [-Infinity, -2, 1, 3, Infinity]],
  [
    "several infinite ones",
    [Infinity, 1, Infinity, -Infinity, 0],
    [-Infinity, 0, 1, Infinity, Infinity],
  ],
  ["as a cell carries them", ["Infinity", 2, "-Infinity", 1], ["-Infinity", 1, 2, "Infinity"]],
  ["infinite numbers before texts", ["a", Infinity], [Infinity, "a"]],
  ["NaN after all numbers and texts", [NaN, 2, "b", "NaN", 1, null], [1, 2, "b", NaN, "NaN", null]],
  ["what is empty last", [null, 2, undefined, "—", 1, ""], [1, 2, null, undefined, "—", ""]],
])("sorts %s", (_, values, expected) => {
  expect(sorted(values)).toEqual(expected);
});

test("Korean by its alphabet", () => {
  expect(sorted(["하드웨어", "게스트", "나"], "ascending", "ko")).toEqual([
    "게스트",
    "나",
    "하드웨어",
  ]);
});

test("what has no value stands at the end in both directions", () => {
  const values = [NaN, 1, null, Infinity, "NaN", -Infinity, ""];
  expect(sorted(values)).toEqual([-Infinity, 1, Infinity, NaN, "NaN", null, ""]);
  expect(sorted(values, "descending")).toEqual([Infinity, 1, -Infinity, NaN, "NaN", null, ""]);
});

test("numbers of every kind stand in one order, however they came", () => {
  const any = fc.oneof(fc.double(), fc.constantFrom(Infinity, -Infinity, NaN, 0));
  // -0 is as great as 0.
  const number = any.map((value) => value + 0);
  fc.assert(
    fc.property(fc.array(number, { maxLength: 40 }), (values) => {
      const expected = values
        .filter((value) => !Number.isNaN(value))
        .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const [up, down] = [sorted(values), sorted(values, "descending")];
      expect(up.slice(0, expected.length)).toEqual(expected);
      expect(down.slice(0, expected.length).map(Number)).toEqual(expected.toReversed());
      expect(up.slice(expected.length).every(Number.isNaN)).toBe(true);
      expect(down.slice(expected.length).every(Number.isNaN)).toBe(true);
    }),
  );
});

describe("the order", () => {
  const rows = ["b1", "a", "b2", null, "b3"].map((name, place) => ({ name, place }));
  const places = (order: Order) =>
    orderOf(
      rows.map(({ name }) => name?.slice(0, 1)),
      order,
      "en",
    );

  test("keeps equal values as they came, in both directions", () => {
    expect(places("ascending")).toEqual([1, 0, 2, 4, 3]);
    expect(places("descending")).toEqual([0, 2, 4, 1, 3]);
  });

  test("comes back to the first one with the third press", () => {
    const presses = [1, 2, 3].reduce<Order[]>(
      (all) => [...all, nextOrder[all.at(-1) ?? "none"]],
      [],
    );
    expect(presses).toEqual(["ascending", "descending", "none"]);
    expect(places("none")).toEqual([0, 1, 2, 3, 4]);
  });
});
