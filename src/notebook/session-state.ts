// The state of a session: the document, decorated with all that is gone when the page is left.
//
// A cell has two statuses that do not depend on each other.
//
// Activity, what is being done about it:
//
//            run, or needed by a run              its turn
//    ready ------------------------> queued ------------------> evaluating
//      ^                               |                            |
//      |   stop, restart, kernel lost, |                            | reply, stop, restart,
//      |   not compiled, dropped       |                            | kernel lost
//      +-------------------------------+----------------------------+
//
// Validity, what the outputs on the page are worth:
//
//    fresh      not run since the kernel started; shows what was recorded, or is left from before a restart
//    evaluated  has run to its end, be it a result or an error, and nothing it depends on has changed since
//    stale      it, or a cell above that it depends on, was edited or run again since these outputs were made
//    aborted    was to run, but did not come to its end: stopped, not compiled, or a cell it needs failed
//
//                  reply                    edit, or a needed cell
//    fresh -----------------> evaluated <----------------------------> stale
//      ^ \                     |   ^           reply, edit undone       |
//      |  +--------------------+---|--- stop, not compiled, dropped ----+
//      |                       v   | reply
//      +---- restart ------- aborted ---- edit ---> stale
//
// A cell that throws is *evaluated* (as in Jupyter, where it gets its number): its outputs are the truth about its
// source. It is not run again behind the reader's back; what was queued and needs it is dropped, once. A second Run
// goes on from the state the error left, so a cell that shows an error on purpose blocks no other cell.
//
// Validity is not stored but derived (validity.ts) from what was run when: so an edit that is taken back, or
// a reset, makes stale outputs valid again, and no operation can forget to mark something.
import { DocumentError, findCell, type Beside, type Cell, type Notebook } from "./document.ts";
import type { Execution, OwnCellKind, SiteTrouble } from "./operations.ts";
import type { Output } from "./output.ts";
import type { Compilation, Program } from "./program.ts";

/** What a run has seen of a cell above it. */
export interface Seen {
  readonly source: string;
  /** The names for which it was needed, empty when they are not known; null when it was not needed. */
  readonly names: readonly string[] | null;
}

/** What the outputs on the page were made from. */
export interface Basis {
  /** Recorded at build time; made by this kernel; or made before a restart. */
  readonly origin: "recorded" | "live" | "before_restart";
  /** The cell's own source at that time. */
  readonly source: string;
  /** Each cell above, from the top, at that time. */
  readonly above: ReadonlyMap<string, Seen>;
}

/** The last run of a cell that came to its end in the current kernel. */
export interface Evaluation {
  readonly run: number;
  readonly source: string;
  readonly errored: boolean;
}

/** Why a cell that was to run did not come to its end. */
export type AbortReason =
  | { readonly reason: "stopped" | "not_compiled" | "kernel_lost" | SiteTrouble }
  /** It needs `cell`, which failed. */
  | { readonly reason: "needed_cell_failed"; readonly cell: string };

export type Aborted = AbortReason & { readonly source: string };

export interface CellState {
  /** Counts the changes of the source; a compilation belongs to one version. */
  readonly version: number;
  /** What `undo_reset` would bring back. */
  readonly undo: string | null;
  /** Whether the source has changed since it was last saved urgently. */
  readonly unsaved: boolean;
  /** The last compilation of an edited source. */
  readonly compiled: { readonly source: string; readonly compilation: Compilation } | null;
  /** The last program that did compile: what dependencies go by until there is a newer one. */
  readonly program: Program | null;
  readonly outputs: readonly Output[];
  /** Null when there has never been anything to show. */
  readonly basis: Basis | null;
  readonly evaluation: Evaluation | null;
  readonly aborted: Aborted | null;
  readonly executionCount: number | null;
}

/** A run that was asked for and has not started. It is of the source as it was when asked for. */
export interface QueueEntry {
  readonly cell: string;
  readonly version: number;
  readonly source: string;
  /** Null while the compiler is at it. */
  readonly compilation: Compilation | null;
  /** Whether the cells that it needs have been queued before it (it takes their programs to know). */
  readonly resolved: boolean;
  /** Runs of one "run all" share a number and end together at the first error. */
  readonly batch: number | null;
}

/** The run that the kernel is at. */
export interface Evaluating extends Execution {
  readonly source: string;
  readonly above: ReadonlyMap<string, Seen>;
  readonly batch: number | null;
  /** Old outputs stay until the first new one, so that the page jumps less. */
  readonly hasOutput: boolean;
}

