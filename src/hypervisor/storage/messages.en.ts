// What the snapshots of a machine say, in English.

import type { Messages } from "../../simulation/catalogue.ts";
import { quoted, shownInEnglish } from "../../simulation/described.ts";
import type { Described } from "../../simulation/described.ts";

export const en = {
  requests: {},
  refusals: {
    "snapshot-exists": ({ snapshot }: { readonly snapshot: Described }) => ({
      expected: "a name that no snapshot of this machine has",
      found: `it has a snapshot ${shownInEnglish(snapshot)}`,
      hint: "choose another name, or deleteSnapshot() the one there is",
    }),
    "no-snapshot": ({
      snapshot,
      names,
    }: {
      readonly snapshot: Described;
      /** Snapshots that could be named. */
      readonly names: readonly string[];
    }) => ({
      expected: "the name of a snapshot of this machine",
      found: `it has no snapshot ${shownInEnglish(snapshot)}`,
      hint:
        names.length > 0
          ? `there is ${quoted(names).join(", ")}`
          : "take one with snapshot() first",
    }),
    "invalid-argument/cycle": ({
      path,
    }: {
      /** Each would stand on the next, and the last is the first. */
      readonly path: readonly string[];
    }) => ({
      expected: "a parent that does not itself stand on the snapshot",
      found: `that makes a cycle: ${quoted(path).join(" on ")}`,
      hint: "choose a parent outside its own branch, or null for a root",
    }),
  },
} satisfies Messages;
