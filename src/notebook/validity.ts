// What the outputs on the page are worth, derived from what was run when. See session-state.ts for what the
// statuses mean. Everything that a page needs to draw a cell is in its `CellView`.
import { analyzeDependencies, type Dependencies } from "./dependencies.ts";
import { getCell, isEdited, type Cell, type CellKind } from "./document.ts";
import type { Output } from "./output.ts";
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
  readonly change: "edited" | "run_again";
  /** The names through which the change reaches this cell; empty for the cell itself, or when unknown. */
  readonly names: readonly string[];
}

/** What is known of a source: how it compiled, or null when nobody has tried. */
export function knownCompilation(cell: Cell, state: CellState, source: string): Compilation | null {
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
  return analyzeDependencies(
    session.notebook.cells.map((cell) => ({
      id: cell.id,
      observer: cell.kind === "check",
      program: except?.cell === cell.id ? except.program : bestProgram(session, cell),
    })),
  );
}

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
    if (source !== basis.above.get(cell)) reasons.push({ cell, change: "edited", names });
    else if (evaluation && lastRun > evaluation.run) {
      reasons.push({ cell, change: "run_again", names });
    }
  }
  if (getCell(session.notebook, id).source !== basis.source) {
    reasons.push({ cell: id, change: "edited", names: [] });
  }
  return reasons;
}

export function validityOf(session: Session, id: string, dependencies?: Dependencies): Validity {
  const { aborted, evaluation } = cellState(session, id);
  if (aborted) {
    return aborted.source === getCell(session.notebook, id).source ? "aborted" : "stale";
  }
  if (staleReasons(session, id, dependencies).length > 0) return "stale";
  return evaluation ? "evaluated" : "fresh";
}

export function activityOf(session: Session, id: string): Activity {
  if (session.evaluating?.cell === id) return "evaluating";
  return session.queue.some((entry) => entry.cell === id) ? "queued" : "ready";
}

/** All that a page shows of a cell. */
export interface CellView {
  readonly id: string;
  readonly kind: CellKind;
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
    const validity = validityOf(session, cell.id, dependencies);
    return {
      id: cell.id,
      kind: cell.kind,
      source: cell.source,
      edited: isEdited(cell),
      canUndoReset: state.undo !== null,
      validity,
      activity: activityOf(session, cell.id),
      outputs: state.outputs,
      origin: state.basis?.origin ?? null,
      errored: state.evaluation?.errored ?? false,
      staleReasons: staleReasons(session, cell.id, dependencies),
      aborted: validity === "aborted" ? state.aborted : null,
      executionCount: state.executionCount,
    };
  });
}
