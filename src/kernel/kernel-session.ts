// The kernel, apart from where it runs: takes execute requests, one after another, and answers with messages.
//
//   execute_request ─▶ status busy ─▶ stream | display_data | error … ─▶ execute_result | error
//                   ─▶ execute_reply ─▶ status idle
//
// A silent request (a replay) does the same work and sends its reply only. What a run still prints or throws
// after its reply (from a timer) is sent with that run's number; it is the page's to show or refuse.
import type { MimeBundle } from "../notebook/output.ts";
import { withoutEscapes } from "./console-format.ts";
import { createConsole } from "./console.ts";
import { represent, sizeOf } from "./display.ts";
import type { DisplayOf } from "./display.ts";
import { engineMessage, reportError } from "./error-report.ts";
import type { ErrorReport } from "./error-report.ts";
import { evaluate, type Evaluation } from "./evaluate.ts";
import { progressBars } from "./progress.ts";
import type { KernelMessage, KernelRequest, Language, Transient } from "./protocol.ts";
import { createRunContext, runTimers } from "./run.ts";
import type { Run, RunContext } from "./run.ts";
import { createScope } from "./scope.ts";
import type { ModuleRegistry, ProvideNames } from "./scope.ts";
import { seededMath } from "./seeded-math.ts";
import { createStreamBuffer } from "./stream.ts";
import { tableBundle } from "./table.ts";
import { createVoice } from "./voice.ts";
import type { Voice } from "./voice.ts";

export interface KernelOptions {
  /** Carries a message to the page. */
  readonly send: (message: KernelMessage) => void;
  /** What cells can import, by module name. */
  readonly modules: ModuleRegistry;
  /** Fetches names of them that are not here yet. */
  readonly provide?: ProvideNames;
  /** Fetches what a program needs that is not here yet, before it runs; null when all of it is. */
  readonly prepare?: (request: KernelRequest) => Promise<void> | null;
  readonly language: Language;
  /** How it speaks; in that language, and as itself alone, unless given. */
  readonly voice?: Voice;
  /** The library's own representations of its values. */
  readonly displayOf?: DisplayOf;
  /** What to try next about a message of the engine's; it may have to be fetched. */
  readonly hintOf?: (message: string, names: object) => Promise<string | null>;
  /** Knows whose task this is; one that is told so unless given. */
  readonly context?: RunContext;
  /** Where `Math.random` starts; the same for every kernel unless given. */
  readonly seed?: number;
}

export interface Kernel {
  /** The notebook's variables by name, to be looked at. */
  readonly names: Readonly<Record<string, unknown>>;
  /** Whether a cell has declared the name with `const`. */
  readonly isConstant: (name: string) => boolean;
  /** Runs a request after those before it. Resolves once its reply is sent; never rejects. */
  execute(request: KernelRequest): Promise<void>;
  /** Reports an uncaught error (an unhandled rejection, say) as one of the current run. */
  reportUncaught(thrown: unknown): void;
}

/** Displays that one run may send, and characters in all of them: beyond it lies a loop by mistake. */
export const maximumDisplays = 1_000;
export const maximumDisplayed = 50_000_000;

/** Errors that one run may send: a loop may leave a hundred thousand rejected promises behind. */
export const maximumErrors = 100;

/** Frames of the core lie above the reader's: V8's ten are too few to reach them. */
const stackDepth = 100;

const defaultSeed = 1;

/** The last expression of a program, where it is a property of a name: `$scope.vm.state`. */
const propertyAtEnd = /return \[\((\$scope\d*(?:\.[\p{ID_Continue}$]+){2,})\)\];?\s*\}$/u;

