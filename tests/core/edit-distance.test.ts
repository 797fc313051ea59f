import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance } from "../../src/spelling/edit-distance.ts";

test.each([
  ["", "", 0],
  ["", "vm", 2],
  ["shop", "shop", 0],
  ["shop", "Shop", 1],
  ["shop", "shops", 1],
  ["shop", "hop", 1],
  ["shop", "ship", 1],
  ["shop", "shpo", 1],
  ["shop", "hsop", 1],
  ["shop", "hspo", 2],
  ["shop", "posh", 4],
  ["kitten", "sitting", 3],
  ["스냅샷", "스샷냅", 1],
  // What was swapped is not changed again, or it would be 2: ca, ac, abc.
  ["ca", "abc", 3],
])("from %j to %j: %i", (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
});

/** The definition, letter by letter from the end, and slow. */
function byDefinition(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const [ofFrom, ofTo] = [from.slice(0, -1), to.slice(0, -1)];
  const ways = [
    byDefinition(ofFrom, to) + 1,
    byDefinition(from, ofTo) + 1,
    byDefinition(ofFrom, ofTo) + (from.at(-1) === to.at(-1) ? 0 : 1),
  ];
  if (from.length > 1 && to.endsWith(from.slice(-1) + from.slice(-2, -1)))
    ways.push(byDefinition(from.slice(0, -2), to.slice(0, -2)) + 1);
  return Math.min(...ways);
}

describe("the distance", () => {
  // Few letters, so that equal and swapped ones are met.
  const word = (maxLength: number) =>
    fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength });

  test("is what the definition says", () => {
    fc.assert(
      fc.property(word(5), word(5), (from, to) => {
        expect(editDistance(from, to)).toBe(byDefinition(from, to));
      }),
    );
  });

  test("is the same both ways, at least the difference in length, and at most the longer length", () => {
    fc.assert(
      fc.property(word(30), word(30), (from, to) => {
        const distance = editDistance(from, to);
        expect(editDistance(to, from)).toBe(distance);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(from.length - to.length));
        expect(distance).toBeLessThanOrEqual(Math.max(from.length, to.length));
        expect(distance === 0).toBe(from === to);
      }),
    );
  });
});
