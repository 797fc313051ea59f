// The page's side of the compiler: starts its worker when it is first wanted, and again after a failure.
import type { Compilation } from "../notebook/program.ts";
import type { CompilerRequest, CompilerResponse } from "./compiler-protocol.ts";

/** The compiler could not be loaded. The next call tries again. */
export class CompilerUnavailableError extends Error {
  override readonly name = "CompilerUnavailableError";
  readonly hint =
    "Check the connection and run the cell again. Cells that are not edited run without it.";
}

export interface Compiler {
  /**
   * Fetches the compiler and makes it ready, unless it is.
   * @throws CompilerUnavailableError when it cannot be loaded.
   */
  warm(): Promise<void>;
  /**
   * Compiles a cell.
   * @param cell The cell's id.
   * @param source Its TypeScript.
   * @throws CompilerUnavailableError when the compiler cannot be loaded; mistakes in the source are a result.
   */
  compile(cell: string, source: string): Promise<Compilation>;
}

/** What the client needs of a worker. */
export type CompilerWorker = Pick<
  Worker,
  "postMessage" | "terminate" | "onmessage" | "onerror" | "onmessageerror"
>;

/**
 * Starts the compiler's worker.
 * @param classicURL Address of the small compiler, for a page without an origin (a frame with
 * `sandbox="allow-scripts"`), which may start no worker of the site's; one of its own may load that script.
 */
export function startCompilerWorker(classicURL?: string): CompilerWorker {
  if (origin !== "null" || classicURL === undefined)
    return new Worker(new URL("./compiler.worker.ts", import.meta.url), { type: "module" });
  const address = JSON.stringify(new URL(classicURL, location.href).href);
  const loader = new Blob([`importScripts(${address})`], { type: "text/javascript" });
  const url = URL.createObjectURL(loader);
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

interface Waiting {
  readonly resolve: (response: CompilerResponse) => void;
  readonly reject: (error: CompilerUnavailableError) => void;
}

/** @param start Starts the worker; another one in tests. */
export function createCompiler(start: () => CompilerWorker = startCompilerWorker): Compiler {
  let worker: CompilerWorker | null = null;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  return {
    async warm() {
      await ask((id) => ({ id, cell: null, source: "" }));
    },
    async compile(cell, source) {
      const response = await ask((id) => ({ id, cell, source }));
      if (response.status !== "compiled")
        throw new CompilerUnavailableError(`The compiler answered "${response.status}" to a cell.`);
      return response.compilation;
    },
  };

  function ask(makeRequest: (id: number) => CompilerRequest): Promise<CompilerResponse> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      try {
        worker ??= listen(start());
        worker.postMessage(makeRequest(id));
      } catch (error) {
        fail(`The compiler's worker could not be started: ${String(error)}`);
      }
    });
  }

  function listen(started: CompilerWorker): CompilerWorker {
    started.onmessage = ({ data }: MessageEvent<CompilerResponse>) => {
      if (data.status === "failed") fail(`The compiler could not be loaded: ${data.message}`);
      waiting.get(data.id)?.resolve(data);
      waiting.delete(data.id);
    };
    started.onerror = (event) => {
      event.preventDefault();
      fail(`The compiler's worker failed: ${event.message || "it could not be loaded"}.`);
    };
    started.onmessageerror = () => fail("The compiler's answer could not be read.");
    return started;
  }

  /** All who wait are told; the next call starts a new worker. */
  function fail(message: string): void {
    worker?.terminate();
    worker = null;
    for (const { reject } of waiting.values()) reject(new CompilerUnavailableError(message));
    waiting.clear();
  }
}
