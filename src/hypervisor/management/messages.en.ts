// What is said of managing hypervisors from another computer, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { nameInEnglish, shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";
import type { ManagementCall } from "../../trace/detail.ts";

/** What a hypervisor is asked to do, and with which machine, if with one. */
export type Asked = Pick<ManagementCall, "operation" | "machine">;

/** "create shop", "domains". */
const inWords = ({ operation, machine }: Asked): string =>
  machine === undefined ? operation : `${operation} ${machine}`;

export const en = {
  requests: {
    "set-up": () => "cannot set up a management console",
    connect: ({ hypervisor }: { readonly hypervisor: Described }) =>
      `cannot connect to ${nameInEnglish(hypervisor, "a hypervisor")}`,
    ask: ({ hypervisor, ...asked }: Asked & { readonly hypervisor: string }) =>
      `cannot ask "${hypervisor}" to ${inWords(asked)}`,
  },
  refusals: {
    "invalid-argument/hypervisor": ({ value }: { readonly value: Described }) => ({
      expected: "a hypervisor",
      found: `it is ${shownInEnglish(value)}`,
      hint: "write console.connect(hypervisor)",
    }),
    "config-unsupported": () => ({
      expected: "servers that share a clock",
      found: "this one has a clock of its own",
      hint: "add the servers to one cluster, or use another console",
    }),
    "invalid-argument/message": ({
      error,
    }: {
      /** What the JavaScript engine said of it. */
      readonly error: string;
    }) => ({
      expected: "plain data, which can be sent",
      found: error,
      hint: "pass names, numbers and objects of these",
    }),
  },
} satisfies Messages;
