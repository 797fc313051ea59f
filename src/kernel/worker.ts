// The kernel's worker: a thin shell that gives the kernel its channel and the standard library. The first message
// brings the port that all others go through; cells cannot reach it, so they cannot speak for the kernel.
import type * as Bench from "../stdlib/bench/inspect-scope.ts";
import { displayName } from "../stdlib/display-names.ts";
import { displayOf } from "../stdlib/display.ts";
import * as stdlib from "../stdlib/index.ts";
import { showPart, type PartRepresentation } from "../stdlib/representations.ts";
import { shownOf, stringsInLanguage } from "../stdlib/readers-words.ts";
import { carryRuns } from "./carry-runs.ts";
import { disarm } from "./disarm.ts";
import { reportError } from "./error-report.ts";
import { className, inspect } from "./inspect.ts";
import type * as Hints from "./engine-hints.ts";
import { createKernel } from "./kernel-session.ts";
import {
  partedLibrary,
  type Chunks,
  type LateFunctions,
  type LibraryPart,
} from "./library-parts.ts";
import type {
  ConnectMessage,
  InspectReply,
  InspectRequest,
  KernelMessage,
  KernelRequest,
  ScriptAnswer,
  ScriptReply,
  ScriptRequest,
} from "./protocol.ts";
import { createRunContext } from "./run.ts";
import { createVoice } from "./voice.ts";

/** Written in front of this script by bundle.ts. */
declare const $chunks: Chunks;
declare const $parts: readonly LibraryPart[];
declare const $bench: LibraryPart;
declare const $hints: LibraryPart;
/** Written there by late-library.ts. */
declare const $late: LateFunctions;

// Taken before any cell runs: a cell that replaces the getter would be handed the event, and with it the port.
const { apply } = Reflect;
const data: unknown = Reflect.get(
  Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data") ?? {},
  "get",
);

function dataOf(message: MessageEvent): unknown {
  if (typeof data !== "function")
    throw new Error("kernel: expected MessageEvent.prototype to have a getter named data.");
  return apply(data, message, []);
}

disarm(self);
const context = createRunContext();
carryRuns(context, globalThis);
self.addEventListener("message", connect, { once: true });

function connect(event: MessageEvent): void {
  const port = event.ports[0];
  if (!port) throw new Error("kernel: expected a port with the first message, found none.");
  const { language } = event.data as ConnectMessage;
  stringsInLanguage(() => language);
  const voice = createVoice(language, shownOf);
  // Bound now: a cell that replaces MessagePort.prototype.postMessage does not get at what is sent.
  const post = port.postMessage.bind(port) as (
    message: KernelMessage | ScriptRequest | InspectReply,
  ) => void;
  const awaited = new Map<string, (answer: ScriptAnswer) => void>();
  const fetchScript = (hash: string) => {
    post({ type: "script_request", hash });
    return new Promise<ScriptAnswer>((resolve) => awaited.set(hash, resolve));
  };
  const show = (shown: unknown) => {
    showPart(shown as PartRepresentation);
  };
  const library = partedLibrary(stdlib, $parts, $chunks, fetchScript, voice, show, $late);
  const kernel = createKernel({
    send: post,
    modules: { "hypervisor-notebook": library.module },
    provide: (_, names) => library.provide(names),
    prepare: ({ recorded }) => library.prepare(recorded),
    language,
    voice,
    displayOf,
    context,
    async hintOf(message, names) {
      const part = (await library.fetch($hints, false)) as typeof Hints;
      return part.engineHint(message, names, language);
    },
  });
  port.onmessage = (message) => {
    const request = dataOf(message) as KernelRequest | ScriptReply | InspectRequest;
    if (request.type === "script_reply") awaited.get(request.hash)?.(request);
    else if (request.type === "inspect_request") void inspectScope(request);
    else void kernel.execute(request);
  };
  async function inspectScope({ inspection }: InspectRequest): Promise<void> {
    let content: unknown;
    try {
      const part = (await library.fetch($bench, true)) as typeof Bench;
      content = part.inspectScope(kernel.names, {
        className,
        isConstant: kernel.isConstant,
        inspect: (value, limits) => inspect(value, limits, voice),
        library: library.module,
        displayName: (kind, word) => displayName(kind, word, language),
      });
    } catch (thrown) {
      const { ename, evalue } = reportError(thrown, voice);
      content = `${ename}: ${evalue}`;
    }
    post({ type: "inspect_reply", inspection, content });
  }
  self.addEventListener("unhandledrejection", (rejection) => {
    rejection.preventDefault();
    kernel.reportUncaught(rejection.reason);
  });
  self.addEventListener("error", (uncaught) => {
    uncaught.preventDefault();
    kernel.reportUncaught(uncaught.error);
  });
  post({ type: "kernel_ready" });
}
