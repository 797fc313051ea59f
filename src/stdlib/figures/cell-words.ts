// What the cells of a table of the reader's own say in the reader's language, where their values are the model's: code
// and data become their sentence, in either language, and words of the model their display name.
//
// A table holds whatever a cell of the notebook computed, so that a text is a word of the model has to be told from the
// texts beside it. A column is one of words if no text in it could be a name and is no word: of machines that are called
// "budget" and "shop" neither is an exit's reason, since "shop" is none.

import { HypervisorError } from "../../simulation/error.ts";
import { displayName, kindOf } from "../display-names.ts";
import { knownText } from "../known-texts.ts";
import { sentenceOf, shownOf } from "../readers-words.ts";
import type { Language } from "./labels.ts";
import { isSayable, say } from "./record-words.ts";

export type Row = Readonly<Record<string, unknown>>;

/** Fields that hold names in the model's own objects: what is in them is called so, even "running". */
const nameFields: ReadonlySet<string> = new Set(
  "name subject application server hypervisor source destination vm".split(" "),
);

/** What a machine, a server or an application can be called; a text with a space in it is something else. */
const couldBeName = (text: string): boolean => /^[\w.-]+$/.test(text);

type Show = (text: string) => string;

/** How the texts of a column are shown. */
function showing(texts: readonly string[], language: Language): Show {
  const words = texts.filter((text) => couldBeName(text) || kindOf([text], language));
  const kind = words.length === 0 ? undefined : kindOf(words, language);
  return (text) =>
    kind !== undefined && words.includes(text)
      ? displayName(kind, text, language)
      : knownText(text, language);
}

/** For each column, how its texts are shown. */
function columnsOf(rows: readonly Row[], language: Language): Map<string, Show> {
  const columns = new Map<string, Set<string>>();
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      if (typeof value !== "string" || nameFields.has(column)) continue;
      const texts = columns.get(column);
      if (texts) texts.add(value);
      else columns.set(column, new Set([value]));
    }
  return new Map([...columns].map(([column, texts]) => [column, showing([...texts], language)]));
}

/**
 * A row for a table, read now, since a figure shows what was. One that has getters, as a virtual machine has, is read by
 * the columns asked for. The record of a refusal is kept, for the page to say.
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

/** A row with its refusals told: the record of one in the reader's language, a refusal in a cell by what was found. */
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
  const rows = list.map((one) => told(one, language));
  const columns = language === "en" ? undefined : columnsOf(rows, language);
  return rows.map((row) => {
    const changed = Object.entries(row).flatMap(([column, value]) => {
      if (isSayable(value)) return [[column, say(value, language)] as const];
      if (typeof value !== "string") return [];
      const text = columns?.get(column)?.(value) ?? value;
      return text === value ? [] : [[column, text] as const];
    });
    return changed.length === 0 ? row : { ...row, ...Object.fromEntries(changed) };
  });
}

/**
 * The rows of a list of flat objects in which something is code and data, such as a list of records or of devices: what
 * would be a table if the core wrote sentences. null for any other value.
 */
export function rowsToSay(value: unknown): readonly Row[] | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  let said = false;
  for (const row of value as readonly unknown[]) {
    if (typeof row !== "object" || row === null) return null;
    if (Object.getPrototypeOf(row) !== Object.prototype) return null;
    // Read without calling a getter: this only looks.
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(row))) {
      const field: unknown = property.value;
      if (isSayable(field)) said = true;
      // The data of a refusal is there for the page to speak from, and no cell of a table.
      else if (key === "about") continue;
      else if (!("value" in property) || (typeof field === "object" && field !== null)) return null;
    }
  }
  return said ? (value as readonly Row[]) : null;
}
