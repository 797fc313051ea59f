// A cell after compilation: what the kernel runs, and what parsing tells the notebook about it.

/** A compiled cell. Made at build time for the lesson's own cells, in the browser for edited ones. */
export interface Program {
  /** JavaScript: the source of one expression, an async function that takes the notebook's scope. */
  readonly code: string;
  /**
   * Source map "mappings" (VLQ) from `code` back to the reader's TypeScript. Empty in a page for the lesson's own
   * programs, whose maps are fetched when an error needs them.
   */
  readonly mappings: string;
  /** Names that the cell declares at top level, import names among them. */
  readonly defines: readonly string[];
  /** The part of `defines` that comes from import statements: bindings that no cell can change. */
  readonly imports: readonly string[];
  /** Names that the cell uses but does not declare, standard globals left out. */
  readonly reads: readonly string[];
  /** Of a lesson's own programs. */
  readonly recorded?: RecordedRun;
}

/** How the build has run a program of the lesson's: what it called then, it calls again after the same programs. */
export interface RecordedRun {
  /** How many programs had run before it: the notebook's first ones. */
  readonly after: number;
  /** Hashes of the scripts that the kernel has to fetch for it. */
  readonly scripts: readonly string[];
}

/** Why a cell could not be compiled. Lines and columns count from 1, in the reader's TypeScript. */
export interface CompileFailure {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly hint?: string;
  /** Name of the error where it is none of the code's: the compiler has not come. It has no place then. */
  readonly name?: string;
}

export type Compilation =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly failure: CompileFailure };
