// What one reader hands to another: their edits of a lesson, by a link or in a file. It is untrusted code, so
// what comes in is taken apart and rebuilt from known fields, and bounded, before the page shows it; and it is
// compared with the reader's notebook, never put into it: taking a cell over is an edit that the reader makes.
import { isCellId, type Beside, type Cell, type Notebook } from "./document.ts";
import { asShown, isCurrent, isLessonText, lessonHash } from "./lesson-source.ts";
import { withLineFeeds } from "./line-ends.ts";
import type { OwnCellKind } from "./operations.ts";
import { isOwnCell, ownCells, type OwnCell } from "./own-cells.ts";
import { describeValue } from "./refusal.ts";

/** Characters of one cell's source. */
export const MAX_SHARED_SOURCE = 100_000;
/** Cells in all. */
export const MAX_SHARED_CELLS = 200;

/** One edited cell of the lesson. */
export interface SharedCell {
  readonly id: string;
  readonly source: string;
  /** `lessonHash` of the cell when it was shared. */
  readonly lessonHash: string;
}

/** A cell that a reader has added. */
export interface SharedOwnCell {
  readonly id: string;
  readonly kind: OwnCellKind;
  readonly source: string;
  /** The cell that it stands below; null at the top. */
  readonly after: string | null;
  readonly beside: Beside;
}

/** A reader's edits of one lesson. */
export interface SharedNotebook {
  /** The lesson's slug, as edits are stored under it. */
  readonly lesson: string;
  readonly cells: readonly SharedCell[];
  /** In their order on the page. */
  readonly own: readonly SharedOwnCell[];
}

/**
 * - "malformed": not what this site writes.
 * - "too_large": more than a reader writes by hand.
 * - "newer_version": written by a later version of the site.
 * - "other_lesson": of another lesson than the page's.
 * - "not_from_here": a file of another program.
 * - "other_language": a notebook of a kernel whose cells are neither TypeScript nor JavaScript.
 */
export type ShareErrorCode =
  "malformed" | "too_large" | "newer_version" | "other_lesson" | "not_from_here" | "other_language";

/** Something shared that cannot be opened. Nothing has changed. */
export class ShareError extends Error {
  override readonly name = "ShareError";
  readonly code: ShareErrorCode;
  readonly expected: string;
  readonly found: string;
  readonly hint: string;

  constructor(code: ShareErrorCode, expected: string, found: string, hint: string) {
    super(`share: expected ${expected}, found ${found}. Hint: ${hint}`);
    this.code = code;
    this.expected = expected;
    this.found = found;
    this.hint = hint;
  }
}

/** What of this notebook differs from the lesson, in whatever language. Checks are not the reader's to edit. */
export function sharedNotebook(lesson: string, notebook: Notebook): SharedNotebook {
  const cells = notebook.cells
    .filter((cell) => cell.kind !== "check" && !isOwnCell(cell))
    .filter((cell) => !isLessonText(cell, cell.source))
    .map((cell) => ({ id: cell.id, source: cell.source, lessonHash: lessonHash(cell) }));
  const own = ownCells(notebook).map(({ id, kind, source, above, beside }) => ({
    id,
    kind,
    source,
    after: above[0] ?? null,
    beside,
  }));
  return { lesson, cells, own };
}

/**
 * Rebuilds what was shared from a value that is not trusted.
 * @throws ShareError when it is malformed or too large.
 */
export function parseShared(value: unknown): SharedNotebook {
  const { lesson, cells, own } = fieldsOf(value, "lesson, cells and own", "what was shared");
  if (typeof lesson !== "string" || !/^[a-z0-9][a-z0-9/-]{0,199}$/.test(lesson))
    throw malformed("the address of a lesson", describeValue(lesson));
  const shared = {
    lesson,
    cells: listOf(cells, "edited cells").map(parseSharedCell),
    own: listOf(own, "cells of the reader's own").map(parseOwnCell),
  };
  const ids = [...shared.cells, ...shared.own].map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw malformed("each cell once", `${describeValue(twice)} twice`);
  return shared;
}

/**
 * Rebuilds an edited cell from a value that is not trusted.
 * @throws ShareError when it is malformed or too large.
 */
export function parseSharedCell(value: unknown): SharedCell {
  const { id, source, lessonHash } = fieldsOf(value, "id, source and lessonHash", "a cell");
  if (typeof lessonHash !== "string" || !/^[0-9a-f]{16}$/.test(lessonHash))
    throw malformed("the hash of the lesson's source", describeValue(lessonHash));
  return { id: parseId(id), source: parseSource(source), lessonHash };
}

