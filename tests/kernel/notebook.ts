// A notebook without a page: cells compiled by native esbuild and run one after another in one scope.
import { transform } from "esbuild";
import { compileCell } from "../../src/kernel/compile.ts";
import { evaluate } from "../../src/kernel/evaluate.ts";
import { sourcePositions } from "../../src/kernel/frames.ts";
import { createScope } from "../../src/kernel/scope.ts";
import type { CompileFailure, Program } from "../../src/notebook/program.ts";

export const library = {
  Server: class Server {
    readonly name = "server";
  },
  createServer: () => ({ vms: 2 }),
  answer: 42,
};

export async function compile(source: string, cell = "cell"): Promise<Program> {
  const compilation = await compileCell(cell, source, transform);
  if (compilation.ok) return compilation.program;
  throw new Error(`${JSON.stringify(source)} does not compile: ${compilation.failure.message}`);
}

export async function failure(source: string): Promise<CompileFailure> {
  const compilation = await compileCell("cell", source, transform);
  if (!compilation.ok) return compilation.failure;
  throw new Error(`${JSON.stringify(source)} compiles.`);
}

export interface Ran {
  readonly value?: unknown;
  /** `TypeError: message (cell:line:column)`, the place being the innermost one of the reader's. */
  readonly error?: string;
  readonly hint?: string | null;
}

export function createNotebook() {
  const scope = createScope({ "hypervisor-notebook": library });
  const programs = new Map<number, Program>();
  async function run(source: string, cell = "cell"): Promise<Ran> {
    const program = await compile(source, cell);
    const number = programs.size + 1;
    programs.set(number, program);
    const evaluation = await evaluate(program.code, { cell, run: number }, scope);
    if (evaluation.status === "ok") return { value: evaluation.value };
    const { ename, evalue, frames, hint } = evaluation.error;
    const [at] = sourcePositions(frames, (wanted) => programs.get(wanted)?.mappings);
    const place = at ? ` (${at.cell}:${at.line}:${at.column})` : "";
    return { error: `${ename}: ${evalue}${place}`, hint };
  }
  return { run };
}

/** Runs cells in order; the value of the last. Any error fails the test. */
export async function valueOf(...sources: string[]): Promise<unknown> {
  const { run } = createNotebook();
  let last: Ran = {};
  for (const source of sources) {
    last = await run(source);
    if (last.error !== undefined) throw new Error(`${source}\n${last.error}`);
  }
  return last.value;
}

/** Runs cells in order, all but the last without error; the error of the last. */
export async function errorOf(...sources: string[]): Promise<string> {
  const { run } = createNotebook();
  const last = sources.pop() ?? "";
  for (const source of sources) {
    const { error } = await run(source);
    if (error !== undefined) throw new Error(`${source}\n${error}`);
  }
  const { error } = await run(last);
  if (error === undefined) throw new Error(`${last}\nruns without an error.`);
  return error;
}
