// The vocabulary of a session: what can happen to it (operations) and what it asks to be done (actions).
// Both are plain data. A shell around the reducer carries the actions out and reports back as operations;
// the tests are such a shell too.
import type { Beside } from "./document.ts";
import type { ErrorOutput, MimeBundle, Output } from "./output.ts";
import type { Compilation, Program, RecordedRun } from "./program.ts";

/** From the reader. */
export type ReaderOperation =
  /** The cell's source is now this. */
  | { readonly type: "edit"; readonly cell: string; readonly source: string }
  /** Back to the lesson's source; the reader's own is kept for `undo_reset`. */
  | { readonly type: "reset"; readonly cell: string }
  /** Another version takes the place of the reader's source, which is kept for `undo_reset`. */
  | { readonly type: "replace"; readonly cell: string; readonly source: string }
  /** Brings back what `reset` or `replace` put aside, and puts aside what was typed since, if anything. */
  | { readonly type: "undo_reset"; readonly cell: string }
  /** Asks for the programs of all edited sources, so that it is known what they define and Run need not wait. */
  | { readonly type: "compile_edits" }
  /** Runs the cell, as its source is now, after the cells above that it needs and that are not up to date. */
  | { readonly type: "run"; readonly cell: string }
  /** Runs all cells from the top; stops at the first that fails. Replaces what is queued. */
  | { readonly type: "run_all" }
  /** The same for this cell and those above it: Jupyter's "Run all above", then the cell. */
  | { readonly type: "run_to"; readonly cell: string }
  /** Ends the running cell and forgets the queue; what had run is brought back by replay. */
  | { readonly type: "stop" }
  /** Forgets all that has run. Outputs stay, marked as from before. */
  | { readonly type: "restart" }
  | { readonly type: "restart_and_run_all" }
  /** Removes the outputs of one cell, or of all. */
  | { readonly type: "clear_outputs"; readonly cell: string | null };

/** What a cell of the reader's can be. */
export type OwnCellKind = "code" | "markdown";

/**
 * From the reader, about which cells there are: see structure.ts. `after` is the id of the cell above, null for the
 * top; `beside` defaults to that of the reader's cell above, else to "previous".
 */
export type StructureOperation =
  /** Adds a cell of the reader's. Its id is new: `freeCellId` (insertions.ts) has one. */
  | {
      readonly type: "insert_cell";
      readonly cell: string;
      readonly kind: OwnCellKind;
      readonly source: string;
      /** `source`, compiled, if the caller has that, as an example has: then its first run needs no compiler. */
      readonly program?: Program;
      readonly after: string | null;
      readonly beside?: Beside;
    }
  /** Takes a reader's cell away; source and outputs are kept for the undo. Stops it if it is running. */
  | { readonly type: "delete_cell"; readonly cell: string }
  | {
      readonly type: "move_cell";
      readonly cell: string;
      readonly after: string | null;
      readonly beside?: Beside;
    }
  /** Code becomes Markdown or the other way; outputs of the code are kept for the undo. */
  | { readonly type: "change_kind"; readonly cell: string; readonly kind: OwnCellKind }
  /** Takes back the last of these changes; an insertion only if nothing has been typed into the cell since. */
  | { readonly type: "undo_structure" };

/** From the compiler. */
export type CompilerOperation = {
  readonly type: "compile_finished";
  readonly cell: string;
  readonly version: number;
  readonly compilation: Compilation;
};

/** From the kernel. `generation` and `run` say which kernel and which run speak: late ones are refused. */
export type KernelOperation =
  | { readonly type: "kernel_ready"; readonly generation: number }
  /** The replay that an `interrupt` action asked for is done. */
  | { readonly type: "restored"; readonly generation: number }
  /** The kernel ended by itself or could not be started. */
  | { readonly type: "kernel_lost"; readonly generation: number }
  | {
      readonly type: "stream";
      readonly run: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | {
      readonly type: "display";
      readonly run: number;
      readonly data: MimeBundle;
      /** Given to what may be updated later. */
      readonly displayId?: string;
    }
  /** What the run has displayed under this id now looks like this. */
  | {
      readonly type: "update_display";
      readonly run: number;
      readonly displayId: string;
      readonly data: MimeBundle;
    }
  | { readonly type: "result"; readonly run: number; readonly data: MimeBundle }
  /** An error thrown by the cell, its frames already in terms of the reader's TypeScript. */
  | { readonly type: "error"; readonly run: number; readonly error: ErrorOutput }
  /** The run has ended; nothing of it follows. */
  | { readonly type: "reply"; readonly run: number; readonly status: "ok" | "error" };

export type Operation = ReaderOperation | StructureOperation | CompilerOperation | KernelOperation;

/** A program that was executed, as replay needs it. Run numbers are kept, so that frames find their cell. */
export interface Execution {
  readonly run: number;
  readonly cell: string;
  readonly code: string;
  /** The source map of `code`, for the lines of errors. */
  readonly mappings: string;
  readonly executionCount: number;
  readonly recorded?: RecordedRun | undefined;
}

/** What the page announces to readers who do not see the screen. */
export type Announcement =
  "finished" | "failed" | "not_compiled" | "stopped" | "restarted" | "restored" | "kernel_lost";

export type Action =
  | {
      readonly type: "compile";
      readonly cell: string;
      readonly version: number;
      readonly source: string;
    }
  /** Start a kernel; report `kernel_ready`, or `kernel_lost` if it cannot be started. */
  | { readonly type: "start_kernel"; readonly generation: number }
  | ({ readonly type: "execute"; readonly silent: false } & Execution)
  /**
   * End the kernel at once if it lives, start another, execute `replay` in it silently and in order
   * (failures included: they fail again in the same way); then report `restored`, or `kernel_lost`.
   */
  | {
      readonly type: "interrupt";
      readonly generation: number;
      readonly replay: readonly Execution[];
    }
  /** End the kernel; the next run starts another. */
  | { readonly type: "shutdown_kernel" }
  /**
   * Store the reader's source; null when it is the lesson's, so that the stored edit can go, or when the cell was one
   * of the reader's own and is deleted. After an edit the shell may wait a moment for more of them (`urgent: false`);
   * before a run it may not, as a run can take the tab down. Of a reader's own cell, store its kind and place as well.
   */
  | {
      readonly type: "save";
      readonly cell: string;
      readonly source: string | null;
      readonly urgent: boolean;
    }
  | {
      readonly type: "announce";
      readonly announcement: Announcement;
      readonly cell: string | null;
    };

/** The operations that carry output of a run. */
export type OutputOperation = Extract<
  KernelOperation,
  { type: "stream" | "display" | "update_display" | "result" | "error" }
>;

/** The output that such an operation brings. */
export function outputOf(operation: OutputOperation, executionCount: number): Output {
  switch (operation.type) {
    case "stream":
      return { output_type: "stream", name: operation.name, text: operation.text };
    case "display":
    case "update_display": {
      const { data, displayId } = operation;
      const output = { output_type: "display_data", data } as const;
      return displayId === undefined ? output : { ...output, transient: { display_id: displayId } };
    }
    case "result":
      return {
        output_type: "execute_result",
        execution_count: executionCount,
        data: operation.data,
      };
    case "error":
      return operation.error;
  }
}