function parseOwnCell(value: unknown): SharedOwnCell {
  const fields = "id, kind, source, after and beside";
  const { id, kind, source, after, beside } = fieldsOf(value, fields, "a cell");
  if (kind !== "code" && kind !== "markdown")
    throw malformed("code or markdown", describeValue(kind));
  if (beside !== "previous" && beside !== "next")
    throw malformed("beside the previous cell or the next", describeValue(beside));
  return {
    id: parseId(id),
    kind,
    source: parseSource(source),
    after: after === null ? null : parseId(after),
    beside,
  };
}

function parseId(value: unknown): string {
  if (isCellId(value) && value.length <= 64) return value;
  throw malformed("a cell's id", describeValue(value));
}

function parseSource(value: unknown): string {
  if (typeof value !== "string") throw malformed("text as a cell's source", describeValue(value));
  if (value.length > MAX_SHARED_SOURCE)
    throw tooLarge(`at most ${MAX_SHARED_SOURCE} characters in a cell`, String(value.length));
  return withLineFeeds(value);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(`a list of ${what}`, describeValue(value));
  if (value.length > MAX_SHARED_CELLS)
    throw tooLarge(`at most ${MAX_SHARED_CELLS} ${what}`, String(value.length));
  return value as readonly unknown[];
}

function fieldsOf(value: unknown, fields: string, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(`an object with ${fields} as ${what}`, describeValue(value));
  return value as Record<string, unknown>;
}

/** Something that this site did not write, or that was cut on its way. */
export function malformed(expected: string, found: string): ShareError {
  const hint = "it may have been cut on its way; ask for it again, as a file.";
  return new ShareError("malformed", expected, found, hint);
}

/** More than a reader writes by hand. */
export function tooLarge(expected: string, found: string): ShareError {
  return new ShareError("too_large", expected, found, "nobody writes that much by hand.");
}

/** How one shared cell differs from the reader's. */
export interface SharedDifference {
  readonly cell: Cell;
  readonly shared: SharedCell;
  /** Whether the lesson's own cell is another than when it was shared. */
  readonly lessonChanged: boolean;
}

/** A cell that the reader has not, ready to be inserted (`insertions`). */
export interface SharedAddition extends OwnCell {
  /** The lesson's cell that it is an edit of, if the lesson has none of that id; null for one that the sender has added. */
  readonly editOf: string | null;
}

export interface Comparison {
  /** Cells whose code is not the reader's, in the order of the page. */
  readonly differences: readonly SharedDifference[];
  /** Cells that the reader has not: first edits of cells that the lesson has no more, then what was added to it. */
  readonly own: readonly SharedAddition[];
}

/**
 * Compares what was shared with the reader's notebook.
 * @throws ShareError when it is of another lesson.
 */
export function compareShared(
  shared: SharedNotebook,
  lesson: string,
  notebook: Notebook,
): Comparison {
  if (shared.lesson !== lesson)
    throw new ShareError(
      "other_lesson",
      `edits of ${lesson}`,
      `edits of ${shared.lesson}`,
      "open it on that lesson's page.",
    );
  const cells = notebook.cells.filter((cell) => cell.kind !== "check" && !isOwnCell(cell));
  const mine = notebook.cells.filter(isOwnCell);
  const byId = new Map(shared.cells.map((cell) => [cell.id, cell]));
  return {
    differences: cells.flatMap((cell) => {
      const theirs = byId.get(cell.id);
      if (theirs === undefined || asShown(cell, theirs.source) === asShown(cell, cell.source))
        return [];
      return [{ cell, shared: theirs, lessonChanged: !isCurrent(cell, theirs.lessonHash) }];
    }),
    own: [
      ...shared.cells
        .filter(({ id }) => !cells.some((cell) => cell.id === id))
        .filter(({ source }) => !mine.some((cell) => cell.source === source))
        .map(({ id, source }) => editOfGoneCell(id, source)),
      ...shared.own
        // A link of the reader's own has cells that are there already.
        .filter(
          ({ id, kind, source }) =>
            !mine.some((cell) => cell.id === id && cell.kind === kind && cell.source === source),
        )
        .map(({ after, ...cell }) => ({
          ...cell,
          above: after === null ? [] : [after],
          editOf: null,
        })),
    ],
  };
}

/**
 * An edit without its cell becomes one that was added, at the end, where all that it may use stands above it. (So
 * `withOwnCells` has it, since the lesson has no cell of the id that it stands below.)
 */
function editOfGoneCell(id: string, source: string): SharedAddition {
  return { id, kind: "code", source, above: [id], beside: "previous", editOf: id };
}
