// A value that a cell passed in, as a refusal's details carry it: short, and plain data whatever it is.

/** The value as it would be written in a cell; or what it is, where that would be too long to write. */
export type Described =
  | { readonly text: string }
  | { readonly a: "array" }
  | { readonly a: "value"; readonly type: string };

/** Describes a value of any kind. */
export function described(value: unknown): Described {
  if (typeof value === "string") {
    const letters = Array.from(value.slice(0, 80));
    return {
      text: JSON.stringify(letters.length > 40 ? `${letters.slice(0, 37).join("")}…` : value),
    };
  }
  if (typeof value === "number" || value == null || typeof value === "boolean")
    return { text: String(value) };
  if (typeof value === "bigint") return { text: `${value}n` };
  return Array.isArray(value) ? { a: "array" } : { a: "value", type: typeof value };
}

/** A name in English; where there is none, what it would be a name of. */
export const nameInEnglish = (name: Described, what: string): string =>
  isNone(name) ? what : shownInEnglish(name);

/** A name in front of what it is a name of; where there is none, that alone. */
export const nameInKorean = (name: Described, what: string): string =>
  isNone(name) ? what : `${shownInKorean(name)} ${what}`;

const isNone = (name: Described): boolean => "text" in name && name.text === "undefined";

/** The description in English. */
export function shownInEnglish(value: Described): string {
  if ("text" in value) return value.text;
  return value.a === "array" ? "an array" : `a value of type ${value.type}`;
}

/** The description in Korean. */
export function shownInKorean(value: Described): string {
  if ("text" in value) return value.text;
  return value.a === "array" ? "배열" : `${value.type} 타입의 값`;
}

/** Names in quotes. */
export const quoted = (names: readonly string[]): string[] => names.map((name) => `"${name}"`);
