// A table as HTML, for kernels elsewhere: this site's page makes its own of the same data, JupyterLab too.
import { labels, type Language } from "./labels.ts";
import { cellText, type ColumnUnit } from "./table.ts";

/** Rows that the markup has; of a longer table, its first ones, and how many more there are. */
const maximumRows = 1_000;

/** The part of a tabular data resource that is shown. */
export interface TableData {
  readonly title?: string;
  readonly schema: {
    readonly fields: readonly {
      readonly name: string;
      readonly type: string;
      readonly title?: string;
      readonly unit?: ColumnUnit;
    }[];
  };
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly totalRows?: number;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text as it stands in HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] ?? character);

/** The table as markup: values as text, numbers to the right. */
export function htmlTable(
  { title, schema: { fields }, data, totalRows = data.length }: TableData,
  language: Language,
): string {
  const align = fields.map(({ type }) =>
    type === "number" || type === "integer" ? "right" : "left",
  );
  const row = (tag: "th" | "td", texts: readonly string[]): string =>
    `<tr>${texts.map((text, at) => `<${tag} style="text-align: ${align[at] ?? "left"}">${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  const shown = data.slice(0, maximumRows);
  const body = shown.map((one) =>
    row(
      "td",
      fields.map(({ name, unit }) => cellText(one[name], unit)),
    ),
  );
  const head = row(
    "th",
    fields.map((field) => field.title ?? field.name),
  );
  const more = totalRows - shown.length;
  const caption = title === undefined ? "" : `<caption>${escapeHtml(title)}</caption>`;
  const rest = more > 0 ? `<p>${escapeHtml(labels[language].moreRows(more))}</p>` : "";
  return `<table>${caption}<thead>${head}</thead><tbody>${body.join("")}</tbody></table>${rest}`;
}
