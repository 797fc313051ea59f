import { describe, expect, test } from "vitest";
import { readCells } from "../../src/curriculum/cells.ts";

const read = (text: string) => readCells("cells.ts", text);

describe("readCells splits a file at its markers", () => {
  test.each([
    ["// %% a\n1", [["a", "1"]]],
    [
      "// %% a\n1\n// %% b-2\n2\n",
      [
        ["a", "1"],
        ["b-2", "2"],
      ],
    ],
    ["//%% a\n1", [["a", "1"]]],
    ["// a comment first is fine\n\n// %% a\n1", [["a", "1"]]],
    ["// %% a\n\n\n  indented\n\nstays\n\n\n", [["a", "  indented\n\nstays"]]],
    ["// %% a\r\n1\r\n2", [["a", "1\n2"]]],
    ["// %% a\nconst s = '// %% no';", [["a", "const s = '// %% no';"]]],
    ["", []],
  ])("%j", (text, cells) => {
    expect(read(text).map(({ id, source }) => [id, source])).toEqual(cells);
  });
});

describe("readCells refuses", () => {
  test.each([
    [
      "1\n// %% a\n2",
      'cells.ts:1: expected a marker // %% id before the first code, found "1". Hint: imports belong to the first cell, so that the reader sees them',
    ],
    [
      "// %%\n1",
      "cells.ts:1: expected a cell id (lower-case words joined by hyphens) after // %%, found none. Hint: write it like // %% two-virtual-machines",
    ],
    [
      "// %% Two Machines\n1",
      'cells.ts:1: expected a cell id (lower-case words joined by hyphens) after // %%, found "Two Machines". Hint: write it like // %% two-virtual-machines',
    ],
    [
      "// %% a\n1\n// %% a\n2",
      'cells.ts:3: expected every cell id once, found "a" again. Hint: give the second cell another id',
    ],
    [
      "// %% a\n\n// %% b\n2",
      'cells.ts:1: expected code in every cell, found nothing in "a". Hint: delete the marker or write the cell',
    ],
  ])("%j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
