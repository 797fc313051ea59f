// Rows as a table: a Frictionless tabular data resource (https://datapackage.org/standard/table-schema/), the
// form that Jupyter's front ends show as a table, with the same table as aligned text beside it.
import { paddingTo, textColumns } from "../spelling/text-columns.ts";
import type { MimeBundle } from "../notebook/output.ts";
import { inspect } from "./inspect.ts";
import { plainVoice, type Voice } from "./voice.ts";

export const tableType = "application/vnd.dataresource+json";

/** Rows that are carried, and characters of JSON that they may come to, about. */
const maximumRows = 100_000;
const maximumSize = 6_000_000;

/** Rows that are also there as aligned text. */
const maximumTextRows = 1_000;

export interface TableField {
  readonly name: string;
  readonly type: "integer" | "number" | "string" | "boolean" | "any";
}

export interface TabularData {
  readonly schema: { readonly fields: readonly TableField[] };
  readonly data: readonly Readonly<Record<string, string | number | boolean | null>>[];
  /** How many rows there are, when only the first ones are carried. */
  readonly totalRows?: number;
}

type Row = Readonly<Record<string, unknown>>;

/** The value's rows if it is a table: an array of two or more flat objects with the same keys. */
export function asRows(value: unknown, voice: Voice = plainVoice): readonly Row[] | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const rows = readableRows(value, voice);
  const columns = flatKeys(rows[0]);
  if (columns === null || columns.length === 0) return null;
  const wanted = columns.join("\0");
  const length = Math.min(rows.length, maximumRows);
  for (let index = 1; index < length; index++)
    if (flatKeys(rows[index])?.join("\0") !== wanted) return null;
  return rows as Row[];
}

/** The array, or a copy of it for the reader if its first row has other words for them. */
function readableRows(rows: readonly unknown[], voice: Voice): readonly unknown[] {
  const readable = (row: unknown) => (isObject(row) ? voice.readable(row) : row);
  return readable(rows[0]) === rows[0] ? rows : rows.map(readable);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The keys of a plain object of primitive values, or null. Getters are not run. */
function flatKeys(value: unknown): string[] | null {
  if (typeof value !== "object" || value === null) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  const keys = Reflect.ownKeys(value);
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key !== "string" || !property || !("value" in property)) return null;
    const held = property.value as unknown;
    if ((typeof held === "object" && held !== null) || typeof held === "function") return null;
  }
  return keys as string[];
}

/** Rows for `console.table(data, columns)`: of any array or object, indexed by position or key. */
export function consoleRows(
  data: unknown,
  columns?: readonly string[],
  voice: Voice = plainVoice,
): readonly Row[] | null {
  if (typeof data !== "object" || data === null) return null;
  const entries: [unknown, unknown][] =
    data instanceof Map
      ? [...data]
      : data instanceof Set
        ? [...data].map((value, index) => [index, value])
        : Object.entries(data).map(([key, value]) => [
            Array.isArray(data) ? Number(key) : key,
            value,
          ]);
  return entries.map(([index, value]) => {
    const row: Record<string, unknown> = { [voice.say("(index)")]: index };
    if (!isObject(value)) row[voice.say("Values")] = value;
    else
      for (const [key, cell] of Object.entries(voice.readable(value)))
        if (!columns || columns.includes(key)) row[key] = cell;
    return row;
  });
}

/** The bundle that shows some rows as a table. */
export function tableBundle(rows: readonly Row[], voice: Voice = plainVoice): MimeBundle {
  const shown = rows.slice(0, carriedRows(rows, voice));
  const told = (row: Row, name: string) => [name, cellValue(row[name], voice)] as const;
  const names = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const fields = names.map((name) => ({ name, type: columnType(shown.map((row) => row[name])) }));
  const table: TabularData = {
    schema: { fields },
    data: shown.map((row) => Object.fromEntries(names.map((name) => told(row, name)))),
    ...(rows.length > shown.length ? { totalRows: rows.length } : {}),
  };
  return { [tableType]: table, "text/plain": tableText(table, voice) };
}

/** How many rows fit, judged by the first ones. */
function carriedRows(rows: readonly Row[], voice: Voice): number {
  const sample = rows.slice(0, 100);
  const size = sample.reduce((sum, row) => {
    const cells = Object.entries(row).map(
      ([name, value]) => name.length + sizeOfCell(value, voice) + 6,
    );
    return sum + cells.reduce((all, one) => all + one, 2);
  }, 1);
  return Math.min(maximumRows, Math.max(1, Math.floor((maximumSize * sample.length) / size)));
}

const sizeOfCell = (value: unknown, voice: Voice): number =>
  typeof value === "string" ? value.length : String(cellValue(value, voice)).length;

function columnType(values: readonly unknown[]): TableField["type"] {
  const types = new Set(
    values
      .filter((value) => value !== undefined && value !== null)
      .map((value) => (Number.isInteger(value) ? "integer" : typeof value)),
  );
  if (types.size === 2 && types.has("integer") && types.has("number")) return "number";
  if (types.size !== 1) return "any";
  const [type] = types;
  if (type === "bigint") return "integer";
  return type === "integer" || type === "number" || type === "boolean" ? type : "string";
}

/** JSON has no infinities: they travel as JavaScript's words, which every front end shows as they are. */
function cellValue(value: unknown, voice: Voice): string | number | boolean | null {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return value;
      return String(value);
    case "string":
    case "boolean":
      return value;
    case "undefined":
      return null;
    case "bigint":
      return String(value);
    default:
      return value === null ? null : inspect(value, {}, voice);
  }
}

function tableText({ schema: { fields }, data, totalRows }: TabularData, voice: Voice): string {
  const shown = data.slice(0, maximumTextRows);
  const columns = fields.map(({ name, type }) => {
    const cells = [name, ...shown.map((row) => String(row[name] ?? ""))];
    const width = Math.max(...cells.map(textColumns));
    const isNumeric = type === "integer" || type === "number";
    return cells.map((cell) => {
      const padding = paddingTo(width, cell);
      return isNumeric ? padding + cell : cell + padding;
    });
  });
  const lines = [...shown, null].map((_, row) =>
    columns
      .map((cells) => cells[row] ?? "")
      .join("  ")
      .trimEnd(),
  );
  const all = totalRows ?? data.length;
  if (all > shown.length) lines.push(voice.say("… {0} more rows", all - shown.length));
  return lines.join("\n");
}
