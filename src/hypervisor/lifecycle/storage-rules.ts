// What can be asked of a machine's disk and snapshots in which state: a table beside that of the lifecycle. Only
// `revert` leads to another state: the one in which the snapshot was taken.

import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import type { DomainState } from "./lifecycle.ts";

/** Operations on disks and snapshots, as libvirt has them: virt-clone, snapshot-create-as, -revert, -delete. */
export type StorageOperation =
  "clone" | "snapshot" | "revert" | "deleteSnapshot" | "redefineSnapshot";

const defined = ["shutoff", "running", "blocked", "paused", "shutdown", "crashed"] as const;

/** For each operation, the states in which it is allowed. */
export const storageStates: Readonly<Record<StorageOperation, readonly DomainState[]>> = {
  clone: ["shutoff"],
  snapshot: ["shutoff", "running", "blocked", "paused"],
  revert: defined,
  deleteSnapshot: defined,
  redefineSnapshot: defined,
};

const hints: Partial<Record<StorageOperation, Partial<Record<DomainState, string>>>> = {
  clone: {
    shutdown: "server.run(…) until it is off",
    crashed: "destroy() it, which cuts the power",
  },
  snapshot: {
    shutdown: "server.run(…) until it is off",
    crashed: "revert() to an earlier snapshot, or destroy() it first",
  },
};

/** @throws HypervisorError `no-domain` for a removed machine, else `operation-invalid` */
export function checkStorageState(
  subject: string,
  request: string,
  state: DomainState,
  operation: StorageOperation,
): void {
  const allowed = storageStates[operation];
  if (allowed.includes(state)) return;
  const gone = state === "undefined";
  throw new HypervisorError({
    code: gone ? "no-domain" : "operation-invalid",
    subject,
    request,
    expected: `it to be ${allowed.join(", ").replace(/, ([^,]*)$/, " or $1")}`,
    found: gone ? "it was undefined and is gone" : `it is ${state}`,
    hint: gone
      ? "define() or create() it anew"
      : (hints[operation]?.[state] ?? "shutdown() or destroy() it first"),
  });
}

/** The disk of a machine with linked clones cannot go: their disks stand on it. */
export function checkNoClones(asking: Asking, clones: readonly string[]): void {
  if (clones.length === 0) return;
  throw new HypervisorError({
    code: "resource-busy",
    ...asking,
    expected: "no disk to stand on its own",
    found: `it is the parent of ${clones.map((name) => `"${name}"`).join(", ")}`,
    hint: "undefine() its linked clones first; a full clone is independent",
  });
}
