// The memory of a machine under overcommit, as programs in it see it: an address at which nothing is yet gets a page
// when it is touched, and a page that is on the server's disk comes back.

import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { GuestPages } from "./guest-pages.ts";
import type { MachineFrames } from "./machine-frames.ts";
import type { MachineMemory } from "./machine-memory.ts";
import type { MemoryPages } from "./guest-memory.ts";

export class DemandMemory implements MachineMemory {
  readonly #memory: MachineFrames;
  readonly #leave: () => void;
  readonly demand: GuestPages;
  readonly size: number;
  /** While a migration asks for it, the pages that were written from outside the workload. */
  dirty?: Set<number> | undefined;

  /** `leave` is called when the machine gives its memory back. */
  constructor(memory: MachineFrames, pages: GuestPages, leave: () => void) {
    this.#memory = memory;
    this.#leave = leave;
    this.demand = pages;
    this.size = pages.counts.promised.total * PAGE_SIZE;
  }

  get paging(): GuestPages {
    return this.demand;
  }

  get frames(): readonly Extent[] {
    return this.demand.counts.frames;
  }

  translate(gpa: number): number | undefined {
    return gpa < this.size ? this.#address(gpa, false) : undefined;
  }

  firstUnmapped(gpa: number, length: number): number | undefined {
    return gpa + length <= this.size ? undefined : Math.max(gpa, this.size);
  }

  /** A page that was never written is not backed for being read: it reads as zeros, as Linux's one page of zeros does. */
  load(gpa: number): number {
    const where = this.demand.counts.written.whereabouts(Math.floor(gpa / PAGE_SIZE));
    return where === "nowhere" ? 0 : this.#memory.load(this.translate(gpa) as number);
  }

  store(gpa: number, byte: number): void {
    if (gpa >= this.size) throw new RangeError(`guest-physical address ${gpa} is not mapped`);
    this.dirty?.add(Math.floor(gpa / PAGE_SIZE));
    this.#memory.store(this.#address(gpa, true), byte);
  }

  pages(): MemoryPages {
    return this.demand.counts.written.saved();
  }

  get savedSize(): number {
    return this.pages().length * PAGE_SIZE;
  }

  #address(gpa: number, write: boolean): number {
    const page = Math.floor(gpa / PAGE_SIZE);
    this.demand.access(page, write);
    return (this.demand.counts.written.frame(page) as number) * PAGE_SIZE + (gpa % PAGE_SIZE);
  }

  release(): void {
    this.demand.counts.release();
    this.#leave();
  }
}
