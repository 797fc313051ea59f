// What is said of address translation, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

export const en = {
  requests: {
    walk: () => "cannot count the references of a page walk",
    "look-up": () => "cannot say what the TLB holds",
  },
  refusals: {
    "invalid-argument/page": ({
      page,
      levels,
    }: {
      readonly page: Described;
      readonly levels: number;
    }) => ({
      expected: "a page size that a page table of so many levels has: KiB(4), MiB(2) or GiB(1)",
      found: `page is ${shownInEnglish(page)} and levels is ${levels}`,
      hint: "write page: MiB(2), or leave it out for 4 KiB",
    }),
  },
} satisfies Messages;
