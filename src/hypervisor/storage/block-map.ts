// Which block of the server's disk is behind which block of a virtual one, as runs in ascending order: the tables of
// a disk image (qcow2's L1 and L2 tables), written down so that 40 GiB in one piece are one line.

/** `length` blocks of the virtual disk from `virtual` on are at `physical` and after it on the server's. */
export interface Run {
  readonly virtual: number;
  readonly physical: number;
  readonly length: number;
}

/** Blocks of the virtual disk. */
export interface Range {
  readonly virtual: number;
  readonly length: number;
}

export class BlockMap {
  #runs: Run[] = [];

  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** How many blocks it maps. */
  get blocks(): number {
    return this.#runs.reduce((sum, { length }) => sum + length, 0);
  }

  /** The server's block behind a virtual one. */
  find(virtual: number): number | undefined {
    const run = this.#runs[this.#lastUpTo(virtual)];
    if (!run || virtual >= run.virtual + run.length) return undefined;
    return run.physical + virtual - run.virtual;
  }

  /** The first block from that one on that it maps; undefined when there is none. */
  next(virtual: number): number | undefined {
    const at = this.#lastUpTo(virtual);
    const run = this.#runs[at];
    return run && virtual < run.virtual + run.length ? virtual : this.#runs[at + 1]?.virtual;
  }

  /** The parts of a range that it maps. */
  within({ virtual, length }: Range): Run[] {
    const end = virtual + length;
    const parts: Run[] = [];
    for (let at = Math.max(0, this.#lastUpTo(virtual)); at < this.#runs.length; at++) {
      const run = this.#runs[at] as Run;
      if (run.virtual >= end) break;
      const start = Math.max(virtual, run.virtual);
      const part = Math.min(end, run.virtual + run.length) - start;
      if (part > 0)
        parts.push({ virtual: start, physical: run.physical + start - run.virtual, length: part });
    }
    return parts;
  }

  /** The parts of a range that it does not map. */
  holes({ virtual, length }: Range): Range[] {
    const holes: Range[] = [];
    let at = virtual;
    for (const run of this.within({ virtual, length })) {
      if (run.virtual > at) holes.push({ virtual: at, length: run.virtual - at });
      at = run.virtual + run.length;
    }
    if (at < virtual + length) holes.push({ virtual: at, length: virtual + length - at });
    return holes;
  }

  /** Maps a range that was not mapped. */
  add(run: Run): void {
    const at = this.#lastUpTo(run.virtual);
    const before = this.#runs[at];
    const continues =
      before?.virtual !== undefined &&
      before.virtual + before.length === run.virtual &&
      before.physical + before.length === run.physical;
    if (continues) this.#runs[at] = { ...before, length: before.length + run.length };
    else this.#runs.splice(at + 1, 0, run);
  }

  /** Unmaps a range, and says what was mapped there. */
  cut(range: Range): Run[] {
    const removed = this.within(range);
    const end = range.virtual + range.length;
    if (removed.length === 0) return removed;
    const first = Math.max(0, this.#lastUpTo(range.virtual));
    let last = first;
    const rest: Run[] = [];
    for (; last < this.#runs.length; last++) {
      const run = this.#runs[last] as Run;
      if (run.virtual >= end) break;
      const before = Math.min(run.length, range.virtual - run.virtual);
      if (before > 0) rest.push({ ...run, length: before });
      const skipped = Math.max(0, end - run.virtual);
      if (skipped < run.length) {
        const { virtual, physical, length } = run;
        rest.push({
          virtual: virtual + skipped,
          physical: physical + skipped,
          length: length - skipped,
        });
      }
    }
    this.#runs.splice(first, last - first, ...rest);
    return removed;
  }

  /** The place of the last run that begins at or before a virtual block; -1 when there is none. */
  #lastUpTo(virtual: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#runs[middle] as Run).virtual <= virtual) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
