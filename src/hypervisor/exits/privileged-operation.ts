// What a guest's kernel does that reaches the hypervisor under one way of running it and not under another. What each of
// them takes follows from the profile (translation/operation-cost.ts).

import type { PrivilegedOperation } from "../../trace/detail.ts";

/** Of an exit that one of these made: how many were done, and how often the guest was left for them. */
export interface PrivilegedWork {
  readonly operation: PrivilegedOperation;
  readonly operations: number;
  readonly exits: number;
}

/** Why a guest is left for them. */
export type PrivilegedReason = "exception" | "cr-access" | "hypercall";
