// The session reducer, after Livebook's session/data.ex: all changes go through `apply`, one operation at a
// time, which gives them an order. It returns the new state and the actions that have to be carried out for it
// to become true, or refuses and changes nothing. It is pure: no clock, no randomness, no effects.
// session-state.ts has the state and the diagrams of the two statuses of a cell; queue.ts says who runs when.
import {
  cellsAbove,
  findCell,
  getCell,
  isEdited,
  storedSource,
  withSource,
  type Cell,
} from "./document.ts";
import { forgetEvaluations, kernelLost, kernelReady, output, reply } from "./kernel-operations.ts";
import type { Action, Operation, StructureOperation } from "./operations.ts";
import { advance, compileEdits, entryFor, saveAll, stop } from "./queue.ts";
import { describeValue, refuse, unknownCell, type Refused } from "./refusal.ts";
import { cellState, type Session } from "./session-state.ts";
import { announce, update, updateAllCells, updateCell, type Transition } from "./transition.ts";

export type Applied =
  { readonly ok: true; readonly state: Session; readonly actions: readonly Action[] } | Refused;

/** Carries out an operation on the order of the cells: `changeStructure` of structure.ts, which a page fetches late. */
export type ChangeStructure = (
  transition: Transition,
  operation: StructureOperation,
) => Refused | undefined;

/**
 * Applies one operation: the next state and what to do about it, or why not.
 * @param changeStructure Needed for operations on the order of the cells, which are refused without it.
 */
export function apply(
  session: Session,
  operation: Operation,
  changeStructure?: ChangeStructure,
): Applied {
  const transition: Transition = { state: session, actions: [] };
  const refused = dispatch(transition, operation, changeStructure);
  return refused ?? { ok: true, state: transition.state, actions: transition.actions };
}

function dispatch(
  transition: Transition,
  operation: Operation,
  changeStructure: ChangeStructure = unknownOperation,
): Refused | undefined {
  const { notebook } = transition.state;
  const isNew = operation.type === "insert_cell";
  if (!isNew && "cell" in operation && operation.cell !== null)
    if (!findCell(notebook, operation.cell)) return unknownCell(notebook, operation.cell);
  switch (operation.type) {
    case "edit":
    case "replace":
      return edit(transition, operation);
    case "reset":
      return reset(transition, operation.cell);
    case "undo_reset":
      return undoReset(transition, operation.cell);
    case "compile_edits":
      compileEdits(transition);
      return undefined;
    case "run":
      return run(transition, operation.cell);
    case "run_all":
      runAll(transition, notebook.cells);
      return undefined;
    case "run_to":
      runAll(transition, [
        ...cellsAbove(notebook, operation.cell),
        getCell(notebook, operation.cell),
      ]);
      return undefined;
    case "stop":
      stop(transition);
      return undefined;
    case "restart":
      restart(transition);
      return undefined;
    case "restart_and_run_all":
      restart(transition);
      runAll(transition, notebook.cells);
      return undefined;
    case "clear_outputs":
      clearOutputs(transition, operation.cell);
      return undefined;
    case "insert_cell":
    case "delete_cell":
    case "move_cell":
    case "change_kind":
    case "undo_structure":
      return changeStructure(transition, operation);
    case "compile_finished":
      return compileFinished(transition, operation);
    case "kernel_ready":
    case "restored":
      return kernelReady(transition, operation);
    case "kernel_lost":
      return kernelLost(transition, operation);
    case "stream":
    case "display":
    case "update_display":
    case "result":
    case "error":
      return output(transition, operation);
    case "reply":
      return reply(transition, operation);
    default:
      return unknownOperation(transition, operation satisfies never);
  }
}

function unknownOperation(_: Transition, operation: StructureOperation): Refused {
  const { type } = operation as { readonly type?: unknown };
  const hint = "operations.ts lists the operations.";
  return refuse("unknown_operation", "an operation", `type ${describeValue(type)}`, hint);
}

// The reader's source

function edit(
  transition: Transition,
  { type, cell, source }: Extract<Operation, { type: "edit" | "replace" }>,
): Refused | undefined {
  if (typeof source !== "string") {
    return refuse("bad_value", "text as source", describeValue(source), "pass a string.");
  }
  const before = getCell(transition.state.notebook, cell);
  changeSource(transition, cell, source);
  // As with reset: what is the lesson's need not be brought back.
  if (type === "replace" && isEdited(before) && before.source !== source)
    updateCell(transition, cell, { undo: before.source });
  return undefined;
}

