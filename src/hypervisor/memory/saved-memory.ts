// A machine's memory, kept on the server's disk: the state file that goes with a snapshot of a running machine. Pages that
// hold only zeros are left out, as QEMU does; so it is as large as what the guest has written.

import { BLOCK_SIZE } from "../../host/disk.ts";
import type { PhysicalDisk } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { MachineMemory } from "./machine-memory.ts";
import type { MemoryPages } from "./guest-memory.ts";

export class SavedMemory {
  readonly #disk: PhysicalDisk;
  readonly #pages: readonly number[];
  readonly #blocks: readonly Extent[];

  /** The caller has checked that there is room: one block of the disk for each page. */
  constructor(disk: PhysicalDisk, pages: MemoryPages) {
    this.#disk = disk;
    this.#pages = pages.map(([page]) => page);
    this.#blocks = disk.allocateBlocks(pages.length);
    this.#places().forEach((block, index) =>
      disk.writeBlock(block, pages[index]?.[1] ?? new Uint8Array(BLOCK_SIZE)),
    );
  }

  /** Bytes of the server's disk that it takes. */
  get size(): number {
    return this.#pages.length * BLOCK_SIZE;
  }

  /** Writes the pages into a memory that holds nothing yet. */
  restore(memory: MachineMemory): void {
    this.#places().forEach((block, index) => {
      const start = (this.#pages[index] ?? 0) * PAGE_SIZE;
      this.#disk.readBlock(block).forEach((byte, at) => {
        if (byte !== 0) memory.store(start + at, byte);
      });
    });
  }

  /** Gives its blocks back to the server, which erases them. */
  release(): void {
    this.#disk.release(this.#blocks);
  }

  #places(): number[] {
    return this.#blocks.flatMap(({ start, length }) =>
      Array.from({ length }, (_, index) => start + index),
    );
  }
}
