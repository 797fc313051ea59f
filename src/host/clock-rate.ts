// How fast a server's CPUs are, which are all alike: how long cycles take on them, and how long work takes. Work is CPU
// time on a CPU of the reference frequency (`costs.cpuFrequency`), in nanoseconds: what an application, a boot or a
// request asks for. On a CPU of twice the frequency it takes half as long.
//
// What a CPU does in a cycle is the same on all of them: a simplification. On real ones memory does not become faster
// with the clock, and a newer CPU does more in a cycle.

import { costs } from "./costs.ts";

/** How long so many cycles take at a frequency: whole nanoseconds, at least 1, so that nothing is free. */
export function timeOf(cycles: number, frequency: number): number {
  return Math.max(1, Math.round((cycles * 1e9) / frequency));
}

export class ClockRate {
  /** Cycles per second. */
  readonly frequency: number;
  /** Whether time and work are the same, so that nothing need be computed. */
  readonly #isReference: boolean;

  constructor(frequency: number) {
    this.frequency = frequency;
    this.#isReference = frequency === costs.cpuFrequency.value;
  }

  /** How long so many cycles take, in nanoseconds. */
  duration(cycles: number): number {
    return timeOf(cycles, this.frequency);
  }

  /** How long so much work takes: whole nanoseconds, and at least 1 where there is any. */
  time(work: number): number {
    if (this.#isReference || work === 0) return work;
    return Math.max(1, Math.round((work * costs.cpuFrequency.value) / this.frequency));
  }

  /** How much work is done in so much time: not rounded, so that `time` gives back the same. */
  work(time: number): number {
    return this.#isReference ? time : (time * this.frequency) / costs.cpuFrequency.value;
  }
}
