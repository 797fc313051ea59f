import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesBetween } from "../../components/notebook/results/changes.ts";

const row = (...cells: string[]) => cells.join("\t");

describe("what a run has changed", () => {
  test.each<[string, string[], string[], ReturnType<typeof changesBetween>]>([
    ["is a line that says something else", ["a", "b", "c"], ["a", "B", "c"], [{ at: 1 }]],
    ["is a line that has come in between", ["a", "c"], ["a", "b", "c"], [{ at: 1 }]],
    ["is nothing where something is gone", ["a", "b"], ["a"], []],
    ["is all of what stands in another's place", ["a"], ["x", "y"], [{ at: 0 }, { at: 1 }]],
    [
      "is the cells of a row that say something else",
      [row("shop", "8", "on"), row("blog", "4", "on")],
      [row("shop", "8", "on"), row("blog", "6", "off")],
      [{ at: 1, cells: [1, 2] }],
    ],
    [
      "is the whole row where rows were added",
      [row("shop", "8")],
      [row("shop", "9"), row("blog", "4")],
      [{ at: 0 }, { at: 1 }],
    ],
    ["is the whole row where its columns are others", [row("a", "b")], [row("a")], [{ at: 0 }]],
  ])("%s", (_, before, now, changes) => {
    expect(changesBetween(before, now)).toEqual(changes);
  });

  test("is none exactly where nothing is new", () => {
    const texts = fc.array(fc.constantFrom("a", "b", "c\td", "c\te"), { maxLength: 8 });
    fc.assert(
      fc.property(texts, texts, (before, now) => {
        const changes = changesBetween(before, now);
        expect(changes.every(({ at }) => at < now.length)).toBe(true);
        // Without what is new, what stands there stood there, in this order.
        const fresh = new Set(changes.map(({ at }) => at));
        const kept = now.filter((_, at) => !fresh.has(at));
        let from = 0;
        for (const text of kept) {
          from = before.indexOf(text, from) + 1;
          expect(from).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("is all of it where two floods have little in common, without a long search", () => {
    const many = (word: string) => Array.from({ length: 5000 }, (_, at) => word + String(at));
    expect(changesBetween(many("a"), many("b"))).toHaveLength(5000);
  });
});
