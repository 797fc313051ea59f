// What differs between two sources, line by line.
import { diffArrays } from "diff";

/** A line of the one, of the other, or of both. */
export interface DiffLine {
  readonly change: "same" | "removed" | "added";
  readonly text: string;
}

/**
 * Two sources that differ in more lines have nothing in common, as far as a reader can see; and what a link brings may be
 * so long that looking for it would take minutes.
 */
const maximumEdits = 2_000;

/** The lines that lead from one source to the other: without the added ones it is the first, without the removed the second. */
export function lineDiff(from: string, to: string): readonly DiffLine[] {
  const [before, after] = [from.split("\n"), to.split("\n")];
  const changes = diffArrays(before, after, { maxEditLength: maximumEdits }) ?? [
    { removed: true, added: false, value: before },
    { removed: false, added: true, value: after },
  ];
  return changes.flatMap(({ added, removed, value }) =>
    value.map(
      (text) => ({ change: added ? "added" : removed ? "removed" : "same", text }) as const,
    ),
  );
}
