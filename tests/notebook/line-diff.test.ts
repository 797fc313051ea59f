import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "../../components/notebook/compare/line-diff.ts";

const marks = { same: " ", removed: "-", added: "+" } as const;
const brief = (from: string, to: string) =>
  lineDiff(from, to).map(({ change, text }) => `${marks[change]}${text}`);

test.each([
  ["a\nb", "a\nb", [" a", " b"]],
  ["a\nb", "a\nc\nb", [" a", "+c", " b"]],
  ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
  ["a\nb", "a\nB", [" a", "-b", "+B"]],
  ["a", "a\nb", [" a", "+b"]],
  ["", "a", ["-", "+a"]],
])("from %j to %j", (from, to, expected) => {
  expect(brief(from, to)).toEqual(expected);
});

test("without what was added it is the one, without what was removed the other", () => {
  const source = fc.array(fc.constantFrom("a", "b", "", " a")).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(source, source, (from, to) => {
      const without = (change: string) =>
        lineDiff(from, to)
          .filter((line) => line.change !== change)
          .map(({ text }) => text)
          .join("\n");
      expect(without("added")).toBe(from);
      expect(without("removed")).toBe(to);
    }),
  );
});

test("of two long texts that share no line all is removed and all is added", () => {
  const long = (line: string) => Array.from({ length: 5_000 }, () => line).join("\n");
  const changes = lineDiff(`${long("a")}\nsame`, `${long("b")}\nsame`).map(({ change }) => change);
  expect(changes).toHaveLength(10_002);
  expect(new Set(changes)).toEqual(new Set(["removed", "added"]));
});
