// What is said of an argument that a figure cannot show, in English. It comes with the kernel: what the parts' figures say
// besides (../messages.en.ts) comes with them.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

export const en = {
  requests: {
    show: () => "cannot show this",
    watch: () => "cannot say what happened",
  },
  refusals: {
    "operation-invalid/not-on": ({ machine }: { readonly machine: string }) => ({
      expected: `"${machine}" to stay on meanwhile`,
      found: "it went off or was started anew, and its counts began again",
      hint: "watch from after its start, and until before it goes off",
    }),
    "invalid-argument/figure": ({
      type,
      value,
      write,
    }: {
      /** As the editor names it. */
      readonly type: string;
      readonly value: Described;
      readonly write: string;
    }) => ({
      expected: `a value of type ${type}`,
      found: `it is ${shownInEnglish(value)}`,
      hint: `write ${write}`,
    }),
    "invalid-argument/subject": ({
      subject,
      names,
    }: {
      readonly subject: Described;
      /** Names that records are about: those that are like it, or else some. */
      readonly names: readonly string[];
    }) => ({
      expected: "a name that records are about",
      found: `${shownInEnglish(subject)} is in no record`,
      hint: `did you mean ${names.join(" or ")}`,
    }),
  },
} satisfies Messages;
