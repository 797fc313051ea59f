// What the cells of a table of the reader's own say in the reader's language, where their values are the model's: code
// and data become their sentence, in either language, and words of the model their display name.
//
// Of a record of the trace it is known which fields hold words. Any other table holds whatever a cell of the notebook
// computed, so that a text is a word of the model has to be told from the texts beside it. A column is one of words if
// no text in it could be a name and is no word: of machines that are called "budget" and "shop" neither is an exit's
// reason, since "shop" is none. A text with a space is no name, so it is told by itself.

import { HypervisorError } from "../../simulation/error.ts";
import { displayName, kindOf } from "../display-names.ts";
import { knownText } from "../known-texts.ts";
import { sentenceOf, shownOf } from "../readers-words.ts";
import type { Language } from "./labels.ts";
import { wordFields } from "./record-fields.ts";
import { isSayable, say } from "./record-words.ts";

export type Row = Readonly<Record<string, unknown>>;

/** Fields that hold names in the model's own objects: what is in them is called so, even "running". */
const nameFields: ReadonlySet<string> = new Set(
  "name subject application server hypervisor source destination vm".split(" "),
);

/** What a machine, a server or an application can be called; a text with a space in it is something else. */
const couldBeName = (text: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(text);

type Show = (text: string) => string;

/** Columns that say of a virtual CPU, or of an exit, what else is said of a machine. */
const columnKinds: Readonly<Record<string, "vcpu" | "disposition">> = {
  mode: "vcpu",
  disposition: "disposition",
};

/** How the texts of a column are shown. */
function showing(column: string, texts: readonly string[], language: Language): Show {
  const single = texts.filter(couldBeName);
  const words = texts.filter((text) => couldBeName(text) || kindOf([text], language));
  const likely = kindOf(words, language) ?? kindOf(single, language);
  const kind = likely === "machine" ? (columnKinds[column] ?? likely) : likely;
  return (text) => {
    const shown = kind === undefined ? text : displayName(kind, text, language);
    if (shown !== text || couldBeName(text)) return shown;
    const own = kindOf([text], language);
    return own === undefined ? knownText(text, language) : displayName(own, text, language);
  };
}

/** For each column, how its texts are shown; those of records are left to `recorded`. */
function columnsOf(rows: readonly Row[], language: Language): Map<string, Show> {
  const columns = new Map<string, Set<string>>();
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      if (typeof value !== "string" || nameFields.has(column)) continue;
      const texts = columns.get(column);
      if (texts) texts.add(value);
      else columns.set(column, new Set([value]));
    }
  return new Map(
    [...columns].map(([column, texts]) => [column, showing(column, [...texts], language)]),
  );
}

/**
 * A row for a table, read now, since a figure shows what was. One that has getters, as a virtual machine has, is read by
 * the columns asked for. The row itself is kept, too: what a refusal or a record says is made of it.
 */
export function taken(row: object, columns?: readonly string[]): Taken {
  const cells = columns
    ? Object.fromEntries(columns.map((name) => [name, Reflect.get(row, name) as unknown]))
    : { ...row };
  return { row, cells, isWhole: columns === undefined };
}

/** A row, and what was in it when the table was made. */
export interface Taken {
  readonly row: object;
  readonly cells: Row;
  readonly isWhole: boolean;
}

/** The cells of a row with refusals told: the record of one in the reader's language, a refusal by what was found. */
function told({ row, cells, isWhole }: Taken, language: Language): Row {
  const shown = shownOf(row, language) ?? {};
  const isLeftOut = (name: string) => isWhole && name in shown && shown[name] === undefined;
  const names = Object.keys(cells).filter((name) => !isLeftOut(name));
  return Object.fromEntries(
    names.map((name) => {
      const value = shown[name] ?? cells[name];
      const isRefusal = value instanceof HypervisorError;
      return [name, isRefusal ? sentenceOf(value, "found", language) : value];
    }),
  );
}

/** Rows with what is the model's in the reader's language. */
export function inReadersWords(list: readonly Taken[], language: Language): readonly Row[] {
  const rows = list.map((one) => ({ cells: told(one, language), fields: wordFields(one.row) }));
  const others = rows.flatMap(({ cells, fields }) => (fields ? [] : [cells]));
  const columns = columnsOf(others, language);
  return rows.map(({ cells, fields }) => {
    const shown = (column: string, value: unknown): unknown => {
      if (isSayable(value)) return say(value, language);
      if (typeof value !== "string") return value;
      const kind = fields?.[column];
      if (kind !== undefined) return displayName(kind, value, language);
      return fields ? value : (columns.get(column)?.(value) ?? value);
    };
    return Object.fromEntries(
      Object.entries(cells).map(([column, value]) => [column, shown(column, value)]),
    );
  });
}

/** Of a longer list the first rows are read; a row with more columns is none of a table. */
const maximumRows = 100_000;
const maximumColumns = 1_000;

/**
 * The rows of a list of flat objects, as a cell ends with, and how many there are: null for any other value, and where nothing in it is shown
 * other than it is, which the kernel's own table does.
 */
export function rowsToSay(
  value: unknown,
  language: Language,
): { readonly rows: readonly Row[]; readonly total: number } | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const list: readonly unknown[] = value;
  const rows: Taken[] = [];
  for (let index = 0; index < Math.min(list.length, maximumRows); index++) {
    const row = list[index];
    if (typeof row !== "object" || row === null) return null;
    if (Object.getPrototypeOf(row) !== Object.prototype) return null;
    if (Reflect.ownKeys(row).length > maximumColumns) return null;
    // Read without calling a getter: this only looks.
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(row))) {
      const field: unknown = property.value;
      // The data of a refusal is there for the page to speak from, and no cell of a table.
      if (isSayable(field) || key === "about") continue;
      if (!("value" in property) || (typeof field === "object" && field !== null)) return null;
    }
    rows.push(taken(row));
  }
  const said = inReadersWords(rows, language);
  const isSaid = ({ cells }: Taken, at: number) =>
    Object.entries(cells).some(([column, cell]) => said[at]?.[column] !== cell);
  return rows.some(isSaid) ? { rows: said, total: list.length } : null;
}
