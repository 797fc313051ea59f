// From a place that an error names to that line of the code, in its cell's editor.
import type { NotebookPage } from "../notebook-page.ts";

/** Opens the code of the button's cell, with the caret where the button says. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const { cell: id, line, column } = button.dataset;
  const cell = page.cells().find(({ cellId }) => cellId === id);
  if (cell === undefined) return;
  cell.edit();
  cell.editor?.goTo(Number(line), Number(column));
}
