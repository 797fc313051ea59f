// Pages of a working set that are on a disk, by how often they are touched (page-popularity.ts). Of each class the expected
// number is kept, which need not be whole; their sum is.

import { classParts, classRates } from "./page-popularity.ts";

export class MissingPages {
  readonly #classes = new Float64Array(classParts.length);
  #count = 0;
  #rate = 0;

  /** How many of each class. */
  get classes(): readonly number[] {
    return [...this.#classes];
  }

  /** How many of a class. */
  of(k: number): number {
    return this.#classes[k] ?? 0;
  }

  /** How often one of them is touched, in touches per nanosecond of CPU time: the sum over all of them. */
  get rate(): number {
    return this.#rate;
  }

  /** There are `count` now: what has come is of all classes, what has gone was as the rest. */
  become(count: number): void {
    if (count === this.#count) return;
    const change = count - this.#count;
    for (let k = 0; k < classParts.length; k++) {
      const before = this.of(k);
      this.#classes[k] =
        change > 0 ? before + change * (classParts[k] ?? 0) : (before * count) / this.#count;
    }
    this.#settle(count);
  }

  /** `count` pages more, or less, of each class as `weights` says. */
  add(weights: Float64Array, count: number): void {
    let sum = 0;
    for (const weight of weights) sum += weight;
    if (sum === 0) {
      this.become(this.#count + count);
      return;
    }
    for (let k = 0; k < weights.length; k++)
      this.#classes[k] = this.of(k) + ((weights[k] ?? 0) * count) / sum;
    this.#settle(this.#count + count);
  }

  /**
   * `count` come back: `faults` of them because they were touched, the others because they lay beside those on the disk,
   * where there is no order among them.
   */
  take(faults: number, count: number): void {
    const before = this.#count;
    if (before === 0) return;
    const each = this.#rate > 0 ? Math.min(faults, count) / this.#rate : 0;
    let left = before;
    for (let k = 0; k < classRates.length; k++) {
      const touched = this.of(k) * Math.min(1, each * (classRates[k] ?? 0));
      this.#classes[k] = this.of(k) - touched;
      left -= touched;
    }
    const stay = left > 0 ? (before - count) / left : 0;
    for (let k = 0; k < classParts.length; k++) this.#classes[k] = this.of(k) * stay;
    this.#settle(before - count);
  }

  /** Makes the classes add up to `count`. */
  #settle(count: number): void {
    let sum = 0;
    for (let k = 0; k < classParts.length; k++) {
      this.#classes[k] = Math.max(0, this.of(k));
      sum += this.of(k);
    }
    this.#count = count;
    this.#rate = 0;
    const scale = sum > 0 ? count / sum : 0;
    for (let k = 0; k < classParts.length; k++) {
      this.#classes[k] = sum > 0 ? this.of(k) * scale : (classParts[k] ?? 0) * count;
      this.#rate += (classRates[k] ?? 0) * this.of(k);
    }
  }
}
