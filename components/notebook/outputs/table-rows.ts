// The rows behind a table on the page, shown or not, in the order that its reader has chosen. A table after a Run shows
// the first rows of the cell's output; one that came with the page has all its rows in it.
import { orderOf, type Order } from "../../figures/row-order.ts";
import {
  isTableData,
  moreRowsHtml,
  rowsAtATime,
  rowsHtml,
  type TableData,
} from "../../figures/table.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { Language } from "../../site/strings.ts";

const tableType = "application/vnd.dataresource+json";

/** What is known of one table on the page. */
interface TableView {
  /** Of a column, the values of all rows, in the order in which they came. */
  readonly valuesOf: (column: number) => unknown[];
  /** Puts the rows that are to be shown into the table, by their places. */
  readonly show: (places: readonly number[]) => void;
  readonly rows: number;
  shown: number;
  order: readonly number[];
}

const views = new WeakMap<HTMLTableElement, TableView>();

/** The output that a table stands for; undefined where the page has only its HTML. */
function dataOf(table: HTMLTableElement): TableData | undefined {
  const cell = table.closest<NotebookCell>("notebook-cell");
  const region = table.closest(".cell-output");
  if (cell === null || region === null || table.closest("details") !== null) return undefined;
  const at = [...region.children].findIndex((child) => child.contains(table));
  const output = cell.outputs[at];
  const data = output !== undefined && "data" in output ? output.data[tableType] : undefined;
  return isTableData(data) ? data : undefined;
}

function viewOfData(table: HTMLTableElement, data: TableData): TableView {
  const { fields } = data.schema;
  const body = table.tBodies[0];
  return {
    valuesOf: (column) => data.data.map((row) => row[fields[column]?.name ?? ""]),
    show: (places) => {
      if (body !== undefined)
        body.innerHTML = rowsHtml(
          fields,
          places.flatMap((place) => {
            const row = data.data[place];
            return row === undefined ? [] : [row];
          }),
        );
    },
    rows: data.data.length,
    shown: table.tBodies[0]?.rows.length ?? 0,
    order: data.data.map((_, place) => place),
  };
}

function viewOfPage(table: HTMLTableElement): TableView {
  const body = table.tBodies[0];
  const rows = [...(body?.rows ?? [])];
  return {
    valuesOf: (column) =>
      rows.map(({ cells }) => {
        const cell = cells[column];
        return cell?.dataset["value"] === undefined
          ? cell?.textContent
          : Number(cell.dataset["value"]);
      }),
    show: (places) => {
      body?.replaceChildren(...places.flatMap((place) => rows[place] ?? []));
    },
    rows: rows.length,
    shown: rows.length,
    order: rows.map((_, place) => place),
  };
}

function viewOf(table: HTMLTableElement): TableView {
  const known = views.get(table);
  if (known !== undefined) return known;
  const data = dataOf(table);
  const view = data === undefined ? viewOfPage(table) : viewOfData(table, data);
  views.set(table, view);
  // From here on the table changes because of its reader: none of it is news to be read aloud.
  table.parentElement?.setAttribute("aria-live", "off");
  return view;
}

/** Sorts all rows by a column and shows as many as before. */
export function sortRows(
  table: HTMLTableElement,
  column: number,
  order: Order,
  language: Language,
): void {
  const view = viewOf(table);
  view.order = orderOf(view.valuesOf(column), order, language);
  view.show(view.order.slice(0, view.shown));
}

/** Shows more rows of a long table; gives back the first of them. */
export function showMoreRows(
  table: HTMLTableElement,
  language: Language,
): HTMLTableRowElement | undefined {
  const view = viewOf(table);
  const data = dataOf(table);
  const before = view.shown;
  view.shown = Math.min(view.rows, view.shown + rowsAtATime);
  view.show(view.order.slice(0, view.shown));
  const scroll = table.parentElement;
  for (let note = scroll?.nextElementSibling; note?.classList.contains("table-rows");) {
    const next = note.nextElementSibling;
    note.remove();
    note = next;
  }
  if (data !== undefined)
    scroll?.insertAdjacentHTML("afterend", moreRowsHtml(view.shown, data, language));
  return table.tBodies[0]?.rows[before];
}
