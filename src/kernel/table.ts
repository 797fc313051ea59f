// Rows as a table: a Frictionless tabular data resource (https://datapackage.org/standard/table-schema/), the
// form that Jupyter's front ends show as a table, with the same table as aligned text beside it.
import { paddingTo, textColumns } from "../spelling/text-columns.ts";
import type { MimeBundle } from "../notebook/output.ts";
import { inspect, lengthOf } from "./inspect.ts";
import { plainVoice, type Voice } from "./voice.ts";

export const tableType = "application/vnd.dataresource+json";

/** Rows that are carried, and characters of JSON that they may come to, about. */
const maximumRows = 100_000;
const maximumSize = 6_000_000;

/** Of a longer text in a cell, or a longer name of a column, the beginning is carried. */
const maximumCell = 10_000;

/** More columns than a page shows are a table for nobody; cells that are looked at for one. */
const maximumColumns = 1_000;
const maximumCells = 200_000;

/** Rows that are also there as aligned text, and characters of it. */
const maximumTextRows = 1_000;
const maximumText = 1_000_000;

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

/** Rows, of which there may be more: as many as fit are carried. */
export interface Rows {
  /** The first ones. */
  readonly rows: readonly Row[];
  /** How many there are. */
  readonly total: number;
  /** The columns in their order; those of the rows unless given. */
  readonly columns?: readonly string[];
}

/** The value's rows if it is a table: an array of two or more flat objects with the same keys. */
export function asRows(value: unknown, voice: Voice = plainVoice): Rows | null {
  if (!Array.isArray(value)) return null;
  const total = lengthOf(value);
  if (total < 2) return null;
  const rows: Row[] = [];
  let wanted: string | undefined;
  for (let index = 0; index < Math.min(total, maximumRows); index++) {
    // The reader's, where the library has other words for it.
    const found: unknown = value[index];
    const row: unknown = isObject(found) ? voice.readable(found) : found;
    const columns = flatKeys(row);
    if (columns === null || columns.length === 0) return null;
    const key = columns.join("\0");
    if (key !== (wanted ??= key)) return null;
    rows.push(row as Row);
  }
  return { rows, total };
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The keys of a plain object of primitive values, or null. Getters are not run. */
function flatKeys(value: unknown): string[] | null {
  if (typeof value !== "object" || value === null) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  const keys = Reflect.ownKeys(value);
  if (keys.length > maximumColumns) return null;
  for (const key of keys) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key !== "string" || !property || !("value" in property)) return null;
    const held = property.value as unknown;
    if ((typeof held === "object" && held !== null) || typeof held === "function") return null;
  }
  return keys as string[];
}

/**
 * Rows for `console.table(data, columns)`: of any list or object, indexed by position or key; null for what has none.
 * A getter is asked, and one that throws is shown as one that does. (https://console.spec.whatwg.org/#table)
 */
export function consoleRows(data: unknown, columns?: unknown, voice = plainVoice): Rows | null {
  if (!isObject(data)) return null;
  const wanted = Array.isArray(columns) ? columns.slice(0, maximumColumns).map(String) : null;
  const names = new Set(wanted);
  const rows: Record<string, unknown>[] = [];
  // What stands beside the columns of the data, whose names are known at the end.
  const beside: [index: unknown, value: unknown][] = [];
  let cells = 0;
  for (const [index, value] of entriesOf(data, voice)) {
    if (cells >= maximumCells) break;
    const row = Object.create(null) as Record<string, unknown>;
    if (isObject(value)) {
      const line = voice.readable(value);
      const found = wanted?.map((key) => [key, cellOf(line, key, voice)] as const);
      for (const [name, cell] of found ?? membersOf(line, voice)) {
        if (names.size === maximumColumns && !names.has(name)) break;
        names.add(name);
        row[name] = cell;
      }
    }
    rows.push(row);
    beside.push([isList(data) ? Number(index) : index, isObject(value) ? undefined : value]);
    cells += 1 + Object.keys(row).length;
  }
  if (rows.length === 0) return null;
  const free = (name: string): string => (names.has(name) ? free(`${name}′`) : name);
  const first = free(voice.say("(index)"));
  const last = free(voice.say("Values"));
  beside.forEach(([index, value], at) => {
    Object.assign(rows[at] ?? {}, {
      [first]: index,
      ...(value !== undefined && { [last]: value }),
    });
  });
  const hasValues = beside.some(([, value]) => value !== undefined);
  return {
    rows,
    total: cells < maximumCells ? rows.length : sizeOf(data),
    columns: [first, ...names, ...(hasValues ? [last] : [])],
  };
}

