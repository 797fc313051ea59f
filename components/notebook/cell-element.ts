// <notebook-cell>: one cell on the page. It shows what it is told (a `CellView`) and says what the reader does; it
// decides nothing. The attributes data-validity and data-activity are a public contract: styles and tests of
// others rely on them.
import type { Output } from "../../src/notebook/output.ts";
import type { CellView } from "../../src/notebook/validity.ts";
import { strings } from "../site/strings.ts";
import { CellEditing } from "./cell-editing.ts";
import type { CellData, CellHost, CellIntent } from "./cell-host.ts";
import { isCellKey, runOf } from "./cell-keys.ts";
import { CellNotice } from "./cell-notice.ts";
import { errorOf, renderOutputs } from "./cell-outputs.ts";
import type { Editor } from "./editor/editor.ts";
import type { EditorKind } from "./editor/preference.ts";
import { fetchedRenderers } from "./late-outputs.ts";
import { timeText } from "./run-times.ts";

export class NotebookCell extends HTMLElement {
  #host: CellHost | undefined;
  #view: CellView | undefined;
  #outputs: readonly Output[] | undefined;
  #editing: CellEditing | undefined;
  #notice: CellNotice | undefined;
  #data: CellData | undefined;

  get cellId(): string {
    return this.dataset["cell"] ?? "";
  }

  /** The lesson's own source, program and drawings, as the build left them in the page. */
  get data(): CellData {
    if (this.#data === undefined) {
      const text = this.querySelector("script.cell-data")?.textContent ?? "null";
      // The source is on the page already, until an editor takes its place.
      const source = this.querySelector(".cell-editor code")?.textContent ?? "";
      this.#data = { ...(JSON.parse(text) as Omit<CellData, "source">), source };
    }
    return this.#data;
  }

  /** Connects the cell to its notebook; from here on its buttons work. */
  connect(host: CellHost): void {
    this.#host = host;
    const intend = (intent: CellIntent) => {
      host.intend(this.cellId, intent);
    };
    const act = (selector: string, action: () => void) => {
      const button = this.querySelector<HTMLButtonElement>(`.cell-bar ${selector}`);
      button?.removeAttribute("disabled");
      button?.addEventListener("click", action);
    };
    act("[data-action=run]", () => {
      intend({ type: "run", then: "stay" });
    });
    act("[data-action=stop]", () => {
      intend({ type: "stop" });
    });
    act("[data-action=edit]", () => {
      this.edit();
    });
    act("[data-action=reset]", () => {
      intend({ type: this.#view?.edited === false ? "undo_reset" : "reset" });
    });
    const notice = this.querySelector<HTMLElement>(".cell-notice");
    if (notice !== null) this.#notice = new CellNotice(notice, host);
    this.#editing = new CellEditing({
      element: this,
      id: this.cellId,
      host,
      source: () => host.source(this.cellId),
      lessonSource: () => this.data.source,
      intend,
    });
    this.addEventListener("keydown", (event) => {
      this.#keydown(event, intend);
    });
  }

  #keydown(event: KeyboardEvent, intend: (intent: CellIntent) => void): void {
    if (!isCellKey(event)) return;
    const onCell = event.target === this;
    const then = runOf(event);
    // Enter on a button is the button's, with whatever is held beside it.
    if (event.key === "Enter" && (event.target as Element).closest("button, a, summary") === null) {
      if (then !== null) intend({ type: "run", then });
      else this.edit();
    } else if (event.key === "Escape" && !onCell) this.focus();
    else return;
    event.preventDefault();
  }

  /** Opens the code for editing and puts the caret into it. */
  edit(): void {
    if (this.#view === undefined) return;
    // A Markdown cell shows its text as written while the reader edits it.
    delete this.dataset["rendered"];
    this.#editing?.open();
  }

  /** The editor, while the code is open. */
  get editor(): Editor | undefined {
    return this.#editing?.editor;
  }

  /** Exchanges the editor, if the code is open. */
  useEditor(kind: EditorKind): void {
    this.#editing?.use(kind);
  }

  /** What the cell shows; nothing while it shows what was recorded. */
  get outputs(): readonly Output[] {
    return this.#outputs ?? [];
  }

  /** Beside the number of the run: the time that it has taken. */
  showTime(time: string): void {
    const element = this.querySelector(".cell-time");
    if (element !== null && element.textContent !== time) element.textContent = time;
  }

  /** Shows the cell as it is now. `took`: the milliseconds of its last run, if that came to its end. */
  render(view: CellView, took?: number): void {
    const before = this.#view;
    this.#view = view;
    this.dataset["validity"] = view.validity;
    this.dataset["activity"] = view.activity;
    const language = this.#host?.language ?? "en";
    const s = strings[language];
    const text = (selector: string, value: string) => {
      const element = this.querySelector(selector);
      if (element !== null && element.textContent !== value) element.textContent = value;
    };
    const show = (selector: string, visible: boolean) => {
      this.querySelector(selector)?.toggleAttribute("hidden", !visible);
    };
    const busy = view.activity !== "ready";
    const focused = document.activeElement;
    text(".cell-count", `[${busy ? "*" : (view.executionCount ?? " ").toString()}]`);
    // While it runs, the time goes on as long-run.ts says.
    if (view.activity !== "evaluating" || before?.activity !== "evaluating")
      this.showTime(busy || took === undefined ? "" : timeText(took, language));
    text(
      ".cell-status",
      view.activity === "queued"
        ? s.queued
        : view.activity === "evaluating"
          ? s.running
          : view.edited
            ? s.edited
            : "",
    );
    show(".cell-stop", busy);
    show(".cell-run", !busy);
    show(".cell-reset", view.edited || view.canUndoReset);
    text(".cell-reset", view.edited ? s.reset : s.undo);
    // A button that goes away would take the focus along: Run hands it to Stop, Stop to Run, others to the cell.
    if (focused instanceof HTMLElement && focused.hidden && this.contains(focused)) {
      const other = { run: ".cell-stop", stop: ".cell-run" }[focused.dataset["action"] ?? ""];
      const next = other === undefined ? this : this.querySelector<HTMLElement>(other);
      next?.focus({ preventScroll: true });
    }
    // What was there stays until there is something else: nothing moves below a cell that runs.
    if (!busy) show(".cell-origin", view.origin === "recorded" || view.outputs.length > 0);
    this.#notice?.render(view);
    if (view.outputs !== this.#outputs) {
      const region = this.querySelector<HTMLElement>(".cell-output");
      // The first view brings the recorded outputs, which the page shows already.
      if (region !== null && (this.#outputs !== undefined || view.origin !== "recorded")) {
        const context = {
          language,
          prefix: this.cellId,
          diagrams: this.data.diagrams,
          renderers: fetchedRenderers,
          live: true,
        };
        // A part of what is to come takes no less room than what it takes the place of.
        if (busy) region.style.minHeight ||= `${String(region.getBoundingClientRect().height)}px`;
        renderOutputs(region, view.outputs, this.#outputs ?? [], context);
      }
      this.#outputs = view.outputs;
    }
    if (!busy) this.querySelector<HTMLElement>(".cell-output")?.style.removeProperty("min-height");
    this.editor?.refresh();
    if (before === undefined || before.source !== view.source)
      this.#editing?.render(view.source, before === undefined);
    const error = errorOf(view.outputs);
    const frame = error?.frames?.find(({ cell }) => cell === this.cellId);
    this.#editing?.markError(
      view.validity === "stale" ? null : (frame?.line ?? null),
      error?.evalue ?? "",
    );
  }
}
