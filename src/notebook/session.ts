// The session reducer, after Livebook's session/data.ex: all changes go through `apply`, one operation at a
// time, which gives them an order. It returns the new state and the actions that have to be carried out for it
// to become true, or refuses and changes nothing. It is pure: no clock, no randomness, no effects.
// session-state.ts has the state and the diagrams of the two statuses of a cell; queue.ts says who runs when.
import { findCell, getCell, isEdited, withSource } from "./document.ts";
import { outputOf, type Action, type Operation, type OutputOperation } from "./operations.ts";
import type { Output } from "./output.ts";
import { appendOutput, updateOutput } from "./output-log.ts";
import { abort, advance, dropDependents, entryFor, restoreKernel, saveAll } from "./queue.ts";
import { describeValue, refuse, type Refused } from "./refusal.ts";
import { cellState, type Session } from "./session-state.ts";
import { announce, update, updateAllCells, updateCell, type Transition } from "./transition.ts";

export type Applied =
  { readonly ok: true; readonly state: Session; readonly actions: readonly Action[] } | Refused;

/** Applies one operation: the next state and what to do about it, or why not. */
export function apply(session: Session, operation: Operation): Applied {
  const transition: Transition = { state: session, actions: [] };
  const refused = dispatch(transition, operation);
  return refused ?? { ok: true, state: transition.state, actions: transition.actions };
}

function dispatch(transition: Transition, operation: Operation): Refused | undefined {
  const { notebook } = transition.state;
  if ("cell" in operation && operation.cell !== null && !findCell(notebook, operation.cell)) {
    const ids = notebook.cells.map((cell) => cell.id).join(", ");
    const hint = `the cells are: ${ids || "none"}.`;
    return refuse("unknown_cell", "the id of a cell", describeValue(operation.cell), hint);
  }
  switch (operation.type) {
    case "edit":
      return edit(transition, operation.cell, operation.source);
    case "reset":
      return reset(transition, operation.cell);
    case "undo_reset":
      return undoReset(transition, operation.cell);
    case "run":
      return run(transition, operation.cell);
    case "run_all":
      runAll(transition);
      return undefined;
    case "stop":
      stop(transition);
      return undefined;
    case "restart":
      restart(transition);
      return undefined;
    case "restart_and_run_all":
      restart(transition);
      runAll(transition);
      return undefined;
    case "clear_outputs":
      clearOutputs(transition, operation.cell);
      return undefined;
    case "compile_finished":
      return compileFinished(transition, operation);
    case "kernel_ready":
    case "restored":
      return kernelReady(transition, operation);
    case "kernel_lost":
      return kernelLost(transition, operation.generation);
    case "stream":
    case "display":
    case "update_display":
    case "result":
    case "error":
      return output(transition, operation);
    case "reply":
      return reply(transition, operation);
    default:
      return unknownOperation(operation);
  }
}

function unknownOperation(operation: never): Refused {
  const { type } = operation as { readonly type?: unknown };
  const hint = "operations.ts lists the operations.";
  return refuse("unknown_operation", "an operation", `type ${describeValue(type)}`, hint);
}

// The reader's source

function edit(transition: Transition, cell: string, source: string): Refused | undefined {
  if (typeof source !== "string") {
    return refuse("bad_value", "text as source", describeValue(source), "pass a string.");
  }
  changeSource(transition, cell, source);
  return undefined;
}

