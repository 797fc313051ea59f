// Tables of one-line cases. A row is a name, and below it `script -> expected`; before the script may stand a
// notebook and a `|`, where it is not `abc`. See mini-notebook.ts for both languages. "nothing" is expected to be empty.
import { expect, test } from "vitest";
import type { Session } from "../../src/notebook/session-state.ts";
import { after, brief, shown, statuses } from "./mini-notebook.ts";

/** `a` and `b` share `x`; `c` stands alone. */
export const abc = "a:=x b:x c:=z";

type Played = ReturnType<typeof after>;

function rows(table: string): [name: string, line: string, script: string, expected: string][] {
  const lines = table.split("\n").map((row) => row.trim());
  const written = lines.filter((row) => row !== "");
  return written.flatMap((row, index) => {
    const [left = "", expected] = row.split(" -> ");
    if (expected === undefined) {
      if (written[index + 1]?.includes(" -> ")) return [];
      throw new Error(`table: expected "script -> expected" below the name "${row}"`);
    }
    const name = written[index - 1] ?? "";
    const [script = "", line = abc] = left.split(" | ").reverse();
    return [[name, line, script, expected === "nothing" ? "" : expected]];
  });
}

export const tableOf = (look: (played: Played) => string) => (table: string) => {
  test.each(rows(table))("%s", (_, line, script, expected) => {
    expect(look(after(line, script))).toBe(expected);
  });
};

const queued = ({ queue }: Session) =>
  queue.map(({ cell, source }) => `${cell} ${source}`).join(", ");

/** Expects the statuses of all cells. */
export const statusTable = tableOf(({ state }) => statuses(state));
/** Expects the actions of the last operation. */
export const actionTable = tableOf(({ actions }) => brief(actions));
/** Expects the queue: cells and the sources they will run. */
export const queueTable = tableOf(({ state }) => queued(state));
/** Expects the texts that cell `a` shows. */
export const outputTable = tableOf(({ state }) => shown(state, "a"));
