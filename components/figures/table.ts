// Tables arrive as Frictionless "tabular data resources" (application/vnd.dataresource+json), the same MIME type
// that JupyterLab and nteract show, with one addition: a field may name its unit.
import { escape } from "./html.ts";
import { formatQuantity, type Unit } from "./units.ts";

export interface TableField {
  readonly name: string;
  readonly title?: string;
  readonly type?: "string" | "number" | "integer" | "boolean";
  readonly unit?: Unit;
}

export interface TableData {
  readonly title?: string;
  readonly schema: { readonly fields: readonly TableField[] };
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isTextOrAbsent = (value: unknown): boolean =>
  value === undefined || typeof value === "string";

/** Whether data that a cell sent is a table. */
export function isTableData(value: unknown): value is TableData {
  return (
    isRecord(value) &&
    isRecord(value["schema"]) &&
    Array.isArray(value["schema"]["fields"]) &&
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

/**
 * A table as HTML; numbers align at the right, the first column heads its row. What scrolls is a group, not a region:
 * a page may have many tables with the same columns, and landmarks must differ.
 */
export function tableHtml({ title, schema, data }: TableData): string {
  const numeric = (field: TableField) => field.type === "number" || field.type === "integer";
  const heads = schema.fields
    .map(
      (field) =>
        `<th scope="col"${numeric(field) ? ' class="number"' : ""}>${escape(field.title ?? field.name)}</th>`,
    )
    .join("");
  const rows = data
    .map((row) => {
      const cells = schema.fields.map((field, index) => {
        const text = escape(cellText(row[field.name], field));
        const alignment = numeric(field) ? ' class="number"' : "";
        return index === 0
          ? `<th scope="row"${alignment}>${text}</th>`
          : `<td${alignment}>${text}</td>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("");
  const caption = title === undefined ? "" : `<caption>${escape(title)}</caption>`;
  return `<div class="table-scroll" tabindex="0" role="group" aria-label="${escape(title ?? schema.fields.map((field) => field.title ?? field.name).join(", "))}"><table>${caption}<thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
