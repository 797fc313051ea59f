// What can be asked of a machine's disk and snapshots in which state: a table beside that of the lifecycle. Only
// `revert` leads to another state: the one in which the snapshot was taken.

import { frozen } from "../../trace/frozen.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { DomainState } from "./lifecycle.ts";
import { messages } from "./messages.ts";
import type { Advice } from "./messages.en.ts";

/** Operations on disks and snapshots, as libvirt has them: virt-clone, snapshot-create-as, -revert, -delete. */
export type StorageOperation =
  "clone" | "snapshot" | "revert" | "deleteSnapshot" | "redefineSnapshot" | "backup" | "restore";

const defined = ["shutoff", "running", "blocked", "paused", "shutdown", "crashed"] as const;

/** For each operation, the states in which it is allowed. */
export const storageStates: Readonly<Record<StorageOperation, readonly DomainState[]>> = frozen({
  clone: ["shutoff"],
  snapshot: ["shutoff", "running", "blocked", "paused"],
  revert: defined,
  deleteSnapshot: defined,
  redefineSnapshot: defined,
  backup: defined,
  restore: ["shutoff"],
});

const advice: Partial<Record<StorageOperation, Partial<Record<DomainState, Advice>>>> = {
  clone: { shutdown: "wait", crashed: "destroy" },
  restore: { shutdown: "wait", crashed: "destroy" },
  snapshot: { shutdown: "wait", crashed: "revert or destroy" },
};

/** @throws HypervisorError `no-domain` for a removed machine, else `operation-invalid` */
export function checkStorageState(
  request: Request,
  state: DomainState,
  operation: StorageOperation,
): void {
  if (storageStates[operation].includes(state)) return;
  const allowed = [...storageStates[operation]];
  if (state === "undefined") throw messages.refusal("no-domain/state", request, { allowed });
  throw messages.refusal("operation-invalid/storage", request, {
    state,
    allowed,
    advice: advice[operation]?.[state] ?? "turn off",
  });
}

/** The disk of a machine with linked clones cannot go: their disks stand on it. */
export function checkNoClones(request: Request, clones: readonly string[]): void {
  if (clones.length > 0) throw messages.refusal("resource-busy", request, { clones });
}
