// Which cells there are, and in which order: what the reader adds, deletes, moves and takes back. The lesson's cells
// stay where its prose has them. Whatever changes here, what the outputs on the page are worth is derived anew
// (validity.ts): each knows the cells above from which it was made.
//
// Undo takes back deletions, moves and changes of kind, as deep as `UNDO_DEPTH`, and insertions too, but never text:
// a cell into which the reader has typed since it was inserted stays, and undo goes on to what was before.
import { completeCell, getCell, findCell, isCellId, storedSource, type Cell } from "./document.ts";
import type { OwnCellKind, StructureOperation } from "./operations.ts";
import { indexBelow, emptyProgram, isOwnCell, ownCells, ownCellSpec } from "./own-cells.ts";
import { advance, stop } from "./queue.ts";
import { describeValue, refuse, unknownCell, type Refused } from "./refusal.ts";
import {
  cellState,
  newCellState,
  withoutEvaluation,
  type CellState,
  type Place,
  type Session,
  type StructureChange,
} from "./session-state.ts";
import { update, updateCell, type Transition } from "./transition.ts";

/** So many changes can be taken back. */
export const UNDO_DEPTH = 100;

type Of<Type extends StructureOperation["type"]> = Extract<StructureOperation, { type: Type }>;

/** Carries out an operation on the order of the cells; those that it names are known to exist, a new one apart. */
export function changeStructure(
  transition: Transition,
  operation: StructureOperation,
): Refused | undefined {
  const before = placesOf(transition.state);
  const refused = change(transition, operation);
  if (refused) return refused;
  saveMoved(transition, before);
  // What is queued may need other cells now.
  const queue = transition.state.queue.map((entry) => ({ ...entry, resolved: false }));
  update(transition, { queue });
  advance(transition);
  return undefined;
}

function change(transition: Transition, operation: StructureOperation): Refused | undefined {
  switch (operation.type) {
    case "insert_cell":
      return insert(transition, operation);
    case "delete_cell":
      return remove(transition, operation);
    case "move_cell":
      return move(transition, operation);
    case "change_kind":
      return changeKind(transition, operation);
    case "undo_structure":
      return undo(transition);
  }
}

function insert(
  transition: Transition,
  { cell: id, kind, source, program, after, beside }: Of<"insert_cell">,
): Refused | undefined {
  const { notebook, retiredIds } = transition.state;
  if (!isCellId(id)) {
    const hint = "freeCellId has a free one.";
    return refuse("bad_value", "an id of letters, digits, - and _", describeValue(id), hint);
  }
  if (findCell(notebook, id) || retiredIds.has(id)) {
    const hint = "freeCellId has a free one; a deleted cell comes back by undo alone.";
    return refuse("cell_taken", "the id of no cell, past or present", describeValue(id), hint);
  }
  if (typeof source !== "string") {
    return refuse("bad_value", "text as source", describeValue(source), "pass a string.");
  }
  const malformed = badKind(kind) ?? badPlace(transition.state, { after, beside });
  if (malformed) return malformed;
  const place = completePlace(transition.state, after, beside);
  const cell = completeCell(ownCellSpec({ id, kind, source, beside: place.beside }));
  const compiled = program ? { source, compilation: { ok: true, program } as const } : null;
  put(transition, cell, { ...newCellState(program ?? emptyProgram), compiled }, place);
  remember(transition, { change: "inserted", cell: id, source });
  return undefined;
}

function remove(transition: Transition, { cell: id }: Of<"delete_cell">): Refused | undefined {
  const cell = getCell(transition.state.notebook, id);
  if (!isOwnCell(cell)) {
    const hint = "its output can be cleared, an edit of it can be reset.";
    return lessonCell(id, hint);
  }
  withdraw(transition, id);
  const from = placeOf(transition.state, id);
  const state = cellState(transition.state, id);
  take(transition, id);
  remember(transition, { change: "deleted", cell, state, from });
  return undefined;
}

function move(
  transition: Transition,
  { cell: id, after, beside }: Of<"move_cell">,
): Refused | undefined {
  const { state } = transition;
  const cell = getCell(state.notebook, id);
  if (!isOwnCell(cell)) return lessonCell(id, "cells of your own move past it.");
  const malformed = badPlace(state, { after, beside });
  if (malformed) return malformed;
  const from = placeOf(state, id);
  const to = completePlace(state, after, beside);
  if (after === id || (from.after === to.after && from.beside === to.beside)) {
    const hint = "it stands there already.";
    return refuse("no_change", "another place", `below ${after ?? "the title"}`, hint);
  }
  put(transition, { ...cell, beside: to.beside }, cellState(state, id), to);
  remember(transition, { change: "moved", cell: id, from });
  return undefined;
}

function changeKind(
  transition: Transition,
  { cell: id, kind }: Of<"change_kind">,
): Refused | undefined {
  const cell = getCell(transition.state.notebook, id);
  if (!isOwnCell(cell)) return lessonCell(id, "add a cell of your own beside it.");
  const malformed = badKind(kind);
  if (malformed) return malformed;
  if (cell.kind === kind) return refuse("no_change", "another kind", kind, "it is that already.");
  withdraw(transition, id);
  const state = cellState(transition.state, id);
  remember(transition, { change: "kind_changed", cell: id, from: cell.kind, state });
  setKind(transition, id, kind);
  // Of the code nothing is shown any more. The text is the same, and so is its version.
  updateCell(transition, id, { ...newCellState(emptyProgram), version: state.version });
  return undefined;
}

