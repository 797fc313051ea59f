// Which virtual CPU runs next. A scheduler only keeps the queue; when to ask it is the run loop's business.

import { FifoSet } from "../simulation/fifo-set.ts";
import type { Vcpu } from "./vcpu.ts";

export interface Scheduler {
  readonly name: string;
  /** How many virtual CPUs are ready and wait. */
  readonly waiting: number;
  /** A virtual CPU became ready, or its time slice is over. */
  enqueue(vcpu: Vcpu): void;
  /** A virtual CPU that waits is not to run after all. */
  remove(vcpu: Vcpu): void;
  /** Takes out the virtual CPU to run next on physical CPU `pcpu`. */
  next(pcpu: number): Vcpu | undefined;
}

/** First come, first served, one time slice each, one queue for all physical CPUs. */
export class RoundRobin implements Scheduler {
  readonly name = "round robin";
  readonly #queue = new FifoSet<Vcpu>();

  get waiting(): number {
    return this.#queue.size;
  }

  enqueue(vcpu: Vcpu): void {
    this.#queue.add(vcpu);
  }

  remove(vcpu: Vcpu): void {
    this.#queue.delete(vcpu);
  }

  next(): Vcpu | undefined {
    return this.#queue.shift();
  }
}
