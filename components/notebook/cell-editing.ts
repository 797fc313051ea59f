// The code of a cell, closed or open: as the lesson's highlighted text, in the plain editor, in Monaco.
import { strings } from "../site/strings.ts";
import type { CellHost, CellIntent } from "./cell-host.ts";
import type { Editor, EditorOptions } from "./editor/editor.ts";
import { openPlainEditor } from "./editor/plain.ts";

/** Monaco does not support touch keyboards, and a narrow screen has no room for it. */
const wantsPlainEditor = (): boolean => matchMedia("(pointer: coarse), (max-width: 40rem)").matches;

/** The cell whose code it is. */
export interface EditedCell {
  readonly element: HTMLElement;
  readonly id: string;
  readonly host: CellHost;
  /** The code as the notebook has it now. */
  source(): string;
  /** The lesson's own code, which the page showed first. */
  lessonSource(): string;
  intend(intent: CellIntent): void;
}

export class CellEditing {
  readonly #cell: EditedCell;
  #editor: Editor | undefined;
  #failed: { readonly line: number | null; readonly message: string } = { line: null, message: "" };

  constructor(cell: EditedCell) {
    this.#cell = cell;
    this.#holder?.addEventListener("click", () => {
      if (this.#editor === undefined && getSelection()?.isCollapsed !== false) this.open();
    });
  }

  get #holder(): HTMLElement | null {
    return this.#cell.element.querySelector<HTMLElement>(".cell-editor");
  }

  /** Opens the code for editing and puts the caret into it. */
  open(): void {
    const holder = this.#holder;
    if (holder === null) return;
    if (this.#editor !== undefined) {
      this.#editor.focus();
      return;
    }
    const { element, id, host } = this.#cell;
    const intend = (intent: CellIntent) => {
      this.#cell.intend(intent);
    };
    const options = (source: string, caret: number): EditorOptions => ({
      cell: id,
      source,
      caret,
      label: `${strings[host.language].code}: ${id}`,
      neighbours: () => host.neighbours(),
      onChange: (changed) => {
        intend({ type: "edit", source: changed });
      },
      onRun: (then) => {
        intend({ type: "run", then });
      },
      onLeave: () => {
        element.focus();
      },
    });
    element.dataset["editor"] = "plain";
    element.querySelector<HTMLElement>(".cell-bar [data-action=edit]")?.setAttribute("hidden", "");
    const source = this.#cell.source();
    const plain = openPlainEditor(holder, options(source, source.length));
    this.#editor = plain;
    plain.focus();
    this.#showError();
    if (!wantsPlainEditor()) void this.#openMonaco(holder, plain, options);
  }

  async #openMonaco(
    holder: HTMLElement,
    plain: Editor,
    options: (source: string, caret: number) => EditorOptions,
  ): Promise<void> {
    try {
      const { openMonaco, prepareMonaco } = await import("./editor/monaco.ts");
      await prepareMonaco(this.#cell.host.typesURL);
      await plain.settled();
      // From here on nothing waits, so no key is lost between the two editors.
      const hadFocus = holder.contains(document.activeElement);
      const caret = plain.caret();
      plain.dispose();
      this.#editor = openMonaco(holder, options(this.#cell.source(), caret));
      this.#cell.element.dataset["editor"] = "monaco";
      if (hadFocus) this.#editor.focus();
      this.#showError();
    } catch (error) {
      // The plain editor stays: the reader can go on. The console says why, for whoever looks.
      console.warn("notebook: the code editor could not be loaded; the plain one stays.", error);
    }
  }

  /** Shows the code as it is now. `first`: the page shows the lesson's own already. */
  render(source: string, first: boolean): void {
    if (this.#editor !== undefined) {
      this.#editor.setSource(source);
      return;
    }
    const lesson = this.#cell.lessonSource();
    const code = this.#holder?.querySelector("pre code") ?? null;
    if (code === null || (first && source === lesson)) return;
    // An edit from an earlier visit, or a reset while closed: without its highlighting until it is opened.
    code.replaceChildren(
      ...source.split("\n").flatMap((line, index) => {
        const span = document.createElement("span");
        span.className = "line";
        span.textContent = line;
        return index === 0 ? [span] : ["\n", span];
      }),
    );
  }

  /** Marks the line of an error, with its message; null takes the mark away. */
  markError(line: number | null, message: string): void {
    this.#failed = { line, message };
    this.#showError();
  }

  #showError(): void {
    const { line: failed, message } = this.#failed;
    this.#editor?.markError(failed, message);
    for (const [index, line] of this.#holder?.querySelectorAll("pre .line").entries() ?? [])
      line.classList.toggle("failed", index + 1 === failed);
  }
}
