// What a CPU's cache holds of the programs that take turns on it. Lines that others have pushed out are brought in again
// from memory, each when the program comes to it: programs that share a CPU pay for it with each turn.
//
// A cache keeps what was used last (LRU), and a program is taken to use its whole working set in each of its turns.

import { costs } from "./costs.ts";

/** What of a cache was used up to the end of a program's last turn on a CPU. */
export interface CacheMark {
  readonly cpu: number;
  /** Bytes that all turns on that CPU used until then, one after another. */
  readonly used: number;
}

export class CpuCaches {
  /** Bytes of each CPU's cache. */
  readonly #size: number;
  /** Bytes that the turns on each CPU used, one after another. */
  readonly #used: number[];

  constructor(size: number, cpus: number) {
    this.#size = size;
    this.#used = Array.from({ length: cpus }, () => 0);
  }

  /**
   * A program has a turn on a CPU: how many bytes of its working set have to be brought in, and the mark for next time.
   * What others used since its last turn there has pushed out as much as did not fit beside it; the cache of another CPU
   * holds nothing of it.
   */
  turn(cpu: number, workingSet: number, last?: CacheMark): { bytes: number; mark: CacheMark } {
    const own = Math.min(workingSet, this.#size);
    const before = this.#used[cpu] ?? 0;
    const others = last?.cpu === cpu ? before - last.used : this.#size;
    const bytes = Math.min(own, Math.max(0, others + own - this.#size));
    const used = before + own;
    this.#used[cpu] = used;
    return { bytes, mark: { cpu, used } };
  }
}

/** How long it takes to bring in so many bytes, in nanoseconds: line by line, each waiting for memory. */
export function refillTime(bytes: number): number {
  return Math.ceil((bytes / costs.cacheLine.value) * costs.memoryLatency.value);
}
