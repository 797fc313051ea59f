// Where the pages of one machine are. Of most of them only the numbers are kept, by what the guest uses them for
// (guest-areas.ts), and their frames are in one bag; those that a cell wrote to are kept one by one (written-pages.ts).
//
//               first touch                    swap-out
//   unbacked ──────────────────▶ resident ────────────────▶ swapped
//       ▲ ▲                         │  ▲                       │
//       │ └──── given up (balloon) ─┘  └──────── swap-in ──────┘

import type { Extent } from "../../host/extents.ts";
import type { PhysicalMemory } from "../../host/memory.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { FrameBag } from "./frame-bag.ts";
import { CACHE } from "./guest-areas.ts";
import type { Area } from "./guest-areas.ts";
import type { MemoryUsage } from "./machine-memory.ts";
import type { SwapSpace } from "./swap-space.ts";
import { WrittenPages } from "./written-pages.ts";

/** What a machine is promised, in pages, and its shares. */
export interface Promised {
  readonly total: number;
  readonly reservation: number;
  readonly shares: number;
}

export class PageCounts {
  readonly #memory: PhysicalMemory;
  readonly promised: Promised;
  readonly swap: SwapSpace;
  readonly written: WrittenPages;
  readonly #areas = new Map<string, Area>();
  /** Frames of all pages but the written ones. */
  readonly bag = new FrameBag();
  /** Pages that the guest has used and does not use any more. */
  readonly spare = { resident: 0, swapped: 0, debt: 0 };
  #writtenDebt = 0;
  ballooned = 0;
  /** Pages in frames of the bag that are on their way from one purpose to another. */
  moving = 0;

  constructor(promised: Promised, swap: SwapSpace, memory: PhysicalMemory) {
    this.promised = promised;
    this.swap = swap;
    this.#memory = memory;
    this.written = new WrittenPages(memory, swap);
  }

  get areas(): Iterable<Area> {
    return this.#areas.values();
  }

  area(name: string): Area | undefined {
    return this.#areas.get(name);
  }

  /** Pages in frames, shared ones included. */
  get resident(): number {
    return this.#sum("resident") + this.spare.resident + this.written.resident + this.moving;
  }

  /** Pages in frames that are nobody else's, and that can be taken away. */
  get own(): number {
    return this.bag.count - this.moving + this.written.resident;
  }

  get swapped(): number {
    return this.#sum("swapped") + this.spare.swapped + this.written.swapped;
  }

  get unbacked(): number {
    return this.promised.total - this.resident - this.swapped - this.ballooned;
  }

  /** Whether it uses more than it has in memory. */
  get lacks(): boolean {
    return this.swapped > 0 || (this.ballooned > 0 && this.#sum("paged") > 0);
  }

  /** Pages that may be taken away now. */
  get evictable(): number {
    return Math.max(0, Math.min(this.own, this.resident - this.promised.reservation));
  }

  get frames(): readonly Extent[] {
    return [...this.bag.runs, ...this.written.frames.map((start) => ({ start, length: 1 }))];
  }

  /** In bytes; `active` is the part of what is resident that is in use. */
  usage(active: number): MemoryUsage {
    const { resident, swapped, promised, ballooned, unbacked } = this;
    return {
      size: promised.total * PAGE_SIZE,
      resident: resident * PAGE_SIZE,
      shared: this.#sum("shared") * PAGE_SIZE,
      ballooned: ballooned * PAGE_SIZE,
      swapped: swapped * PAGE_SIZE,
      unbacked: unbacked * PAGE_SIZE,
      guestSwapped: this.#sum("paged") * PAGE_SIZE,
      active: Math.round(resident * active) * PAGE_SIZE,
      reservation: promised.reservation * PAGE_SIZE,
    };
  }

  add(one: Area): void {
    this.retire(one.name);
    this.#areas.set(one.name, one);
  }

  /** The guest does not use an area any more. The hypervisor cannot know that, and keeps its pages. */
  retire(name: string): void {
    const one = this.#areas.get(name);
    if (!one) return;
    this.#free(one, one.resident + one.swapped);
    this.#areas.delete(name);
  }

  /** The guest drops its cache, and then puts pages on its own disk, evenly: how many it dropped, and how many it put. */
  makeRoom(wanted: number): { readonly dropped: number; readonly paged: number } {
    const inUse = ({ resident, swapped }: Area): number => resident + swapped;
    const cache = this.#areas.get(CACHE);
    if (cache && inUse(cache) > 0) {
      const dropped = this.#free(cache, Math.min(wanted, inUse(cache)));
      cache.size -= dropped;
      return { dropped, paged: 0 };
    }
    const total = this.#sum("resident") + this.#sum("swapped");
    const all = Math.min(wanted, total);
    let left = all;
    for (const one of this.areas) {
      const part = Math.ceil((all * inUse(one)) / total);
      const pages = this.#free(one, Math.min(left, part, inUse(one)));
      one.paged += pages;
      left -= pages;
    }
    return { dropped: 0, paged: all - left };
  }

  /** Swaps out `count` pages, evenly among all that are there, as if picked at random; gives back how many it could. */
  evict(count: number): number {
    const total = this.own;
    const taken = Math.min(count, this.evictable, this.swap.free);
    if (taken === 0) return 0;
    let left = taken;
    // First each gives its part, rounded down, and is owed the rest; then whoever has any gives what is missing.
    const part = (own: number, debt: number, all: boolean): { pages: number; debt: number } => {
      const exact = all ? left : debt + (taken * own) / total;
      const pages = Math.min(own, left, Math.floor(exact));
      left -= pages;
      return { pages, debt: all ? debt : Math.min(1, exact - pages) };
    };
    for (const all of [false, true]) {
      for (const one of this.areas) {
        const { pages, debt } = part(one.resident - one.shared, one.debt, all);
        one.resident -= pages;
        one.swapped += pages;
        one.debt = debt;
        this.#toSwap(pages);
      }
      const spare = part(this.spare.resident, this.spare.debt, all);
      this.spare.resident -= spare.pages;
      this.spare.swapped += spare.pages;
      this.spare.debt = spare.debt;
      this.#toSwap(spare.pages);
      const written = part(this.written.resident, this.#writtenDebt, all);
      this.#writtenDebt = written.debt;
      this.written.evict(written.pages);
    }
    return taken - left;
  }

  release(): void {
    for (const { name } of [...this.areas]) this.retire(name);
    this.written.release();
    this.#memory.release(this.bag.take(this.bag.count));
    this.swap.clear();
    Object.assign(this.spare, { resident: 0, swapped: 0 });
    this.ballooned = 0;
  }

  #sum(what: "resident" | "shared" | "swapped" | "paged"): number {
    let sum = 0;
    for (const one of this.areas) sum += one[what];
    return sum;
  }

  #toSwap(pages: number): void {
    if (pages === 0) return;
    this.swap.add(pages);
    this.#memory.release(this.bag.take(pages));
  }

  /** The guest does not use so many pages of an area any more. */
  #free(one: Area, pages: number): number {
    const resident = Math.min(pages, one.resident);
    one.resident -= resident;
    one.swapped -= pages - resident;
    this.spare.resident += resident;
    this.spare.swapped += pages - resident;
    return pages;
  }
}
