// The code of a cell, closed or open: as the lesson's highlighted text, in the plain editor, in Monaco.
import { strings, type Language } from "../site/strings.ts";
import type { CellHost, CellIntent } from "./cell-host.ts";
import type { Editor, EditorOptions, EditorState } from "./editor/editor.ts";
import { openPlainEditor } from "./editor/plain.ts";
import { preferredEditor, type EditorKind } from "./editor/preference.ts";
import { fetchTypes } from "./editor/types.ts";

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

/** Monaco, whose words have to be there before it. */
async function loadMonaco(language: Language) {
  if (language === "ko") await import("./editor/monaco-korean.ts");
  return import("./editor/monaco.ts");
}

export class CellEditing {
  readonly #cell: EditedCell;
  #editor: Editor | undefined;
  /** The text with which the plain editor was opened. */
  #opened = "";
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

  /** Markdown keeps the plain editor, and needs no compiler: Monaco is set up for TypeScript. */
  get #isMarkdown(): boolean {
    return this.#cell.element.dataset["kind"] === "markdown";
  }

  /** The editor, while the code is open. */
  get editor(): Editor | undefined {
    return this.#editor;
  }

  /** Opens the code for editing and puts the caret into it. */
  open(): void {
    const holder = this.#holder;
    if (holder === null) return;
    if (this.#editor !== undefined) {
      this.#editor.focus();
      return;
    }
    const { element } = this.#cell;
    element.querySelector<HTMLElement>(".cell-bar [data-action=edit]")?.setAttribute("hidden", "");
    const source = this.#cell.source();
    const [start, end] = [source.length, source.length];
    const plain = this.#openPlain(holder, {
      source,
      selection: { start, end, backward: false },
    });
    plain.focus();
    if (this.#isMarkdown) return;
    if (preferredEditor() === "monaco") void this.#openMonaco(holder, plain);
    else this.#cell.host.editing();
  }

  /** Exchanges the editor of open code; what is closed opens in the other one later. */
  use(kind: EditorKind): void {
    const holder = this.#holder;
    const editor = this.#editor;
    if (holder === null || editor === undefined) return;
    if (this.#isMarkdown || this.#cell.element.dataset["editor"] === kind) return;
    if (kind === "monaco") {
      void this.#openMonaco(holder, editor);
      return;
    }
    const hadFocus = holder.contains(document.activeElement);
    const state = editor.state();
    editor.dispose();
    const plain = this.#openPlain(holder, state);
    if (hadFocus) plain.focus();
  }

  #openPlain(holder: HTMLElement, state: EditorState): Editor {
    this.#opened = state.source;
    const plain = openPlainEditor(holder, this.#options(state));
    this.#cell.element.dataset["editor"] = "plain";
    this.#editor = plain;
    this.#showError();
    return plain;
  }

  async #openMonaco(holder: HTMLElement, plain: Editor): Promise<void> {
    const { host, element } = this.#cell;
    try {
      const loading = loadMonaco(host.language);
      const types = fetchTypes(host.typesURL);
      const [{ openMonaco, prepareMonaco }] = await Promise.all([loading, types]);
      await prepareMonaco(types);
      await plain.settled();
      // The reader may have gone back to the plain one meanwhile.
      if (this.#editor !== plain || preferredEditor() !== "monaco") return;
      // From here on nothing waits, so no key is lost between the two editors. The text is the plain editor's own:
      // the notebook shows what was typed a moment later.
      const hadFocus = holder.contains(document.activeElement);
      const state = plain.state();
      plain.dispose();
      this.#editor = openMonaco(holder, this.#options(state));
      element.dataset["editor"] = "monaco";
      if (hadFocus) this.#editor.focus();
      this.#showError();
    } catch (error) {
      // The plain editor stays: the reader can go on.
      console.warn("notebook: the code editor could not be loaded; the plain one stays.", error);
      dispatchEvent(new Event("part-missing"));
    } finally {
      // Not beside Monaco: the two would share the line, and the editor is what the reader waits for.
      host.editing();
    }
  }

  #options(state: EditorState): EditorOptions {
    const { element, id, host } = this.#cell;
    const intend = (intent: CellIntent) => {
      this.#cell.intend(intent);
    };
    return {
      ...state,
      cell: id,
      opened: this.#opened,
      label: `${element.dataset["label"] ?? strings[host.language].code}: ${id}`,
      neighbours: () => host.neighbours(),
      onChange: (changed) => {
        intend({ type: "edit", source: changed });
      },
      onRun: (then) => {
        intend({ type: "run", then });
      },
      onCommand: (command) => {
        intend({ type: command });
      },
      onLeave: () => {
        element.focus();
      },
    };
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
    // An edit from an earlier visit, or a reset while closed: without its highlighting until it is opened. As one text:
    // a link may bring fifty thousand lines, and Starlight's list of contents looks for headings before each element.
    code.textContent = source;
    code.toggleAttribute("data-plain", true);
  }

  /** Marks the line of an error, with its message; null takes the mark away. */
  markError(line: number | null, message: string): void {
    this.#failed = { line, message };
    this.#showError();
  }

  #showError(): void {
    const { line: failed, message } = this.#failed;
    this.#editor?.markError(failed, message);
    const code = this.#holder?.querySelector("pre code");
    if (code?.hasAttribute("data-plain") === true) markInText(code, failed);
    else
      for (const [index, line] of code?.querySelectorAll(".line").entries() ?? [])
        line.classList.toggle("failed", index + 1 === failed);
  }
}

/** Marks a line of code that is one text, or none. */
function markInText(code: Element, failed: number | null): void {
  const lines = code.textContent.split("\n");
  const text = failed === null ? undefined : lines[failed - 1];
  if (failed === null || text === undefined) {
    code.replaceChildren(lines.join("\n"));
    return;
  }
  const mark = document.createElement("span");
  mark.className = "line failed";
  mark.textContent = text;
  const before = lines.slice(0, failed - 1).map((line) => `${line}\n`);
  const after = lines.slice(failed).map((line) => `\n${line}`);
  code.replaceChildren(before.join(""), mark, after.join(""));
}
