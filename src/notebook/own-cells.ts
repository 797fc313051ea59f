// Cells that the reader has added, as plain data: what a store, a share link or a file keeps of them, and how they
// find their places again in a lesson that may have changed meanwhile. None is ever dropped.
import { isCellId, type Beside, type Cell, type CellSpec, type Notebook } from "./document.ts";
import type { OwnCellKind } from "./operations.ts";
import type { Program } from "./program.ts";

/** A cell of the reader's, wherever it is kept. */
export interface OwnCell {
  readonly id: string;
  readonly kind: OwnCellKind;
  readonly source: string;
  /**
   * The ids of all cells above it, the nearest first, checks left out: should the nearest be gone one day, the
   * next one will do. Where space is short, the first alone is enough.
   */
  readonly above: readonly string[];
  readonly beside: Beside;
}

/** A cell without code: a new one, and what Markdown compiles to. Runs without a compiler. */
export const emptyProgram: Program = {
  code: 'async function ($scope, $cell) { "use strict"; \n\n}',
  mappings: "",
  defines: [],
  imports: [],
  reads: [],
};

/** A reader's cell as a part of a document. */
export function ownCellSpec(own: Omit<OwnCell, "above">): CellSpec {
  const { id, kind, source, beside } = own;
  return {
    id,
    kind,
    owner: "reader",
    beside,
    lessonSource: "",
    lessonProgram: emptyProgram,
    source,
  };
}

/** The reader's cells of a notebook, from the top. */
export function ownCells({ cells }: Notebook): readonly OwnCell[] {
  return cells.flatMap((cell, index): readonly OwnCell[] => {
    if (!isOwnCell(cell)) return [];
    const { id, kind, source, beside } = cell;
    const above = cells.slice(0, index).filter((other) => other.kind !== "check");
    return [{ id, kind, source, beside, above: above.map((other) => other.id).reverse() }];
  });
}

/** A cell to start with. */
export function blankCell(id: string): OwnCell {
  return { id, kind: "code", source: "", above: [], beside: "previous" };
}

/** Whether the reader has added this cell. */
export function isOwnCell(cell: Cell): cell is Cell & { readonly kind: OwnCellKind } {
  return cell.owner === "reader";
}

/**
 * The cells of a lesson with the reader's among them. A cell whose neighbours are gone stands below the nearest that
 * is left of those that were above it, else at the end; one whose id the lesson has taken since gets another.
 * @param own - in any order, as `ownCells` gave them.
 * @param reserved - ids that may not be used though no cell has them.
 */
export function withOwnCells(
  lesson: readonly CellSpec[],
  own: readonly OwnCell[],
  reserved: Iterable<string> = [],
): readonly CellSpec[] {
  const cells = [...lesson];
  const taken = new Set([...reserved, ...lesson.map(({ id }) => id)]);
  const renamed = new Map<string, string>();
  // From the top, so that each finds those above it in place.
  for (const cell of own.toSorted((a, b) => a.above.length - b.above.length)) {
    const keeps = isCellId(cell.id) && !taken.has(cell.id);
    const id = keeps ? cell.id : freeId([...taken, ...own.map((other) => other.id)]);
    const above = cell.above.map((other) => renamed.get(other) ?? other);
    if (!keeps) renamed.set(cell.id, id);
    taken.add(id);
    cells.splice(placeBelow(cells, above), 0, ownCellSpec({ ...cell, id }));
  }
  return cells;
}

/** Where a cell stands that belongs below the first of these that is there. */
function placeBelow(cells: readonly CellSpec[], above: readonly string[]): number {
  if (above.length === 0) return 0;
  const nearest = above.find((id) => cells.some((cell) => cell.id === id));
  if (nearest === undefined) return cells.length;
  return indexBelow(cells, nearest);
}

/** The index of the place below a cell, or of the top. An exercise's unseen check stays with its exercise. */
export function indexBelow(
  cells: readonly Pick<CellSpec, "id" | "kind">[],
  after: string | null,
): number {
  if (after === null) return 0;
  let index = cells.findIndex(({ id }) => id === after) + 1;
  while (cells[index]?.kind === "check") index += 1;
  return index;
}

/** The first of the readers' ids that is none of these. */
export function freeId(taken: Iterable<string>): string {
  const ids = new Set(taken);
  let number = 1;
  while (ids.has(`own-${number}`)) number += 1;
  return `own-${number}`;
}
