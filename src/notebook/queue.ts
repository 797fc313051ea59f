// The queue of runs: who is waiting, for what, and who is next. `advance` is called at the end of every
// operation that could have removed an obstacle, and does all that can be done now:
//
//   1. an entry whose source is not compiled asks for it; one that does not compile fails at once;
//   2. an entry whose needs are not known asks for the programs of the edited cells above, then queues the cells
//      that it needs and that are not up to date, before itself (this is done once, when it becomes possible);
//   3. the kernel is started as soon as anything waits, beside the compiler;
//   4. the head of the queue is executed if the kernel is ready and idle.
//
// An unedited cell below unedited cells passes all of this without a compiler.
import { cellsAbove, getCell, storedSource } from "./document.ts";
import type { Execution } from "./operations.ts";
import type { CompileFailure, Program } from "./program.ts";
import {
  cellState,
  type AbortReason,
  type QueueEntry,
  type Seen,
  type Session,
} from "./session-state.ts";
import { announce, update, updateAllCells, updateCell, type Transition } from "./transition.ts";
import { knownCompilation, sessionDependencies, validityOf } from "./validity.ts";

/** A run of the cell as its source is now. */
export function entryFor(session: Session, id: string, batch: number | null): QueueEntry {
  const cell = getCell(session.notebook, id);
  const state = cellState(session, id);
  return {
    cell: id,
    version: state.version,
    source: cell.source,
    compilation: knownCompilation(cell, state, cell.source),
    // Running all, every needed cell is in the queue already.
    resolved: batch !== null,
    batch,
  };
}

/** Does everything that can be done now about the queue. */
export function advance(transition: Transition): void {
  while (settleOne(transition));
  startNext(transition);
}

/** Takes one step towards a queue that can run; false when there is none to take. */
function settleOne(transition: Transition): boolean {
  for (const entry of transition.state.queue) {
    if (entry.compilation === null) requestCompilation(transition, entry);
    else if (!entry.compilation.ok) {
      // The outputs of a cell that is still evaluating an older source are not yet this run's to replace.
      if (transition.state.evaluating?.cell === entry.cell) continue;
      failToCompile(transition, entry, entry.compilation.failure);
      return true;
    } else if (!entry.resolved && resolve(transition, entry, entry.compilation.program))
      return true;
  }
  return false;
}

function requestCompilation(
  transition: Transition,
  { cell, version, source }: Pick<QueueEntry, "cell" | "version" | "source">,
): void {
  const { compiling } = transition.state;
  if (compiling.some((asked) => asked.cell === cell && asked.version === version)) return;
  update(transition, { compiling: [...compiling, { cell, version, source }] });
  transition.actions.push({ type: "compile", cell, version, source });
}

/** Asks for the program of every source that is not compiled yet, without running any. */
export function compileEdits(transition: Transition): void {
  for (const cell of transition.state.notebook.cells) {
    const entry = entryFor(transition.state, cell.id, null);
    if (entry.compilation === null) requestCompilation(transition, entry);
  }
}

/** Queues what the entry needs before it; false while programs are missing to know what that is. */
function resolve(transition: Transition, entry: QueueEntry, program: Program): boolean {
  const { state } = transition;
  const above = cellsAbove(state.notebook, entry.cell).map((cell) =>
    entryFor(state, cell.id, null),
  );
  const unknown = above.filter((candidate) => candidate.compilation === null);
  for (const candidate of unknown) requestCompilation(transition, candidate);
  if (unknown.length > 0) return false;

  const dependencies = sessionDependencies(state, { cell: entry.cell, program });
  const needs = dependencies.get(entry.cell) ?? [];
  const position = state.queue.indexOf(entry);
  const ahead = state.queue.slice(0, position);
  const missing = above
    .filter(({ cell }) => needs.some((need) => need.cell === cell))
    .filter(({ cell }) => validityOf(state, cell) !== "evaluated")
    .filter(({ cell, source }) => !isComing(state, ahead, cell, source))
    .map((needed) => ({ ...needed, resolved: true }));
  // A cell that is queued already, behind this one or with an older source, moves here.
  const others = (entries: readonly QueueEntry[]) =>
    entries.filter(({ cell }) => !missing.some((needed) => needed.cell === cell));
  update(transition, {
    queue: [
      ...others(ahead),
      ...missing,
      { ...entry, resolved: true },
      ...others(state.queue.slice(position + 1)),
    ],
  });
  return true;
}

/** Whether a run of this source is under way or ahead in the queue. */
function isComing(
  { evaluating }: Session,
  ahead: readonly QueueEntry[],
  cell: string,
  source: string,
): boolean {
  return [...(evaluating ? [evaluating] : []), ...ahead].some(
    (run) => run.cell === cell && run.source === source,
  );
}

function failToCompile(transition: Transition, entry: QueueEntry, failure: CompileFailure): void {
  const { cell, source, batch } = entry;
  const { name, message, line, column, hint } = failure;
  const places = name === undefined ? [{ cell, line, column }] : [];
  updateCell(transition, cell, {
    outputs: [
      {
        output_type: "error",
        ename: name ?? "SyntaxError",
        evalue: message,
        traceback: places.map(() => `${cell}:${line}:${column}`),
        ...(hint === undefined ? {} : { hint }),
        frames: places,
      },
    ],
    basis: { origin: "live", source, above: seenAbove(transition.state, cell) },
    aborted: { reason: "not_compiled", source },
  });
  announce(transition, "not_compiled", cell);
  const behind = transition.state.queue.slice(transition.state.queue.indexOf(entry) + 1);
  remove(transition, [entry]);
  dropDependents(transition, behind, cell, batch);
}

