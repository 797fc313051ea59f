// What measuring says, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { howToRun, nameOf } from "../lifecycle/state-names.en.ts";
import { formatBytes } from "../../simulation/units.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";

export const en = {
  requests: {
    measure: ({ machine }: { readonly machine: string }) => `cannot measure work in "${machine}"`,
  },
  refusals: {
    "operation-invalid/not-done": ({ state }: { readonly state: DomainState }) => ({
      expected: "a machine that goes on until the work is done",
      found: `it is ${nameOf(state)}, and the work is not done`,
      hint: howToRun(state),
    }),
    "operation-invalid/no-space": ({ disk }: { readonly disk: number }) => ({
      expected: "room on the machine's disk for what the work writes",
      found: `its ${formatBytes(disk)} are full, and the work has failed`,
      hint: "let it write less, or define a machine with a larger disk",
    }),
  },
} satisfies Messages;
