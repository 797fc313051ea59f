// What a cell shows, in the words of nbformat (https://nbformat.readthedocs.io): so a lesson saved as
// .ipynb needs no translation. Plain data: it crosses workers, is stored, and is recorded at build time.

/** Representations of one value by MIME type; the reader's page shows the richest that it knows. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A place in the reader's own TypeScript. Lines and columns count from 1. */
export interface SourcePosition {
  readonly cell: string;
  readonly line: number;
  readonly column: number;
  /** The function that it is in, if that has a name. */
  readonly name?: string;
  /** How many frames of the library lie between this place and the one further in; none unless given. */
  readonly library?: number;
}

/** Text written by `console.log` (stdout) or `console.warn`/`console.error` (stderr). */
export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

/** A value shown by an explicit `display(value)`. */
export interface DisplayOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  /** The id by which its run can replace it; as in Jupyter, it is not stored. */
  readonly transient?: { readonly display_id: string };
}

/** The value of a cell's last expression. */
export interface ResultOutput {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
}

/** An error thrown by the cell, or found while compiling it. */
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  /** One line a frame, in terms of the reader's cells. */
  readonly traceback: readonly string[];
  /** What to try next, when the error knows. */
  readonly hint?: string;
  /** Where in the reader's TypeScript it happened, innermost first; absent when unknown. */
  readonly frames?: readonly SourcePosition[];
  /** Told by the cell's console, not thrown: the cell has not failed by it. */
  readonly printed?: true;
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;
