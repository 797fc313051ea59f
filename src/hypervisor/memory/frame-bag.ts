// Page frames of which it does not matter which is which: runs of them, put in and taken out.

import type { Extent } from "../../host/extents.ts";

export class FrameBag {
  readonly #runs: Extent[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get runs(): readonly Extent[] {
    return this.#runs;
  }

  put(frames: readonly Extent[]): void {
    for (const { start, length } of frames) {
      const last = this.#runs.at(-1);
      if (last && last.start + last.length === start)
        this.#runs[this.#runs.length - 1] = { start: last.start, length: last.length + length };
      else this.#runs.push({ start, length });
      this.#count += length;
    }
  }

  /** Takes `count` frames out: those that were put in last. The caller knows that it holds as many. */
  take(count: number): Extent[] {
    if (count > this.#count) throw new RangeError(`${count} frames asked for, ${this.#count} held`);
    const taken: Extent[] = [];
    for (let missing = count; missing > 0;) {
      const { start, length } = this.#runs.pop() as Extent;
      const part = Math.min(length, missing);
      if (part < length) this.#runs.push({ start, length: length - part });
      taken.push({ start: start + length - part, length: part });
      missing -= part;
    }
    this.#count -= count;
    return taken;
  }
}
