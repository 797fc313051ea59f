// What is kept of a machine that is on, so that a snapshot can bring it back.

import type { GuestCpu } from "./guest-cpu.ts";
import type { SavedMemory } from "../memory/saved-memory.ts";
import type { WorkloadState } from "../workload/workload-state.ts";
import type { Exit } from "../exits/exit.ts";

/** What a machine that is on was at: kept with a snapshot. Plain data, but for where the memory is. */
export interface ActiveDomainState {
  readonly cpu: GuestCpu;
  readonly memory: SavedMemory;
  readonly engine: WorkloadState;
  /** For each virtual CPU, the exit that is still to be handled. */
  readonly pendingExits: readonly (Exit | null)[];
  readonly console: readonly string[];
}
