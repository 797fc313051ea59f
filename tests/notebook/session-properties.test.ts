// Whatever a reader, a compiler and a kernel do, in whatever order: these hold. The shell of this test answers
// the session's actions late, in any order, or never before the end; answers that come too late are part of it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsAbove, isEdited } from "../../src/notebook/document.ts";
import type { Action, Operation } from "../../src/notebook/operations.ts";
import { apply } from "./reducer.ts";
import type { Session } from "../../src/notebook/session-state.ts";
import { sessionDependencies, viewCells } from "../../src/notebook/validity.ts";
import {
  clear,
  compileEdits,
  compiles,
  edit,
  ends,
  lost,
  open,
  prints,
  ready,
  replace,
  reset,
  restart,
  restartAndRunAll,
  restored,
  run,
  runAll,
  runTo,
  stop,
  undoReset,
} from "./mini-notebook.ts";

const line = "lib:=!make a:make=x b:x=y c:=z d:x,z e-check:y";
const ids = ["lib", "a", "b", "c", "d", "e-check"];
const sources = ["=!make", "make=x", "x=y", "=z", "x,z", "?", "y=", "=", "z,y=x"];

const cell = fc.constantFrom(...ids);
const readerOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: cell.map(run) },
  {
    weight: 3,
    arbitrary: fc.tuple(cell, fc.constantFrom(...sources)).map((pair) => edit(...pair)),
  },
  { weight: 3, arbitrary: fc.oneof(cell.map(reset), cell.map(undoReset), cell.map(clear)) },
  { weight: 2, arbitrary: fc.constantFrom(runAll, stop, compileEdits) },
  { weight: 2, arbitrary: cell.map(runTo) },
  {
    weight: 1,
    arbitrary: fc.tuple(cell, fc.constantFrom(...sources)).map((pair) => replace(...pair)),
  },
  { weight: 1, arbitrary: fc.constantFrom(restart, restartAndRunAll) },
);

type Step =
  | { readonly reader: Operation }
  /** Answers the action of this rank among all that were ever asked for, in one of its ways. */
  | { readonly rank: number; readonly way: "ok" | "error" | "print" | "lost" };

const step: fc.Arbitrary<Step> = fc.oneof(
  readerOperation.map((reader) => ({ reader })),
  fc.record({
    rank: fc.nat({ max: 6 }),
    way: fc.constantFrom("ok", "ok", "ok", "error", "print", "lost"),
  }),
);

/** What a shell would report about an action; null when there is nothing to report. */
function answer(action: Action, way: Extract<Step, { rank: number }>["way"]): Operation | null {
  switch (action.type) {
    case "compile":
      return compiles(action.cell, action.version, action.source);
    case "start_kernel":
      return way === "lost" ? lost(action.generation) : ready(action.generation);
    case "interrupt":
      return way === "lost" ? lost(action.generation) : restored(action.generation);
    case "execute":
      if (way === "print") return prints(action.run, `${action.cell} in run ${action.run};`);
      return ends(action.run, way === "error" ? "error" : "ok");
    default:
      return null;
  }
}

/** Plays the steps and hands every accepted operation to `check`; returns the last state and all actions. */
function play(
  steps: readonly Step[],
  check: (
    before: Session,
    operation: Operation,
    after: Session,
    actions: readonly Action[],
  ) => void,
): { state: Session; asked: Action[] } {
  let state = open(line);
  const asked: Action[] = [];
  for (const current of steps) {
    // Rank 0 is the newest: mostly what is awaited, sometimes what is long over.
    const action = "rank" in current ? asked.at(-1 - current.rank) : undefined;
    const operation = "reader" in current ? current.reader : action && answer(action, current.way);
    if (!operation) continue;
    const applied = apply(state, operation);
    if (!applied.ok) continue;
    check(state, operation, applied.state, applied.actions);
    state = applied.state;
    asked.push(...applied.actions.filter((asking) => answer(asking, "ok") !== null));
  }
  return { state, asked };
}

const steps = fc.array(step, { maxLength: 60 });
const always = (check: Parameters<typeof play>[1]) =>
  fc.assert(
    fc.property(steps, (sequence) => {
      play(sequence, check);
    }),
    { numRuns: 300 },
  );

test("the queue holds a cell once, and activities agree with it", () => {
  always((_, __, state) => {
    const queued = state.queue.map((entry) => entry.cell);
    expect(new Set(queued).size).toBe(queued.length);
    for (const { id, activity } of viewCells(state)) {
      const evaluating = state.evaluating?.cell === id;
      const expected = evaluating ? "evaluating" : queued.includes(id) ? "queued" : "ready";
      expect(activity).toBe(expected);
    }
  });
});

test("a cell is evaluating only while the kernel is ready, and one run is asked for at a time", () => {
  always((before, operation, state, actions) => {
    if (state.evaluating) expect(state.kernel.status).toBe("ready");
    const executed = actions.filter((action) => action.type === "execute");
    expect(executed.length).toBeLessThanOrEqual(1);
    if (executed.length === 0) return;
    if (before.evaluating) expect(operation.type).toBe("reply");
    expect(state.evaluating).toMatchObject({ run: executed[0]?.run });
  });
});

test("execution counts and run numbers only grow, until a restart", () => {
  always((before, operation, state, actions) => {
    const forgets =
      operation.type.startsWith("restart") ||
      (operation.type === "kernel_lost" && before.kernel.status === "restoring");
    if (!forgets) expect(state.executionCount).toBeGreaterThanOrEqual(before.executionCount);
    for (const action of actions) {
      if (action.type === "execute") expect(action.run).toBeGreaterThanOrEqual(before.nextRun);
    }
  });
});

