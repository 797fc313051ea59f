// Tables as Frictionless tabular data resources (https://specs.frictionlessdata.io/tabular-data-resource/), the
// type that JupyterLab and nteract show; a field's unit is ours.
import { formatBytes, formatDuration } from "../../simulation/units.ts";
import { options as checkOptions } from "../../simulation/argument.ts";
import { messages } from "./messages.ts";
import { paddingTo, textColumns } from "../../spelling/text-columns.ts";
import { inReadersWords, taken, type Row } from "./cell-words.ts";
import { Figure, type Bundle } from "./figure.ts";
import { listOfRows } from "./figure-argument.ts";
import { labels, type Language } from "./labels.ts";

/** What a number in a column counts, so that it is shown as people read it. The data keeps the plain number. */
export type ColumnUnit = "bytes" | "ns" | "ratio" | "cycles" | "count";

/** How a table is made. */
export interface TableOptions {
  /** A line above the table. */
  readonly title?: string;
  /** Units by column: `{ memory: "bytes", ready: "ns" }`. */
  readonly units?: Readonly<Record<string, ColumnUnit>>;
  /** Which columns, in which order; all that any row has unless given. */
  readonly columns?: readonly string[];
}

/** Cells that a table carries, as data and as aligned text: of a longer one, its first rows. */
const maximumCells = 200_000;
const maximumTextCells = 10_000;

function typeOf(values: readonly unknown[]): "number" | "boolean" | "string" {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length > 0 && known.every((value) => typeof value === "number")) return "number";
  if (known.length > 0 && known.every((value) => typeof value === "boolean")) return "boolean";
  return "string";
}

/** JSON has no infinities: they travel as JavaScript's words for them. */
const carried = (value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : (value ?? null);

/** @internal A value as people read it. */
export function cellText(value: unknown, unit: ColumnUnit | undefined): string {
  if (value === null || value === undefined) return "—";
  if (typeof value !== "number") return typeof value === "string" ? value : JSON.stringify(value);
  if (!Number.isFinite(value)) return String(value);
  if (unit === "bytes") return formatBytes(value);
  if (unit === "ns") return formatDuration(value);
  if (unit === "ratio") return `${String(Math.round(value * 1000) / 10)} %`;
  return String(value);
}

function aligned(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    body.reduce((width, row) => Math.max(width, textColumns(row[column] ?? "")), textColumns(name)),
  );
  return [head, ...body]
    .map((row) =>
      row
        .map((text, column) => text + paddingTo(widths[column] ?? 0, text))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

type Heads = Readonly<Record<string, string>>;

/**
 * A table's bundle; `heads` are the words above the columns where they differ from the fields' names. `language` is that
 * of the word for rows left out of the text, which only a table of thousands of rows has. `total` is given where `rows` are
 * the first ones alone.
 */
export function tableBundle(
  rows: Iterable<object>,
  { title, units = {}, columns }: TableOptions,
  heads: Heads = {},
  language: Language = "en",
  total?: number,
): Bundle {
  const all = [...rows].map((row): Row => ({ ...row }));
  const names = columns ?? [...new Set(all.flatMap((row) => Object.keys(row)))];
  const within = (cells: number) => all.slice(0, Math.ceil(cells / Math.max(1, names.length)));
  const data = within(maximumCells).map((row) =>
    Object.fromEntries(names.map((name) => [name, carried(row[name])])),
  );
  const fields = names.map((name) => {
    const [unit, head] = [units[name], heads[name]];
    const type = typeOf(within(maximumCells).map((row) => row[name]));
    return {
      name,
      type,
      ...(head === undefined ? {} : { title: head }),
      ...(unit === undefined ? {} : { unit }),
    };
  });
  const body = within(maximumTextCells).map((row) =>
    names.map((name) => cellText(row[name], units[name])),
  );
  const shown = aligned(
    names.map((name) => heads[name] ?? name),
    body,
  );
  const count = total ?? all.length;
  const more = count - body.length;
  const text = more > 0 ? `${shown}\n${labels[language].moreRows(more)}` : shown;
  return {
    "application/vnd.dataresource+json": {
      ...(title === undefined ? {} : { title }),
      schema: { fields },
      data,
      ...(count > data.length ? { totalRows: count } : {}),
    },
    "text/plain": title === undefined ? text : `${title}\n${text}`,
  };
}

/**
 * Shows rows as a table: one column for every property that any row has, in the order of first appearance. A refusal in
 * a cell of it is shown by what was found.
 *
 * What the model says as code and data (`record.detail`, `migration.failure`, `device.description`) is shown as a
 * sentence. On a page in another language than English, words of the model (states, roles, reasons, schedulers) are
 * shown by their names in that language; the values that a cell holds and compares stay the English words. Columns that
 * hold names are left as they are: those called `name`, `subject`, …, and any in which a text could be a name and is no
 * word of the model. So only a machine that is called as a word is, listed alone or with others of that sort under a
 * heading of its own, is taken for that word.
 *
 * @throws HypervisorError `invalid-argument`
 * @example table(hypervisor.domains(), { columns: ["name", "memory"], units: { memory: "bytes" } })
 */
export function table(rows: Iterable<object>, options: TableOptions = {}): Figure {
  const write = 'table(rows, { columns: ["name"] })';
  checkOptions(messages.request("table", "show"), options, write, {
    title: true,
    units: true,
    columns: true,
  });
  const read = listOfRows(rows, "table(hypervisor.domains())").map((row) =>
    taken(row, options.columns),
  );
  return new Figure((language) =>
    tableBundle(inReadersWords(read, language), options, {}, language),
  );
}
