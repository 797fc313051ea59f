// How wide a text is in a font of one width, and what brings it to a width.
import { expect, test } from "vitest";
import { paddingTo, textColumns } from "../../src/spelling/text-columns.ts";

test.each([
  ["", 0],
  ["shop", 4],
  ["실행 중", 7],
  ["공정(fair)", 10],
  ["ㄱ仮か、", 8],
  ["—", 1],
])("%j takes %i columns", (text, columns) => {
  expect(textColumns(text)).toBe(columns);
});

test.each([
  [6, "실행", "  "],
  [4, "실행", ""],
  [1, "실행", ""],
])("to %i columns %j is brought by %j", (columns, text, padding) => {
  expect(paddingTo(columns, text)).toBe(padding);
});
