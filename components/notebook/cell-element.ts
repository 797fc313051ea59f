// <notebook-cell>: one cell on the page. It shows what it is told (a `CellView`) and says what the reader does; it
// decides nothing. The attributes data-validity and data-activity are a public contract: styles and tests of
// others rely on them.
import type { ErrorOutput, Output } from "../../src/notebook/output.ts";
import type { Program } from "../../src/notebook/program.ts";
import type { CellView } from "../../src/notebook/validity.ts";
import { strings, type Language } from "../site/strings.ts";
import { drawDiagrams } from "./diagrams.ts";
import type { Editor, EditorOptions } from "./editor/editor.ts";
import type { NeighbourCell } from "./editor/neighbours.ts";
import { openPlainEditor } from "./editor/plain.ts";
import { outputHtml, outputsHtml, updatedOutput, type DrawnDiagram } from "./output.ts";

/** What the page carries for a cell. */
export interface CellData {
  readonly source: string;
  readonly program: Program;
  readonly diagrams: Readonly<Record<string, DrawnDiagram>>;
}

/** What the reader does to a cell. */
export type CellIntent =
  | { readonly type: "run"; readonly then: "next" | "stay" }
  | { readonly type: "stop" | "reset" | "undo_reset" | "keep_mine" }
  | { readonly type: "edit"; readonly source: string };

/** What a cell asks of its notebook. */
export interface CellHost {
  readonly language: Language;
  readonly typesURL: string;
  intend(cell: string, intent: CellIntent): void;
  neighbours(): readonly NeighbourCell[];
}

/** Monaco does not support touch keyboards, and a narrow screen has no room for it. */
const wantsPlainEditor = (): boolean => matchMedia("(pointer: coarse), (max-width: 40rem)").matches;

export class NotebookCell extends HTMLElement {
  #host: CellHost | undefined;
  #view: CellView | undefined;
  #outputs: readonly Output[] | undefined;
  #editor: Editor | undefined;
  #failedLine: number | null = null;
  #data: CellData | undefined;
  /** Set when the lesson has changed since the stored edit was made. */
  #lessonChanged = false;

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
  connect(host: CellHost, lessonChanged: boolean): void {
    this.#host = host;
    this.#lessonChanged = lessonChanged;
    const act = (selector: string, action: () => void) => {
      const button = this.querySelector<HTMLButtonElement>(`.cell-bar ${selector}`);
      button?.removeAttribute("disabled");
      button?.addEventListener("click", action);
    };
    act("[data-action=run]", () => {
      this.#intend({ type: "run", then: "stay" });
    });
    act("[data-action=stop]", () => {
      this.#intend({ type: "stop" });
    });
    act("[data-action=edit]", () => {
      this.edit();
    });
    act("[data-action=reset]", () => {
      this.#intend({ type: this.#view?.edited === false ? "undo_reset" : "reset" });
    });
    this.querySelector(".cell-editor")?.addEventListener("click", () => {
      if (this.#editor === undefined && getSelection()?.isCollapsed !== false) this.edit();
    });
    this.addEventListener("keydown", (event) => {
      this.#keydown(event);
    });
  }

  #intend(intent: CellIntent): void {
    this.#host?.intend(this.cellId, intent);
  }

