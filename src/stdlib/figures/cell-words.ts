// What the cells of a table of the reader's own say where their values are the model's: code and data become their
// sentence in the reader's language.

import type { Language } from "./labels.ts";
import { isSayable, say } from "./record-words.ts";

export type Row = Readonly<Record<string, unknown>>;

/** The rows with what is the model's in the reader's language. */
export function inReadersWords(rows: readonly Row[], language: Language): readonly Row[] {
  return rows.map((row) => {
    const said = Object.entries(row).flatMap(([column, value]) =>
      isSayable(value) ? [[column, say(value, language)] as const] : [],
    );
    return said.length === 0 ? row : { ...row, ...Object.fromEntries(said) };
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