function changeSource(transition: Transition, id: string, source: string): void {
  const { notebook } = transition.state;
  if (getCell(notebook, id).source === source) return;
  const edited = withSource(notebook, id, source);
  update(transition, { notebook: edited });
  const { version } = cellState(transition.state, id);
  updateCell(transition, id, { version: version + 1, unsaved: true });
  const saved = isEdited(getCell(edited, id)) ? source : null;
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
    const hint = "only a reset can be undone, once.";
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

function runAll(transition: Transition): void {
  forgetFailedCompilations(transition);
  const { state } = transition;
  const batch = state.nextRun;
  update(transition, {
    queue: state.notebook.cells
      .filter((cell) => cell.kind !== "check")
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

function stop(transition: Transition): void {
  const { evaluating } = transition.state;
  update(transition, { queue: [] });
  if (!evaluating) return;
  update(transition, { evaluating: null });
  abort(transition, evaluating, { reason: "stopped" });
  announce(transition, "stopped", evaluating.cell);
  restoreKernel(transition);
}

/**
 * As in Jupyter, a restart clears the scope and not the page: outputs are something the reader may want to compare
 * with. They are marked as from before, so that nobody takes them for the new kernel's.
 */
function restart(transition: Transition): void {
  if (transition.state.kernel.status !== "none") {
    transition.actions.push({ type: "shutdown_kernel" });
  }
  update(transition, { kernel: { ...transition.state.kernel, status: "none" }, queue: [] });
  forgetEvaluations(transition);
  announce(transition, "restarted", null);
}

/** The scope is gone, and with it all that was run in it. */
function forgetEvaluations(transition: Transition): void {
  update(transition, { evaluating: null, history: [], executionCount: 0 });
  updateAllCells(transition, ({ basis }) => ({
    basis: basis?.origin === "live" ? { ...basis, origin: "before_restart" } : basis,
    evaluation: null,
    aborted: null,
    executionCount: null,
  }));
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

// From the kernel

function kernelReady(
  transition: Transition,
  { type, generation }: Extract<Operation, { type: "kernel_ready" | "restored" }>,
): Refused | undefined {
  const { kernel } = transition.state;
  const awaited = type === "restored" ? "restoring" : "starting";
  if (kernel.status !== awaited || kernel.generation !== generation) {
    return supersededKernel(transition, generation);
  }
  update(transition, { kernel: { status: "ready", generation } });
  if (type === "restored") announce(transition, "restored", null);
  advance(transition);
  return undefined;
}

/**
 * A kernel that ends by itself (out of memory, most likely) has taken the scope along, but what had run to
 * its end can be replayed: the next run does. When it is the replay that ends the kernel, all is forgotten.
 */
function kernelLost(transition: Transition, generation: number): Refused | undefined {
  const { kernel, evaluating, queue } = transition.state;
  if (kernel.generation !== generation || kernel.status === "none" || kernel.status === "lost") {
    return supersededKernel(transition, generation);
  }
  update(transition, { kernel: { status: "lost", generation }, evaluating: null, queue: [] });
  if (kernel.status === "restoring") forgetEvaluations(transition);
  for (const asked of evaluating ? [evaluating, ...queue] : queue) {
    abort(transition, asked, { reason: "kernel_lost" });
  }
  announce(transition, "kernel_lost", evaluating?.cell ?? null);
  return undefined;
}

function supersededKernel({ state }: Transition, generation: number): Refused {
  const { kernel } = state;
  const expected = `word from kernel ${kernel.generation} (${kernel.status})`;
  const hint = "a stopped kernel's last words are to be ignored.";
  return refuse("superseded_kernel", expected, `word from kernel ${generation}`, hint);
}

function output(transition: Transition, operation: OutputOperation): Refused | undefined {
  const { evaluating } = transition.state;
  if (evaluating?.run !== operation.run) return lateOutput(transition, operation);
  const malformed = malformedOutput(operation);
  if (malformed) return malformed;
  const { cell, source, above, hasOutput, executionCount } = evaluating;
  const before = hasOutput ? cellState(transition.state, cell).outputs : [];
  const outputs = withOutput(before, operation, executionCount);
  if (!outputs) return unknownDisplay(operation);
  updateCell(transition, cell, {
    outputs,
    basis: { origin: "live", source, above },
  });
  update(transition, { evaluating: { ...evaluating, hasOutput: true } });
  return undefined;
}

/** What a timer of a run still says after its end belongs to the cell, unless that has been run again since. */
function lateOutput(transition: Transition, operation: OutputOperation): Refused | undefined {
  const { cells, evaluating } = transition.state;
  const [cell, state] =
    [...cells].find(([, { evaluation }]) => evaluation?.run === operation.run) ?? [];
  if (cell === undefined || state === undefined || evaluating?.cell === cell)
    return supersededRun(transition, operation.run);
  const malformed = malformedOutput(operation);
  if (malformed) return malformed;
  const outputs = withOutput(state.outputs, operation, state.executionCount ?? 0);
  if (!outputs) return unknownDisplay(operation);
  updateCell(transition, cell, { outputs });
  return undefined;
}

function withOutput(
  outputs: readonly Output[],
  operation: OutputOperation,
  executionCount: number,
): readonly Output[] | null {
  const add = operation.type === "update_display" ? updateOutput : appendOutput;
  return add(outputs, outputOf(operation, executionCount));
}

function unknownDisplay(operation: OutputOperation): Refused {
  const found = "displayId" in operation ? describeValue(operation.displayId) : "none";
  const hint = "it was never shown, or was left out of a flood, or cleared.";
  return refuse("unknown_display", "the id of an output of this run", found, hint);
}

/** Output comes from a kernel that runs somebody's code: its shape is not taken on trust. */
function malformedOutput(operation: OutputOperation): Refused | undefined {
  const hint = "see operations.ts for the shape of outputs.";
  const isObject = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  switch (operation.type) {
    case "stream":
      if (operation.name !== "stdout" && operation.name !== "stderr") {
        return refuse("bad_value", "stdout or stderr", describeValue(operation.name), hint);
      }
      if (typeof operation.text === "string") return undefined;
      return refuse("bad_value", "text in a stream", describeValue(operation.text), hint);
    case "error":
      if (isObject(operation.error) && operation.error.output_type === "error") return undefined;
      return refuse("bad_value", "an error output", describeValue(operation.error), hint);
    case "display":
    case "update_display":
    case "result":
      if (isObject(operation.data)) return undefined;
      return refuse("bad_value", "a MIME bundle", describeValue(operation.data), hint);
  }
}

function reply(
  transition: Transition,
  { run: number, status }: Extract<Operation, { type: "reply" }>,
): Refused | undefined {
  const { evaluating, history, queue } = transition.state;
  if (evaluating?.run !== number) return supersededRun(transition, number);
  if (status !== "ok" && status !== "error") {
    const hint = "a reply says how the run ended.";
    return refuse("bad_value", "status ok or error", describeValue(status), hint);
  }
  const { cell, code, mappings, executionCount, source, above, batch } = evaluating;
  const errored = status === "error";
  updateCell(transition, cell, {
    evaluation: { run: number, source, errored },
    basis: { origin: "live", source, above },
    ...(evaluating.hasOutput ? {} : { outputs: [] }),
  });
  update(transition, {
    evaluating: null,
    history: [...history, { run: number, cell, code, mappings, executionCount }],
  });
  announce(transition, errored ? "failed" : "finished", cell);
  if (errored) dropDependents(transition, queue, cell, batch);
  advance(transition);
  return undefined;
}

function supersededRun({ state }: Transition, found: number): Refused {
  const current = state.evaluating?.run;
  const expected = current === undefined ? "no word: nothing is running" : `word of run ${current}`;
  const hint = "the run was stopped or has ended; what it still sends is to be ignored.";
  return refuse("superseded_run", expected, `word of run ${describeValue(found)}`, hint);
}
