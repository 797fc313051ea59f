// What a reopened page says after its tab died during a run.
import { checkOf } from "../exercises.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { showNotice } from "./notice.ts";
import { recoveryStrings } from "./strings.ts";

/** @param id The cell that ran: one of the page, or the check of an exercise. */
export function showCrash(page: NotebookPage, id: string): void {
  const s = recoveryStrings[page.language];
  const cell = page.cells().find(({ cellId }) => cellId === id || checkOf(cellId) === id);
  const shown = cell?.cellId ?? id;
  const goTo = {
    label: s.goTo(shown),
    choose: () => {
      cell?.focus();
      cell?.scrollIntoView({ block: "nearest" });
    },
  };
  showNotice(page.tools, page.language, s.crashed(shown), cell === undefined ? [] : [goTo]);
}
