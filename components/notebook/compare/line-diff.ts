// What differs between two sources, line by line.
import { diffArrays } from "diff";

/** A line of the one, of the other, or of both. */
export interface DiffLine {
  readonly change: "same" | "removed" | "added";
  readonly text: string;
}

/** The lines that lead from one source to the other: without the added ones it is the first, without the removed the second. */
export function lineDiff(from: string, to: string): readonly DiffLine[] {
  return diffArrays(from.split("\n"), to.split("\n")).flatMap(({ added, removed, value }) =>
    value.map(
      (text) => ({ change: added ? "added" : removed ? "removed" : "same", text }) as const,
    ),
  );
}
