// The page's side of the compiler: starts its worker when it is first wanted, and again after a failure.
import type { Compilation } from "../notebook/program.ts";
import type { CompilerRequest, CompilerResponse } from "./compiler-protocol.ts";
import type { Language } from "./protocol.ts";

/** The compiler could not be loaded; both texts are for the reader. The next call tries again. */
export class CompilerUnavailableError extends Error {
  override readonly name = "CompilerUnavailableError";
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

interface Words {
  readonly hint: string;
  readonly notStarted: (reason: string) => string;
  readonly notLoaded: (reason: string) => string;
  readonly failed: (reason: string) => string;
  readonly unreadable: string;
  readonly noAnswer: (status: string) => string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    hint: "Check the connection and run the cell again. Cells that are not edited run without it.",
    notStarted: (reason) => `The compiler's worker could not be started: ${reason}`,
    notLoaded: (reason) => `The compiler could not be loaded: ${reason}`,
    failed: (reason) => `The compiler's worker failed: ${reason || "it could not be loaded"}.`,
    unreadable: "The compiler's answer could not be read.",
    noAnswer: (status) => `The compiler answered "${status}" to a cell.`,
  },
  ko: {
    hint: "연결을 확인하고 셀을 다시 실행하세요. 고치지 않은 셀은 컴파일러 없이도 실행됩니다.",
    notStarted: (reason) => `컴파일러 워커를 시작하지 못했습니다: ${reason}`,
    notLoaded: (reason) => `컴파일러를 불러오지 못했습니다: ${reason}`,
    failed: (reason) => `컴파일러 워커가 실패했습니다: ${reason || "불러오지 못함"}.`,
    unreadable: "컴파일러의 답을 읽지 못했습니다.",
    noAnswer: (status) => `컴파일러가 셀에 "${status}"라고 답했습니다.`,
  },
};

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

/**
 * @param start Starts the worker; another one in tests.
 * @param language The reader's.
 * @param why Finds out what the site's answer has to do with a failure, and what helps.
 */
export function createCompiler(
  start: () => CompilerWorker = startCompilerWorker,
  language: Language = "en",
  why?: () => Promise<string>,
): Compiler {
  const say = words[language];
  let worker: CompilerWorker | null = null;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  return {
    async warm() {
      await ask((id) => ({ id, cell: null, source: "" }));
    },
    async compile(cell, source) {
      const response = await ask((id) => ({ id, cell, source, language }));
      if (response.status !== "compiled")
        throw new CompilerUnavailableError(say.noAnswer(response.status), say.hint);
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
        fail(say.notStarted(String(error)));
      }
    });
  }

  function listen(started: CompilerWorker): CompilerWorker {
    started.onmessage = ({ data }: MessageEvent<CompilerResponse>) => {
      if (data.status === "failed") fail(say.notLoaded(data.message));
      waiting.get(data.id)?.resolve(data);
      waiting.delete(data.id);
    };
    started.onerror = (event) => {
      event.preventDefault();
      fail(say.failed(event.message));
    };
    started.onmessageerror = () => fail(say.unreadable);
    return started;
  }

  /** All who wait are told; the next call starts a new worker. */
  function fail(message: string): void {
    worker?.terminate();
    worker = null;
    const told = [...waiting.values()];
    waiting.clear();
    void (why?.() ?? Promise.resolve(say.hint)).then((hint) => {
      for (const { reject } of told) reject(new CompilerUnavailableError(message, hint));
    });
  }
}
