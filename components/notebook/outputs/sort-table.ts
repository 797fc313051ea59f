// A head of a table that sorts: up, down, and back (https://www.w3.org/WAI/ARIA/apg/patterns/table/examples/sortable-table/).
import { nextOrder, type Order } from "../../figures/row-order.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { sortRows } from "./table-rows.ts";

/** Sorts by the button's column. */
export function open({ language }: NotebookPage, button: HTMLElement): void {
  const head = button.closest<HTMLTableCellElement>("th");
  const table = button.closest("table");
  if (head === null || table === null) return;
  const order = nextOrder[(head.getAttribute("aria-sort") ?? "none") as Order];
  for (const sorted of table.querySelectorAll("th[aria-sort]")) sorted.removeAttribute("aria-sort");
  if (order !== "none") head.setAttribute("aria-sort", order);
  sortRows(table, head.cellIndex, order, language);
}
