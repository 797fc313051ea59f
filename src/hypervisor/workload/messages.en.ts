// What is said of applications, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

export const en = {
  requests: {
    "describe-service": () => "cannot describe a service",
    "describe-batch": () => "cannot describe a batch job",
    "describe-client": () => "cannot describe a client",
  },
  refusals: {
    "invalid-argument/working-set": ({ writes }: { readonly writes: number }) => ({
      expected: "a working set to write to",
      found: `writes is ${writes} and memory is 0`,
      hint: "write memory: MiB(64) as well",
    }),
    "invalid-argument/application": ({ value }: { readonly value: Described }) => ({
      expected: "a service(…), a batch(…) or a client(…)",
      found:
        "a" in value && value.a === "value"
          ? "it is a plain object"
          : `it is ${shownInEnglish(value)}`,
      hint: 'pass one, as in service({ name: "nginx", compute: ms(2), every: ms(10) })',
    }),
    "invalid-argument/no-service": () => ({
      expected: "a service, as launch(service({ … })) gives it back",
      found: "to is no service",
      hint: "write const web = vm.launch(service({ … })), then client({ to: web, … })",
    }),
    "invalid-argument/no-answer": ({
      receive,
      send,
    }: {
      readonly receive: number;
      readonly send: number;
    }) => ({
      expected: "a service that receives requests over the network and sends answers",
      found: `its receive is ${receive} and its send is ${send}`,
      hint: "write service({ receive: 100, send: KiB(4), … })",
    }),
    "no-connect": () => ({
      expected: "a client on the network of the service's server",
      found: "their servers have different clocks",
      hint: "add both servers to one cluster, or launch the client on a RemoteComputer",
    }),
    "application-exists": ({ name }: { readonly name: Described }) => ({
      expected: "a name that no running application of this machine has",
      found: `${shownInEnglish(name)} runs already`,
      hint: "give it another name",
    }),
  },
} satisfies Messages;