test("output lands only in the cell of the run that is under way, or of its last run when it comes late", () => {
  always((before, operation, state) => {
    if (operation.type === "stream" && before.evaluating?.run !== operation.run) {
      const last = [...before.cells.values()].map(({ evaluation }) => evaluation?.run);
      expect(last).toContain(operation.run);
    }
    for (const { id, outputs } of viewCells(state)) {
      for (const output of outputs) {
        if (output.output_type !== "stream" || output.text.endsWith("recorded")) continue;
        const runs = output.text.split(";").filter((said) => said !== "");
        expect(new Set(runs).size).toBe(1);
        expect(runs[0]).toMatch(new RegExp(`^${id} in run \\d+$`));
      }
    }
  });
});

test("sources change through edit, reset, replace and their undo alone", () => {
  always((before, operation, state) => {
    if (["edit", "reset", "replace", "undo_reset"].includes(operation.type)) return;
    expect(state.notebook).toBe(before.notebook);
  });
});

test("every change of a source is saved at once or before the next execution", () => {
  always((before, _, state, actions) => {
    for (const [index, after] of state.notebook.cells.entries()) {
      if (before.notebook.cells[index] === after) continue;
      const saved = actions.find((action) => action.type === "save");
      expect(saved?.source).toBe(isEdited(after) ? after.source : null);
    }
    if (actions.some((action) => action.type === "execute")) {
      expect([...state.cells.values()].every((known) => !known.unsaved)).toBe(true);
    }
  });
});

test("a lesson's own source is never compiled, and no version is asked for while it is awaited", () => {
  always((before, _, __, actions) => {
    for (const action of actions) {
      if (action.type !== "compile") continue;
      const lesson = before.notebook.cells.find((known) => known.id === action.cell);
      expect(action.source).not.toBe(lesson?.lessonSource);
      const awaited = before.compiling.filter(
        (asked) => asked.cell === action.cell && asked.version === action.version,
      );
      expect(awaited).toEqual([]);
    }
  });
});

test("the history holds what has run to its end since the kernel was new, in order", () => {
  const executed = new Map<number, Action>();
  always((before, operation, state, actions) => {
    for (const action of actions) if (action.type === "execute") executed.set(action.run, action);
    const runs = state.history.map((done) => done.run);
    expect(runs).toEqual(runs.toSorted((a, b) => a - b));
    for (const done of state.history) expect(executed.get(done.run)).toMatchObject(done);
    if (operation.type === "reply") expect(runs.at(-1)).toBe(before.evaluating?.run);
  });
});

test("an evaluated cell has seen the latest of all it needs", () => {
  always((_, __, state) => {
    const dependencies = sessionDependencies(state);
    for (const view of viewCells(state)) {
      if (view.validity !== "evaluated") continue;
      const mine = state.cells.get(view.id)?.evaluation;
      expect(mine?.source).toBe(view.source);
      for (const need of dependencies.get(view.id) ?? []) {
        if (need.through !== "value") continue;
        const theirs = state.cells.get(need.cell)?.evaluation;
        expect(theirs?.run ?? 0).toBeLessThan(mine?.run ?? 0);
      }
    }
  });
});

test("once everything is answered, nothing waits any more", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { state: reached, asked } = play(sequence, () => undefined);
      let state = reached;
      for (let action = asked.shift(); action; action = asked.shift()) {
        const operation = answer(action, "ok");
        const applied = operation && apply(state, operation);
        if (!applied?.ok) continue;
        state = applied.state;
        asked.push(...applied.actions);
      }
      expect(state.queue).toEqual([]);
      expect(state.evaluating).toBeNull();
      expect(state.compiling).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What is executed when, after these steps and a restart, everything is answered; and the session at the end. */
function executedBy(
  sequence: readonly Step[],
  operation: Operation,
): { readonly executed: readonly string[]; readonly state: Session } {
  // Rest first: nothing running, nothing queued.
  const rested = apply(play(sequence, () => undefined).state, restart);
  const asked = rested.ok ? apply(rested.state, operation) : rested;
  if (!asked.ok) throw new Error(asked.refusal.code);
  let { state } = asked;
  const executed: string[] = [];
  // Compilations asked for before the restart still come.
  const pending: Action[] = [
    ...state.compiling.map((compile) => ({ type: "compile" as const, ...compile })),
    ...asked.actions.filter((action) => action.type !== "compile"),
  ];
  for (let action = pending.shift(); action; action = pending.shift()) {
    if (action.type === "execute") executed.push(action.cell);
    const reported = answer(action, "ok");
    const applied = reported && apply(state, reported);
    if (!applied?.ok) continue;
    state = applied.state;
    pending.push(...applied.actions);
  }
  return { executed, state };
}

const downTo = (session: Session, id: string) => [
  ...cellsAbove(session.notebook, id).map((above) => above.id),
  id,
];
const someAborted = (session: Session) =>
  viewCells(session).some((view) => view.validity === "aborted");

test("run executes only cells at or above it, each once, ending with itself", () => {
  fc.assert(
    fc.property(steps, cell, (sequence, id) => {
      const { executed, state } = executedBy(sequence, run(id));
      expect(downTo(state, id).filter((above) => executed.includes(above))).toEqual(executed);
      if (!someAborted(state)) expect(executed.at(-1)).toBe(id);
    }),
    { numRuns: 300 },
  );
});

test("run to executes all cells down to it, each once and in order, up to the first that does not compile", () => {
  fc.assert(
    fc.property(steps, cell, (sequence, id) => {
      const { executed, state } = executedBy(sequence, runTo(id));
      const expected = downTo(state, id).filter((each) => !each.endsWith("-check"));
      expect(executed).toEqual(expected.slice(0, executed.length));
      if (!someAborted(state)) expect(executed).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
