// Moving a running machine to another server, as the cell that asked for it sees it: how far it is, and what it took.

import { frozen } from "../../trace/frozen.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import type { libraryKey } from "../../simulation/internals.ts";
import { checkKey } from "../../simulation/internals.ts";
import type { MigrationFailure } from "../../trace/detail.ts";

/** How a machine is moved (libvirt's `virsh migrate`, with and without `--live` and `--postcopy`). */
export type MigrationMode = "pre-copy" | "post-copy" | "stop-and-copy";

/** What `migrate` may be told. */
export interface MigrateSpec {
  /**
   * - `pre-copy` (the default): copies the memory while the machine runs, then in rounds what it wrote meanwhile, and
   *   stops it for the rest (Clark et al., Live Migration of Virtual Machines, NSDI 2005)
   * - `post-copy`: stops it, goes on at once on the other server, and fetches memory from then on (Hines et al., 2009)
   * - `stop-and-copy`: stops it, copies everything, and goes on
   */
  readonly mode?: MigrationMode;
  /** The most it may send, in bits per second, as in `Gbps(1)`. As fast as the slower network interface unless given. */
  readonly bandwidth?: number;
  /** What pre-copy begins with, in bits per second. Half of `bandwidth` unless given. */
  readonly minBandwidth?: number;
  /** After how many rounds pre-copy stops the machine anyway. 30 unless given. */
  readonly maxRounds?: number;
  /** Whether a disk that is on the server is copied too (libvirt's `--copy-storage-all`). false unless given. */
  readonly copyStorage?: boolean;
}

/** The options of a migration. */
export const migrateOptions: OptionNames<MigrateSpec> = {
  mode: true,
  bandwidth: true,
  minBandwidth: true,
  maxRounds: true,
  copyStorage: true,
};

/** The same, complete. */
export type MigrationPlan = Readonly<Required<MigrateSpec>>;

/**
 * How far it is. While it is `copying` the machine runs where it was; while `stopped` it runs nowhere; while `fetching`
 * (post-copy) it runs on the other server, and part of its memory is still on the first.
 */
export type MigrationState = "copying" | "stopped" | "fetching" | "completed" | "failed";

/** One pass over what is to be copied. */
export interface MigrationRound {
  /** Bytes sent in it. */
  readonly sent: number;
  /** Nanoseconds from its begin to its end. */
  readonly duration: number;
  /** Bytes of memory and disk that the machine wrote meanwhile: what is left to send. */
  readonly dirtied: number;
  /** How fast it was allowed to send, in bits per second. */
  readonly bandwidth: number;
}

/** Why pre-copy stopped the machine and sent the rest. */
export type StopReason = "little left" | "dirtied faster than sent" | "too many rounds" | "at once";

/** The same as the mover keeps it. */
export interface MigrationProgress {
  readonly vm: string;
  readonly mode: MigrationMode;
  readonly source: string;
  readonly destination: string;
  readonly begun: number;
  state: MigrationState;
  readonly rounds: MigrationRound[];
  stopReason: StopReason | undefined;
  stoppedAt: number | undefined;
  resumedAt: number | undefined;
  ended: number | undefined;
  sent: number;
  /** Pages that a machine asked for after it was moved, and did not have yet. */
  faults: number;
  /** Pages of zeros of which only that was sent. */
  zeroPages: number;
  failure: MigrationFailure | undefined;
}

/**
 * A migration, as `vm.migrate` gives it back: it goes on as `cluster.run(…)` lets time pass.
 *
 * @example
 * const migration = vm.migrate(other);
 * cluster.run(seconds(60));
 * migration.downtime;
 */
export class Migration {
  readonly #progress: MigrationProgress;
  readonly #now: () => number;

  /** @internal `vm.migrate(…)` makes one. */
  constructor(key: typeof libraryKey, progress: MigrationProgress, now: () => number) {
    checkKey(key, "migration", "vm.migrate(hypervisor)");
    this.#progress = progress;
    this.#now = now;
  }

  /** Name of the machine. */
  get vm(): string {
    return this.#progress.vm;
  }

  /** The way in which it is moved. */
  get mode(): MigrationMode {
    return this.#progress.mode;
  }

  /** Name of the server that the machine comes from. */
  get source(): string {
    return this.#progress.source;
  }

  /** Name of the server that it goes to. */
  get destination(): string {
    return this.#progress.destination;
  }

  /** How far it is. */
  get state(): MigrationState {
    return this.#progress.state;
  }

  /** The rounds so far. In pre-copy the last one is sent while the machine is stopped. */
  get rounds(): readonly MigrationRound[] {
    return this.#progress.rounds.map((round) => frozen({ ...round }));
  }

  /** Why the machine was stopped when it was; undefined before that. */
  get stopReason(): StopReason | undefined {
    return this.#progress.stopReason;
  }

  /** For how long the machine ran nowhere, in nanoseconds, so far. */
  get downtime(): number {
    const { stoppedAt, resumedAt, ended } = this.#progress;
    return stoppedAt === undefined ? 0 : (resumedAt ?? ended ?? this.#now()) - stoppedAt;
  }

  /** Bytes sent from server to server, so far. */
  get sent(): number {
    return this.#progress.sent;
  }

  /** From the request to the end, or to now, in nanoseconds. */
  get duration(): number {
    return (this.#progress.ended ?? this.#now()) - this.#progress.begun;
  }

  /** How often the machine had to wait for a page that was still on the other server (post-copy). */
  get faults(): number {
    return this.#progress.faults;
  }

  /** Pages of the machine's memory that it never wrote: of each only that it holds zeros was sent, in nine bytes. */
  get zeroPages(): number {
    return this.#progress.zeroPages;
  }

  /** Why it failed, as code and data; undefined unless it did. Tables say it in words. */
  get failure(): MigrationFailure | undefined {
    return frozen(this.#progress.failure);
  }

  toJSON(): unknown {
    const { vm, mode, source, destination, state, stopReason, downtime, sent, duration } = this;
    const { rounds, faults, zeroPages, failure } = this;
    const ends = { stopReason: stopReason ?? null, failure: failure ?? null };
    return {
      vm,
      mode,
      source,
      destination,
      state,
      ...ends,
      downtime,
      sent,
      duration,
      faults,
      zeroPages,
      rounds,
    };
  }
}
