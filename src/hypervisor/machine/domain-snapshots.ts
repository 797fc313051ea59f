// The snapshots of one machine, and what each of them keeps: the disk as it was, the services that its operating
// system starts, and, of a machine that was on, its memory and all that was going on in it.

import type { Request } from "../../simulation/catalogue.ts";
import type { Service } from "../spec/workload-spec.ts";
import type { ActiveDomainState } from "./active-domain-state.ts";
import { messages } from "./messages.ts";
import { SnapshotTree } from "../storage/snapshot-tree.ts";
import type { DiskImage } from "../storage/virtual-disk.ts";

/** What reverting brings back. */
export interface SnapshotContent {
  /** The disk; what keeps this holds its layer. */
  readonly disk: DiskImage;
  readonly services: readonly Service[];
  readonly state: "shutoff" | "running" | "paused";
  /** Memory and guest, of a machine that was on. */
  readonly active: ActiveDomainState | undefined;
  readonly time: number;
}

/** A snapshot in the tree of its machine, as plain data. */
export interface Snapshot {
  readonly name: string;
  /** The snapshot that was current when this one was taken; null for a root of the tree. */
  readonly parent: string | null;
  /** Whether the machine was last taken to or from this one. */
  readonly current: boolean;
  /** The state of the machine then, to which `revert` leads. */
  readonly state: "shutoff" | "running" | "paused";
  /** When it was taken, in nanoseconds of simulated time. */
  readonly time: number;
  /** Bytes of the server's disk that the machine's memory takes; 0 when it was off. */
  readonly memory: number;
}

export class DomainSnapshots extends SnapshotTree<SnapshotContent> {
  /** As plain data, in the order in which they were taken. */
  list(): Snapshot[] {
    return this.entries().map(({ name, parent, content: { state, time, active } }) => ({
      name,
      parent,
      current: name === this.current,
      state,
      time,
      memory: active?.memory.size ?? 0,
    }));
  }

  /** Bytes of the server's disk that memories take. */
  get memoryBytes(): number {
    return this.list().reduce((sum, { memory }) => sum + memory, 0);
  }

  /** Takes one out, and gives back what it alone kept. */
  discard(name: string, { disk, active }: SnapshotContent): void {
    this.remove(name);
    active?.memory.release();
    disk.layer.letGo();
  }

  discardAll(): void {
    for (const { name, content } of this.entries()) this.discard(name, content);
  }

  /**
   * As libvirt, a machine with snapshots is only removed when that was said; and its disk is not made another's, which
   * they would not be of.
   */
  checkNone(request: Request, operation: "undefine" | "restore"): void {
    if (this.size === 0) return;
    const { size: snapshots } = this;
    throw messages.refusal("operation-invalid/snapshots", request, { snapshots, operation });
  }
}
