// Steps of a reader's cell: `|` is the lesson's prose, so `a own-1 | b` is a cell right below a, `a | own-1 b` one
// right above b. The prose stands between each two cells of the lesson.
import { expect, test } from "vitest";
import { createNotebook, type Notebook } from "../../src/notebook/document.ts";
import { ownCellSpec } from "../../src/notebook/own-cells.ts";
import { placeAbove, placeBelow, placeDown, placeUp } from "../../src/notebook/places.ts";
import type { Place } from "../../src/notebook/session-state.ts";

function parse(line: string): Notebook {
  let beside: "previous" | "next" = "previous";
  const specs = line.split(" ").flatMap((id) => {
    if (id === "|") beside = "next";
    if (id === "|") return [];
    if (id.startsWith("own")) return [ownCellSpec({ id, kind: "code", source: "", beside })];
    beside = "previous";
    const kind = id.endsWith("-check") ? ("check" as const) : ("code" as const);
    return [{ id, kind, lessonSource: "", lessonProgram: null }];
  });
  return createNotebook(specs);
}

const text = (place: Place | null) =>
  place === null ? "nowhere" : `below ${place.after ?? "nothing"}, beside ${place.beside}`;

const table: [string, string][] = [
  ["own | a | b", "below a, beside previous"],
  ["a own | b", "below a, beside next"],
  ["a | own b", "below b, beside previous"],
  ["a own own-2 | b", "below own-2, beside previous"],
  ["a | own own-2 b", "below own-2, beside next"],
  ["a own | own-2 b", "below own-2, beside next"],
  ["a | b own", "nowhere"],
  ["a own | e e-check | b", "below a, beside next"],
  ["own own-2", "below own-2, beside previous"],
];
test.each(table)("down from %s: %s", (line, expected) => {
  expect(text(placeDown(parse(line), "own"))).toBe(expected);
});

const up: [string, string][] = [
  ["own | a", "nowhere"],
  ["a own | b", "below nothing, beside next"],
  ["a | b own", "below a, beside next"],
  ["a | own b", "below a, beside previous"],
  ["a own-2 own | b", "below a, beside previous"],
  ["a own-2 | own b", "below a, beside previous"],
  ["e e-check own | b", "below nothing, beside next"],
  ["own-2 own", "below nothing, beside previous"],
];
test.each(up)("up from %s: %s", (line, expected) => {
  expect(text(placeUp(parse(line), "own"))).toBe(expected);
});

test.each([
  ["a | b", "b", "below a, beside next", "below b, beside previous"],
  ["a | b", "a", "below nothing, beside next", "below a, beside previous"],
  ["a own | b", "own", "below a, beside previous", "below own, beside previous"],
  ["a | own b", "own", "below a, beside next", "below own, beside next"],
  ["a own | b", "b", "below own, beside next", "below b, beside previous"],
])("above and below in %s, of %s", (line, id, above, below) => {
  expect(text(placeAbove(parse(line), id))).toBe(above);
  expect(text(placeBelow(parse(line), id))).toBe(below);
});
