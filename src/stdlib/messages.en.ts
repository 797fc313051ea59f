// What is said of figures, in English.

import type { Messages } from "../simulation/catalogue.ts";
import { shownInEnglish } from "../simulation/described.ts";
import type { Described } from "../simulation/described.ts";

interface OfColumn {
  readonly column: string;
  readonly value: Described;
}

export const en = {
  requests: {
    plot: () => "cannot plot",
    "draw-exit": () => "cannot draw an exit",
    "draw-memory": () => "cannot draw the memory",
  },
  refusals: {
    "invalid-argument/plot": ({
      value,
      write,
    }: {
      readonly value: Described;
      readonly write: string;
    }) => ({
      expected: "options to be an object with x and y",
      found: `options is ${shownInEnglish(value)}`,
      hint: `write ${write}`,
    }),
    "invalid-argument/rows": ({ rows, most }: Record<"rows" | "most", number>) => ({
      expected: `rows to be at most ${most} rows`,
      found: `rows is ${rows}`,
      hint: "plot a sample, or one mean for each step",
    }),
    "invalid-argument/column": ({
      column,
      columns,
    }: {
      readonly column: Described;
      /** Those that there are, some of them. */
      readonly columns: readonly string[];
    }) => ({
      expected: "the name of a column of the rows",
      found: `no row has ${shownInEnglish(column)}`,
      hint: columns.length === 0 ? "pass some rows" : `there is ${columns.join(", ")}`,
    }),
    "invalid-argument/values": ({ column, value }: OfColumn) => ({
      expected: `${column} to be numbers or texts`,
      found: `${column} is ${shownInEnglish(value)}`,
      hint: "pick a column of plain values",
    }),
    "invalid-argument/numbers": ({
      column,
      value,
      axis,
    }: OfColumn & {
      /** What has to be numbers: what a histogram counts, or what is along y. */
      readonly axis: "histogram" | "y";
    }) => ({
      expected: `${column} to be a number in each row`,
      found: `${column} is ${shownInEnglish(value)}`,
      hint: axis === "y" ? "draw texts along x" : 'take mark: "bar"',
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
      expected: `the number of series in ${column} to be at most ${most}, or they cannot be told apart`,
      found: `the number of series in ${column} is ${series}`,
      hint: "filter the rows first",
    }),
    "invalid-argument/memory-map": ({
      server,
      hypervisor,
    }: Record<"server" | "hypervisor", string>) => ({
      expected: `a hypervisor that runs on "${server}" itself`,
      found: `"${hypervisor}" is not among its layers, or in a machine`,
      hint: "write memoryMap(server, hypervisor) with the server it was installed on",
    }),
  },
} satisfies Messages;
