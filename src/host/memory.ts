// The server's memory: page frames of 4 KiB, handed out and taken back. A frame is erased when it is taken back, so
// the machine that gets it next finds zeros (Xen scrubs freed pages, Linux clears a page before it maps it).

import { ExtentAllocator } from "./extents.ts";
import type { Extent } from "./extents.ts";
import { SparseStore } from "./sparse-store.ts";

/** The size of a page, in bytes: 4 KiB. */
export const PAGE_SIZE = 4096;

/** Bytes from one host-physical address on, up to another, which is not among them any more. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/** Page frames as ranges of addresses, in order; neighbours are one range. */
export function addressRanges(frames: readonly Extent[]): AddressRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, length } of frames.toSorted((a, b) => a.start - b.start)) {
    const last = ranges.at(-1);
    const end = (start + length) * PAGE_SIZE;
    if (last?.end === start * PAGE_SIZE) last.end = end;
    else ranges.push({ start: start * PAGE_SIZE, end });
  }
  return ranges;
}

export class PhysicalMemory {
  readonly #frames: ExtentAllocator;
  readonly #contents = new SparseStore(PAGE_SIZE);

  constructor(bytes: number) {
    this.#frames = new ExtentAllocator(bytes / PAGE_SIZE);
  }

  /** Size in bytes. */
  get size(): number {
    return this.#frames.total * PAGE_SIZE;
  }

  /** Bytes in free frames. */
  get free(): number {
    return this.#frames.free * PAGE_SIZE;
  }

  /** Calls `changed` whenever there is more or less free than before. */
  watch(changed: () => void): void {
    this.#frames.watch(changed);
  }

  /** The free frames. */
  get freeFrames(): readonly Extent[] {
    return this.#frames.freeRuns;
  }

  /** Takes whole frames. */
  allocate(bytes: number): Extent[] {
    return this.#frames.take(bytes / PAGE_SIZE);
  }

  /** Takes frames back and erases them. */
  release(frames: readonly Extent[]): void {
    for (const { start, length } of frames) this.#contents.erase(start, length);
    this.#frames.give(frames);
  }

  /** The frames among these that were written since they were handed out, in ascending order. */
  writtenFrames({ start, length }: Extent): number[] {
    return this.#contents.writtenIn(start, length);
  }

  /** One byte at a host-physical address. */
  load(address: number): number {
    return this.#contents.get(Math.floor(address / PAGE_SIZE), address % PAGE_SIZE);
  }

  store(address: number, byte: number): void {
    this.#contents.set(Math.floor(address / PAGE_SIZE), address % PAGE_SIZE, byte);
  }
}
