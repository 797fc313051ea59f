// A physical CPU: a clock that turns cycles into time, and an account of what its time went into.

import type { TimeAccount } from "../simulation/time-account.ts";

/** What a physical CPU does: runs a guest, the hypervisor, a host OS with its processes, or nothing. */
export type CpuMode = "guest" | "hypervisor" | "host" | "idle";

/** How long so many cycles take at a frequency: whole nanoseconds, at least 1, so that nothing is free. */
export function timeOf(cycles: number, frequency: number): number {
  return Math.max(1, Math.round((cycles * 1e9) / frequency));
}

export class PhysicalCpu {
  /** 0 for the first. */
  readonly index: number;
  /** Cycles per second. */
  readonly frequency: number;
  readonly account: TimeAccount<CpuMode>;

  constructor(index: number, frequency: number, account: TimeAccount<CpuMode>) {
    this.index = index;
    this.frequency = frequency;
    this.account = account;
  }

  /** How long so many cycles take on it, in nanoseconds. */
  duration(cycles: number): number {
    return timeOf(cycles, this.frequency);
  }
}
