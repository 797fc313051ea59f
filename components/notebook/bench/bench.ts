// The bench: which names are in scope, and every live server with what stands on it, beside the lesson. It asks the
// kernel after each run while it is open, and never otherwise; the kernel answers when it is not busy. What it shows is
// the last answer, and it says when that is about to be another.
import type { Session } from "../../../src/notebook/session-state.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { basesAfter, findMachine, marksBetween, noMarks, type Bases } from "./changes.ts";
import { readInspection, type Inspection } from "./inspection.ts";
import { machineHtml } from "./machine.ts";
import { overviewHtml, type Shown } from "./overview.ts";
import { addLayerColours, BenchPanel } from "./panel.ts";
import { benchStrings } from "./strings.ts";

/** Where it is kept on this device that the bench is open. Also in features.ts, which opens it again. */
const storageKey = "hypervisor-notebook/bench";

/** How long a kernel that has nothing else to do may take to answer. */
const patience = 8_000;

let bench: Bench | undefined;

/** Opens the bench, or closes it. */
export function open(page: NotebookPage, button: HTMLElement, isAsLeft: boolean): void {
  bench ??= new Bench(page, button);
  bench.toggle(isAsLeft);
}

/** What the kernel has run so far: another word, another scope. */
const stateOf = ({ kernel, history }: Session): string =>
  `${String(kernel.generation)} ${kernel.status} ${String(history.length)} ${String(history.at(-1)?.run)}`;

class Bench {
  readonly #page: NotebookPage;
  readonly #button: HTMLElement;
  readonly #panel: BenchPanel;
  readonly #s;
  #ended: (() => void) | undefined;
  #touching = new AbortController();
  #session: Session;
  #inspection: Inspection | null = null;
  /** What was shown when the reader last started something: what is new is new against this. */
  #atRest: Inspection | null = null;
  #bases: Bases = new Map();
  /** The state that the kernel was last asked about, and whether it has still to answer. */
  #asked = "";
  #pending = false;
  #patience = 0;
  #problem: "silent" | "unreadable" | null = null;
  #wasRunning = false;
  /** The run that was last when the session was last looked at: what is short may begin and end between two looks. */
  #lastRun: number | undefined;
  /** The machine that is shown in full. */
  #machine: string | null = null;
  #drawn = "";

