// What the cells of a table of the reader's own say in the reader's language, where their values are the model's: code
// and data become their sentence, in either language, and words of the model their display name.
//
// A table holds whatever a cell of the notebook computed, so that a text is a word of the model has to be told from the
// texts beside it. A column is one of words if no text in it could be a name and is no word: of machines that are called
// "budget" and "shop" neither is an exit's reason, since "shop" is none.

import { displayName, kindOf } from "../display-names.ts";
import { knownText } from "../known-texts.ts";
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
function showing(texts: readonly string[], language: Exclude<Language, "en">): Show {
  const words = texts.filter((text) => couldBeName(text) || kindOf([text], language));
  const kind = words.length === 0 ? undefined : kindOf(words, language);
  return (text) =>
    kind !== undefined && words.includes(text)
      ? displayName(kind, text, language)
      : knownText(text, language);
}

/** For each column, how its texts are shown. */
function columnsOf(rows: readonly Row[], language: Exclude<Language, "en">): Map<string, Show> {
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

/** The rows with what is the model's in the reader's language. */
export function inReadersWords(rows: readonly Row[], language: Language): readonly Row[] {
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
    for (const property of Object.values(Object.getOwnPropertyDescriptors(row))) {
      const field: unknown = property.value;
      if (isSayable(field)) said = true;
      else if (!("value" in property) || (typeof field === "object" && field !== null)) return null;
    }
  }
  return said ? (value as readonly Row[]) : null;
}
