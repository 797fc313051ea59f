// What is said of memory for machines, reserved and overcommitted, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import { formatBytes } from "../../simulation/units.ts";

export const en = {
  requests: {
    overcommit: () => "cannot set up overcommitment",
  },
  refusals: {
    "invalid-argument/idle-tax": ({ value }: { readonly value: Described }) => ({
      expected: "idleTax to be a number from 0, and below 1",
      found: `idleTax is ${shownInEnglish(value)}`,
      hint: "write idleTax: 0.75",
    }),
    "invalid-argument/ratio": ({ value }: { readonly value: Described }) => ({
      expected: "ratio to be a number above 0",
      found: `ratio is ${shownInEnglish(value)}`,
      hint: "write ratio: 1.5",
    }),
    "invalid-argument/memory": ({ memory }: { readonly memory: Described }) => ({
      expected: "memory to be reserved() or overcommit()",
      found: `memory is ${shownInEnglish(memory)}`,
      hint: "write new Hypervisor({ memory: overcommit() })",
    }),
    "insufficient-memory/reserved": ({
      needed,
      unreserved,
      size,
      overhead,
    }: Record<"needed" | "unreserved" | "size", number> & { readonly overhead?: number }) => ({
      expected: `at least ${formatBytes(needed)} of memory that is not reserved${overhead === undefined ? "" : `, ${formatBytes(overhead)} of it for the machine's monitor`}`,
      found: `${formatBytes(unreserved)} of ${formatBytes(size)} is not reserved`,
      hint: "define() it with a smaller reservation, or shutdown() a machine that has one",
    }),
    "insufficient-memory/promised": ({
      ratio,
      promised,
      size,
    }: Record<"ratio" | "promised" | "size", number>) => ({
      expected: `at most ${ratio} times the server's memory to be promised`,
      found: `with it ${formatBytes(promised)} would be promised, and the server has ${formatBytes(size)}`,
      hint: "shutdown() a machine, or set up the hypervisor with a higher ratio",
    }),
    "insufficient-disk": ({ needed, free }: Record<"needed" | "free", number>) => ({
      expected: `at least ${formatBytes(needed)} of swap space for what is not reserved`,
      found: `${formatBytes(free)} of swap space is free`,
      hint: "define() it with a larger reservation, or set the hypervisor up with more swap",
    }),
  },
} satisfies Messages;
