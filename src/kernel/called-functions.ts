// Which functions of a kernel's script programs call, found by running them on it, in Node. The same programs in the same
// order call the same functions in a browser: the library has no clock and no chance (its own parts of the kernel, which
// have, are never cut out).
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import type { RecordedRun } from "../notebook/program.ts";
import type { Language } from "./protocol.ts";

/** The programs of a notebook, from the top. */
export type Programs = readonly {
  readonly cell: string;
  readonly code: string;
  /** How a kernel that is cut is told that it has run before. */
  readonly recorded?: RecordedRun | undefined;
}[];

/** What is run: programs in their order, in a kernel of their own. */
export interface Walk {
  /** The kernel's script, with nothing cut out. */
  readonly kernel: string;
  /** What it may ask for, by hash. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly language: Language;
  readonly programs: Programs;
}

/** What one program of a walk has needed, beyond those before it in what it fetched. */
export interface WalkStep {
  /** By character of the script: 1 where a function stands that was called in this step. */
  readonly reached: Uint8Array;
  /** Hashes of scripts that were asked for. */
  readonly scripts: readonly string[];
  /** Errors in which it ended. */
  readonly errors: readonly string[];
}

/**
 * Runs the programs, one after another.
 * @param root The project's folder.
 * @throws (rejects with) what the thread fails with.
 */
export function walk(given: Walk, root: string): Promise<readonly WalkStep[]> {
  const worker = new Worker(resolve(root, "src/kernel/walk.worker.ts"), { workerData: given });
  return new Promise<readonly WalkStep[]>((done, failed) => {
    worker.once("message", done);
    worker.once("error", failed);
    worker.once("exit", () => {
      failed(new Error("kernel: expected a walk to end with its steps, found it ended without."));
    });
  }).finally(() => worker.terminate());
}