  constructor(page: NotebookPage, button: HTMLElement) {
    this.#page = page;
    this.#button = button;
    this.#session = page.shell.session;
    this.#s = benchStrings[page.language];
    addLayerColours();
    button.setAttribute("aria-controls", "bench");
    this.#panel = new BenchPanel({
      s: this.#s,
      close: () => {
        this.toggle();
      },
      openMachine: (path) => {
        this.#machine = path;
        this.#draw();
        this.#panel.focusView(null);
      },
      back: () => {
        const left = this.#machine;
        this.#machine = null;
        this.#draw();
        this.#panel.focusView(left);
      },
      goToCell: (id) => {
        const cell = page.cells().find(({ cellId }) => cellId === id);
        cell?.scrollIntoView({ block: "center" });
        cell?.focus({ preventScroll: true });
      },
      askAgain: () => {
        this.#problem = null;
        this.#pending = false;
        this.#ask();
        this.#draw();
      },
    });
  }

  toggle(isAsLeft = false): void {
    const isOpen = this.#ended !== undefined;
    if (isOpen) this.#close();
    else this.#open(isAsLeft);
    this.#button.setAttribute("aria-expanded", String(!isOpen));
    document.documentElement.toggleAttribute("data-bench", !isOpen);
    try {
      if (isOpen) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, "open");
    } catch {
      // Nothing can be stored here: the bench is as it is until the page is left.
    }
  }

  #open(isAsLeft: boolean): void {
    const main = document.querySelector(".main-pane");
    if (main === null) document.body.append(this.#panel.element);
    else main.after(this.#panel.element);
    this.#draw();
    // Opened with the page, and not by the reader, it is not what the page is read for.
    this.#panel.fold(isAsLeft);
    // Who touches the page wants to see it.
    document.addEventListener(
      "pointerdown",
      ({ target }) => {
        if (!this.#panel.element.contains(target as Element)) this.#panel.fold(true);
      },
      { signal: this.#touching.signal },
    );
    // Only if the reader pressed the button: a bench that was left open on an earlier visit leaves the focus alone.
    if (document.activeElement === this.#button) this.#panel.focusTitle();
    this.#ended = this.#page.onRender((_, session) => {
      this.#follow(session);
    });
  }

  #close(): void {
    const hadFocus = this.#panel.element.contains(document.activeElement);
    this.#ended?.();
    this.#ended = undefined;
    this.#touching.abort();
    this.#touching = new AbortController();
    this.#panel.element.remove();
    this.#forget();
    if (hadFocus) this.#button.focus();
  }

  #forget(): void {
    this.#inspection = null;
    this.#atRest = null;
    this.#bases = new Map();
    this.#lastRun = undefined;
    this.#asked = "";
    this.#pending = false;
    this.#problem = null;
    clearTimeout(this.#patience);
  }

  /** The session has changed in some way. */
  #follow(session: Session): void {
    this.#session = session;
    const { kernel, history } = session;
    const isRunning = session.evaluating !== null || session.queue.length > 0;
    const lastRun = history.at(-1)?.run;
    const hasBegun = isRunning || lastRun !== this.#lastRun;
    if (hasBegun && !this.#wasRunning) this.#atRest = this.#inspection;
    this.#wasRunning = isRunning;
    this.#lastRun = lastRun;
    if (history.length === 0 && kernel.status !== "restoring" && !isRunning) this.#forget();
    if (kernel.status === "ready" && history.length > 0) this.#ask();
    if (isRunning) clearTimeout(this.#patience);
    this.#draw();
  }

  /** Asks, unless the answer is known or on its way. A kernel that did not answer is not asked again unbidden. */
  #ask(): void {
    const state = stateOf(this.#session);
    if (this.#pending || this.#problem === "silent" || this.#asked === state) return;
    this.#asked = state;
    this.#pending = true;
    clearTimeout(this.#patience);
    this.#patience = window.setTimeout(() => {
      this.#problem = "silent";
      this.#draw();
    }, patience);
    void this.#page.shell.inspect().then((content) => {
      if (this.#asked === state) this.#answered(content);
    });
  }

  #answered(content: unknown): void {
    this.#pending = false;
    clearTimeout(this.#patience);
    if (this.#ended === undefined) return;
    // Null: the kernel is gone, or a later question took this one's place. What follows from that is asked anew.
    if (content !== null) {
      this.#problem = null;
      const inspection = readInspection(content);
      if (inspection === null) {
        console.warn("bench: the kernel's answer cannot be read.", content);
        this.#problem = "unreadable";
      } else this.#show(inspection);
    }
    this.#draw();
    if (stateOf(this.#page.shell.session) !== this.#asked) this.#follow(this.#page.shell.session);
  }

  #show(inspection: Inspection): void {
    this.#bases = basesAfter(this.#bases, inspection);
    this.#inspection = inspection;
    if (this.#machine !== null)
      this.#machine = findMachine(inspection, this.#machine)?.path ?? null;
    if (this.#session.queue.length === 0) {
      const own = inspection.total - inspection.names.filter(({ imported }) => imported).length;
      this.#panel.announce(this.#s.summary(own, inspection.servers.length));
    }
  }

  #draw(): void {
    if (!this.#panel.element.isConnected) return;
    const { kernel, evaluating, queue } = this.#session;
    const isRunning = evaluating !== null || queue.length > 0;
    this.#panel.setActivity(
      kernel.status === "restoring" ? this.#s.restoring : isRunning ? this.#s.running : "",
    );
    const html = this.#html();
    if (html === this.#drawn && this.#panel.element.querySelector(".bench-body *") !== null) return;
    this.#drawn = html;
    this.#panel.draw(html);
  }

  #html(): string {
    const s = this.#s;
    const note = (text: string, again = false) =>
      `<p class="bench-note">${text}</p>${again ? `<button type="button" class="bench-ask" data-ask>${s.askAgain}</button>` : ""}`;
    const problem =
      this.#problem !== null
        ? note(s[this.#problem], true)
        : this.#session.kernel.status === "lost"
          ? note(s.lost)
          : "";
    const inspection = this.#inspection;
    if (inspection === null)
      return problem === "" && this.#session.history.length === 0 ? note(s.empty) : problem;
    const marks = this.#atRest === null ? noMarks : marksBetween(this.#atRest, inspection);
    const shown: Shown = {
      inspection,
      marks,
      bases: this.#bases,
      s,
      definedBy: (name) => this.#definedBy(name),
    };
    const place = this.#machine === null ? null : findMachine(inspection, this.#machine);
    return problem + (place === null ? overviewHtml(shown) : machineHtml(place, shown));
  }

  #definedBy(name: string): { readonly cell: string; readonly count: string } | null {
    const { history, cells } = this.#session;
    const run = history.findLast(
      ({ cell }) => cells.get(cell)?.program?.defines.includes(name) === true,
    );
    if (run === undefined || !this.#page.cells().some(({ cellId }) => cellId === run.cell))
      return null;
    return { cell: run.cell, count: `[${String(run.executionCount ?? " ")}]` };
  }
}