function undo(transition: Transition): Refused | undefined {
  const { state } = transition;
  const at = state.structureChanges.findLastIndex(
    (last) =>
      last.change !== "inserted" || findCell(state.notebook, last.cell)?.source === last.source,
  );
  const last = state.structureChanges[at];
  if (!last) {
    const hint =
      "cells that were deleted or moved can be brought back, also a new one without text.";
    return refuse("nothing_to_undo", "a change of the cells", "none", hint);
  }
  update(transition, { structureChanges: state.structureChanges.slice(0, at) });
  switch (last.change) {
    case "inserted":
      withdraw(transition, last.cell);
      take(transition, last.cell);
      return undefined;
    case "deleted":
      put(transition, last.cell, revived(state, last.state), last.from);
      return undefined;
    case "moved": {
      const cell = getCell(state.notebook, last.cell);
      const { beside } = last.from;
      put(transition, { ...cell, beside }, cellState(state, last.cell), last.from);
      return undefined;
    }
    case "kind_changed": {
      withdraw(transition, last.cell);
      const { version } = cellState(transition.state, last.cell);
      setKind(transition, last.cell, last.from);
      updateCell(transition, last.cell, { ...revived(state, last.state), version });
      return undefined;
    }
  }
}

/** The state of a cell that comes back: its run counts only in the kernel that has it. */
function revived({ history }: Session, state: CellState): CellState {
  const { evaluation } = state;
  const lives = evaluation === null || history.some(({ run }) => run === evaluation.run);
  return lives ? state : withoutEvaluation(state);
}

// Cells in and out of the document

/** Puts a cell, a new one or one that stands elsewhere, into its place. */
function put(transition: Transition, cell: Cell, state: CellState, { after }: Place): void {
  const others = transition.state.notebook.cells.filter(({ id }) => id !== cell.id);
  const known = after === null || others.some(({ id }) => id === after);
  const index = known ? indexBelow(others, after) : others.length;
  update(transition, {
    notebook: { cells: others.toSpliced(index, 0, cell) },
    cells: new Map(transition.state.cells).set(cell.id, state),
  });
}

function take(transition: Transition, id: string): void {
  const cells = new Map(transition.state.cells);
  cells.delete(id);
  update(transition, {
    notebook: { cells: transition.state.notebook.cells.filter((cell) => cell.id !== id) },
    cells,
    retiredIds: new Set(transition.state.retiredIds).add(id),
  });
}

function setKind(transition: Transition, id: string, kind: OwnCellKind): void {
  const cells = transition.state.notebook.cells.map((cell) =>
    cell.id === id ? { ...cell, kind } : cell,
  );
  update(transition, { notebook: { cells } });
}

/** Nothing waits for the cell any more; if it is running, it is stopped as by Stop. */
function withdraw(transition: Transition, id: string): void {
  if (transition.state.evaluating?.cell === id) stop(transition);
  const { queue, compiling } = transition.state;
  update(transition, {
    queue: queue.filter(({ cell }) => cell !== id),
    compiling: compiling.filter(({ cell }) => cell !== id),
  });
}

function remember(transition: Transition, last: StructureChange): void {
  const { structureChanges } = transition.state;
  update(transition, { structureChanges: [...structureChanges, last].slice(-UNDO_DEPTH) });
}

// Places

function placeOf({ notebook }: Session, id: string): Place {
  const index = notebook.cells.findIndex((cell) => cell.id === id);
  const above = notebook.cells.slice(0, index).findLast(({ kind }) => kind !== "check");
  return { after: above?.id ?? null, beside: getCell(notebook, id).beside };
}

function completePlace(
  { notebook }: Session,
  after: string | null,
  beside?: Place["beside"],
): Place {
  const above = after === null ? undefined : findCell(notebook, after);
  const inherited = above && isOwnCell(above) ? above.beside : "previous";
  return { after, beside: beside ?? inherited };
}

/** What is stored of each of the reader's cells, in one text that two places can be compared by. */
function placesOf({ notebook }: Session): ReadonlyMap<string, string> {
  return new Map(
    ownCells(notebook).map(({ id, kind, above, beside }) => [
      id,
      JSON.stringify([kind, above, beside]),
    ]),
  );
}

/** Saves the cells that came, went, or now stand elsewhere. */
function saveMoved(transition: Transition, before: ReadonlyMap<string, string>): void {
  const after = placesOf(transition.state);
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(id) === after.get(id)) continue;
    const cell = findCell(transition.state.notebook, id);
    const source = cell ? storedSource(cell) : null;
    transition.actions.push({ type: "save", cell: id, source, urgent: true });
  }
}

// Refusals

function lessonCell(id: string, hint: string): Refused {
  return refuse("lesson_cell", "a cell of the reader's own", `${id}, of the lesson`, hint);
}

function badKind(kind: unknown): Refused | undefined {
  if (kind === "code" || kind === "markdown") return undefined;
  return refuse("bad_value", "code or markdown", describeValue(kind), "there are no other kinds.");
}

function badPlace(
  { notebook }: Session,
  { after, beside }: { readonly after: unknown; readonly beside: unknown },
): Refused | undefined {
  if (beside !== undefined && beside !== "previous" && beside !== "next") {
    const hint = "a cell is shown beside one of its two neighbours.";
    return refuse("bad_value", "previous or next", describeValue(beside), hint);
  }
  const known = after === null || notebook.cells.some(({ id }) => id === after);
  return known ? undefined : unknownCell(notebook, after);
}
