// The notebook as a document: cells in order, each with the lesson's source and the reader's; among them may stand
// cells that the reader has added (own-cells.ts). Nothing here knows about running. The lesson's source stays beside the reader's, so that resetting, comparing and
// noticing "not edited, so already compiled" are comparisons and need no flag that could disagree.
import { isLessonText, type LessonSource } from "./lesson-source.ts";
import type { Program } from "./program.ts";
import { describeValue } from "./refusal.ts";

/**
 * - "code": a cell to read and run.
 * - "exercise": one that the reader completes.
 * - "check": the unseen cell that looks at an exercise. It may need other cells; no other cell needs it, and "run all"
 *   leaves it out.
 * - "markdown": a text of the reader's, which is shown and never run. It compiles to nothing.
 */
export type CellKind = "code" | "exercise" | "check" | "markdown";

/** Whose cell it is. The lesson's have their places in its prose and stay there; the reader's come, move and go. */
export type CellOwner = "lesson" | "reader";

/**
 * Between two cells of the lesson stands prose. A reader's cell between them is shown next to one of the two: right
 * below the cell before it, or right above the lesson's next one.
 */
export type Beside = "previous" | "next";

/** A cell as an author or a store gives it; the lesson's source is its TypeScript (an exercise's starter). */
export interface CellSpec extends LessonSource {
  readonly id: string;
  /** Defaults to "code". */
  readonly kind?: CellKind;
  /** Defaults to "lesson". */
  readonly owner?: CellOwner;
  /** Where a reader's cell is shown; defaults to "previous", and says nothing of a lesson's. */
  readonly beside?: Beside;
  /** `lessonSource`, compiled at build time; null where the build has not done so. */
  readonly lessonProgram: Program | null;
  /** The reader's TypeScript; defaults to the lesson's. */
  readonly source?: string;
}

/** A complete cell. */
export type Cell = Required<CellSpec>;

/** The cells of one lesson, in the order of the page. */
export interface Notebook {
  readonly cells: readonly Cell[];
}

/** A notebook that cannot be made, or a cell that it does not have. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly expected: string;
  readonly found: string;
  readonly hint: string;

  constructor(expected: string, found: string, hint: string) {
    super(`notebook: expected ${expected}, found ${found}. Hint: ${hint}`);
    this.expected = expected;
    this.found = found;
    this.hint = hint;
  }
}

/** Whether this can name a cell: ids become parts of storage keys, URLs and element ids. */
export function isCellId(id: unknown): id is string {
  return typeof id === "string" && /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(id);
}

/**
 * Makes a notebook of its cells.
 * @throws DocumentError when an id is malformed or taken, or a source is not text.
 */
export function createNotebook(specs: readonly CellSpec[]): Notebook {
  const taken = new Set<string>();
  for (const { id, lessonSource, source } of specs) {
    if (!isCellId(id)) {
      throw new DocumentError(
        "a cell id of letters, digits, - and _",
        describeValue(id),
        "name the cell after what it shows, for example two-vms.",
      );
    }
    if (taken.has(id)) {
      throw new DocumentError(
        "each cell id once",
        `two cells named ${id}`,
        "rename one of them: a reader's edits are stored under this name.",
      );
    }
    if (typeof lessonSource !== "string" || (source !== undefined && typeof source !== "string")) {
      throw new DocumentError(
        `text as the source of cell ${id}`,
        describeValue(typeof lessonSource === "string" ? source : lessonSource),
        "pass the TypeScript as a string.",
      );
    }
    taken.add(id);
  }
  return {
    cells: specs.map(completeCell),
  };
}

/** The cell of a spec, with all that it leaves out. */
export function completeCell(spec: CellSpec): Cell {
  return {
    id: spec.id,
    kind: spec.kind ?? "code",
    owner: spec.owner ?? "lesson",
    beside: spec.beside ?? "previous",
    lessonSource: spec.lessonSource,
    languageHashes: spec.languageHashes,
    lessonProgram: spec.lessonProgram,
    source: spec.source ?? spec.lessonSource,
  };
}

/** The cell of that id, if the notebook has it. */
export function findCell(notebook: Notebook, id: string): Cell | undefined {
  return notebook.cells.find((cell) => cell.id === id);
}

/**
 * The cell of that id.
 * @throws DocumentError when the notebook has none.
 */
export function getCell(notebook: Notebook, id: string): Cell {
  const cell = findCell(notebook, id);
  if (cell) return cell;
  const ids = notebook.cells.map((known) => known.id).join(", ");
  throw new DocumentError(
    "the id of a cell",
    describeValue(id),
    `the cells are: ${ids || "none"}.`,
  );
}

/** The cells before this one, from the top. */
export function cellsAbove(notebook: Notebook, id: string): readonly Cell[] {
  return notebook.cells.slice(0, notebook.cells.indexOf(getCell(notebook, id)));
}

/** Whether the reader's source differs from the lesson's on this page; a cell of the reader's own has no other. */
export function isEdited(cell: Cell): boolean {
  return cell.owner === "lesson" && cell.source !== cell.lessonSource;
}

/** What is to be stored of a cell: the reader's source; null when there is nothing of the reader's in it. */
export function storedSource(cell: Cell): string | null {
  return cell.owner === "reader" || !isLessonText(cell, cell.source) ? cell.source : null;
}

/** The notebook with another source in one cell. */
export function withSource(notebook: Notebook, id: string, source: string): Notebook {
  const edited = getCell(notebook, id);
  return { cells: notebook.cells.map((cell) => (cell === edited ? { ...cell, source } : cell)) };
}
