// The reader's own cells in the session: where they go, what their coming and going is worth to the cells below, what
// can be taken back, and what is refused.
import { describe, expect, test } from "vitest";
import { freeCellId } from "../../src/notebook/insertions.ts";
import { ownCells } from "../../src/notebook/own-cells.ts";
import { cellState, type Session } from "../../src/notebook/session-state.ts";
import { UNDO_DEPTH } from "../../src/notebook/structure.ts";
import { staleReasons, viewCells } from "../../src/notebook/validity.ts";
import {
  add,
  after,
  brief,
  changeKind,
  edit,
  move,
  open,
  parseProgram,
  refusalOf,
  settle,
  statuses,
} from "./mini-notebook.ts";
import { abc, actionTable, queueTable, statusTable, tableOf } from "./tables.ts";

const order = ({ notebook }: Session) => notebook.cells.map(({ id }) => id).join(" ");
const orderTable = tableOf(({ state }) => order(state));
const reasons = (state: Session, id: string) =>
  staleReasons(state, id).map(({ cell, change, names }) => `${change} ${cell} ${names.join(",")}`);

describe("the order of cells", () => {
  orderTable(`
    a new cell stands below the one it is put below
      add own-1 a -> a own-1 b c
    or at the top
      add own-1 top -> own-1 a b c
    a second one below the same stands before the first
      add own-1 a; add own-2 a -> a own-2 own-1 b c
    an exercise keeps its check
      e e-check:y | add own-1 e -> e e-check own-1
    also when a cell moves there
      e e-check:y f | add own-1 f; move own-1 e -> e e-check own-1 f
    a cell moves past the lesson's, down
      add own-1 top; move own-1 b -> a b own-1 c
    and up
      add own-1 c; move own-1 top -> own-1 a b c
    a deleted cell is gone
      add own-1 a; delete own-1 -> a b c
    undo of a deletion
      add own-1 a; delete own-1; undo -> a own-1 b c
    undo of a deletion at the top
      add own-1 top; delete own-1; undo -> own-1 a b c
    undo of a deletion beside a newer cell
      add own-1 a; delete own-1; add own-2 a; own-2 := =k; undo -> a own-1 own-2 b c
    undo of a move
      add own-1 a; move own-1 c; undo -> a own-1 b c
    undo of an insertion
      add own-1 a; undo -> a b c
    undo of an insertion with its text
      add own-1 a =x; undo -> a b c
    undo passes over a cell that has been typed into
      add own-1 a; move own-1 c; add own-2 a; own-2 := =k; undo -> a own-1 own-2 b c
    undo of undos
      add own-1 a; add own-2 a; move own-1 c; delete own-2; undo; undo; undo -> a own-1 b c
  `);

  test("a cell is put beside what the cell above it is beside, unless it is said", () => {
    const beside = (...steps: Parameters<typeof after> extends [unknown, ...infer S] ? S : never) =>
      viewCells(after(abc, ...steps).state)
        .filter(({ owner }) => owner === "reader")
        .map((view) => `${view.id} ${view.beside}`);
    const next = { ...add("own-1", "a"), beside: "next" } as const;
    expect(beside("add own-1 a")).toEqual(["own-1 previous"]);
    expect(beside(next, "add own-2 own-1")).toEqual(["own-1 next", "own-2 next"]);
    expect(beside(next, { ...move("own-1", "a"), beside: "previous" } as const)).toEqual([
      "own-1 previous",
    ]);
    expect(beside(next, { ...move("own-1", "a"), beside: "previous" } as const, "undo")).toEqual([
      "own-1 next",
    ]);
  });
});

describe("saving", () => {
  actionTable(`
    a new cell is saved at once
      add own-1 a =k -> save own-1 =k now
    with those whose place it changes
      add own-1 b; add own-2 a -> save own-1  now, save own-2  now
    and not those above
      add own-1 a; add own-2 b -> save own-2  now
    an edit of it is saved as any
      add own-1 a; own-1 := =k -> save own-1 =k
    a deleted one is forgotten
      add own-1 a =k; delete own-1 -> save own-1 null now
    and stored again by undo
      add own-1 a =k; delete own-1; undo -> save own-1 =k now
    a change of kind is saved
      add own-1 a =k; kind own-1 markdown -> save own-1 =k now
  `);
});

