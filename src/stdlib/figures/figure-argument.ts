// What a cell passes to a figure may be anything at all, because an edited cell is not type-checked. A figure asks here
// before it looks into it: what does not fit is refused in the reader's words, not in names of the library's inside.
import { described } from "../../simulation/described.ts";
import type { FigureArgument } from "../messages.en.ts";
import { messages } from "../messages.ts";

/** Whether a value has a method. */
export const has = (value: unknown, method: string): boolean =>
  typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[method] === "function";

/** Whether a value can be gone through. */
export const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === "function";

/** Whether a value has properties. */
export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

/**
 * Refuses an argument that is not what a figure shows.
 * @param write code that would do: the figure's name and its arguments
 * @throws HypervisorError `invalid-argument`
 */
export function expectArgument(
  fits: boolean,
  write: string,
  what: FigureArgument,
  value: unknown,
): void {
  if (fits) return;
  throw messages.refusal(
    "invalid-argument/figure",
    messages.request(write.slice(0, write.indexOf("(")), "show"),
    { what, value: described(value), write },
  );
}

/**
 * The rows of a table or a plot, as a list.
 * @throws HypervisorError `invalid-argument` when they are not objects
 */
export function listOfRows(rows: unknown, write: string): readonly object[] {
  const list = isObject(rows) && isIterable(rows) ? [...rows] : [rows];
  const wrong = list.findIndex((row) => !isObject(row) || row === rows);
  expectArgument(wrong < 0, write, "rows", list[wrong]);
  return list as object[];
}
