// What is said of address translation, in English.

import type { Messages } from "../../simulation/catalogue.ts";

export const en = {
  requests: {
    walk: () => "cannot count the references of a page walk",
    "look-up": () => "cannot say what the TLB holds",
  },
  refusals: {},
} satisfies Messages;
