// Runs one program against the notebook's scope, in the realm this module lives in: the kernel's worker, or
// Node when outputs are recorded and tested.
import { reportError } from "./error-report.ts";
import type { ErrorReport } from "./error-report.ts";
import { evaluateNamed } from "./named-source.ts";
import type { CellRuntime, NotebookScope } from "./scope.ts";
import type { Voice } from "./voice.ts";

export type Evaluation =
  | { readonly status: "ok"; readonly value: unknown }
  | { readonly status: "error"; readonly error: ErrorReport; readonly thrown: unknown };

/** A program's function: resolves to `[value]` when the cell ends in an expression. */
type Evaluable = (
  names: Record<string, unknown>,
  runtime: CellRuntime,
) => Promise<readonly [unknown] | undefined>;

/**
 * Runs a program and waits for it.
 * @param code `Program.code`.
 * @param at Which cell this is, and which run of it: stack frames carry both.
 * @param voice The reader's, for the error.
 * @returns The value of the last expression (undefined when there is none), or the error. Never rejects.
 */
export async function evaluate(
  code: string,
  at: { readonly cell: string; readonly run: number },
  { names, runtime, isConstant, seal }: NotebookScope,
  voice?: Voice,
): Promise<Evaluation> {
  try {
    const program = evaluateNamed(code, at.cell, at.run) as Evaluable;
    const completion = await program(names, runtime);
    return { status: "ok", value: completion?.[0] };
  } catch (thrown) {
    return { status: "error", error: reportError(thrown, voice, isConstant), thrown };
  } finally {
    seal();
  }
}
