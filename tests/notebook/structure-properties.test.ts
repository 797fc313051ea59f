// Whatever the reader does to the order of the cells, between edits and runs: the lesson keeps its order, undo brings
// back exactly what was, and what is stored is what the page has.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createNotebook } from "../../src/notebook/document.ts";
import type { Operation, StructureOperation } from "../../src/notebook/operations.ts";
import { freeCellId, insertions } from "../../src/notebook/insertions.ts";
import { isOwnCell, ownCells, withOwnCells, type OwnCell } from "../../src/notebook/own-cells.ts";
import { apply } from "./reducer.ts";
import type { Session } from "../../src/notebook/session-state.ts";
import { sessionDependencies, viewCells } from "../../src/notebook/validity.ts";
import {
  add,
  changeKind,
  edit,
  move,
  open,
  run,
  runAll,
  restart,
  settle,
  stop,
} from "./mini-notebook.ts";

const line = "a:=x b:x=y e:=z e-check:z,y f:x,z";
const lessonIds = ["a", "b", "e", "e-check", "f"];
const sources = ["=x", "x=w", "w,y", "?", ""];

/** What to do, in terms of ranks: which cells there are is known only when it is done. */
interface Step {
  readonly what:
    "add" | "delete" | "move" | "kind" | "undo" | "edit" | "run" | "run_all" | "stop" | "restart";
  readonly cell: number;
  readonly after: number;
  readonly source: string;
  readonly next: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom<Step["what"][]>(
    "add",
    "add",
    "add",
    "delete",
    "delete",
    "move",
    "move",
    "move",
    "kind",
    "undo",
    "undo",
    "edit",
    "run",
    "run_all",
    "stop",
    "restart",
  ),
  cell: fc.nat({ max: 9 }),
  after: fc.nat({ max: 9 }),
  source: fc.constantFrom(...sources),
  next: fc.boolean(),
});
const steps = fc.array(step, { maxLength: 40 });

function operationOf(session: Session, { what, cell, after, source, next }: Step): Operation {
  const ids = session.notebook.cells.map(({ id }) => id);
  const id = ids[cell % ids.length] ?? "a";
  const above = after % (ids.length + 1);
  const place = above === 0 ? "top" : (ids[above - 1] ?? "a");
  const beside = next ? ("next" as const) : ("previous" as const);
  switch (what) {
    case "add":
      return { ...add(freeCellId(session), place, source), ...(next ? { beside } : {}) };
    case "delete":
      return { type: "delete_cell", cell: id };
    case "move":
      return { ...move(id, place), beside };
    case "kind":
      return changeKind(id, next ? "markdown" : "code");
    case "undo":
      return { type: "undo_structure" };
    case "edit":
      return edit(id, source);
    case "run":
      return run(id);
    case "run_all":
      return runAll;
    case "stop":
      return stop;
    case "restart":
      return restart;
  }
}

/** Does the steps; runs and compilations are answered at once, or left hanging where the step's `next` says so. */
function play(
  sequence: readonly Step[],
  check: (before: Session, operation: Operation, after: Session) => void = () => undefined,
  stored = new Map<string, string>(),
): Session {
  let state = open(line);
  for (const current of sequence) {
    const operation = operationOf(state, current);
    const applied = apply(state, operation);
    if (!applied.ok) continue;
    check(state, operation, applied.state);
    for (const action of applied.actions) {
      if (action.type !== "save") continue;
      if (action.source === null) stored.delete(action.cell);
      else stored.set(action.cell, action.source);
    }
    state = applied.state;
    if (operation.type === "run" && current.next) state = answer(state, applied.actions);
  }
  return state;
}

/** Answers what a run asks for, until nothing is left to do. */
function answer(state: Session, actions: Parameters<typeof settle>[2]): Session {
  return settle(state, "", actions).state;
}

const always = (check: Parameters<typeof play>[1]) =>
  fc.assert(
    fc.property(steps, (sequence) => {
      play(sequence, check);
    }),
    { numRuns: 300 },
  );

test("the lesson's cells keep their order, and a check its place behind its exercise", () => {
  always((_, __, { notebook }) => {
    const ids = notebook.cells.map(({ id }) => id);
    expect(ids.filter((id) => lessonIds.includes(id))).toEqual(lessonIds);
    expect(ids.indexOf("e-check")).toBe(ids.indexOf("e") + 1);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test("document and states name the same cells, and nothing waits for one that is gone", () => {
  always((_, __, state) => {
    const ids = state.notebook.cells.map(({ id }) => id);
    expect([...state.cells.keys()].sort()).toEqual([...ids].sort());
    const waiting = [
      ...state.queue,
      ...state.compiling,
      ...(state.evaluating ? [state.evaluating] : []),
    ];
    for (const { cell } of waiting) expect(ids).toContain(cell);
    for (const { cell } of state.queue) {
      expect(state.notebook.cells.find(({ id }) => id === cell)?.kind).not.toBe("markdown");
    }
  });
});

const isStructural = ({ type }: Operation): boolean =>
  ["insert_cell", "delete_cell", "move_cell", "change_kind"].includes(type);

test("undo right after a change brings back the notebook as it was", () => {
  always((before, operation, state) => {
    if (!isStructural(operation)) return;
    const undone = apply(state, { type: "undo_structure" });
    if (!undone.ok) throw new Error(undone.refusal.hint);
    expect(undone.state.notebook).toEqual(before.notebook);
    if (before.evaluating || before.queue.length > 0) return;
    // Versions count on, so that an answer about an earlier text is refused; a view has none.
    expect(viewCells(undone.state)).toEqual(viewCells(before));
  });
});

test("undo to the beginning leaves the lesson, and the cells into which the reader has typed", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      let state = play(sequence);
      const texts = (session: Session) =>
        session.notebook.cells.filter(isOwnCell).map(({ source }) => source);
      for (;;) {
        const undone = apply(state, { type: "undo_structure" });
        if (!undone.ok) break;
        // One change at a time: no more than one cell comes or goes.
        expect(Math.abs(texts(undone.state).length - texts(state).length)).toBeLessThanOrEqual(1);
        ({ state } = undone);
      }
      const lesson = state.notebook.cells.filter((cell) => !isOwnCell(cell));
      expect(lesson.map(({ id }) => id)).toEqual(lessonIds);
    }),
    { numRuns: 300 },
  );
});

