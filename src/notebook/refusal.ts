// How the notebook says no. A refusal is data, not an exception: an operation that comes too late or makes
// no sense (a Run of a cell that is already queued, output of a superseded run) is ordinary life in a
// notebook, and the caller decides whether a person should hear of it. A refused operation changes nothing.

/** Why an operation was refused. */
export type RefusalCode =
  | "unknown_operation"
  | "unknown_cell"
  | "bad_value"
  | "already_queued"
  | "not_code"
  | "cell_taken"
  | "lesson_cell"
  | "no_change"
  | "nothing_to_reset"
  | "nothing_to_undo"
  | "superseded_run"
  | "unknown_display"
  | "superseded_compilation"
  | "superseded_kernel"
  | "no_more_hints"
  | "no_attempt_yet";

/** A refused operation, in the three parts that every error of the project has. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly expected: string;
  readonly found: string;
  readonly hint: string;
}

/** What became of an operation that returns a new state. */
export type Refused = { readonly ok: false; readonly refusal: Refusal };

export function refuse(code: RefusalCode, expected: string, found: string, hint: string): Refused {
  return { ok: false, refusal: { code, expected, found, hint } };
}

/** The refusal of an id that is none of the notebook's. */
export function unknownCell(
  { cells }: { readonly cells: readonly { readonly id: string }[] },
  id: unknown,
): Refused {
  const ids = cells.map((cell) => cell.id).join(", ");
  const hint = `the cells are: ${ids || "none"}.`;
  return refuse("unknown_cell", "the id of a cell", describeValue(id), hint);
}

/** Names a value of the wrong kind in an error, without printing a whole document. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (value === null || typeof value !== "object") return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}
