// What the way of an exit says when it cannot be drawn, in English.

import type { Messages } from "../../simulation/catalogue.ts";

export const en = {
  requests: { draw: () => "cannot draw an exit" },
  refusals: {},
} satisfies Messages;