test("an evaluated cell has seen the latest of all it needs, in the order that they have", () => {
  always((_, __, state) => {
    const dependencies = sessionDependencies(state);
    const ids = state.notebook.cells.map(({ id }) => id);
    for (const view of viewCells(state)) {
      const known = state.cells.get(view.id);
      if (view.validity !== "evaluated" || !known?.basis) continue;
      for (const need of dependencies.get(view.id) ?? []) {
        if (need.through === "value") expect([...known.basis.above.keys()]).toContain(need.cell);
      }
      const needed = [...known.basis.above].filter(([, { names }]) => names !== null);
      const places = needed.map(([id]) => ids.indexOf(id));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      for (const place of places) expect(place).toBeGreaterThanOrEqual(0);
    }
  });
});

test("what was asked to be stored is what the notebook has", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const stored = new Map<string, string>();
      const { notebook } = play(sequence, undefined, stored);
      for (const cell of notebook.cells.filter(isOwnCell)) {
        expect(stored.get(cell.id)).toBe(cell.source);
      }
      const mine = [...stored.keys()].filter((id) => id.startsWith("own-"));
      expect(mine.sort()).toEqual(
        notebook.cells
          .filter(isOwnCell)
          .map(({ id }) => id)
          .sort(),
      );
    }),
    { numRuns: 300 },
  );
});

const lessonOf = (ids: readonly string[]) =>
  ids.map((id) => ({ id, lessonSource: "", lessonProgram: null }));
const stored = steps.map((sequence) => ownCells(play(sequence).notebook));

test("stored cells find their places again, whatever the order in which they are read", () => {
  fc.assert(
    fc.property(
      steps.map((sequence) => play(sequence).notebook),
      fc.infiniteStream(fc.nat()),
      ({ cells }, ranks) => {
        const own = ownCells({ cells });
        const shuffled = own
          .map((cell) => ({ cell, rank: ranks.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ cell }) => cell);
        const lesson = cells.filter((cell) => !isOwnCell(cell));
        const again = createNotebook(withOwnCells(lesson, shuffled));
        expect(again.cells.map(({ id }) => id)).toEqual(cells.map(({ id }) => id));
        expect(ownCells(again)).toEqual(own);
      },
    ),
    { numRuns: 300 },
  );
});

const texts = (cells: readonly Pick<OwnCell, "source">[]) =>
  cells.map(({ source }) => source).sort();

test("none is lost when the lesson has other cells by then, even of the same names", () => {
  const lessons = fc.uniqueArray(fc.constantFrom("a", "f", "g", "own-1", "own-2"));
  fc.assert(
    fc.property(stored, lessons, (own, ids) => {
      const notebook = createNotebook(withOwnCells(lessonOf(ids), own));
      const kept = ownCells(notebook);
      expect(texts(kept)).toEqual(texts(own));
      expect(notebook.cells.filter((cell) => !isOwnCell(cell)).map(({ id }) => id)).toEqual(ids);
      // In their own order, where nothing else says so.
      if (ids.length === 0)
        expect(kept.map(({ source }) => source)).toEqual(own.map(({ source }) => source));
    }),
    { numRuns: 300 },
  );
});

test("a cell that needs another id keeps its place above those that stand below it", () => {
  const own = (id: string, ...above: string[]): OwnCell => {
    return { id, kind: "code", source: id, beside: "previous", above };
  };
  const theirs = [own("own-1", "b", "a"), own("own-2", "own-1", "b", "a")];
  const mine = withOwnCells(lessonOf(["a", "b"]), [own("own-1", "a")]);
  expect(withOwnCells(mine, theirs).map(({ id }) => id)).toEqual([
    "a",
    "own-1",
    "b",
    "own-3",
    "own-2",
  ]);
});

test("the sender's cells come into a session by operations, beside those that are there", () => {
  fc.assert(
    fc.property(steps, stored, (sequence, own) => {
      let state = play(sequence);
      const before = texts(ownCells(state.notebook));
      const added: readonly StructureOperation[] = insertions(state, own);
      for (const operation of added) {
        const applied = apply(state, operation);
        if (!applied.ok) throw new Error(applied.refusal.hint);
        ({ state } = applied);
      }
      expect(texts(ownCells(state.notebook))).toEqual([...before, ...texts(own)].sort());
    }),
    { numRuns: 200 },
  );
});
