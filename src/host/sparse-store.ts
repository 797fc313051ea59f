// The contents of a memory or a disk. Only what was ever written takes room; everything else reads as zeros, and so
// does what was erased. So 32 GiB cost nothing until they are written to, and to erase them costs what was written.

import { NumberSet } from "./number-set.ts";

export class SparseStore {
  readonly unitSize: number;
  readonly #units = new Map<number, Uint8Array>();
  /** The same units, to be found by where they are. */
  readonly #written = new NumberSet();

  constructor(unitSize: number) {
    this.unitSize = unitSize;
  }

  /** One byte of unit `unit`. */
  get(unit: number, offset: number): number {
    return this.#units.get(unit)?.[offset] ?? 0;
  }

  set(unit: number, offset: number, byte: number): void {
    let bytes = this.#units.get(unit);
    if (!bytes) {
      if (byte === 0) return;
      bytes = new Uint8Array(this.unitSize);
      this.#put(unit, bytes);
    }
    bytes[offset] = byte;
  }

  /** Makes `length` units from `start` on read as zeros. */
  erase(start: number, length: number): void {
    for (const unit of this.writtenIn(start, length)) {
      this.#units.delete(unit);
      this.#written.delete(unit);
    }
  }

  /** Makes `length` units from `to` on hold what those from `from` on hold, of another store if one is given. The two ranges do not overlap. */
  copy(from: number, to: number, length: number, source: SparseStore = this): void {
    this.erase(to, length);
    for (const unit of source.writtenIn(from, length)) {
      const bytes = source.#units.get(unit);
      if (bytes) this.#put(to + unit - from, bytes.slice());
    }
  }

  /** Which of `length` units from `start` on were written since they were last erased, in ascending order. */
  writtenIn(start: number, length: number): number[] {
    return this.#written.within(start, length);
  }

  /** How many units hold something. */
  get written(): number {
    return this.#units.size;
  }

  #put(unit: number, bytes: Uint8Array): void {
    this.#units.set(unit, bytes);
    this.#written.add(unit);
  }
}
