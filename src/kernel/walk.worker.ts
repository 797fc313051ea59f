// Node's thread in which called-functions.ts runs programs on a kernel's script. The engine counts which functions of the
// script are called: V8's precise coverage.
import { Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import { Script } from "node:vm";
import type { Walk, WalkStep } from "./called-functions.ts";
import type { KernelMessage, ScriptReply, ScriptRequest } from "./protocol.ts";

const { kernel, scripts, language, programs } = workerData as Walk;
const engine = new Session();
engine.connect();

/** Asks the engine; in this thread it answers before the call returns. */
function ask(method: string, parameters: object = {}): unknown {
  let answer: unknown;
  engine.post(method, parameters, (error: Error | null, result?: object) => {
    if (error !== null) throw error;
    answer = result;
  });
  return answer;
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly {
        readonly startOffset: number;
        readonly endOffset: number;
        readonly count: number;
      }[];
    }[];
  }[];
}

const url = "kernel";

/** Which characters of the kernel's script have been reached since it was asked last: those of functions called. */
function reached(): Uint8Array {
  const characters = new Uint8Array(kernel.length);
  const { result } = ask("Profiler.takePreciseCoverage") as Coverage;
  const ranges = result
    .filter((script) => script.url === url)
    .flatMap(({ functions }) => functions.flatMap((one) => one.ranges))
    // The outer before the inner: an inner function says for itself whether it was called.
    .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of ranges)
    characters.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return characters;
}

// What the script finds in a browser's worker.
let connect: ((event: object) => void) | undefined;
Object.assign(globalThis, {
  self: globalThis,
  addEventListener: (type: string, listener: (event: object) => void) => {
    if (type === "message") connect = listener;
  },
});

ask("Profiler.enable");
ask("Profiler.startPreciseCoverage", { callCount: false, detailed: false });
new Script(kernel, { filename: url }).runInThisContext();

const { port1: page, port2: inner } = new MessageChannel();
const steps: WalkStep[] = [];
let asked: string[] = [];
let errors: string[] = [];

function next(): void {
  const program = programs[steps.length];
  if (program === undefined) {
    parentPort?.postMessage(steps);
    return;
  }
  const run = steps.length + 1;
  page.postMessage({
    ...{ type: "execute_request", run, ...program },
    ...{ execution_count: run, silent: false },
  });
}

page.onmessage = ({ data }: MessageEvent<KernelMessage | ScriptRequest>) => {
  if (data.type === "script_request") {
    const { hash } = data;
    asked.push(hash);
    const reply: ScriptReply = { type: "script_reply", hash, code: scripts[hash] ?? null };
    page.postMessage(reply);
  } else if (data.type === "error") errors.push(`${data.ename}: ${data.evalue}`);
  else if (data.type === "kernel_ready") next();
  else if (data.type === "status" && data.execution_state === "idle") {
    steps.push({ reached: reached(), scripts: asked, errors });
    asked = [];
    errors = [];
    next();
  }
};
connect?.({ ports: [inner], data: { type: "connect", language } });