test("a cell of the reader's is stored also when its text is deleted", () => {
  const { actions } = after(abc, add("own-1", "a", "=k"), edit("own-1", ""));
  expect(actions).toEqual([{ type: "save", cell: "own-1", source: "", urgent: false }]);
});

describe("running", () => {
  actionTable(`
    a new cell is compiled when it is run
      add own-1 a =k; run own-1 -> compile own-1 v0, start_kernel 1
    an empty one needs no compiler
      add own-1 a; run own-1; ready 1 -> execute own-1 as 1
    a cell below asks what it is about
      add own-1 a x=; run c -> compile own-1 v0, start_kernel 1
    and brings it up when it needs it
      add own-1 a x=; run b; ready 1; compiled own-1 0 x=; end 1 -> execute own-1 as 2
    and not when it is below now
      add own-1 a x=; move own-1 b; run b; ready 1; end 1 -> execute b as 2
    Markdown is never asked for
      add own-1 a hello; kind own-1 markdown; run_all; ready 1; end 2 -> execute b as 3
    nor compiled
      add own-1 a hello; kind own-1 markdown; run b; ready 1; end 1 -> execute b as 2
    deleting the running cell stops it
      add own-1 c; run own-1; ready 1; delete own-1 -> interrupt 2 replaying [], save own-1 null now
    deleting another does not
      add own-1 c; run a; ready 1; delete own-1 -> save own-1 null now
    making the running cell Markdown stops it
      add own-1 c; run own-1; ready 1; kind own-1 markdown -> interrupt 2 replaying [], save own-1  now
    taking back the insertion of the running cell stops it
      add own-1 c; run own-1; ready 1; undo -> interrupt 2 replaying [], save own-1 null now
    a replay repeats what a deleted cell did
      add own-1 c; run own-1; ready 1; end 1; run a; delete own-1; stop -> interrupt 2 replaying [1]
    a move during the wait brings up what is needed now
      add own-1 c x=; run b; move own-1 a; compiled own-1 0 x=; ready 1; end 1 -> execute own-1 as 2
  `);
  queueTable(`
    a deleted cell waits no more
      add own-1 c; run a; run own-1; delete own-1 -> a =x
    the others go on waiting
      add own-1 c; run own-1; run b; delete own-1 -> a =x, b x
  `);

  test("a cell that comes compiled needs no compiler, as long as it is as it came", () => {
    const given = (source: string) => ({
      ...add("own-1", "a", source),
      program: parseProgram(source),
    });
    const ran = (script: string) => brief(after(abc, given("x="), script).actions);
    expect(ran("run own-1; ready 1; end 1")).toBe("execute own-1 as 2");
    expect(ran("own-1 := =k; run own-1")).toContain("compile own-1 v1");
    // What it defines is known at once.
    expect(statuses(after(abc, given("=x")).state)).toBe("a fresh, own-1 fresh, b stale, c fresh");
  });

  test("what a deleted cell still says is refused, and its compilation too", () => {
    const { state } = after(abc, "add own-1 a; run own-1; ready 1; end 1; delete own-1");
    expect(refusalOf(state, "print 1 late")).toBe("superseded_run");
    const compiling = after(abc, "add own-1 a =k; run own-1; delete own-1").state;
    expect(refusalOf(compiling, "compiled own-1 0 =k")).toBe("unknown_cell");
    expect(refusalOf(after(compiling, "undo").state, "compiled own-1 0 =k")).toBe(
      "superseded_compilation",
    );
  });

  test("an answer about an earlier text finds no taker, though the cell was Markdown meanwhile", () => {
    const was = "add own-1 a; own-1 := =k; run own-1; kind own-1 markdown";
    for (const back of ["kind own-1 code; own-1 := =j", "own-1 := =j; undo"]) {
      const { state } = after(abc, `${was}; ${back}; run own-1`);
      expect(refusalOf(state, "compiled own-1 1 =k")).toBe("superseded_compilation");
    }
  });
});

