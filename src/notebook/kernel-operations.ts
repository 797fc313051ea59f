// What a kernel says about itself and its runs, as the session takes it: late words of an earlier kernel or run are
// refused, and so is what has not the shape of an output, since the code that a kernel runs is not trusted.
import { outputOf, type Operation, type OutputOperation } from "./operations.ts";
import type { Output } from "./output.ts";
import { appendOutput, updateOutput } from "./output-log.ts";
import { abort, advance, dropDependents } from "./queue.ts";
import { describeValue, refuse, type Refused } from "./refusal.ts";
import { cellState, withoutEvaluation } from "./session-state.ts";
import { announce, update, updateAllCells, updateCell, type Transition } from "./transition.ts";

/** The scope is gone, and with it all that was run in it. */
export function forgetEvaluations(transition: Transition): void {
  update(transition, { evaluating: null, history: [], executionCount: 0 });
  updateAllCells(transition, withoutEvaluation);
}

export function kernelReady(
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
export function kernelLost(transition: Transition, generation: number): Refused | undefined {
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

export function output(transition: Transition, operation: OutputOperation): Refused | undefined {
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

/** Output comes from a kernel that runs untrusted code: its shape is checked. */
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

export function reply(
  transition: Transition,
  { run: number, status }: Extract<Operation, { type: "reply" }>,
): Refused | undefined {
  const { evaluating, history, queue } = transition.state;
  if (evaluating?.run !== number) return supersededRun(transition, number);
  if (status !== "ok" && status !== "error") {
    const hint = "a reply says how the run ended.";
    return refuse("bad_value", "status ok or error", describeValue(status), hint);
  }
  const { cell, code, mappings, executionCount, recorded, source, above, batch } = evaluating;
  const errored = status === "error";
  updateCell(transition, cell, {
    evaluation: { run: number, source, errored },
    basis: { origin: "live", source, above },
    ...(evaluating.hasOutput ? {} : { outputs: [] }),
  });
  update(transition, {
    evaluating: null,
    history: [
      ...history,
      { run: number, cell, code, mappings, executionCount, ...(recorded && { recorded }) },
    ],
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
