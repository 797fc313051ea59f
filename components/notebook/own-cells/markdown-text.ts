// The text of a Markdown cell: as HTML, or as written while the reader edits it. Double-click or Enter opens it; a run
// sets it, as in Jupyter.
import type { Language } from "../../site/strings.ts";
import type { NotebookCell } from "../cell-element.ts";
import { ownCellsStrings } from "./strings.ts";

export class MarkdownText {
  readonly #cell: NotebookCell;
  readonly #language: Language;
  readonly #set = document.createElement("div");
  #source: string | undefined;

  constructor(cell: NotebookCell, language: Language) {
    this.#cell = cell;
    this.#language = language;
    this.#set.className = "cell-markdown";
    cell.querySelector(".cell-editor")?.after(this.#set);
    cell.dataset["rendered"] = "";
    this.#set.addEventListener("dblclick", () => {
      cell.edit();
    });
  }

  /** Follows the text of the cell. */
  show(source: string): void {
    if (source === this.#source) return;
    this.#source = source;
    if ("rendered" in this.#cell.dataset) void this.#render(source);
  }

  /** The reader has written: shows the text as it is meant. */
  close(): void {
    if ("rendered" in this.#cell.dataset) return;
    const hadFocus = this.#cell.querySelector(".cell-editor")?.contains(document.activeElement);
    this.#cell.dataset["rendered"] = "";
    this.#cell.querySelector(".cell-bar [data-action=edit]")?.removeAttribute("hidden");
    if (hadFocus === true) this.#cell.focus();
    void this.#render(this.#source ?? "");
  }

  async #render(source: string): Promise<void> {
    const s = ownCellsStrings[this.#language];
    try {
      if (source.trim() === "") this.#showPlain(s.emptyMarkdown, "markdown-empty");
      else {
        const { renderMarkdown } = await import("./markdown.ts");
        if (source !== this.#source) return;
        const level = levelAbove(this.#cell) + 1;
        this.#set.replaceChildren(renderMarkdown(source, level, s.image));
      }
    } catch (error) {
      console.error("notebook: Markdown could not be set.", error);
      this.#showPlain(`${s.markdownUnavailable}\n\n${source}`, "markdown-source");
    }
  }

  #showPlain(text: string, className: string): void {
    const paragraph = document.createElement("p");
    paragraph.className = className;
    paragraph.textContent = text;
    this.#set.replaceChildren(paragraph);
  }
}

/** The level of the page's heading above an element, those in Markdown cells left out. */
function levelAbove(element: Element): number {
  const headings = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")];
  const above = headings.findLast(
    (heading) =>
      heading.closest(".cell-markdown") === null &&
      (heading.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return above === undefined ? 1 : Number(above.localName.slice(1));
}
