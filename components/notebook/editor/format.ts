// Prettier for a cell, with the line length of the lessons' own cells. Fetched when it is first asked for.
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import { formatWithCursor } from "prettier/standalone";

/** As in the project's own Prettier settings for content/: a key in quotes is a word for the reader. */
const settings = { printWidth: 76, quoteProps: "preserve" } as const;

export interface Formatted {
  readonly source: string;
  /** Where the caret now belongs, as an offset. */
  readonly caret: number;
}

/**
 * The source as Prettier writes it, without the empty line at its end: a cell is not a file.
 * @param caret Offset of the caret, to be kept at the same word.
 * @throws SyntaxError where the source cannot be parsed; its message says where.
 */
export async function formatSource(source: string, caret: number): Promise<Formatted> {
  const { formatted, cursorOffset } = await formatWithCursor(source, {
    parser: "typescript",
    plugins: [estree, typescript],
    ...settings,
    cursorOffset: caret,
  });
  const trimmed = formatted.replace(/\n$/, "");
  return { source: trimmed, caret: Math.min(Math.max(cursorOffset, 0), trimmed.length) };
}