describe("what outputs are worth", () => {
  const ranAll = "run_all; ready 1; end 2; end 3; end 4; end 5";
  statusTable(`
    a new cell makes nothing stale
      add own-1 a =x -> a fresh, own-1 fresh, b fresh, c fresh
    one that defines a name makes stale what uses it, once it is compiled
      add own-1 a =x; run own-1; compiled own-1 0 =x; ready 1 -> a fresh evaluating, own-1 fresh queued, b stale, c fresh
    and no longer when it is deleted
      add own-1 a =x; run own-1; compiled own-1 0 =x; ready 1; delete own-1 -> a fresh evaluating, b fresh, c fresh
    a deleted cell makes stale what used it
      add own-1 a x=; run own-1; compiled own-1 0 x=; ready 1; end 1; end 2; run b; end 3; delete own-1 -> a evaluated, b stale, c fresh
    until it is back
      add own-1 a x=; run own-1; compiled own-1 0 x=; ready 1; end 1; end 2; run b; end 3; delete own-1; undo -> a evaluated, own-1 evaluated, b evaluated, c fresh
    a cell that used nothing of it stays
      add own-1 a =k; run own-1; compiled own-1 0 =k; ready 1; end 1; run b; end 2; end 3; delete own-1 -> a evaluated, b evaluated, c fresh
    moved below, it is missed as well
      add own-1 a x=; run own-1; compiled own-1 0 x=; ready 1; end 1; end 2; run b; end 3; move own-1 c -> a evaluated, b stale, c fresh, own-1 stale
    as Markdown, it is missed as well
      add own-1 a x=; run own-1; compiled own-1 0 x=; ready 1; end 1; end 2; run b; end 3; kind own-1 markdown -> a evaluated, own-1 fresh, b stale, c fresh
    a restart while it was away: it comes back as from before
      add own-1 a; run own-1; ready 1; print 1 k; end 1; delete own-1; restart; undo -> a fresh, own-1 fresh, b fresh, c fresh
    a stop while it was away leaves it: the replay has it
      add own-1 a; run own-1; ready 1; end 1; run c; delete own-1; stop; restored 2; undo -> a fresh, own-1 evaluated, b fresh, c aborted
  `);

  test("two cells that change places are stale, and so is what used both", () => {
    const both = "add own-1 a =x; add own-2 own-1 =x; run b";
    const { state } = settle(open(abc), both);
    expect(reasons(state, "b")).toEqual([]);
    const swapped = after(state, "move own-2 a").state;
    expect(reasons(swapped, "b")).toEqual(["moved own-2 x"]);
    expect(reasons(swapped, "own-1")).toEqual(["edited own-2 x"]);
    expect(reasons(swapped, "own-2")).toEqual(["removed own-1 x"]);
    expect(reasons(after(swapped, "undo").state, "b")).toEqual([]);
  });

  test("a removed cell is not missed by what only imports from a cell that needed it", () => {
    const { state } = settle(open("a b:k=!make c:make=y"), "add own-1 a =k; run c");
    const { state: removed } = after(state, "delete own-1");
    expect(reasons(removed, "b")).toEqual(["removed own-1 k"]);
    expect(reasons(removed, "c")).toEqual([]);
  });

  test("a removed cell is named with what was used of it", () => {
    const { state } = settle(open(abc), `add own-1 a x=; run b`);
    expect(reasons(after(state, "delete own-1").state, "b")).toEqual(["removed own-1 x"]);
  });

  test("outputs and number of a deleted cell come back with it", () => {
    const before = after(abc, "add own-1 a; run own-1; ready 1; print 1 hello; end 1").state;
    const state = after(before, "delete own-1; undo").state;
    expect(viewCells(state)).toEqual(viewCells(before));
  });

  test("code shows its outputs again after it was Markdown, which has none", () => {
    const before = after(abc, "add own-1 a; run own-1; ready 1; print 1 hello; end 1").state;
    const markdown = after(before, "kind own-1 markdown").state;
    expect(cellState(markdown, "own-1").outputs).toEqual([]);
    expect(viewCells(after(markdown, "undo").state)).toEqual(viewCells(before));
  });

  test("run all of the notebook settles everything", () => {
    const { state } = after(abc, "add own-1 b", ranAll);
    expect(viewCells(state).map(({ validity }) => validity)).toEqual(Array(4).fill("evaluated"));
  });
});