function changeSource(transition: Transition, id: string, source: string): void {
  const { notebook } = transition.state;
  if (getCell(notebook, id).source === source) return;
  const edited = withSource(notebook, id, source);
  update(transition, { notebook: edited });
  const { version } = cellState(transition.state, id);
  updateCell(transition, id, { version: version + 1, unsaved: true });
  const saved = storedSource(getCell(edited, id));
  transition.actions.push({ type: "save", cell: id, source: saved, urgent: false });
}

function reset(transition: Transition, id: string): Refused | undefined {
  const cell = getCell(transition.state.notebook, id);
  if (!isEdited(cell)) {
    const hint = "there is nothing to take back.";
    return refuse("nothing_to_reset", "an edited cell", `${id} as in the lesson`, hint);
  }
  changeSource(transition, id, cell.lessonSource);
  updateCell(transition, id, { undo: cell.source });
  return undefined;
}

function undoReset(transition: Transition, id: string): Refused | undefined {
  const cell = getCell(transition.state.notebook, id);
  const { undo } = cellState(transition.state, id);
  if (undo === null) {
    const hint = "only a reset or a replacement can be undone, once.";
    return refuse("nothing_to_undo", "a cell that was reset", id, hint);
  }
  changeSource(transition, id, undo);
  updateCell(transition, id, { undo: isEdited(cell) ? cell.source : null });
  return undefined;
}

// Running

function run(transition: Transition, cell: string): Refused | undefined {
  forgetFailedCompilations(transition);
  const { state } = transition;
  if (getCell(state.notebook, cell).kind === "markdown") {
    return refuse("not_code", "a code cell", `${cell}, Markdown`, "change_kind makes it code.");
  }
  const entry = entryFor(state, cell, null);
  const queued = state.queue.find((other) => other.cell === cell);
  if (queued?.version === entry.version) {
    const hint = "it will run when its turn comes; Stop empties the queue.";
    return refuse("already_queued", "a cell that is not queued", `${cell} in the queue`, hint);
  }
  // A newer source takes the place of the older one in the queue.
  update(transition, {
    queue: queued
      ? state.queue.map((other) => (other === queued ? entry : other))
      : [...state.queue, entry],
  });
  saveAll(transition);
  advance(transition);
  return undefined;
}

/** Runs these in their order, evaluated or not; neither checks, which only look, nor Markdown. */
function runAll(transition: Transition, cells: readonly Cell[]): void {
  forgetFailedCompilations(transition);
  const { state } = transition;
  const batch = state.nextRun;
  update(transition, {
    queue: cells
      .filter(({ kind }) => kind !== "check" && kind !== "markdown")
      .map((cell) => entryFor(state, cell.id, batch)),
    nextRun: batch + 1,
  });
  saveAll(transition);
  advance(transition);
}

/** A failure may be the compiler's that did not arrive: each Run asks again. */
function forgetFailedCompilations(transition: Transition): void {
  updateAllCells(transition, ({ compiled }) => ({
    compiled: compiled?.compilation.ok ? compiled : null,
  }));
}

/**
 * As in Jupyter, a restart clears the scope and not the page: outputs are something the reader may want to compare
 * with. They are marked as from before, so that the reader does not take them for the new
 * kernel's.
 */
function restart(transition: Transition): void {
  if (transition.state.kernel.status !== "none") {
    transition.actions.push({ type: "shutdown_kernel" });
  }
  update(transition, { kernel: { ...transition.state.kernel, status: "none" }, queue: [] });
  forgetEvaluations(transition);
  announce(transition, "restarted", null);
}

function clearOutputs(transition: Transition, cell: string | null): void {
  // What was evaluated still has its basis: an empty output can be stale too.
  updateAllCells(transition, (state, id) =>
    cell === null || cell === id
      ? { outputs: [], basis: state.evaluation ? state.basis : null }
      : {},
  );
}

// From the compiler

function compileFinished(
  transition: Transition,
  { cell, version, compilation }: Extract<Operation, { type: "compile_finished" }>,
): Refused | undefined {
  const { compiling, queue } = transition.state;
  const asked = compiling.find((other) => other.cell === cell && other.version === version);
  if (!asked) {
    const hint = "this version was answered before, or never asked for.";
    const found = `${cell}, version ${version}`;
    return refuse("superseded_compilation", "a compilation that is awaited", found, hint);
  }
  update(transition, {
    compiling: compiling.filter((other) => other !== asked),
    queue: queue.map((entry) =>
      entry.cell === cell && entry.source === asked.source ? { ...entry, compilation } : entry,
    ),
  });
  // The answer for an older version serves the run that waits for it; about the source as it is now, it says nothing.
  if (compilation.ok) updateCell(transition, cell, { program: compilation.program });
  if (version === cellState(transition.state, cell).version) {
    updateCell(transition, cell, { compiled: { source: asked.source, compilation } });
  }
  advance(transition);
  return undefined;
}
