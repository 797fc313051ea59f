// What is said of schedulers and of sets of physical CPUs, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import { count } from "../../simulation/units.ts";

const schedulers = {
  "round robin": "round robin",
  credit: "the credit scheduler",
  fair: "the fair scheduler",
} as const;

export const en = {
  requests: {
    "set-up": ({ scheduler }: { readonly scheduler: keyof typeof schedulers }) =>
      `cannot set up ${schedulers[scheduler]}`,
  },
  refusals: {
    "invalid-argument/affinity": ({
      server,
      cpus,
      named,
      isList,
    }: {
      readonly server: string;
      /** How many physical CPUs the server has. */
      readonly cpus: number;
      /** What is no physical CPU of it, or no list. Absent: the list is empty. */
      readonly named?: Described;
      readonly isList: boolean;
    }) => ({
      expected: `a list of physical CPUs of "${server}", ${cpus === 1 ? "which has CPU 0 alone" : `from 0 to ${cpus - 1}`}`,
      found:
        named === undefined
          ? "the list is empty"
          : !isList
            ? `it is ${shownInEnglish(named)}, and no list`
            : `it names ${shownInEnglish(named)}, and there ${cpus === 1 ? "is" : "are"} ${count(cpus, "CPU")}`,
      hint: "write [0] for the first CPU, [0, 1] for the first two",
    }),
    "invalid-argument/scheduler": ({ scheduler }: { readonly scheduler: Described }) => ({
      expected: "scheduler to be roundRobin(), credit() or fair()",
      found: `scheduler is ${shownInEnglish(scheduler)}`,
      hint: "write scheduler: credit()",
    }),
    "invalid-argument/time-slice": () => ({
      expected: "timeSlice to be given to the scheduler",
      found: "timeSlice stands beside scheduler",
      hint: "write scheduler: credit({ timeSlice: ms(5) })",
    }),
  },
} satisfies Messages;
