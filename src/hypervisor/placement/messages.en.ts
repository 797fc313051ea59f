// What is said of placing machines on servers, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

/** What there is a list of. */
export type Listed = "machines" | "servers";

export const en = {
  requests: {
    place: () => "cannot place machines",
  },
  refusals: {
    "invalid-argument/heuristic": ({ heuristic }: { readonly heuristic: Described }) => ({
      expected: "a heuristic of this library",
      found: `the heuristic is ${shownInEnglish(heuristic)}`,
      hint: "write firstFit or bestFitDecreasing, without quotes",
    }),
    "invalid-argument/list": ({
      listed,
      value,
    }: {
      readonly listed: Listed;
      readonly value: Described;
    }) => ({
      expected: `a list of ${listed}`,
      found: `${listed} is ${shownInEnglish(value)}`,
      hint: `pass [{ name: "a", … }]`,
    }),
    "invalid-argument/names": ({
      listed,
      name,
    }: {
      readonly listed: Listed;
      readonly name: Described;
    }) => ({
      expected: `${listed} of different names`,
      found: `two are called ${shownInEnglish(name)}`,
      hint: "rename one",
    }),
  },
} satisfies Messages;
