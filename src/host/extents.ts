// Space handed out in runs of whole units: pages of memory, blocks of a disk. First fit from the lowest address; what
// is given back merges with its neighbours. What is free and what is taken always add up to the whole.

import { Heap } from "../simulation/heap.ts";

/** A run of `length` units beginning at unit `start`. */
export interface Extent {
  readonly start: number;
  readonly length: number;
}

interface FreeRun {
  start: number;
  length: number;
}

export class ExtentAllocator {
  readonly total: number;
  /** The free runs, no two of which touch: the lowest is at the front, and neighbours are found by where they meet. */
  readonly #free = new Heap<FreeRun>((a, b) => a.start < b.start);
  readonly #byStart = new Map<number, FreeRun>();
  readonly #byEnd = new Map<number, FreeRun>();
  #freeUnits: number;
  #changed: (() => void) | undefined;

  constructor(total: number) {
    this.total = total;
    this.#freeUnits = total;
    this.#add({ start: 0, length: total });
  }

  get free(): number {
    return this.#freeUnits;
  }

  /** Calls `changed` whenever there is more or less free than before. */
  watch(changed: () => void): void {
    this.#changed = changed;
  }

  /** The free runs, in order. */
  get freeRuns(): readonly Extent[] {
    const runs = [...this.#byStart.values()].sort((a, b) => a.start - b.start);
    return runs.map(({ start, length }) => ({ start, length }));
  }

  /** Takes `units`, in as few runs as first fit gives. The caller has checked that as many are free. */
  take(units: number): Extent[] {
    if (units > this.#freeUnits)
      throw new RangeError(`${units} units asked for, ${this.#freeUnits} free`);
    const taken: Extent[] = [];
    let missing = units;
    while (missing > 0) {
      const lowest = this.#free.first as FreeRun;
      const { start, length } = lowest;
      const part = Math.min(length, missing);
      taken.push({ start, length: part });
      missing -= part;
      if (part === length) {
        this.#remove(lowest);
      } else {
        // It begins later, and still before all others: its place in the heap stays right.
        this.#byStart.delete(start);
        lowest.start += part;
        lowest.length -= part;
        this.#byStart.set(lowest.start, lowest);
      }
    }
    this.#freeUnits -= units;
    this.#changed?.();
    return taken;
  }

  /** Gives runs back. */
  give(extents: readonly Extent[]): void {
    for (const { start, length } of extents) {
      const before = this.#byEnd.get(start);
      const after = this.#byStart.get(start + length);
      for (const run of [before, after]) if (run) this.#remove(run);
      this.#add({
        start: before?.start ?? start,
        length: (before?.length ?? 0) + length + (after?.length ?? 0),
      });
      this.#freeUnits += length;
    }
    this.#changed?.();
  }

  #add(run: FreeRun): void {
    if (run.length === 0) return;
    this.#free.add(run);
    this.#byStart.set(run.start, run);
    this.#byEnd.set(run.start + run.length, run);
  }

  #remove(run: FreeRun): void {
    this.#free.delete(run);
    this.#byStart.delete(run.start);
    this.#byEnd.delete(run.start + run.length);
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
