// The effects around the session. The reducer in src/notebook says what must be done; here it is done, and what
// comes of it goes back as an operation. Nothing in this file decides anything about a cell.
import { createKernelClient, KernelLostError, type KernelClient } from "../../src/kernel/client.ts";
import type { Compiler } from "../../src/kernel/compiler-client.ts";
import type { KernelMessage } from "../../src/kernel/protocol.ts";
import type {
  Action,
  Operation,
  SiteTrouble,
  StructureOperation,
} from "../../src/notebook/operations.ts";
import { apply, type ChangeStructure } from "../../src/notebook/session.ts";
import type { Session } from "../../src/notebook/session-state.ts";
import { findCell } from "../../src/notebook/document.ts";
import type { DeviceTexts } from "../../src/notebook/device-texts.ts";
import { EditKeeping } from "../../src/notebook/edit-keeping.ts";
import type { ErrorOutput } from "../../src/notebook/output.ts";
import type { OwnCellsStore } from "../../src/notebook/own-cells-store.ts";
import type { EditStore } from "../../src/notebook/storage.ts";
import { viewCells, type CellView } from "../../src/notebook/validity.ts";
import type { Language } from "../site/strings.ts";
import { fetchRenderers } from "./late-outputs.ts";
import { lessonMaps, type MappingsOf } from "./lesson-maps.ts";
import { RunTimes } from "./run-times.ts";
import { troubleWords, whyMissing } from "./site-trouble.ts";

export interface ShellOptions {
  readonly session: Session;
  readonly lesson: string;
  readonly language: Language;
  readonly kernelURL: string;
  /** The small compiler, for a page that may not load the other. */
  readonly compilerURL?: string | undefined;
  /** The source maps of the lesson's own programs. */
  readonly mapsURL: string;
  readonly store: EditStore;
  readonly ownCellsStore: OwnCellsStore;
  readonly texts: DeviceTexts;
  /** Cells whose stored edit is older than the lesson: the hash of the lesson that it was an edit of. */
  readonly undecided: ReadonlyMap<string, string>;
  /** Called before a run is handed to the kernel, with its cell, and with null when nothing runs any more. */
  readonly onEvaluating: (cell: string | null) => void;
  /** Called after changes, not more often than they can be seen. */
  readonly render: (views: readonly CellView[], session: Session) => void;
  readonly announce: (action: Extract<Action, { type: "announce" }>) => void;
}

/** What the site's answer has to do with the loss of a kernel. */
function troubleOf(error: unknown): { readonly trouble?: SiteTrouble } {
  const trouble = error instanceof KernelLostError ? error.trouble : null;
  return trouble === null ? {} : { trouble };
}

/** How long typing may go on before an edit is written; every run writes at once. */
const saveDelay = 400;

/**
 * How long changes are gathered before they are shown, in milliseconds. A run that is over sooner is drawn once, with
 * what it gave; to draw that it has begun would hold up its answer.
 */
const renderDelay = 20;

