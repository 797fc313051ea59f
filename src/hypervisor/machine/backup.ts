// A backup of a machine's disk, as the cell that asked for it sees it: how far it is, and where it is kept. It is on
// another server's disk, in blocks of its own; a snapshot is in the very disk that it keeps, and lost with it.

import { frozen } from "../../trace/frozen.ts";
import type { ServerLost } from "../../trace/detail.ts";
import type { libraryKey } from "../../simulation/internals.ts";
import { checkKey } from "../../simulation/internals.ts";
import { backups } from "./backup-progress.ts";
import type { BackupProgress, BackupState } from "./backup-progress.ts";

/** What `backup` may be told. */
export interface BackupSpec {
  /** The backup before this one: only what was written since then is copied (incremental). All of it unless given. */
  readonly since?: Backup;
}

/**
 * A backup, as `vm.backup` gives it back: it goes on as `cluster.run(…)` lets time pass.
 *
 * @example
 * const monday = vm.backup(other);
 * cluster.run(minutes(5));
 * vm.destroy().restore(monday);
 */
export class Backup {
  readonly #progress: BackupProgress;
  readonly #now: () => number;

  /** @internal `vm.backup(…)` makes one. */
  constructor(key: typeof libraryKey, progress: BackupProgress, now: () => number) {
    checkKey(key, "backup", "vm.backup(hypervisor)");
    this.#progress = progress;
    this.#now = now;
    backups.keep(this, progress);
    Object.freeze(this);
  }

  /** Name of the machine. */
  get vm(): string {
    return this.#progress.vm;
  }

  /** Name of the server that keeps it. */
  get server(): string {
    return this.#progress.place.hardware.name;
  }

  /** How far it is. */
  get state(): BackupState {
    return this.#progress.state;
  }

  /** The moment whose disk it holds, in nanoseconds of simulated time: that at which it was asked for. */
  get time(): number {
    return this.#progress.begun;
  }

  /**
   * Bytes that it copies: of what the guest ever wrote, or of what it wrote since the backup before it, in pieces of 64
   * KiB. What a thick disk has taken and the guest never wrote is known to be zeros, and not copied.
   */
  get bytes(): number {
    return this.#progress.bytes;
  }

  /** The backup that it stands on; undefined for a full one. */
  get since(): Backup | undefined {
    return this.#progress.since as Backup | undefined;
  }

  /** Why it failed, as code and data; undefined unless it did. Tables say it in words. */
  get failure(): ServerLost | undefined {
    return frozen(this.#progress.failure);
  }

  /** From the request to the end, or to now, in nanoseconds. */
  get duration(): number {
    return (this.#progress.ended ?? this.#now()) - this.#progress.begun;
  }

  toJSON(): unknown {
    const { vm, server, state, time, bytes, since, duration } = this;
    const failure = this.failure ?? null;
    return { vm, server, state, failure, time, bytes, incremental: since !== undefined, duration };
  }
}
