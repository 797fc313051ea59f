// The cells that a link or a file brings beside the lesson's, shown as text until the reader adds them to the notebook.
import { insertions } from "../../../src/notebook/insertions.ts";
import type { OwnCell } from "../../../src/notebook/own-cells.ts";
import type { SharedAddition } from "../../../src/notebook/share-link.ts";
import { changeStructure } from "../../../src/notebook/structure.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { button } from "./button.ts";
import { shareStrings, type Origin } from "./strings.ts";

/** What the cells say, and a button that adds them; the notebook's own undo takes each away again. */
export function ownPanel(
  page: NotebookPage,
  own: readonly SharedAddition[],
  origin: Origin,
  added: () => void,
): HTMLElement {
  const s = shareStrings[page.language];
  const element = document.createElement("div");
  element.className = "share-panel share-own";
  const title = document.createElement("p");
  title.textContent = s.adds(own.length);
  element.append(title);
  for (const { id, kind, source, above, editOf } of own) {
    const caption = document.createElement("p");
    caption.textContent =
      editOf === null ? s.ownCell(kind, above[0] ?? null) : s.editOfGoneCell(editOf);
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.translate = false;
    text.setAttribute("role", "group");
    text.setAttribute("aria-label", `${s.from[origin]}: ${id}`);
    text.textContent = source;
    element.append(caption, text);
  }
  const add = button(s.addCells, () => {
    addOwnCells(page, own);
    added();
  });
  const bar = document.createElement("div");
  bar.className = "share-bar";
  bar.append(add);
  element.append(bar);
  return element;
}

/** Adds cells to the reader's notebook; nothing of them runs. */
export function addOwnCells(
  { shell, ownCellsStore, lesson }: NotebookPage,
  own: readonly OwnCell[],
): void {
  for (const insertion of insertions(shell.session, own, ownCellsStore.ids(lesson)))
    shell.dispatch(insertion, changeStructure);
}