export interface Kernel {
  /** "lost": it ended by itself; the next run brings it back. "restoring": replaying after a stop or loss. */
  readonly status: "none" | "starting" | "ready" | "restoring" | "lost";
  /** Counts the kernels of this session, so that a late word from an earlier one is refused. */
  readonly generation: number;
}

/** Where a cell stands: below which one (null: at the top), and next to what it is shown. */
export interface Place {
  readonly after: string | null;
  readonly beside: Beside;
}

/** A change of which cells there are, as far as taking it back needs it. */
export type StructureChange =
  | { readonly change: "inserted"; readonly cell: string; readonly source: string }
  | {
      readonly change: "deleted";
      readonly cell: Cell;
      readonly state: CellState;
      readonly from: Place;
    }
  | { readonly change: "moved"; readonly cell: string; readonly from: Place }
  | {
      readonly change: "kind_changed";
      readonly cell: string;
      readonly from: OwnCellKind;
      readonly state: CellState;
    };

export interface Session {
  readonly notebook: Notebook;
  readonly cells: ReadonlyMap<string, CellState>;
  readonly kernel: Kernel;
  readonly evaluating: Evaluating | null;
  readonly queue: readonly QueueEntry[];
  /** Compilations asked for and not answered. */
  readonly compiling: readonly {
    readonly cell: string;
    readonly version: number;
    readonly source: string;
  }[];
  /** All that this kernel has executed to its end, in order: what a replay repeats. */
  readonly history: readonly Execution[];
  /** The number of the last cell executed, as in `[3]`; 0 after a restart. */
  readonly executionCount: number;
  /** Run numbers are never used twice, not even across restarts. */
  readonly nextRun: number;
  /** What the reader did to the order of the cells, the last at the end: what can be taken back. */
  readonly structureChanges: readonly StructureChange[];
  /** Ids of deleted cells: they come back by undo alone, so that no late word lands in another cell. */
  readonly retiredIds: ReadonlySet<string>;
}

/**
 * A session in which nothing has run.
 * @param recorded - outputs recorded at build time, by cell id; a cell without an entry shows nothing.
 * @param putAside - by cell id, what an earlier visit reset or replaced, for `undo_reset` to bring back.
 * @throws DocumentError when an entry of `recorded` belongs to no cell.
 */
export function createSession(
  notebook: Notebook,
  recorded: Readonly<Record<string, readonly Output[]>> = {},
  putAside: Readonly<Record<string, string>> = {},
): Session {
  const recordings = new Map(Object.entries(recorded));
  for (const id of recordings.keys()) {
    if (findCell(notebook, id)) continue;
    throw new DocumentError(
      "recorded outputs of the notebook's cells",
      `a recording of "${id}"`,
      "record the lesson again: its cells have changed.",
    );
  }
  const cells = new Map<string, CellState>();
  const lessonAbove = new Map<string, Seen>();
  const aside = new Map(Object.entries(putAside));
  for (const { id, source, lessonSource, lessonProgram } of notebook.cells) {
    const undo = aside.get(id) ?? null;
    const outputs = recordings.get(id);
    const basis: Basis = { origin: "recorded", source: lessonSource, above: new Map(lessonAbove) };
    cells.set(id, {
      ...newCellState(lessonProgram),
      undo: undo === source ? null : undo,
      outputs: outputs ?? [],
      basis: outputs ? basis : null,
    });
    lessonAbove.set(id, { source: lessonSource, names: null });
  }
  return {
    notebook,
    cells,
    kernel: { status: "none", generation: 0 },
    evaluating: null,
    queue: [],
    compiling: [],
    history: [],
    executionCount: 0,
    nextRun: 1,
    structureChanges: [],
    retiredIds: new Set(),
  };
}

/** The state of a cell to which nothing has happened. */
export function newCellState(program: Program | null): CellState {
  return {
    version: 0,
    undo: null,
    unsaved: false,
    compiled: null,
    program,
    outputs: [],
    basis: null,
    evaluation: null,
    aborted: null,
    executionCount: null,
  };
}

/** What is left of a cell's state when the kernel's scope is gone, and with it all that was run in it. */
export function withoutEvaluation(state: CellState): CellState {
  const { basis } = state;
  return {
    ...state,
    basis: basis?.origin === "live" ? { ...basis, origin: "before_restart" } : basis,
    evaluation: null,
    aborted: null,
    executionCount: null,
  };
}

/**
 * The state of a cell.
 * @throws DocumentError when the session has no such cell; operations check that first.
 */
export function cellState(session: Session, id: string): CellState {
  const state = session.cells.get(id);
  if (state) return state;
  throw new DocumentError(
    "the id of a cell in the session",
    `"${id}"`,
    "use an id of the notebook.",
  );
}
