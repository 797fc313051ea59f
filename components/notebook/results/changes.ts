// What a run has changed against what stood there before. Fetched when a run first gives something else.
import { diffArrays } from "diff";
import type { Shown } from "./shown.ts";

/** What is new, by its place among what is shown now; of a row of a table, with the places of its cells. */
export interface Change {
  readonly at: number;
  readonly cells?: readonly number[];
}

/** Texts that differ in more than this are all new: to find out how takes long, and tells little. */
const maximumEdits = 200;

/** The changes that lead to what is shown now. What is gone is none. */
export function changesBetween(
  before: readonly string[],
  now: readonly string[],
): readonly Change[] {
  const parts = diffArrays([...before], [...now], { maxEditLength: maximumEdits });
  if (parts === undefined) return now.map((_, at) => ({ at }));
  const changes: Change[] = [];
  let at = 0;
  let gone: readonly string[] = [];
  for (const { added, removed, value } of parts) {
    if (removed) {
      gone = value;
      continue;
    }
    if (added)
      for (const [index, text] of value.entries())
        changes.push({
          at: at + index,
          ...cellsOf(gone[index], text, gone.length === value.length),
        });
    gone = [];
    at += value.length;
  }
  return changes;
}

/** The cells of a row that took another's place, where they say something else. */
function cellsOf(
  before: string | undefined,
  now: string,
  isInPlace: boolean,
): Pick<Change, "cells"> {
  const [was, is] = [before?.split("\t") ?? [], now.split("\t")];
  if (!isInPlace || is.length < 2 || was.length !== is.length) return {};
  return { cells: is.flatMap((text, index) => (text === was[index] ? [] : [index])) };
}

/** The name that results.css knows the marks by. */
const name = "changed-output";

/**
 * Marks what is new: text by highlights, which leave the page's elements alone, so that nothing is read aloud once more.
 * @returns a function that takes the marks away.
 */
export function mark(shown: readonly Shown[], changes: readonly Change[]): () => void {
  // Older browsers have no highlights.
  const highlight = "highlights" in CSS ? (CSS.highlights.get(name) ?? new Highlight()) : null;
  if (highlight !== null) CSS.highlights.set(name, highlight);
  const ranges: Range[] = [];
  const elements: Element[] = [];
  const markNode = (node: Node | undefined, from?: number, length?: number) => {
    if (node === undefined) return;
    if (highlight !== null && (node instanceof Text || node instanceof HTMLTableCellElement)) {
      const range = new Range();
      range.selectNodeContents(node);
      if (from !== undefined && length !== undefined) {
        range.setStart(node, from);
        range.setEnd(node, from + length);
      }
      ranges.push(range);
      highlight.add(range);
      return;
    }
    const element = node instanceof Element ? node : node.parentElement;
    element?.setAttribute("data-changed", "");
    if (element !== null) elements.push(element);
  };
  for (const { at, cells } of changes) {
    const { node, from, text } = shown[at] ?? {};
    if (node instanceof HTMLTableRowElement)
      for (const index of cells ?? [...node.cells].keys()) markNode(node.cells[index]);
    else if (node !== undefined) markNode(node, from, text?.length);
  }
  return () => {
    for (const range of ranges) highlight?.delete(range);
    for (const element of elements) element.removeAttribute("data-changed");
  };
}