export class NotebookShell {
  readonly times = new RunTimes();
  /** What is written of the reader's, and when. */
  readonly keeping: EditKeeping;
  readonly #options: ShellOptions;
  readonly #client: KernelClient;
  /** Fetched when the reader edits; what could not be fetched is asked for again. */
  #compiler: Promise<Compiler> | undefined;
  /** Source maps of what ran, for the lines of errors; a run's frames may lead into cells that ran before. */
  readonly #mappings = new Map<number, string>();
  readonly #lessonMaps: ReturnType<typeof lessonMaps>;
  #session: Session;
  #generation = 0;
  #compilerWarmed = false;
  #renderPending = false;
  /** Messages are handled in order, also while the lines of an error are being looked up. */
  #inbox: Promise<void> = Promise.resolve();

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#session = options.session;
    this.keeping = new EditKeeping({
      lesson: options.lesson,
      store: options.store,
      ownCellsStore: options.ownCellsStore,
      texts: options.texts,
      undecided: options.undecided,
      page: Date.now().toString(36) + Math.random().toString(36).slice(2, 8),
      session: () => this.#session,
      now: () => new Date().toISOString(),
      afterPause: (action) => {
        const timer = setTimeout(action, saveDelay);
        return () => {
          clearTimeout(timer);
        };
      },
      // The program may well be there before Run is pressed.
      onPause: () => {
        this.dispatch({ type: "compile_edits" });
      },
      onVersion: () => {
        import("./versions/trim.ts").then(
          ({ trim }) => {
            trim(options.texts);
          },
          (error: unknown) => {
            console.warn("notebook: the history of the cells could not be shortened.", error);
          },
        );
      },
    });
    this.#lessonMaps = lessonMaps(options.mapsURL);
    this.#client = createKernelClient({
      kernelURL: options.kernelURL,
      explain: troubleWords,
      language: options.language,
      onMessage: (message) => {
        if (message.type === "execute_reply") this.times.ended(message.run);
        this.#inbox = this.#inbox
          .then(async () => this.#receive(await this.#hinted(message)))
          .catch((error: unknown) => {
            console.error(
              "notebook: a message of the kernel could not be handled.",
              message,
              error,
            );
          });
      },
      onLost: (error) => {
        console.error("notebook: the kernel was lost.", error);
        void this.#lose(error, this.#generation);
      },
    });
    // An edit that waits to be written must not be lost with the page. A phone ends what is hidden without a word.
    const flush = () => {
      this.keeping.flush();
    };
    addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
  }

  get session(): Session {
    return this.#session;
  }

  /** Starts fetching the kernel before it is needed (on hover or focus); runs nothing. */
  warm(): void {
    this.#client.warm();
  }

  /** What is in scope, as a stranger says it; null when there is no kernel to ask. */
  inspect(): Promise<unknown> {
    return this.#client.inspect();
  }

  /** Lets something happen. A refused operation changes nothing: late words of an earlier kernel are common. */
  dispatch(operation: Exclude<Operation, StructureOperation>): void;
  /** Changes the order of the cells. The caller hands in `changeStructure`, which is fetched only when it is needed. */
  dispatch(operation: StructureOperation, changeStructure: ChangeStructure): void;
  dispatch(operation: Operation, changeStructure?: ChangeStructure): void {
    this.keeping.before(operation);
    const applied = apply(this.#session, operation, changeStructure);
    if (!applied.ok) return;
    const before = this.#session.evaluating;
    this.#session = applied.state;
    // Before the run: whatever it takes down, it is known what ran.
    const { evaluating } = applied.state;
    if (evaluating?.run !== before?.run) this.#options.onEvaluating(evaluating?.cell ?? null);
    for (const action of applied.actions) this.#perform(action);
    if (operation.type === "edit" && this.#isCode(operation.cell)) this.warmCompiler();
    // Of a run that is over nothing more comes: what it gave is shown now, not with the next frame.
    this.#scheduleRender(before !== null && evaluating === null);
  }

  #isCode(id: string): boolean {
    return findCell(this.#session.notebook, id)?.kind !== "markdown";
  }

  /** Fetches the compiler when editing starts, so that the first Run of an edit need not wait for it. */
  warmCompiler(): void {
    if (this.#compilerWarmed) return;
    this.#compilerWarmed = true;
    this.#fetchCompiler()
      .then((compiler) => compiler.warm())
      .catch((error: unknown) => {
        console.warn("notebook: the compiler could not be fetched yet; Run tries again.", error);
        this.#compilerWarmed = false;
      });
  }

  #fetchCompiler(): Promise<Compiler> {
    this.#compiler ??= import("../../src/kernel/compiler-client.ts").then(
      ({ createCompiler, startCompilerWorker }) =>
        createCompiler(
          () => startCompilerWorker(this.#options.compilerURL),
          this.#options.language,
          whyMissing,
        ),
      (error: unknown) => {
        this.#compiler = undefined;
        throw error;
      },
    );
    return this.#compiler;
  }

  #perform(action: Action): void {
    switch (action.type) {
      case "compile":
        void this.#compile(action);
        return;
      case "start_kernel":
        this.#generation = action.generation;
        this.#settle(this.#client.start(), "kernel_ready", action.generation);
        return;
      case "execute":
        this.#mappings.set(action.run, action.mappings);
        this.times.started(action.run);
        this.#client.execute({
          type: "execute_request",
          run: action.run,
          cell: action.cell,
          code: action.code,
          execution_count: action.executionCount,
          silent: false,
          recorded: action.recorded,
        });
        return;
      case "interrupt":
        this.#generation = action.generation;
        this.#settle(
          this.#client.interrupt(
            action.replay.map(({ run, cell, code, executionCount, recorded }) => ({
              type: "execute_request",
              run,
              cell,
              code,
              execution_count: executionCount,
              silent: true,
              recorded,
            })),
          ),
          "restored",
          action.generation,
        );
        return;
      case "shutdown_kernel":
        this.#client.shutdown();
        return;
      case "save":
        this.keeping.save(action.cell, action.urgent);
        return;
      case "announce":
        this.#options.announce(action);
        return;
    }
  }

  #settle(done: Promise<void>, type: "kernel_ready" | "restored", generation: number): void {
    done.then(
      () => {
        this.dispatch({ type, generation });
      },
      (error: unknown) => {
        console.error("notebook: the kernel could not be started.", error);
        this.dispatch({ type: "kernel_lost", generation, ...troubleOf(error) });
      },
    );
  }

  async #compile({ cell, version, source }: Extract<Action, { type: "compile" }>): Promise<void> {
    try {
      const compiler = await this.#fetchCompiler();
      const compilation = await compiler.compile(cell, source);
      this.dispatch({ type: "compile_finished", cell, version, compilation });
    } catch (error) {
      const { message, hint = await whyMissing() } = error as Error & { readonly hint?: string };
      const name = "CompilerUnavailableError";
      const failure = { name, message, line: 1, column: 1, hint };
      this.dispatch({
        type: "compile_finished",
        cell,
        version,
        compilation: { ok: false, failure },
      });
    }
  }

  /** The cell that was running says why, where it has to do with it. */
  async #lose(lost: KernelLostError, generation: number): Promise<void> {
    try {
      const { lossOutput } = await import("./kernel-loss.ts");
      const error = lossOutput(lost, this.#options.language);
      const run = this.#session.evaluating?.run;
      if (error !== null && run !== undefined) this.dispatch({ type: "error", run, error });
    } catch (error) {
      console.warn("notebook: why the kernel was lost could not be fetched.", error);
    }
    this.dispatch({ type: "kernel_lost", generation, ...troubleOf(lost) });
  }

  /** An error about a name that the kernel knows nothing like: the notebook may, in a cell that has not run. */
  async #hinted(message: KernelMessage): Promise<KernelMessage> {
    if (message.type !== "error" || message.hint !== null) return message;
    const names = [...this.session.cells.values()].flatMap(({ program }) => program?.defines ?? []);
    try {
      const { hintAtNames } = await import("../../src/kernel/frames.ts");
      return { ...message, hint: hintAtNames(message, names, this.#options.language) };
    } catch (error) {
      console.warn("notebook: an error is shown without a hint.", error);
      return message;
    }
  }

  async #receive(message: KernelMessage): Promise<void> {
    switch (message.type) {
      case "kernel_ready":
      case "status":
        return;
      case "stream":
        this.dispatch({ type: "stream", run: message.run, name: message.name, text: message.text });
        return;
      case "display_data":
        await fetchRenderers(message.data);
        this.dispatch({
          type: "display",
          run: message.run,
          data: message.data,
          ...(message.transient && { displayId: message.transient.display_id }),
        });
        return;
      case "update_display_data":
        await fetchRenderers(message.data);
        this.dispatch({
          type: "update_display",
          run: message.run,
          displayId: message.transient.display_id,
          data: message.data,
        });
        return;
      case "execute_result":
        await fetchRenderers(message.data);
        this.dispatch({ type: "result", run: message.run, data: message.data });
        return;
      case "error": {
        this.dispatch({ type: "error", run: message.run, error: await this.#errorOf(message) });
        return;
      }
      case "execute_reply":
        this.dispatch({ type: "reply", run: message.run, status: message.status });
        return;
    }
  }

  /** What finds the lines is fetched only when something has failed; where it cannot be had, the error has none. */
  async #errorOf(message: Extract<KernelMessage, { type: "error" }>): Promise<ErrorOutput> {
    try {
      const { errorOutput } = await import("../../src/kernel/frames.ts");
      const known: MappingsOf = (run) => this.#mappings.get(run);
      return errorOutput(message, await this.#lessonMaps(message.frames, known));
    } catch (error) {
      console.warn("notebook: the lines of an error could not be found.", error);
      const { ename, evalue, hint } = message;
      const has = { ename, evalue, traceback: [], ...(hint !== null && { hint }) };
      return { output_type: "error", ...has };
    }
  }

  #scheduleRender(atOnce: boolean): void {
    // A hidden page gets no frames, and its state must be true all the same.
    const soon = atOnce || document.hidden;
    if (this.#renderPending && !soon) return;
    this.#renderPending = true;
    const render = () => {
      if (this.#renderPending) this.render();
    };
    if (soon) queueMicrotask(render);
    else setTimeout(render, renderDelay);
  }

  /** Shows the session as it is now. */
  render(): void {
    this.#renderPending = false;
    this.#options.render(viewCells(this.#session), this.#session);
  }
}
