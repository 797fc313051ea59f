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
    "operation-invalid/out-of-memory": ({
      needed,
      memory,
      swap,
    }: Record<"needed" | "memory" | "swap", number>) => ({
      expected: "room in the machine's memory and swap for the work",
      found: `it needs ${formatBytes(needed)}, and with ${formatBytes(memory)} of memory and ${formatBytes(swap)} of swap full the guest has ended it`,
      hint: "let it use less, or define a machine with more memory",
    }),
  },
} satisfies Messages;
