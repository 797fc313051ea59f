// What the reader does to the order of the cells, from a button, a menu or a key: the session is told, the page
// follows, the focus goes where the work goes on, and what happened is said aloud.
import { freeCellId } from "../../../src/notebook/insertions.ts";
import { isOwnCell } from "../../../src/notebook/own-cells.ts";
import type { OwnCellKind, StructureOperation } from "../../../src/notebook/operations.ts";
import type { Program } from "../../../src/notebook/program.ts";
import { changeStructure } from "../../../src/notebook/structure.ts";
import { placeAbove, placeBelow, placeDown, placeUp } from "../../../src/notebook/places.ts";
import { findCell } from "../../../src/notebook/document.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { showOwnCells } from "./own-cells.ts";
import { ownCellsStrings } from "./strings.ts";

/** Carries out an operation and shows the page as it is then; false when it was refused. */
function carryOut(page: NotebookPage, operation: StructureOperation): boolean {
  const before = page.shell.session;
  page.shell.dispatch(operation, changeStructure);
  showOwnCells(page);
  page.shell.render();
  return page.shell.session !== before;
}

/**
 * Adds a cell above or below another; below nothing, where the notebook is empty.
 * @param given What stands in it, compiled perhaps; "select": nothing, and the cell has the focus as in command mode.
 *   Otherwise it is opened for editing.
 * @returns the id of the new cell.
 */
export function insertCell(
  page: NotebookPage,
  where: "above" | "below",
  anchor: string | null,
  kind: OwnCellKind,
  given?: { readonly source: string; readonly program?: Program } | "select",
): string {
  const { notebook } = page.shell.session;
  const id = freeCellId(page.shell.session, page.ownCellsStore.ids(page.lesson));
  const placeAt = where === "above" ? placeAbove : placeBelow;
  const { after, beside } =
    anchor === null ? { after: null, beside: undefined } : placeAt(notebook, anchor);
  carryOut(page, {
    type: "insert_cell",
    cell: id,
    kind,
    source: "",
    ...(given === "select" ? {} : given),
    after,
    ...(beside ? { beside } : {}),
  });
  const element = showOwnCells(page).element(id);
  if (given === undefined) element?.edit();
  else element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  const s = ownCellsStrings[page.language];
  page.say(kind === "markdown" ? s.addedMarkdown(id) : s.addedCode(id));
  return id;
}

/**
 * Adds a code cell at the end with a text that the reader wrote once. It is typed into the cell, as far as the session
 * knows: so no undo takes it away.
 * @returns the id of the new cell.
 */
export function appendCell(page: NotebookPage, source: string): string {
  const last = page.shell.session.notebook.cells.findLast(({ kind }) => kind !== "check");
  const id = insertCell(page, "below", last?.id ?? null, "code", { source: "" });
  page.shell.dispatch({ type: "replace", cell: id, source });
  page.shell.keeping.flush();
  return id;
}

/** Takes a cell of the reader's away; the focus goes to the next one. */
export function deleteCell(page: NotebookPage, id: string): void {
  const s = ownCellsStrings[page.language];
  const cells = page.cells();
  const at = cells.findIndex(({ cellId }) => cellId === id);
  if (!carryOut(page, { type: "delete_cell", cell: id })) {
    page.say(s.lessonCell);
    return;
  }
  (cells[at + 1] ?? cells[at - 1])?.focus();
  page.say(s.deleted(id));
}

/** Moves a cell of the reader's by one step; the prose between two cells of the lesson is one. */
export function moveCell(page: NotebookPage, id: string, direction: "up" | "down"): void {
  const s = ownCellsStrings[page.language];
  const { notebook } = page.shell.session;
  const cell = findCell(notebook, id);
  if (cell === undefined || !isOwnCell(cell)) {
    page.say(s.lessonCell);
    return;
  }
  const place = direction === "up" ? placeUp(notebook, id) : placeDown(notebook, id);
  if (place === null) {
    page.say(direction === "up" ? s.atTop : s.atBottom);
    return;
  }
  carryOut(page, { type: "move_cell", cell: id, ...place });
  const element = showOwnCells(page).element(id);
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  page.say(s.moved(id, place.after));
}

/** Makes code Markdown, or Markdown code. */
export function changeKind(page: NotebookPage, id: string, kind: OwnCellKind): void {
  const cell = findCell(page.shell.session.notebook, id);
  if (cell?.owner === "reader" && cell.kind === kind) return;
  if (carryOut(page, { type: "change_kind", cell: id, kind })) {
    showOwnCells(page).element(id)?.focus();
  } else page.say(ownCellsStrings[page.language].lessonCell);
}

/** Takes back the last deletion, move, change of kind, or insertion of a cell that is as it was inserted. */
export function undoStructure(page: NotebookPage): void {
  const s = ownCellsStrings[page.language];
  const before = new Set(page.cells().map(({ cellId }) => cellId));
  const focused = page.current()?.cellId;
  if (!carryOut(page, { type: "undo_structure" })) {
    page.say(s.nothingToUndo);
    return;
  }
  const cells = page.cells();
  const back = cells.find(({ cellId }) => !before.has(cellId));
  const stay = cells.find(({ cellId }) => cellId === focused);
  (back ?? stay ?? page.current())?.focus();
  page.say(s.undone);
}
