// A lesson's code is one TypeScript file in the percent format that Jupytext and editors know: every cell starts
// at a line `// %% id`. It is written once for both languages; what in it is for the reader is put into Korean by
// korean-code.ts, so prose can differ and code cannot.

import { isOwnId } from "../notebook/insertions.ts";
import { ContentError } from "./content-error.ts";

/** One cell of a lesson as its author wrote it. */
export interface CellSource {
  /** Unique within the lesson; what `<Cell id="…" />` refers to. Lower-case words joined by hyphens. */
  readonly id: string;
  /** TypeScript, without the marker line and without blank lines at its ends. */
  readonly source: string;
}

const marker = /^\/\/ ?%%(.*)$/;
const validId = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Splits a `cells.ts` into its cells.
 * @param file Name of the file, for errors.
 * @throws ContentError when code stands before the first marker, an id is missing, malformed or used twice, or a
 * cell is empty.
 */
export function readCells(file: string, text: string): CellSource[] {
  const cells: { id: string; lines: string[]; line: number }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const where = `${file}:${String(index + 1)}`;
    const id = marker.exec(line)?.[1]?.trim();
    if (id !== undefined) {
      if (!validId.test(id))
        throw new ContentError(
          where,
          "a cell id (lower-case words joined by hyphens) after // %%",
          id === "" ? "none" : `"${id}"`,
          "write it like // %% two-virtual-machines",
        );
      if (isOwnId(id))
        throw new ContentError(
          where,
          "an id of the lesson's",
          `"${id}"`,
          "own-1, own-2, … are the cells that readers add; name the cell after what it shows",
        );
      if (cells.some((cell) => cell.id === id))
        throw new ContentError(
          where,
          "every cell id once",
          `"${id}" again`,
          "give the second cell another id",
        );
      cells.push({ id, lines: [], line: index + 1 });
    } else if (cells.length > 0) {
      cells.at(-1)?.lines.push(line);
    } else if (line.trim() !== "" && !line.startsWith("//")) {
      throw new ContentError(
        where,
        "a marker // %% id before the first code",
        `"${line.trim()}"`,
        "imports belong to the first cell, so that the reader sees them",
      );
    }
  }
  return cells.map(({ id, lines, line }) => {
    const source = lines
      .join("\n")
      .replace(/^\s*\n/, "")
      .trimEnd();
    if (source === "")
      throw new ContentError(
        `${file}:${String(line)}`,
        "code in every cell",
        `nothing in "${id}"`,
        "delete the marker or write the cell",
      );
    return { id, source };
  });
}
