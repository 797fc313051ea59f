// What a guest's kernel does that reaches the hypervisor under one way of running it and not under another. What each of
// them takes follows from the profile (translation/operation-cost.ts).

/** A privileged operation of a guest's kernel, or what interrupts a program for its sake. */
export type PrivilegedOperation =
  /** A program touched a page that its page table has no entry for; the kernel is to find one. */
  | "page-fault"
  /** The kernel writes one entry of a page table that is in use, and needs it at once. */
  | "page-table-write"
  /** It writes many of them, and can wait for all together. */
  | "page-table-writes"
  /** It goes on with another page table: writes CR3. */
  | "address-space"
  /** It sets up the CPU for another thread: its kernel stack, and that the FPU is to trap. */
  | "thread-state"
  /** A program calls it. */
  | "system-call"
  /** What a fork takes beside its page faults: reaches no hypervisor. */
  | "fork";

/** Of an exit that one of these made: how many were done, and how often the guest was left for them. */
export interface PrivilegedWork {
  readonly operation: PrivilegedOperation;
  readonly operations: number;
  readonly exits: number;
}

/** Why a guest is left for them. */
export type PrivilegedReason = "exception" | "cr-access" | "hypercall";
