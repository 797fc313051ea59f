// A physical CPU: a clock that turns cycles into time, and an account of what its time went into.

import type { TimeAccount } from "../simulation/time-account.ts";
import { timeOf } from "./clock-rate.ts";

/** What a physical CPU does: runs a guest, the hypervisor, a host OS with its processes, or nothing. */
export type CpuMode = "guest" | "hypervisor" | "host" | "idle";

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
