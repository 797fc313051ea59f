// Another version in the place of a cell's source, and what was put aside by an earlier visit.
import { describe, expect, test } from "vitest";
import { getCell } from "../../src/notebook/document.ts";
import { createSession, type Session } from "../../src/notebook/session-state.ts";
import { after, open, refusalOf } from "./mini-notebook.ts";
import { abc } from "./tables.ts";

const source = (state: Session, cell: string) => getCell(state.notebook, cell).source;

describe("replace", () => {
  test.each([
    ["an edit", "a := =mine; replace a =theirs; undo_reset a", "=mine"],
    ["an edit, again", "a := =mine; replace a =theirs; undo_reset a; undo_reset a", "=theirs"],
    ["what a reset put aside", "a := =mine; reset a; replace a =theirs; undo_reset a", "=mine"],
  ])("undone brings back %s", (_, script, expected) => {
    expect(source(after(abc, script).state, "a")).toBe(expected);
  });

  test("of the lesson's own source leaves nothing to undo", () => {
    const { state } = after(abc, "replace a =theirs");
    expect(source(state, "a")).toBe("=theirs");
    expect(refusalOf(state, "undo_reset a")).toBe("nothing_to_undo");
  });

  test("takes text alone", () => {
    expect(refusalOf(open(abc), { type: "replace", cell: "a", source: 3 as never })).toBe(
      "bad_value",
    );
  });
});

test("what an earlier visit put aside can be brought back", () => {
  const { notebook } = open(abc);
  const state = createSession(notebook, {}, { a: "=mine", b: getCell(notebook, "b").source });
  expect(source(after(state, "undo_reset a").state, "a")).toBe("=mine");
  expect(refusalOf(state, "undo_reset b")).toBe("nothing_to_undo");
});
