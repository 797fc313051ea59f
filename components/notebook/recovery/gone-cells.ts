// What the reader wrote in cells that the lesson has no more (removed, renamed or split since) is offered as cells of
// their own, at the end, where all that it may use stands above it. It stays where it is stored until the device has
// it as such a cell: until then every visit offers it again.
import { ownCells } from "../../../src/notebook/own-cells.ts";
import { readVersions } from "../../../src/notebook/version-history.ts";
import { versionKeyOf, writeVersion } from "../../../src/notebook/version-store.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { appendCell } from "../own-cells/structure.ts";
import { showNotice } from "./notice.ts";
import { recoveryStrings } from "./strings.ts";

/**
 * Says which cells are gone, and offers to add what was written in them. Nothing of it runs.
 * @param cells Cells of which something is kept, readable or not.
 */
export function offerGoneCells(page: NotebookPage, cells: readonly string[]): void {
  const s = recoveryStrings[page.language];
  const gone = cells.filter((cell) => keptOf(page, cell).sources.length > 0);
  if (gone.length === 0) return;
  const close = showNotice(page.tools, page.language, s.cellsGone(gone.join(", ")), [
    {
      label: s.addGone,
      choose: () => {
        close();
        const added = gone
          .map((cell) => keptOf(page, cell))
          // Written earlier stands above: a later one may use what it defines.
          .toSorted((a, b) => (a.savedAt < b.savedAt ? -1 : 1))
          .flatMap((kept) => add(page, kept));
        page.say(s.goneAdded(added.join(", ")));
      },
    },
  ]);
}

interface Kept {
  readonly cell: string;
  readonly savedAt: string;
  /** What was put aside, then the edit. */
  readonly sources: readonly string[];
}

/** What is kept of a cell, by now: another tab may have added it meanwhile. */
function keptOf({ store, lesson }: NotebookPage, cell: string): Kept {
  const loaded = store.load(lesson, cell, null);
  const edit = loaded.status === "none" ? null : loaded.edit;
  const sources = [store.loadPutAside(lesson, cell), edit?.source ?? null];
  return {
    cell,
    savedAt: edit?.savedAt ?? "",
    sources: [...new Set(sources.filter((source) => source !== null))],
  };
}

/** @returns the ids of the new cells, each with that of the cell which it comes from. */
function add(page: NotebookPage, { cell, sources }: Kept): readonly string[] {
  const { lesson, store, ownCellsStore, texts, shell } = page;
  const ids = sources.map((source) => appendCell(page, source));
  const now = new Date().toISOString();
  const added = ownCells(shell.session.notebook).filter(({ id }) => ids.includes(id));
  // Where the device has no room, what it has already stays there.
  if (added.every((own) => ownCellsStore.save(lesson, own, now))) {
    store.remove(lesson, cell);
    store.putAside(lesson, cell, null);
    store.keepOther(lesson, cell, null);
    // Its history goes along.
    for (const version of readVersions(texts, lesson, cell))
      if (writeVersion(texts, lesson, ids.at(-1) ?? "", version))
        texts.remove(versionKeyOf(lesson, cell, version.id));
  }
  return ids.map((id) => `${id} (${cell})`);
}
