// What the outputs on the page are worth, derived from what was run when. See session-state.ts for what the
// statuses mean. Everything that a page needs to draw a cell is in its `CellView`.
import { analyzeDependencies, type CellProgram, type Dependencies } from "./dependencies.ts";
import {
  cellsAbove,
  getCell,
  isEdited,
  type Beside,
  type Cell,
  type CellKind,
  type CellOwner,
} from "./document.ts";
import type { Output } from "./output.ts";
import { emptyProgram } from "./own-cells.ts";
import type { Compilation, Program } from "./program.ts";
import {
  cellState,
  type Aborted,
  type Basis,
  type CellState,
  type Session,
} from "./session-state.ts";

export type Validity = "fresh" | "evaluated" | "stale" | "aborted";
export type Activity = "ready" | "queued" | "evaluating";

/** Why a cell is stale: "uses `server`, changed in [two-vms]". */
export interface StaleReason {
  /** The cell that changed; the stale cell itself when it was edited. */
  readonly cell: string;
  /** "removed": it was above and is no longer, be it deleted, moved below or Markdown now. */
  readonly change: "edited" | "run_again" | "removed" | "moved";
  /** The names through which the change reaches this cell; empty for the cell itself, or when unknown. */
  readonly names: readonly string[];
}

/** What is known of a source: how it compiled, or null when it has not been compiled. */
export function knownCompilation(cell: Cell, state: CellState, source: string): Compilation | null {
  if (cell.kind === "markdown") return { ok: true, program: emptyProgram };
  if (source === cell.lessonSource && cell.lessonProgram) {
    return { ok: true, program: cell.lessonProgram };
  }
  return state.compiled?.source === source ? state.compiled.compilation : null;
}

/** The program that dependencies go by: that of the source as it is, else the last that compiled. */
function bestProgram(session: Session, cell: Cell): Program | null {
  const state = cellState(session, cell.id);
  const known = knownCompilation(cell, state, cell.source);
  return known?.ok ? known.program : state.program;
}

/** Who needs whom, as far as is known; `except` gives one cell another program (that of a queued run). */
export function sessionDependencies(
  session: Session,
  except?: { readonly cell: string; readonly program: Program },
): Dependencies {
  const cells = session.notebook.cells.map((cell) => ({
    id: cell.id,
    observer: cell.kind === "check",
    program: except?.cell === cell.id ? except.program : bestProgram(session, cell),
  }));
  if (!isSame(cells, analyzed.cells)) {
    analyzed = { cells, dependencies: analyzeDependencies(cells) };
  }
  return analyzed.dependencies;
}

/** The last answer: a run asks many times over, and the programs are the same until one is edited. */
let analyzed: { readonly cells: readonly CellProgram[]; readonly dependencies: Dependencies } = {
  cells: [],
  dependencies: new Map(),
};

const isSame = (cells: readonly CellProgram[], known: readonly CellProgram[]): boolean =>
  cells.length === known.length &&
  cells.every(({ id, observer, program }, index) => {
    const other = known[index];
    return other?.id === id && other.observer === observer && other.program === program;
  });

/** All reasons why the outputs of a cell no longer hold; none when they do, or when it has none. */
export function staleReasons(
  session: Session,
  id: string,
  dependencies: Dependencies = sessionDependencies(session),
): readonly StaleReason[] {
  const { basis, evaluation } = cellState(session, id);
  if (!basis) return [];
  const reasons: StaleReason[] = [];
  for (const { cell, names, through } of dependencies.get(id) ?? []) {
    // An import binds the same thing every time. Should an edit replace it by a declaration, it is a "value".
    if (through === "indirect" || through === "import") continue;
    const { source } = getCell(session.notebook, cell);
    const lastRun = cellState(session, cell).evaluation?.run ?? 0;
    if (source !== basis.above.get(cell)?.source) reasons.push({ cell, change: "edited", names });
    else if (evaluation && lastRun > evaluation.run) {
      reasons.push({ cell, change: "run_again", names });
    }
  }
  reasons.push(...misplaced(session, id, basis));
  if (getCell(session.notebook, id).source !== basis.source) {
    reasons.push({ cell: id, change: "edited", names: [] });
  }
  return reasons;
}

/** The cells that the outputs needed from above and that are gone from there, or stand in another order. */
function misplaced(session: Session, id: string, basis: Basis): readonly StaleReason[] {
  const above = cellsAbove(session.notebook, id).filter(({ kind }) => kind !== "markdown");
  const now = above.map((cell) => cell.id);
  let lowest = -1;
  return [...basis.above].flatMap(([cell, { names }]): readonly StaleReason[] => {
    if (names === null) return [];
    const place = now.indexOf(cell);
    if (place === -1) return [{ cell, change: "removed", names }];
    if (place < lowest) return [{ cell, change: "moved", names }];
    lowest = place;
    return [];
  });
}

export function validityOf(
  session: Session,
  id: string,
  reasons: readonly StaleReason[] = staleReasons(session, id),
): Validity {
  const { aborted, evaluation } = cellState(session, id);
  if (aborted) {
    return aborted.source === getCell(session.notebook, id).source ? "aborted" : "stale";
  }
  if (reasons.length > 0) return "stale";
  return evaluation ? "evaluated" : "fresh";
}

function activityOf(session: Session, id: string): Activity {
  if (session.evaluating?.cell === id) return "evaluating";
  return session.queue.some((entry) => entry.cell === id) ? "queued" : "ready";
}

/** All that a page shows of a cell. */
export interface CellView {
  readonly id: string;
  readonly kind: CellKind;
  readonly owner: CellOwner;
  /** Next to what a reader's cell is shown. */
  readonly beside: Beside;
  readonly source: string;
  /** Whether the source differs from the lesson's. */
  readonly edited: boolean;
  readonly canUndoReset: boolean;
  readonly validity: Validity;
  readonly activity: Activity;
  readonly outputs: readonly Output[];
  /** Where the outputs come from; null when there have never been any. */
  readonly origin: Basis["origin"] | null;
  /** Whether the last run to its end ended in an error. */
  readonly errored: boolean;
  readonly staleReasons: readonly StaleReason[];
  readonly aborted: Aborted | null;
  /** As in `[3]`; shown as `[*]` while the cell is queued or evaluating. */
  readonly executionCount: number | null;
}

/** Views of all cells, in the order of the page. */
export function viewCells(session: Session): readonly CellView[] {
  const dependencies = sessionDependencies(session);
  return session.notebook.cells.map((cell) => {
    const state = cellState(session, cell.id);
    const reasons = staleReasons(session, cell.id, dependencies);
    const validity = validityOf(session, cell.id, reasons);
    return {
      id: cell.id,
      kind: cell.kind,
      owner: cell.owner,
      beside: cell.beside,
      source: cell.source,
      edited: isEdited(cell),
      canUndoReset: state.undo !== null,
      validity,
      activity: activityOf(session, cell.id),
      outputs: state.outputs,
      origin: state.basis?.origin ?? null,
      errored: state.evaluation?.errored ?? false,
      staleReasons: reasons,
      aborted: validity === "aborted" ? state.aborted : null,
      executionCount: state.executionCount,
    };
  });
}
