// Guest-physical memory: the pages that a virtual machine sees from address 0 on, and the page frames of the server
// behind them. The second translation stage is this mapping, and it is what isolates: an address that it does not
// map reaches no memory at all.

import { locate } from "../../host/extents.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { PhysicalMemory } from "../../host/memory.ts";

export class GuestMemory {
  readonly #memory: PhysicalMemory;
  readonly #frames: readonly Extent[];
  readonly size: number;
  /** While a migration asks for it, the pages that were written from outside the workload. */
  dirty?: Set<number> | undefined;

  constructor(memory: PhysicalMemory, size: number) {
    this.#memory = memory;
    this.#frames = memory.allocate(size);
    this.size = size;
  }

  /** The server's page frames behind it, in the guest's order. */
  get frames(): readonly Extent[] {
    return this.#frames;
  }

  /** Guest-physical to host-physical address; undefined where the second stage maps nothing. */
  translate(gpa: number): number | undefined {
    const frame = locate(this.#frames, Math.floor(gpa / PAGE_SIZE));
    return frame === undefined ? undefined : frame * PAGE_SIZE + (gpa % PAGE_SIZE);
  }

  /** The first address of a range that is not mapped; undefined when all of it is. */
  firstUnmapped(gpa: number, length: number): number | undefined {
    return gpa + length <= this.size ? undefined : Math.max(gpa, this.size);
  }

  /** One byte at a mapped address. */
  load(gpa: number): number {
    return this.#memory.load(this.#mapped(gpa));
  }

  store(gpa: number, byte: number): void {
    this.dirty?.add(Math.floor(gpa / PAGE_SIZE));
    this.#memory.store(this.#mapped(gpa), byte);
  }

  /** The pages that hold anything but zeros. */
  pages(): MemoryPages {
    let before = 0;
    return this.#frames.flatMap((frames) => {
      const first = before - frames.start;
      before += frames.length;
      return this.#memory.writtenFrames(frames).flatMap((frame): MemoryPages => {
        const bytes = Uint8Array.from({ length: PAGE_SIZE }, (_, at) =>
          this.#memory.load(frame * PAGE_SIZE + at),
        );
        return bytes.some((byte) => byte !== 0) ? [[first + frame, bytes]] : [];
      });
    });
  }

  /** Bytes that saving it takes. */
  get savedSize(): number {
    return this.pages().length * PAGE_SIZE;
  }

  /** Gives the frames back to the server, which erases them. */
  release(): void {
    this.#memory.release(this.#frames);
  }

  #mapped(gpa: number): number {
    const address = this.translate(gpa);
    if (address === undefined) throw new RangeError(`guest-physical address ${gpa} is not mapped`);
    return address;
  }
}

/** The pages of a memory that hold anything but zeros, by guest-physical page number. */
export type MemoryPages = readonly (readonly [page: number, bytes: Uint8Array])[];