/** Drops those runs that need a cell which failed, and the rest of its batch. */
export function dropDependents(
  transition: Transition,
  candidates: readonly QueueEntry[],
  failed: string,
  batch: number | null,
): void {
  const dependents = candidates.filter((entry) => {
    const program = entry.compilation?.ok ? entry.compilation.program : null;
    const dependencies = sessionDependencies(
      transition.state,
      program ? { cell: entry.cell, program } : undefined,
    );
    return dependencies.get(entry.cell)?.some((need) => need.cell === failed);
  });
  const sameBatch = candidates.filter((entry) => batch !== null && entry.batch === batch);
  remove(transition, [...dependents, ...sameBatch]);
  for (const entry of dependents) {
    abort(transition, entry, { reason: "needed_cell_failed", cell: failed });
  }
}

/**
 * Marks that a run of this source was asked for and did not come to its end. Where it had begun and said nothing yet, an
 * error of the run before it goes: beside the notice it would read as this run's.
 */
export function abort(
  transition: Transition,
  run: { readonly cell: string; readonly source: string; readonly hasOutput?: boolean },
  reason: AbortReason,
): void {
  const { cell, source } = run;
  const { outputs, evaluation, basis } = cellState(transition.state, cell);
  const misleads =
    run.hasOutput === false && outputs.some(({ output_type }) => output_type === "error");
  updateCell(transition, cell, {
    aborted: { ...reason, source },
    ...(misleads && { outputs: [], basis: evaluation && basis }),
  });
}

function remove(transition: Transition, entries: readonly QueueEntry[]): void {
  update(transition, {
    queue: transition.state.queue.filter((entry) => !entries.includes(entry)),
  });
}

/** Starts the kernel if anything waits for it, and the next run if both are ready. */
function startNext(transition: Transition): void {
  const { queue, evaluating, kernel, history } = transition.state;
  const [head, ...rest] = queue;
  if (!head || evaluating) return;
  const generation = kernel.generation + 1;
  if (kernel.status === "lost" && history.length > 0) {
    restoreKernel(transition);
  } else if (kernel.status === "none" || kernel.status === "lost") {
    update(transition, { kernel: { status: "starting", generation } });
    transition.actions.push({ type: "start_kernel", generation });
  } else if (kernel.status === "ready" && head.compilation?.ok && head.resolved) {
    update(transition, { queue: rest });
    execute(transition, head, head.compilation.program);
  }
}

/** Ends what is running, forgets what is queued, and brings back what had run before. */
export function stop(transition: Transition): void {
  const { evaluating } = transition.state;
  update(transition, { queue: [] });
  if (!evaluating) return;
  update(transition, { evaluating: null });
  abort(transition, evaluating, { reason: "stopped" });
  announce(transition, "stopped", evaluating.cell);
  restoreKernel(transition);
}

/** Another kernel that has executed all that the last one had. */
function restoreKernel(transition: Transition): void {
  const { kernel, history } = transition.state;
  const generation = kernel.generation + 1;
  update(transition, { kernel: { status: "restoring", generation } });
  transition.actions.push({ type: "interrupt", generation, replay: history });
}

function execute(transition: Transition, entry: QueueEntry, program: Program): void {
  const { cell, source, batch } = entry;
  const { code, mappings, recorded } = program;
  saveAll(transition);
  const { state } = transition;
  const executionCount = state.executionCount + 1;
  const execution: Execution = {
    ...{ run: state.nextRun, cell, code, mappings, executionCount },
    ...(recorded && { recorded }),
  };
  const above = seenAbove(state, cell, program);
  updateCell(transition, cell, { aborted: null, executionCount });
  update(transition, {
    evaluating: { ...execution, source, above, batch, hasOutput: false },
    executionCount,
    nextRun: state.nextRun + 1,
  });
  transition.actions.push({ type: "execute", silent: false, ...execution });
}

/** Saves every edit that may still be waiting: a run can take the whole tab down. */
export function saveAll(transition: Transition): void {
  const { notebook } = transition.state;
  for (const cell of notebook.cells) {
    if (!cellState(transition.state, cell.id).unsaved) continue;
    const source = storedSource(cell);
    transition.actions.push({ type: "save", cell: cell.id, source, urgent: true });
  }
  updateAllCells(transition, () => ({ unsaved: false }));
}

/**
 * What the kernel has seen of the cells above, those that it has not run as they are now; and for what this program
 * needs them. One that is not compiled needs nothing.
 */
function seenAbove(session: Session, id: string, program?: Program): ReadonlyMap<string, Seen> {
  const needs = program ? (sessionDependencies(session, { cell: id, program }).get(id) ?? []) : [];
  return new Map(
    cellsAbove(session.notebook, id).map((cell) => {
      const need = needs.find((other) => other.cell === cell.id && other.through !== "indirect");
      const source = cellState(session, cell.id).evaluation?.source ?? cell.source;
      return [cell.id, { source, names: need?.names ?? null }];
    }),
  );
}
