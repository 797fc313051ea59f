// The rest of a long table, some rows at a time.
import type { NotebookPage } from "../notebook-page.ts";
import { showMoreRows } from "./table-rows.ts";

/** Shows more rows of the table before the button. */
export function open({ language }: NotebookPage, button: HTMLElement): void {
  const scroll = button.closest(".table-rows")?.previousElementSibling;
  const table = scroll?.querySelector("table");
  if (scroll === null || scroll === undefined || table === null || table === undefined) return;
  const first = showMoreRows(table, language);
  // The button is new: the focus goes on from where the reader was.
  const next = scroll.nextElementSibling?.querySelector<HTMLElement>("button");
  if (next !== null && next !== undefined) next.focus();
  else if (first !== undefined) {
    first.tabIndex = -1;
    first.focus();
  }
}
