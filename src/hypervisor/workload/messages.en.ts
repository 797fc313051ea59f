// What is said of applications, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

export const en = {
  requests: {
    "describe-service": () => "cannot describe a service",
    "describe-batch": () => "cannot describe a batch job",
  },
  refusals: {
    "invalid-argument/working-set": ({ writes }: { readonly writes: number }) => ({
      expected: "a working set to write to",
      found: `writes is ${writes} and memory is 0`,
      hint: "write memory: MiB(64) as well",
    }),
    "invalid-argument/application": () => ({
      expected: "a service(…) or a batch(…)",
      found: "it is a plain object",
      hint: 'write launch(service({ name: "nginx", compute: ms(2), every: ms(10) }))',
    }),
    "application-exists": ({ name }: { readonly name: Described }) => ({
      expected: "a name that no running application of this machine has",
      found: `${shownInEnglish(name)} runs already`,
      hint: "give it another name",
    }),
  },
} satisfies Messages;
