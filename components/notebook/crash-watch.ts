// Keeps a mark on the device while a cell runs, and on opening looks for one that a dead tab has left. Whether a tab
// lives is known by a lock that the browser takes away from it when it dies. Where there are no locks (a page without
// a secure connection) no mark is made: the edits are kept all the same, and nothing wrong is said.
import { deviceRoot } from "../../src/notebook/device-texts.ts";
import { openRunMarks } from "../../src/notebook/run-marks.ts";
import type { NotebookPage } from "./notebook-page.ts";

const lockOf = (tab: string): string => `${deviceRoot}/running/${tab}`;

/**
 * Marks what runs in this tab from now on.
 * @returns What is to be called when a run begins, with its cell, and with null when nothing runs any more.
 */
export function watchForCrash({
  texts,
  lesson,
}: Pick<NotebookPage, "texts" | "lesson">): (cell: string | null) => void {
  const locks = (navigator as Partial<Navigator>).locks;
  if (locks === undefined) return () => undefined;
  const marks = openRunMarks(texts, lesson);
  const tab = crypto.randomUUID();
  let running: string | null = null;
  let release: (() => void) | undefined;

  const write = () => {
    if (running === null) {
      marks.remove(tab);
      // Not longer than it is needed: a page with a lock is not kept in the browser's cache.
      release?.();
      release = undefined;
      return;
    }
    if (release === undefined) {
      const ended = new Promise<void>((resolve) => {
        release = resolve;
      });
      locks
        .request(lockOf(tab), () => ended)
        .catch((error: unknown) => {
          console.warn("notebook: a crash of this tab could not be told later.", error);
          marks.remove(tab);
        });
    }
    marks.set({ tab, cell: running, since: new Date().toISOString() });
  };
  // A page that is left in peace did not crash; one that comes back from the browser's cache runs on.
  addEventListener("pagehide", () => {
    marks.remove(tab);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) write();
  });
  return (cell) => {
    running = cell;
    write();
  };
}

/** Says, once, which cell ran when a tab with this lesson died. Nothing is run. */
export async function tellOfCrash(page: NotebookPage): Promise<void> {
  const marks = openRunMarks(page.texts, page.lesson);
  const left = marks.list();
  const locks = (navigator as Partial<Navigator>).locks;
  if (left.length === 0 || locks === undefined) return;
  const { held = [], pending = [] } = await locks.query();
  const alive = new Set([...held, ...pending].map(({ name }) => name));
  const dead = left.filter(({ tab }) => !alive.has(lockOf(tab)));
  for (const { tab } of dead) marks.remove(tab);
  const last = dead.sort((a, b) => (a.since < b.since ? -1 : 1)).at(-1);
  if (last === undefined) return;
  const { showCrash } = await import("./recovery/crash-notice.ts");
  showCrash(page, last.cell);
}
