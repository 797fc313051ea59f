// Space handed out in runs of whole units: pages of memory, blocks of a disk. First fit from the lowest address; what
// is given back merges with its neighbours. What is free and what is taken always add up to the whole.

/** A run of `length` units beginning at unit `start`. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

export class ExtentAllocator {
  readonly total: number;
  #free: Extent[];
  #freeUnits: number;

  constructor(total: number) {
    this.total = total;
    this.#free = [{ start: 0, length: total }];
    this.#freeUnits = total;
  }

  get free(): number {
    return this.#freeUnits;
  }

  /** The free runs, in order. */
  get freeRuns(): readonly Extent[] {
    return this.#free;
  }

  /** Takes `units`, in as few runs as first fit gives. The caller has checked that as many are free. */
  take(units: number): Extent[] {
    if (units > this.#freeUnits)
      throw new RangeError(`${units} units asked for, ${this.#freeUnits} free`);
    const taken: Extent[] = [];
    let missing = units;
    while (missing > 0) {
      const { start, length } = this.#free[0] as Extent;
      const part = Math.min(length, missing);
      taken.push({ start, length: part });
      if (part === length) this.#free.shift();
      else this.#free[0] = { start: start + part, length: length - part };
      missing -= part;
    }
    this.#freeUnits -= units;
    return taken;
  }

  /** Gives runs back. */
  give(extents: readonly Extent[]): void {
    const sorted = [...this.#free, ...extents].sort((a, b) => a.start - b.start);
    const merged: Extent[] = [];
    for (const next of sorted) {
      const last = merged.at(-1);
      if (last && last.start + last.length === next.start) {
        merged[merged.length - 1] = { start: last.start, length: last.length + next.length };
      } else {
        merged.push(next);
      }
    }
    this.#free = merged;
    for (const { length } of extents) this.#freeUnits += length;
  }
}

/** The place of unit `index` of a space made of these runs, counted from 0; undefined beyond its end. */
export function locate(extents: readonly Extent[], index: number): number | undefined {
  let rest = index;
  for (const { start, length } of extents) {
    if (rest < length) return start + rest;
    rest -= length;
  }
  return undefined;
}
