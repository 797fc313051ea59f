// What plots and memory maps say when they cannot be drawn, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

export const en = {
  requests: {
    plot: () => "cannot plot",
    "memory-map": () => "cannot draw the memory",
  },
  refusals: {
    "invalid-argument/plain-values": ({
      column,
      value,
    }: {
      readonly column: string;
      readonly value: Described;
    }) => ({
      expected: `${column} to be numbers or texts`,
      found: `${column} is ${shownInEnglish(value)}`,
      hint: "pick a column of plain values",
    }),
    "invalid-argument/no-column": ({
      name,
      columns,
    }: {
      readonly name: Described;
      /** Some of those that there are. */
      readonly columns: readonly string[];
    }) => ({
      expected: "the name of a column of the rows",
      found: `${shownInEnglish(name)}, which no row has`,
      hint: columns.length === 0 ? "pass some rows" : `there is ${columns.join(", ")}`,
    }),
    "invalid-argument/options": ({
      value,
      example,
    }: {
      readonly value: Described;
      readonly example: string;
    }) => ({
      expected: "options to be an object with x and y",
      found: `options is ${shownInEnglish(value)}`,
      hint: `write ${example}`,
    }),
    "invalid-argument/rows": ({
      rows,
      most,
    }: {
      readonly rows: number;
      readonly most: number;
    }) => ({
      expected: `rows to be at most ${String(most)} rows`,
      found: `rows is ${String(rows)}`,
      hint: "plot a sample, or one mean for each step",
    }),
    "invalid-argument/numbers": ({
      column,
      value,
      mark,
    }: {
      readonly column: string;
      readonly value: Described;
      /** A histogram's one column, or the vertical axis of another plot. */
      readonly mark: "histogram" | "other";
    }) => ({
      expected: `${column} to be a number in each row`,
      found: `${column} is ${shownInEnglish(value)}`,
      hint: mark === "histogram" ? 'take mark: "bar"' : "draw texts along x",
    }),
    "invalid-argument/series": ({
      column,
      series,
      most,
    }: {
      readonly column: string;
      readonly series: number;
      readonly most: number;
    }) => ({
      expected: `the number of series in ${column} to be at most ${String(most)}, or they cannot be told apart`,
      found: `the number of series in ${column} is ${String(series)}`,
      hint: "filter the rows first",
    }),
    "invalid-argument/hypervisor": ({
      server,
      hypervisor,
    }: {
      readonly server: string;
      readonly hypervisor: string;
    }) => ({
      expected: `a hypervisor that runs on "${server}" itself`,
      found: `"${hypervisor}" is not among its layers, or in a machine`,
      hint: "write memoryMap(server, hypervisor) with the server it was installed on",
    }),
  },
} satisfies Messages;
