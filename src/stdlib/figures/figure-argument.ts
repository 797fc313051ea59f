// What a cell passes to a figure may be anything at all, because an edited cell is not type-checked. A figure asks here
// before it looks into it: what does not fit is refused in the reader's words, not in names of the library's inside.
import { described } from "../../simulation/described.ts";
import { messages } from "./messages.ts";

/** Whether a value has a method. */
export const has = (value: unknown, method: PropertyKey): boolean =>
  typeof (value as Readonly<Record<PropertyKey, unknown>> | null)?.[method] === "function";

/** Whether a value has properties. */
export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

/**
 * Refuses an argument that is not what a figure shows.
 * @param type what it should be, as the editor names it
 * @param write code that would do: the figure's name and its arguments
 * @throws HypervisorError `invalid-argument`
 */
export function expectArgument(fits: boolean, write: string, type: string, value: unknown): void {
  if (fits) return;
  throw messages.refusal(
    "invalid-argument/figure",
    messages.request(write.slice(0, write.indexOf("(")), "show"),
    { type, value: described(value), write },
  );
}

/**
 * The rows of a table or a plot, as a list.
 * @throws HypervisorError `invalid-argument` when they are not objects
 */
export function listOfRows(rows: unknown, write: string): readonly object[] {
  const fits = isObject(rows) && has(rows, Symbol.iterator);
  expectArgument(fits, write, "object[]", rows);
  const list = [...(rows as Iterable<object>)];
  for (const row of list) expectArgument(isObject(row), write, "object[]", row);
  return list;
}
