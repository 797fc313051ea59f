// The reader's own cells on the page. Their elements are copies of one template, in the markup of the lesson's cells;
// they follow the session, whatever changes it: for each cell of the reader's there is an element in its place.
import type { CellView } from "../../../src/notebook/validity.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { MarkdownText } from "./markdown-text.ts";
import "./own-cells.css";
import { ownCellsStrings } from "./strings.ts";

/** A word of the template that stands for the id of the cell. */
const templateId = "own-0";

const shown = new WeakMap<NotebookPage, OwnCells>();

/** Shows the reader's cells from here on; once for each page. */
export function showOwnCells(page: NotebookPage): OwnCells {
  const known = shown.get(page) ?? new OwnCells(page);
  shown.set(page, known);
  return known;
}

export class OwnCells {
  readonly #page: NotebookPage;
  readonly #elements = new Map<string, NotebookCell>();
  readonly #texts = new Map<string, MarkdownText>();

  constructor(page: NotebookPage) {
    this.#page = page;
    // The playground comes with a blank one.
    for (const cell of page.cells())
      if (cell.dataset["owner"] === "reader") this.#elements.set(cell.cellId, cell);
    page.onRender((views) => {
      this.#follow(views);
    });
  }

  /** The element of a cell, if the session has the cell. */
  element(id: string): NotebookCell | undefined {
    return this.#elements.get(id);
  }

  #follow(views: readonly CellView[]): void {
    const own = views.filter(({ owner }) => owner === "reader");
    const ids = new Set(own.map(({ id }) => id));
    for (const [id, element] of this.#elements) {
      if (ids.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
      this.#texts.delete(id);
    }
    const made = own.filter((view) => {
      const element = this.#elements.get(view.id);
      if (element?.dataset["kind"] === view.kind) return false;
      const replacement = this.#make(view);
      element?.replaceWith(replacement);
      this.#elements.set(view.id, replacement);
      return true;
    });
    this.#arrange(views);
    // Drawn once they are in the page; the page itself knows them from the next change on.
    for (const view of made) this.#elements.get(view.id)?.render(view);
    for (const view of own) this.#texts.get(view.id)?.show(view.source);
  }

  #make({ id, kind }: CellView): NotebookCell {
    const { language } = this.#page;
    const template = document.querySelector<HTMLTemplateElement>("template.own-cell");
    const holder = document.createElement("template");
    // Ids of cells are letters, digits, - and _.
    holder.innerHTML = template?.innerHTML.replaceAll(templateId, id) ?? "";
    const copy = document.importNode(holder.content, true);
    const cell = copy.querySelector<NotebookCell>("notebook-cell");
    if (cell === null) throw new Error("own cells: expected the page's template, found none.");
    cell.dataset["kind"] = kind;
    for (const button of cell.querySelectorAll("button[data-feature]"))
      button.removeAttribute("disabled");
    this.#texts.delete(id);
    if (kind === "markdown") {
      const s = ownCellsStrings[language];
      cell.setAttribute("aria-label", s.markdownCell(id));
      cell.dataset["label"] = s.markdown;
      const text = new MarkdownText(cell, language);
      this.#texts.set(id, text);
      this.#page.adopt(cell, ({ type }) => {
        if (type === "run") text.close();
      });
    } else this.#page.adopt(cell);
    return cell;
  }

  /** Puts each element into its place: below the lesson's cell above it, or above the next. */
  #arrange(views: readonly CellView[]): void {
    // Where the lesson has no cells, it says where the reader's stand.
    const isEmpty = views.every(({ owner }) => owner === "reader");
    let previous = isEmpty ? document.querySelector(".own-cells-place") : null;
    let between: CellView[] = [];
    for (const view of views.filter(({ kind }) => kind !== "check")) {
      if (view.owner === "reader") between.push(view);
      else {
        const next = this.#lessonBlock(view.id);
        this.#arrangeBetween(previous, between, next);
        previous = next;
        between = [];
      }
    }
    this.#arrangeBetween(previous, between, null);
  }

  #arrangeBetween(
    previous: Element | null,
    views: readonly CellView[],
    next: Element | null,
  ): void {
    const elements = views.flatMap(({ id }) => this.#elements.get(id) ?? []);
    const firstOfNext = views.findIndex(({ beside }) => beside === "next");
    const all = elements.length;
    const split = previous === null ? 0 : next === null || firstOfNext === -1 ? all : firstOfNext;
    // What is in its place already is not moved: a move takes the focus away.
    let at = previous;
    for (const element of elements.slice(0, split)) {
      if (at?.nextElementSibling !== element) at?.after(element);
      at = element;
    }
    at = next;
    for (const element of elements.slice(split).toReversed()) {
      if (at?.previousElementSibling !== element) at?.before(element);
      at = element;
    }
  }

  #lessonBlock(id: string): Element | null {
    const cell = this.#page.cells().find(({ cellId }) => cellId === id);
    return cell?.closest("notebook-exercise") ?? cell ?? null;
  }
}
