// Other versions of a cell's code than the reader's are rare, and so are edits of cells that the lesson has no more: what
// speaks of them is fetched when there is one.
import { ownCellKeyOf } from "../../src/notebook/own-cells-store.ts";
import { editKeyOf } from "../../src/notebook/storage.ts";
import type { NotebookPage } from "./notebook-page.ts";
import type * as Versions from "./versions/versions.ts";

/**
 * Offers what there is besides the reader's code, now and when another tab writes.
 * @param undecided Cells whose edit is of an older lesson.
 * @param gone Cells that the lesson has no more, of which something of the reader's is kept.
 */
export function connectVersions(
  page: NotebookPage,
  undecided: Iterable<string>,
  gone: readonly string[],
): void {
  if (gone.length > 0)
    load(({ offerGone }) => {
      offerGone(page, gone);
    });
  const { lesson, store, shell } = page;
  const offer = (cell: string) => {
    load(({ offerOtherTab }) => {
      offerOtherTab(page, cell);
    });
  };
  // Two tabs wrote the cell on an earlier visit, and the reader has not decided: that comes before the lesson's.
  const twofold = shell.session.notebook.cells
    .map(({ id }) => id)
    .filter((id) => store.loadOther(lesson, id) !== null);
  for (const id of twofold) offer(id);
  for (const id of undecided)
    if (!twofold.includes(id))
      load(({ offerLesson }) => {
        offerLesson(page, id);
      });
  addEventListener("storage", ({ key }) => {
    for (const { cellId } of page.cells())
      if (key === editKeyOf(lesson, cellId) || key === ownCellKeyOf(lesson, cellId)) offer(cellId);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    // It was in the browser's cache, where it is told of nothing.
    for (const { id, source } of shell.session.notebook.cells) {
      const stored = shell.keeping.stored(id);
      if (stored !== null && stored !== source) offer(id);
    }
  });
}

function load(use: (versions: typeof Versions) => void): void {
  import("./versions/versions.ts").then(use).catch((error: unknown) => {
    console.error("notebook: another version of a cell could not be offered.", error);
  });
}
