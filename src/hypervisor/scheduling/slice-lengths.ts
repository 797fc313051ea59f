// How long time slices are to the nanosecond. Physical CPUs do not tick together, and a scheduler that counts by ticks lets
// a virtual CPU run for up to a tick more or less than a slice (Xen: credit is taken at ticks, of which a slice has three,
// csched_vcpu_acct in sched_credit.c; Linux: a slice that is used up is found at the next tick). So the virtual CPUs of a
// machine, put on physical ones at one moment, drift apart, and one that holds a lock is preempted while others run. Were
// all slices alike, they would come and go together, as under gang scheduling.

import { Random } from "../../simulation/random.ts";
import type { Vcpu } from "./vcpu.ts";

/** Ticks in a time slice (Xen: CSCHED_TICKS_PER_TSLICE). */
const TICKS_PER_SLICE = 3;

export class SliceLengths {
  readonly #several: boolean;
  /** Numbers of its own, so that what is drawn elsewhere does not depend on who gets a CPU when. */
  readonly #random = new Random(1);

  /** For so many physical CPUs. */
  constructor(cpus: number) {
    this.#several = cpus > 1;
  }

  /**
   * How long a slice is that is `slice` in the mean. Exactly that long where none could tell: on one physical CPU, and for
   * a machine's only virtual CPU.
   */
  vary(slice: number, { owner }: Vcpu): number {
    if (!this.#several || (owner.vcpus?.length ?? 1) < 2) return slice;
    return Math.round(slice * (1 + (2 * this.#random.uniform() - 1) / TICKS_PER_SLICE));
  }
}
