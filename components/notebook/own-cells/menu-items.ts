// What the menus offer about the order of the cells.
import { findCell } from "../../../src/notebook/document.ts";
import { isOwnCell } from "../../../src/notebook/own-cells.ts";
import { placeDown, placeUp } from "../../../src/notebook/places.ts";
import type { MenuItem } from "../menu/menu.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { ownCellsStrings } from "./strings.ts";
import { changeKind, deleteCell, insertCell, moveCell, undoStructure } from "./structure.ts";

/** For the menu of a cell: cells beside it; and what can be done to one of the reader's own. */
export function structureItems(page: NotebookPage, id: string): readonly (readonly MenuItem[])[] {
  const s = ownCellsStrings[page.language];
  const { notebook } = page.shell.session;
  const item = (label: string, choose: () => void, keys?: string): MenuItem => ({
    label,
    ...(keys === undefined ? {} : { keys }),
    choose,
  });
  const beside = [
    item(s.addCodeBelow, () => insertCell(page, "below", id, "code"), "B"),
    item(s.addMarkdownBelow, () => insertCell(page, "below", id, "markdown")),
    item(s.addCodeAbove, () => insertCell(page, "above", id, "code"), "A"),
  ];
  const cell = findCell(notebook, id);
  if (cell === undefined || !isOwnCell(cell)) return [beside];
  const other = cell.kind === "code" ? "markdown" : "code";
  return [
    beside,
    [
      {
        ...item(s.moveUp, () => {
          moveCell(page, id, "up");
        }),
        disabled: placeUp(notebook, id) === null ? s.atTop : undefined,
      },
      {
        ...item(s.moveDown, () => {
          moveCell(page, id, "down");
        }),
        disabled: placeDown(notebook, id) === null ? s.atBottom : undefined,
      },
      item(
        other === "code" ? s.toCode : s.toMarkdown,
        () => {
          changeKind(page, id, other);
        },
        other === "code" ? "Y" : "M",
      ),
      item(
        s.delete,
        () => {
          deleteCell(page, id);
        },
        "D D",
      ),
    ],
  ];
}

/** For the notebook's menu: taking back. */
export function undoItems(page: NotebookPage): readonly MenuItem[] {
  const s = ownCellsStrings[page.language];
  const { structureChanges } = page.shell.session;
  const disabled = structureChanges.length === 0 ? s.nothingToUndo : undefined;
  return [
    {
      label: s.undo,
      keys: "Z",
      disabled,
      choose: () => {
        undoStructure(page);
      },
    },
  ];
}