export function createKernel(options: KernelOptions): Kernel {
  const { language, displayOf, voice = createVoice(language) } = options;
  const { context = createRunContext() } = options;
  const displaying = { language, voice, ...(displayOf ? { displayOf } : {}) };
  const stream = createStreamBuffer(
    ({ run, name, text }) => send(run, { type: "stream", run: run.run, name, text }),
    voice,
  );
  const errorCounts = new WeakMap<Run, number>();
  const displayed = new WeakMap<Run, { count: number; characters: number; full: boolean }>();
  const pendingDisplays = new WeakMap<Run, Set<Promise<void>>>();
  Error.stackTraceLimit = stackDepth;

  const progress = progressBars({
    voice,
    currentRun: () => context.current,
    show: (run, display_id, data, isUpdate) => {
      if (isUpdate)
        send(run, { type: "update_display_data", run: run.run, data, transient: { display_id } });
      else sendDisplay(data, run, { display_id });
    },
  });
  const provided = {
    display: Object.assign(display, { progress }),
    console: createConsole(
      {
        write: (name, text) => {
          if (context.current) stream.write(context.current, name, withoutEscapes(text));
        },
        report: (error) => print(reportError(error, voice, isConstant)),
        trace: (text) => {
          // Within the reader's innermost call lies the kernel's own.
          const frames = reportError(new Error(), voice).frames.map(
            ({ library = 0, ...frame }, at) =>
              at > 0 && library > 0 ? { ...frame, library } : frame,
          );
          print({ ename: voice.say("Trace"), evalue: text, hint: null, frames });
        },
        speaker: () => context.current,
        table: (rows) => sendDisplay(tableBundle(rows, voice), context.current),
      },
      voice,
    ),
    Math: seededMath(options.seed ?? defaultSeed),
    ...runTimers(context, reportUncaught, voice),
  };
  const scope = createScope(options.modules, provided, provide, voice, context);

  const { names, isConstant } = scope;

  let last: Promise<void> = Promise.resolve();

  return {
    names,
    isConstant,
    reportUncaught,
    execute(request) {
      last = last.then(() => executeNow(request));
      return last;
    },
  };

  /** What a run has waited for begins a task: it is that run's again. */
  function provide(specifier: string, names: readonly string[]): Promise<void> | null {
    const run = context.current;
    const coming = options.provide?.(specifier, names) ?? null;
    return run && coming ? come(coming, run) : coming;
  }

  async function come(coming: Promise<void>, run: Run): Promise<void> {
    try {
      await coming;
    } finally {
      context.enter(run);
    }
  }

  /** Waits for what a request's program needs; what comes of the run if that cannot be had, and null if it can. */
  async function unprepared(request: KernelRequest, run: Run): Promise<Evaluation | null> {
    try {
      const coming = options.prepare?.(request);
      if (!coming) return null;
      await coming;
      context.enter(run);
      return null;
    } catch (thrown) {
      return { status: "error", error: reportError(thrown, voice), thrown };
    }
  }

  function send(run: Run | null, message: KernelMessage): void {
    if (run?.silent && message.type !== "execute_reply") return;
    if (message.type !== "stream") stream.flush();
    options.send(message);
  }

  function sendError(run: Run, thrown: unknown): void {
    sendReport(run, reportError(thrown, voice, isConstant));
  }

  function sendReport(
    run: Run,
    { ename, evalue, hint, frames }: ErrorReport,
    printed?: true,
  ): void {
    const error = { type: "error", run: run.run, ename, evalue, hint, frames } as const;
    send(run, printed ? { ...error, printed } : error);
  }

  /** What the cell prints; false where it may not say so any more. */
  function print(report: ErrorReport): boolean {
    const run = context.current;
    if (run === null || !mayTell(run)) return false;
    sendReport(run, report, true);
    return true;
  }

  /** The report, with a hint about the engine's message where the error has none of its own. */
  async function hinted(failed: { error: ErrorReport; thrown: unknown }): Promise<ErrorReport> {
    const { error, thrown } = failed;
    const message = error.hint === null ? engineMessage(thrown) : undefined;
    if (message === undefined || !options.hintOf) return error;
    // Where a hint cannot be had, or a proxy throws when it is looked at, the error is told without.
    const hint = await options.hintOf(message, names).catch(() => null);
    return { ...error, hint };
  }

  function reportUncaught(thrown: unknown): void {
    const run = context.current;
    if (run && mayTell(run)) sendError(run, thrown);
  }

  /** Whether one more error of a run is told. */
  function mayTell(run: Run): boolean {
    const count = (errorCounts.get(run) ?? 0) + 1;
    errorCounts.set(run, count);
    if (count === maximumErrors + 1)
      stream.write(
        run,
        "stderr",
        `${voice.say("… {0} errors of one run are shown, and no more.", maximumErrors)}\n`,
      );
    return count <= maximumErrors;
  }

  async function executeNow(request: KernelRequest): Promise<void> {
    const { run: number, cell, code, execution_count, silent } = request;
    const run: Run = { run: number, cell, silent };
    context.enter(run);
    send(run, { type: "status", run: number, execution_state: "busy" });
    // Awaited, and no `then` called: a cell may have replaced it.
    const evaluation =
      (await unprepared(request, run)) ??
      (await evaluate(code, { cell, run: number }, scope, voice));
    context.enter(run);
    const pending = pendingDisplays.get(run);
    if (pending) await Promise.all(pending);
    let status = evaluation.status;
    if (evaluation.status === "error") sendReport(run, await hinted(evaluation));
    else if (evaluation.value !== undefined && !silent) {
      const data = await bundleOf(evaluation.value, run);
      if (data) send(run, { type: "execute_result", run: number, execution_count, data });
      else status = "error";
    } else if (!silent) await tellAbsent(run, code);
    stream.finish(run);
    send(run, { type: "execute_reply", run: number, status });
    send(run, { type: "status", run: number, execution_state: "idle" });
  }

  /** A cell that ends in a property that there is not shows nothing, and the reader looks for a misspelling. */
  async function tellAbsent(run: Run, code: string): Promise<void> {
    const [, path] = propertyAtEnd.exec(code) ?? [];
    if (path === undefined || !options.hintOf) return;
    // Where a hint cannot be had, the cell shows nothing, as it would without.
    const hint = await options.hintOf(`${path} is undefined`, names).catch(() => null);
    if (hint !== null) stream.write(run, "stderr", `${hint}\n`);
  }

  /** The value's representation; null after having reported why there is none. */
  async function bundleOf(value: unknown, run: Run): Promise<MimeBundle | null> {
    try {
      return await represent(value, displaying);
    } catch (thrown) {
      sendError(run, thrown);
      return null;
    }
  }

  /** The cells' `display(value)`: shows a value now, or once its representation is ready. */
  function display(value: unknown): Promise<void> {
    const run = context.current;
    if (run === null || run.silent) return Promise.resolve();
    // Not even represented, when it will not be sent.
    if (displayed.get(run)?.full) return Promise.resolve();
    let bundle: ReturnType<typeof represent>;
    try {
      bundle = represent(value, displaying);
    } catch (thrown) {
      sendError(run, thrown);
      return Promise.resolve();
    }
    if (!(bundle instanceof Promise)) {
      sendDisplay(bundle, run);
      return Promise.resolve();
    }
    const pending = pendingDisplays.get(run) ?? new Set();
    pendingDisplays.set(run, pending);
    const shown: Promise<void> = bundle
      .then(
        (data) => sendDisplay(data, run),
        (thrown: unknown) => sendError(run, thrown),
      )
      .finally(() => pending.delete(shown));
    pending.add(shown);
    return shown;
  }

  function sendDisplay(data: MimeBundle, run: Run | null, transient?: Transient): void {
    if (run === null) return;
    const so = displayed.get(run) ?? { count: 0, characters: 0, full: false };
    displayed.set(run, so);
    if (so.full) return;
    so.count += 1;
    so.characters += sizeOf(data);
    if (so.count <= maximumDisplays && so.characters <= maximumDisplayed)
      return send(run, {
        type: "display_data",
        run: run.run,
        data,
        ...(transient && { transient }),
      });
    so.full = true;
    const left =
      so.count > maximumDisplays
        ? voice.say(
            "… one run may display {0} values; the others are not shown.",
            maximumDisplays.toLocaleString("en"),
          )
        : voice.say(
            "… one run may display {0} characters of values; the others are not shown.",
            maximumDisplayed.toLocaleString("en"),
          );
    stream.write(run, "stderr", `${left}\n`);
  }
}