type Entry = readonly [key: unknown, value: unknown];

function entriesOf(data: object, voice: Voice): Iterable<Entry> {
  if (data instanceof Map) return Map.prototype.entries.call(data);
  return data instanceof Set ? numbered(Set.prototype.values.call(data)) : membersOf(data, voice);
}

function* numbered(values: Iterable<unknown>): Generator<Entry> {
  let index = 0;
  for (const value of values) yield [index++, value];
}

const isList = (object: object): boolean => Array.isArray(object) || ArrayBuffer.isView(object);

/** How many there are, about. */
function sizeOf(data: object): number {
  if (data instanceof Map || data instanceof Set) return data.size;
  return isList(data) ? lengthOf(data) : Reflect.ownKeys(data).length;
}

/** What is in a list or an object, as far as it is asked for. */
function* membersOf(object: object, voice: Voice): Generator<readonly [string, unknown]> {
  const keys = isList(object) ? indices(object) : Reflect.ownKeys(object);
  for (const key of keys)
    if (typeof key === "string" && Object.getOwnPropertyDescriptor(object, key)?.enumerable)
      yield [key, cellOf(object, key, voice)];
}

function* indices(list: object): Generator<string> {
  for (let index = 0; index < Math.min(lengthOf(list), maximumCells); index++) yield `${index}`;
}

function cellOf(object: object, key: string, voice: Voice): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    return voice.say("[cannot be shown: {0}]", voice.say("it throws"));
  }
}

/** The bundle that shows some rows as a table: as many of them as fit. */
export function tableBundle({ rows, total, columns }: Rows, voice: Voice = plainVoice): MimeBundle {
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const data: TabularData["data"][number][] = [];
  let size = 0;
  for (const row of rows) {
    const cells = names.map((name) => [name, cellValue(row[name], voice)] as const);
    for (const [name, cell] of cells) size += name.length + String(cell).length + 6;
    if (data.length > 0 && size > maximumSize) break;
    data.push(Object.fromEntries(cells));
  }
  const shown = rows.slice(0, data.length);
  const fields = names.map((name) => ({ name, type: columnType(shown.map((row) => row[name])) }));
  const table: TabularData = {
    schema: { fields },
    data,
    ...(total > data.length ? { totalRows: total } : {}),
  };
  return { [tableType]: table, "text/plain": tableText(table, voice) };
}

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
      return value.length > maximumCell ? `${value.slice(0, maximumCell)}…` : value;
    case "boolean":
      return value;
    case "undefined":
      return null;
    case "bigint":
      return inspect(value, {}, voice).replace(/n$/, "");
    default:
      return value === null ? null : inspect(value, { text: maximumCell }, voice);
  }
}

/** How many rows are text: each takes as many characters as its longest cells. */
function textRows(fields: readonly TableField[], data: TabularData["data"]): number {
  const widths = fields.map(({ name }) => name.length);
  let rows = 0;
  for (const row of data.slice(0, maximumTextRows)) {
    fields.forEach(({ name }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, String(row[name] ?? "").length);
    });
    if (rows > 0 && (rows + 1) * widths.reduce((sum, width) => sum + width, 0) > maximumText) break;
    rows += 1;
  }
  return rows;
}

function tableText({ schema: { fields }, data, totalRows }: TabularData, voice: Voice): string {
  const shown = data.slice(0, textRows(fields, data));
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
