// Tables arrive as Frictionless "tabular data resources" (application/vnd.dataresource+json), the same MIME type
// that JupyterLab and nteract show, with two additions: a field may name its unit, and a resource how many rows there
// were when it does not hold all of them. A head is a button that sorts (components/notebook/outputs/sort-table.ts).
import type { Language } from "../site/strings.ts";
import { escape } from "./html.ts";
import { figureStrings } from "./strings.ts";
import { formatQuantity, type Unit } from "./units.ts";

export interface TableField {
  readonly name: string;
  readonly title?: string;
  readonly type?: "string" | "number" | "integer" | "boolean";
  readonly unit?: Unit;
}

export type TableRow = Readonly<Record<string, unknown>>;

export interface TableData {
  readonly title?: string;
  readonly schema: { readonly fields: readonly TableField[] };
  readonly data: readonly TableRow[];
  /** How many rows there were, when only the first ones are here. */
  readonly totalRows?: number;
}

/** How a table is shown: with all its rows as part of the page, or after a Run, where scripts show more of it. */
export interface TableContext {
  readonly language: Language;
  readonly live?: boolean;
}

/** Rows of a long table that are shown at first, and more at a time. */
export const rowsAtATime = 100;

/** A table of more columns cannot be read: its text is shown instead. */
const maximumFields = 100;

const isRecord = (value: unknown): value is TableRow => typeof value === "object" && value !== null;

const isTextOrAbsent = (value: unknown): boolean =>
  value === undefined || typeof value === "string";

/** Whether data that a cell sent is a table. */
export function isTableData(value: unknown): value is TableData {
  return (
    isRecord(value) &&
    isRecord(value["schema"]) &&
    Array.isArray(value["schema"]["fields"]) &&
    value["schema"]["fields"].length <= maximumFields &&
    value["schema"]["fields"].every(
      (field: unknown) =>
        isRecord(field) &&
        typeof field["name"] === "string" &&
        ["title", "type", "unit"].every((key) => isTextOrAbsent(field[key])),
    ) &&
    isTextOrAbsent(value["title"]) &&
    Array.isArray(value["data"]) &&
    value["data"].every(isRecord)
  );
}

function cellText(value: unknown, field: TableField): string {
  if (value === null || value === undefined) return "—";
  if (typeof value === "number") return formatQuantity(value, field.unit);
  return typeof value === "string" ? value : JSON.stringify(value);
}

const isNumeric = ({ type }: TableField): boolean => type === "number" || type === "integer";

/** Rows of a table as HTML: numbers align at the right and carry their value, the first column heads its row. */
export function rowsHtml(fields: readonly TableField[], rows: readonly TableRow[]): string {
  return rows
    .map((row) => {
      const cells = fields.map((field, index) => {
        const value = row[field.name];
        const text = escape(cellText(value, field));
        const exact =
          typeof value === "number" && text !== String(value)
            ? ` data-value="${String(value)}"`
            : "";
        const attributes = (isNumeric(field) ? ' class="number"' : "") + exact;
        return index === 0
          ? `<th scope="row"${attributes}>${text}</th>`
          : `<td${attributes}>${text}</td>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("");
}

/** How much of a table is shown, and a button for more; nothing when it is all there. */
export function moreRowsHtml(
  shown: number,
  { data, totalRows }: TableData,
  language: Language,
): string {
  const s = figureStrings[language];
  const carried =
    totalRows === undefined || totalRows <= data.length
      ? ""
      : `<p class="table-rows">${escape(s.rowsCarried(data.length, totalRows))}</p>`;
  if (shown >= data.length) return carried;
  return `<p class="table-rows"><span role="status">${escape(s.rowsShown(shown, data.length))}</span> <button type="button" data-feature="more-rows">${escape(s.moreRows)}</button></p>${carried}`;
}

/**
 * A table as HTML. What scrolls is a group, not a region: a page may have many tables with the same columns, and
 * landmarks must differ. Of a long table, a Run shows the first rows; as a part of the page it has all of them.
 */
export function tableHtml(table: TableData, { language, live = false }: TableContext): string {
  const { title, schema, data } = table;
  const heads = schema.fields
    .map(
      (field) =>
        `<th scope="col"${isNumeric(field) ? ' class="number"' : ""}><button type="button" data-feature="sort-table"${live ? "" : " disabled"}>${escape(field.title ?? field.name)}</button></th>`,
    )
    .join("");
  const shown = live ? data.slice(0, rowsAtATime) : data;
  const caption = title === undefined ? "" : `<caption>${escape(title)}</caption>`;
  const name = title ?? schema.fields.map((field) => field.title ?? field.name).join(", ");
  return `<div class="table-scroll" tabindex="0" role="group" aria-label="${escape(name)}"><table>${caption}<thead><tr>${heads}</tr></thead><tbody>${rowsHtml(schema.fields, shown)}</tbody></table></div>${moreRowsHtml(shown.length, table, language)}`;
}
