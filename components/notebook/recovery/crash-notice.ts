// What a reopened page says after its tab died during a run.
import type { NotebookPage } from "../notebook-page.ts";
import { showNotice } from "./notice.ts";
import { recoveryStrings } from "./strings.ts";

/** @param id The cell that ran: one of the page, or the check of an exercise. */
export function showCrash(page: NotebookPage, id: string): void {
  const s = recoveryStrings[page.language];
  const exercise = page.exercises().find(({ checkId }) => checkId === id);
  const shown = exercise?.exerciseId ?? id;
  const cell = page.cells().find(({ cellId }) => cellId === shown);
  const goTo = {
    label: s.goTo(shown),
    choose: () => {
      cell?.focus();
      cell?.scrollIntoView({ block: "nearest" });
    },
  };
  showNotice(page.tools, page.language, s.crashed(shown), cell === undefined ? [] : [goTo]);
}
