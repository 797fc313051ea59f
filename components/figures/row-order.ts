// In which order rows stand when a table is sorted by a column. Fetched when the reader sorts one.

export type Order = "ascending" | "descending" | "none";

/** What the next press of a head does: up, down, and back to the order in which the rows came. */
export const nextOrder: Readonly<Record<Order, Order>> = {
  none: "ascending",
  ascending: "descending",
  descending: "none",
};

/** What sorts together: numbers, texts, what is not a number though it ought to be one, what is empty. */
type Kind = "number" | "text" | "not a number" | "empty";
const kinds: readonly Kind[] = ["number", "text", "not a number", "empty"];

/** These stand at the end, whatever the direction. */
const last: readonly Kind[] = ["not a number", "empty"];

const empty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || value === "—";

function kindOf(value: unknown): Kind {
  if (empty(value)) return "empty";
  if (Number.isNaN(value) || value === "NaN") return "not a number";
  return Number.isNaN(numberOf(value)) ? "text" : "number";
}

/** A value as a number where it is one: a number, or a text that is nothing but one. */
function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return NaN;
  return Number(value.replaceAll(",", ""));
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/**
 * The places of the values in order. Numbers go by size, infinite ones too, and before texts, texts as a reader of the
 * language sorts them, with numbers in them by size (vm-2 before vm-10); NaN and what is empty stand at the end either way.
 * Equal values stay in the order in which they came.
 */
export function orderOf(values: readonly unknown[], order: Order, language: string): number[] {
  const places = values.map((_, place) => place);
  if (order === "none") return places;
  const { compare } = new Intl.Collator(language, { numeric: true });
  const direction = order === "ascending" ? 1 : -1;
  const keys = values.map((value) => ({
    kind: kindOf(value),
    number: numberOf(value),
    text: textOf(value),
  }));
  return places.sort((one, other) => {
    const [a, b] = [keys[one], keys[other]];
    if (a === undefined || b === undefined) return 0;
    if (a.kind !== b.kind) {
      const isFixed = last.includes(a.kind) || last.includes(b.kind);
      return (isFixed ? 1 : direction) * (kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
    }
    if (last.includes(a.kind)) return 0;
    if (a.kind === "number") return direction * (a.number - b.number);
    return direction * compare(a.text, b.text);
  });
}
