// Which part of a machine's memory changes while it is copied. The workload engine says how fast an application writes
// into its working set, not where: at places picked evenly. Of W bytes, after work c (CPU time at the
// reference frequency) at w bytes a second, so many were written at least once:
//
//     W × (1 − e^(−w × c / W))          (each write leaves a page clean with probability 1 − page / W)
//
// So writing twice as long does not dirty twice as much: that is why a round of pre-copy is shorter than the one before.
// Pages that a cell writes through `guest.write` are counted one by one. What a guest operating system writes for
// itself, and what devices write into memory, is not modelled.

import { PAGE_SIZE } from "../../host/memory.ts";
import { decay } from "../../simulation/decay.ts";
import type { ActiveDomain } from "../machine/active-domain.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";
import type { Application } from "../workload/application.ts";
import type { WorkloadGuest } from "../workload/workload-guest.ts";
import { systemMemory, writtenParts } from "./memory-in-use.ts";

/** Bytes of a working set of `memory` bytes that are written at least once in so much work, in whole pages. */
export function dirtied(memory: number, writes: number, work: number): number {
  if (memory === 0) return 0;
  const share = 1 - decay((writes * work) / 1e9 / memory);
  return Math.min(memory, Math.ceil((memory * share) / PAGE_SIZE) * PAGE_SIZE);
}

/** The same of an application's working set, in both of its parts. */
export function dirtiedBy(spec: ApplicationSpec, work: number): number {
  const parts = writtenParts(spec).map(({ memory, writes }) => dirtied(memory, writes, work));
  return parts.reduce((sum, bytes) => sum + bytes, 0);
}

export class DirtyPages {
  readonly #active: ActiveDomain;
  /** The guest, and the CPU time that each application had, when it was last asked. */
  #guest: WorkloadGuest;
  /** What it held then, under overcommit. */
  #held = 0;
  readonly #seen = new Map<Application, number>();

  /** From now on what is written is kept track of. */
  constructor(active: ActiveDomain) {
    this.#active = active;
    this.#guest = active.engine;
    this.take();
  }

  /** Bytes of memory that were written since it was last asked. */
  take(): number {
    const { memory, applications, engine } = this.#active;
    let bytes = (memory.dirty?.size ?? 0) * PAGE_SIZE;
    memory.dirty = new Set();
    let fresh = engine === this.#guest ? 0 : systemMemory(this.#active);
    this.#guest = engine;
    for (const application of applications) {
      const { spec, cpuTime, state } = application;
      if (state === "waiting for boot") continue;
      const seen = this.#seen.get(application);
      if (seen === undefined) fresh += Math.ceil(spec.memory / PAGE_SIZE) * PAGE_SIZE;
      else bytes += dirtiedBy(spec, engine.clock.work(cpuTime - seen));
      this.#seen.set(application, cpuTime);
    }
    // Under overcommit a program gets its pages as it touches them: more than it began with, or less by now.
    const known = memory.demand?.usage();
    const held = known ? known.resident + known.swapped : 0;
    const grown = Math.max(0, held - this.#held);
    this.#held = held;
    return Math.min(bytes + (known ? Math.min(held, Math.max(fresh, grown)) : fresh), memory.size);
  }

  /** The migration is over: writes are no longer kept track of. */
  stop(): void {
    this.#active.memory.dirty = undefined;
  }
}
