// The text of a Markdown cell: as HTML, or as written while the reader edits it. Double-click or Enter opens it; a run
// sets it, as in Jupyter.
import { figureStrings } from "../../figures/strings.ts";
import type { Language } from "../../site/strings.ts";
import type { NotebookCell } from "../cell-element.ts";
import { createMarkdownSetter } from "./markdown-setter.ts";
import { ownCellsStrings } from "./strings.ts";

/** Characters of a text that is shown as it was written. */
const shownSource = 5_000;
/** Elements of all texts on the page that are set: a page of a million is one that does not answer. */
const maximumOnPage = 40_000;
/** How long nothing stands in the place of a text that is being set, in milliseconds. */
const patience = 300;

const setMarkdown = createMarkdownSetter();

let listed: Promise<void> | undefined;

/**
 * Starlight's list of contents looks for headings before each element of the page, once, when the page is idle: a time
 * that grows with the square of a text's elements. So no text is set before that.
 */
function contentsAreListed(): Promise<void> {
  listed ??= new Promise((resolve) => {
    // Safari has no such call; there Starlight waits as long.
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 1);
  });
  return listed;
}

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
    if (source.trim() === "") {
      this.#showPlain(s.emptyMarkdown, "markdown-empty");
      return;
    }
    // What has been set stays until the new text is; in place of nothing the text stands as it was written.
    const written = setTimeout(() => {
      if (this.#set.childElementCount === 0) this.#showSource(source);
    }, patience);
    try {
      const isWanted = () => source === this.#source && this.#cell.isConnected;
      const html = await setMarkdown(source, isWanted);
      if (source !== this.#source) return;
      const { markdownElements } = await import("./markdown.ts");
      await contentsAreListed();
      if (source !== this.#source) return;
      const level = levelAbove(this.#cell) + 1;
      const content = html === null ? null : markdownElements(html, level, s.image);
      if (content !== null && this.#isRoomFor(content)) this.#set.replaceChildren(content);
      else this.#showSource(source, s.markdownTooMuch);
    } catch (error) {
      console.error("notebook: Markdown could not be set.", error);
      if (source === this.#source) this.#showSource(source, s.markdownUnavailable);
    } finally {
      clearTimeout(written);
    }
  }

  /** A link may bring two hundred texts. */
  #isRoomFor(content: DocumentFragment): boolean {
    const others = [...document.querySelectorAll(".cell-markdown")].filter(
      (other) => other !== this.#set,
    );
    return [...others, content].reduce((sum, one) => sum + elementsIn(one), 0) <= maximumOnPage;
  }

  /** The text as it was written; of a long one the beginning: the editor has all of it. */
  #showSource(source: string, why?: string): void {
    const cut = source.length - shownSource;
    const left = cut > 0 ? `\n${figureStrings[this.#language].charactersLeftOut(cut)}` : "";
    const text = source.slice(0, shownSource) + left;
    this.#showPlain(why === undefined ? text : `${why}\n\n${text}`, "markdown-source");
  }

  #showPlain(text: string, className: string): void {
    const paragraph = document.createElement("p");
    paragraph.className = className;
    paragraph.textContent = text;
    this.#set.replaceChildren(paragraph);
  }
}

const elementsIn = (root: ParentNode): number => root.querySelectorAll("*").length;

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