describe("refused", () => {
  const own = after(abc, "add own-1 a").state;
  test.each([
    ["a cell of the lesson is not deleted", own, "delete a", "lesson_cell"],
    ["nor moved", own, "move a c", "lesson_cell"],
    ["nor made Markdown", own, "kind a markdown", "lesson_cell"],
    ["an id that is taken", own, "add own-1 a", "cell_taken"],
    ["one of the lesson's", own, "add b a", "cell_taken"],
    ["one that was", after(own, "delete own-1").state, "add own-1 a", "cell_taken"],
    ["one that cannot be stored", own, add("own 1", "a"), "bad_value"],
    ["a place below no cell", own, "add own-2 zebra", "unknown_cell"],
    ["a move below no cell", own, "move own-1 zebra", "unknown_cell"],
    ["a move below itself", own, "move own-1 own-1", "no_change"],
    ["a move to where it stands", own, "move own-1 a", "no_change"],
    ["a cell that is not there", own, "delete own-2", "unknown_cell"],
    ["another kind", own, changeKind("own-1", "raw"), "bad_value"],
    ["the kind it has", own, "kind own-1 code", "no_change"],
    ["a source that is no text", own, add("own-2", "a", 3 as unknown as string), "bad_value"],
    ["a side that is none", own, { ...add("own-2", "a"), beside: "left" as "next" }, "bad_value"],
    ["to run Markdown", after(own, "kind own-1 markdown").state, "run own-1", "not_code"],
    ["undo when nothing was done", open(abc), "undo", "nothing_to_undo"],
    ["or when text would be lost", after(own, "own-1 := =k").state, "undo", "nothing_to_undo"],
    ["a reset: it has no lesson to go back to", own, "reset own-1", "nothing_to_reset"],
  ] as const)("%s", (_, state, step, code) => {
    expect(refusalOf(state, step)).toBe(code);
  });
});

test(`${UNDO_DEPTH} changes can be taken back`, () => {
  const moves = Array.from({ length: UNDO_DEPTH + 5 }, (_, index) =>
    move("own-1", index % 2 === 0 ? "c" : "a"),
  );
  let { state } = after(abc, "add own-1 b", ...moves);
  for (let undone = 0; undone < UNDO_DEPTH; undone += 1) state = after(state, "undo").state;
  expect(refusalOf(state, "undo")).toBe("nothing_to_undo");
});

test("a free id is one that no cell has, had, or is stored under", () => {
  const { state } = after(abc, "add own-1 a; add own-2 a; delete own-1");
  expect(freeCellId(state)).toBe("own-3");
  expect(freeCellId(state, ["own-3"])).toBe("own-4");
  expect(brief(after(state, add(freeCellId(state), "a")).actions)).toContain("save own-3");
});

test("own cells are listed from the top, with the cells above, checks left out", () => {
  const { state } = after(
    "e:=x e-check:x f",
    "add own-1 e =k; add own-2 own-1; kind own-2 markdown",
  );
  expect(ownCells(state.notebook)).toEqual([
    { id: "own-1", kind: "code", source: "=k", beside: "previous", above: ["e"] },
    { id: "own-2", kind: "markdown", source: "", beside: "previous", above: ["own-1", "e"] },
  ]);
});