  #keydown(event: KeyboardEvent): void {
    // Keys inside an editor are the editor's; these are the cell's, while it has the focus itself.
    if (event.isComposing || event.defaultPrevented || event.key !== "Enter") return;
    const target = event.target as HTMLElement;
    if (target.closest("button, a, textarea, .monaco-editor") !== null) return;
    event.preventDefault();
    if (event.shiftKey) this.#intend({ type: "run", then: "next" });
    else if (event.ctrlKey || event.metaKey) this.#intend({ type: "run", then: "stay" });
    else this.edit();
  }

  /** Opens the code for editing and puts the caret into it. */
  edit(): void {
    const holder = this.querySelector<HTMLElement>(".cell-editor");
    const host = this.#host;
    const view = this.#view;
    if (holder === null || host === undefined || view === undefined) return;
    if (this.#editor !== undefined) {
      this.#editor.focus();
      return;
    }
    const options = (source: string, caret: number): EditorOptions => ({
      cell: this.cellId,
      source,
      caret,
      label: `${strings[host.language].code}: ${this.cellId}`,
      neighbours: () => host.neighbours(),
      onChange: (changed) => {
        this.#intend({ type: "edit", source: changed });
      },
      onRun: (then) => {
        this.#intend({ type: "run", then });
      },
      onLeave: () => {
        this.focus();
      },
    });
    this.dataset["editor"] = "plain";
    this.querySelector<HTMLElement>(".cell-bar [data-action=edit]")?.setAttribute("hidden", "");
    const plain = openPlainEditor(holder, options(view.source, view.source.length));
    this.#editor = plain;
    plain.focus();
    this.#markError();
    if (!wantsPlainEditor()) void this.#openMonaco(holder, plain, options);
  }

  async #openMonaco(
    holder: HTMLElement,
    plain: Editor,
    options: (source: string, caret: number) => EditorOptions,
  ): Promise<void> {
    try {
      const { openMonaco, prepareMonaco } = await import("./editor/monaco.ts");
      await prepareMonaco(this.#host?.typesURL ?? "");
      await plain.settled();
      // From here on nothing waits, so no key is lost between the two editors.
      const hadFocus = holder.contains(document.activeElement);
      const caret = plain.caret();
      plain.dispose();
      this.#editor = openMonaco(holder, options(this.#view?.source ?? "", caret));
      this.dataset["editor"] = "monaco";
      if (hadFocus) this.#editor.focus();
      this.#markError();
    } catch (error) {
      // The plain editor stays: the reader can go on. The console says why, for whoever looks.
      console.warn("notebook: the code editor could not be loaded; the plain one stays.", error);
    }
  }

  /** Shows the cell as it is now. */
  render(view: CellView): void {
    const before = this.#view;
    this.#view = view;
    this.dataset["validity"] = view.validity;
    this.dataset["activity"] = view.activity;
    const s = strings[this.#host?.language ?? "en"];
    const text = (selector: string, value: string) => {
      const element = this.querySelector(selector);
      if (element !== null && element.textContent !== value) element.textContent = value;
    };
    const show = (selector: string, visible: boolean) => {
      this.querySelector(selector)?.toggleAttribute("hidden", !visible);
    };
    const busy = view.activity !== "ready";
    text(".cell-count", `[${busy ? "*" : (view.executionCount ?? " ").toString()}]`);
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
    show(".cell-recorded", view.origin === "recorded" && view.validity === "fresh");
    this.#renderNotice(view);
    if (view.outputs !== this.#outputs) {
      // The first view brings the recorded outputs, which the page shows already.
      if (this.#outputs !== undefined || view.origin !== "recorded")
        this.#renderOutputs(view.outputs, this.#outputs ?? []);
      this.#outputs = view.outputs;
    }
    if (before === undefined || before.source !== view.source) this.#renderSource(view, before);
    this.#failedLine = view.validity === "stale" ? null : this.#lineOf(view.outputs);
    this.#markError();
  }

  #renderNotice(view: CellView): void {
    const notice = this.querySelector<HTMLElement>(".cell-notice");
    if (notice === null) return;
    const s = strings[this.#host?.language ?? "en"];
    const changed = this.#lessonChanged && view.edited;
    const message = changed ? s.lessonChanged : this.#noticeText(view);
    if (notice.textContent !== message || changed) {
      notice.replaceChildren(message);
      if (changed) {
        const button = (label: string, action: () => void) => {
          const element = document.createElement("button");
          element.type = "button";
          element.textContent = label;
          element.addEventListener("click", () => {
            this.#lessonChanged = false;
            action();
          });
          notice.append(element);
        };
        button(s.keepMine, () => {
          this.#intend({ type: "keep_mine" });
        });
        button(s.takeNew, () => {
          this.#intend({ type: "reset" });
        });
      }
    }
    notice.hidden = message === "";
  }

  #noticeText(view: CellView): string {
    const s = strings[this.#host?.language ?? "en"];
    if (view.validity === "aborted") {
      switch (view.aborted?.reason) {
        case "stopped":
          return s.stopped;
        case "kernel_lost":
          return s.kernelLost;
        case "needed_cell_failed":
          return s.neededFailed(view.aborted.cell);
        case "not_compiled":
        case undefined:
          return "";
      }
    }
    if (view.validity !== "stale" || view.outputs.length + Number(view.origin === "recorded") === 0)
      return "";
    const reason = view.staleReasons[0];
    if (reason === undefined || reason.cell === this.cellId) return s.staleEdited;
    return s.staleThrough(reason.names.join(", "), reason.cell);
  }

  #renderSource(view: CellView, before: CellView | undefined): void {
    if (this.#editor !== undefined) {
      this.#editor.setSource(view.source);
      return;
    }
    const lesson = this.data.source;
    const code = this.querySelector(".cell-editor pre code");
    if (code === null || (before === undefined && view.source === lesson)) return;
    // An edit from an earlier visit, or a reset while closed: without its highlighting until it is opened.
    code.replaceChildren(
      ...view.source.split("\n").flatMap((line, index) => {
        const span = document.createElement("span");
        span.className = "line";
        span.textContent = line;
        return index === 0 ? [span] : ["\n", span];
      }),
    );
  }

  #renderOutputs(outputs: readonly Output[], before: readonly Output[]): void {
    const region = this.querySelector(".cell-output");
    if (region === null) return;
    const language = this.#host?.language ?? "en";
    const context = { language, prefix: this.cellId, diagrams: this.data.diagrams };
    const updated = updatedOutput(before, outputs);
    const output = outputs[updated];
    if (output !== undefined) {
      // Within its element, which stays: what is new in the log would be read aloud.
      const fresh = document.createElement("template");
      fresh.innerHTML = outputHtml(output, context, updated);
      region.children[updated]?.replaceChildren(...(fresh.content.firstChild?.childNodes ?? []));
      return;
    }
    region.innerHTML = outputsHtml(outputs, context);
    void drawDiagrams(region, language);
  }

  /** The line of this cell where its error is, if its outputs end in one. */
  #lineOf(outputs: readonly Output[]): number | null {
    const error = outputs.findLast(
      (output): output is ErrorOutput => output.output_type === "error",
    );
    return error?.frames?.find(({ cell }) => cell === this.cellId)?.line ?? null;
  }

  #markError(): void {
    const error = this.#outputs?.findLast((output) => output.output_type === "error");
    const message = error?.output_type === "error" ? error.evalue : "";
    this.#editor?.markError(this.#failedLine, message);
    for (const [index, line] of this.querySelectorAll(".cell-editor pre .line").entries())
      line.classList.toggle("failed", index + 1 === this.#failedLine);
  }
}
