// What is known of a backup while it is made and afterwards, and how it is found behind the one that a cell holds.

import { Internals } from "../../simulation/internals.ts";
import type { Service } from "../spec/workload-spec.ts";
import type { ServerLost } from "../../trace/detail.ts";
import type { VirtualDisk } from "../storage/virtual-disk.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";

/** How far it is; `failed` when one of the two servers went down before all was there. */
export type BackupState = "copying" | "completed" | "failed";

/** The same as the one that copies keeps it. */
export interface BackupProgress {
  readonly vm: string;
  readonly begun: number;
  /** Bytes to be copied. */
  readonly bytes: number;
  /** The `Backup` that it stands on. */
  readonly since: object | undefined;
  /** The hypervisor of the server that keeps it, and the blocks there. */
  readonly place: VirtualMachineMonitor;
  readonly disk: VirtualDisk;
  readonly services: readonly Service[];
  state: BackupState;
  ended: number | undefined;
  failure: ServerLost | undefined;
}

/** What is behind the backups that cells hold. */
export const backups = new Internals<BackupProgress>();
