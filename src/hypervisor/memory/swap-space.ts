// Where pages of one machine go when the hypervisor needs their frames: blocks of the server's disk, enough for all of
// its memory that is not reserved. Of pages whose bytes no cell wrote only the number is kept.

import type { PhysicalDisk } from "../../host/disk.ts";
import { ExtentAllocator, locate } from "../../host/extents.ts";
import type { Extent } from "../../host/extents.ts";

export class SwapSpace {
  readonly #disk: PhysicalDisk;
  readonly blocks: readonly Extent[];
  readonly #slots: ExtentAllocator;
  /** Pages without known bytes. */
  #plain = 0;

  constructor(disk: PhysicalDisk, blocks: readonly Extent[]) {
    this.#disk = disk;
    this.blocks = blocks;
    this.#slots = new ExtentAllocator(blocks.reduce((sum, { length }) => sum + length, 0));
  }

  /** Pages that it can hold. */
  get size(): number {
    return this.#slots.total;
  }

  get free(): number {
    return this.#slots.free - this.#plain;
  }

  get used(): number {
    return this.size - this.free;
  }

  /** Takes in so many pages, or, below zero, lets them go. */
  add(pages: number): void {
    if (pages > this.free) throw new RangeError(`${pages} pages to swap, ${this.free} free`);
    this.#plain += pages;
  }

  /** Forgets the pages without known bytes. */
  clear(): void {
    this.#plain = 0;
  }

  /** Keeps the bytes of a page; the slot is what they are asked for by. */
  write(bytes: Uint8Array): number {
    const slot = this.#slots.take(1)[0]?.start ?? 0;
    this.#disk.writeBlock(this.#block(slot), bytes);
    return slot;
  }

  read(slot: number): Uint8Array {
    return this.#disk.readBlock(this.#block(slot));
  }

  erase(slot: number): void {
    this.#disk.writeBlock(this.#block(slot), new Uint8Array(4096));
    this.#slots.give([{ start: slot, length: 1 }]);
  }

  #block(slot: number): number {
    return locate(this.blocks, slot) as number;
  }
}
