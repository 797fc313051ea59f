// Where a cell of the reader's can stand, as steps of one: above or below a cell, up or down from where it is. The
// prose between two cells of the lesson counts as a step, since a cell of the reader's stands on one side of it.
import type { Cell, Notebook } from "./document.ts";
import { isOwnCell } from "./own-cells.ts";
import type { Place } from "./session-state.ts";

/** The place right above a cell. */
export function placeAbove({ cells }: Notebook, id: string): Place {
  const shown = shownCells(cells);
  const index = shown.findIndex((cell) => cell.id === id);
  const cell = shown[index];
  const after = shown[index - 1]?.id ?? null;
  return { after, beside: cell && isOwnCell(cell) ? cell.beside : "next" };
}

/** The place right below a cell. */
export function placeBelow({ cells }: Notebook, id: string): Place {
  const cell = cells.find((other) => other.id === id);
  return { after: id, beside: cell && isOwnCell(cell) ? cell.beside : "previous" };
}

/** One step up from where a reader's cell is; null at the top. */
export function placeUp({ cells }: Notebook, id: string): Place | null {
  const { cell, above, others } = around(cells, id);
  if (!above) return null;
  if (isOwnCell(above)) return placeAbove({ cells: others }, above.id);
  if (cell.beside === "next") return { after: above.id, beside: "previous" };
  return placeAbove({ cells: others }, above.id);
}

/** One step down from where a reader's cell is; null at the bottom. */
export function placeDown({ cells }: Notebook, id: string): Place | null {
  const { cell, above, below, others } = around(cells, id);
  if (!below) return null;
  // At the top there is no prose to step over: both sides of it are the same place.
  if (!isOwnCell(below) && cell.beside === "previous" && above) {
    return { after: above.id, beside: "next" };
  }
  return placeBelow({ cells: others }, below.id);
}

function around(cells: readonly Cell[], id: string) {
  const shown = shownCells(cells);
  const index = shown.findIndex((cell) => cell.id === id);
  const cell = shown[index];
  if (!cell) throw new RangeError(`places: expected a cell that is shown, found "${id}".`);
  return {
    cell,
    above: shown[index - 1],
    below: shown[index + 1],
    others: cells.filter((other) => other !== cell),
  };
}

const shownCells = (cells: readonly Cell[]) => cells.filter(({ kind }) => kind !== "check");
