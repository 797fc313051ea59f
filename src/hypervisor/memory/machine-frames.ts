// The frames of a server's memory that the machines of one hypervisor have, counted as they are taken and given back: so a
// machine is admitted without a look at all the others.

import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { PhysicalMemory } from "../../host/memory.ts";

export class MachineFrames {
  readonly #memory: PhysicalMemory;
  #count = 0;

  constructor(memory: PhysicalMemory) {
    this.#memory = memory;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  take(pages: number): Extent[] {
    this.#count += pages;
    return this.#memory.allocate(pages * PAGE_SIZE);
  }

  release(frames: readonly Extent[]): void {
    for (const { length } of frames) this.#count -= length;
    this.#memory.release(frames);
  }

  /** One byte at a host-physical address. */
  load(address: number): number {
    return this.#memory.load(address);
  }

  store(address: number, byte: number): void {
    this.#memory.store(address, byte);
  }
}
