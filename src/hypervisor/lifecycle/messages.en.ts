// What a machine says that is not in the state for what is asked of it, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { either } from "./lifecycle.ts";
import type { DomainState, Operation } from "./lifecycle.ts";
import { nameOf, toBe } from "./state-names.en.ts";

/** What leads to a state in which a machine's disk can be cloned or kept. */
export type Advice = "turn off" | "wait" | "destroy" | "revert or destroy";

const advised: Readonly<Record<Advice, string>> = {
  "turn off": "shutdown() or destroy() it first",
  wait: "server.run(…) until it is off",
  destroy: "destroy() it, which cuts the power",
  "revert or destroy": "revert() to an earlier snapshot, or destroy() it first",
};

const spelled = (operation: Operation) =>
  operation === "access" ? "use of guest" : `${operation}()`;

const gone = {
  found: "it was undefined and is gone",
  hint: "define() or create() it anew",
};

export const en = {
  requests: {},
  refusals: {
    "no-domain": () => ({ expected: "a machine that is defined", ...gone }),
    "no-domain/state": ({ allowed }: { readonly allowed: readonly DomainState[] }) => ({
      expected: toBe(allowed),
      ...gone,
    }),
    "operation-invalid/state": ({
      state,
      allowed,
      operations,
    }: {
      readonly state: DomainState;
      /** The states in which it could be asked. */
      readonly allowed: readonly DomainState[];
      /** What can be asked in this one. */
      readonly operations: readonly Operation[];
    }) => ({
      expected: toBe(allowed),
      found: `it is ${nameOf(state)}`,
      hint: `while ${nameOf(state)}, it allows ${either(operations.map(spelled))}`,
    }),
    "operation-invalid/storage": ({
      state,
      allowed,
      advice,
    }: {
      readonly state: DomainState;
      readonly allowed: readonly DomainState[];
      readonly advice: Advice;
    }) => ({
      expected: toBe(allowed),
      found: `it is ${nameOf(state)}`,
      hint: advised[advice],
    }),
    "resource-busy": ({ clones }: { readonly clones: readonly string[] }) => ({
      expected: "no disk to stand on its own",
      found: `it is the parent of ${clones.map((name) => `"${name}"`).join(", ")}`,
      hint: "undefine() its linked clones first; a full clone is independent",
    }),
  },
} satisfies Messages;
