// Where the pages of one machine are. Of most of them only the numbers are kept, by what the guest uses them for
// (guest-areas.ts), and their frames are in one bag; those that a cell wrote to are kept one by one (written-pages.ts).
//
//               first touch                    swap-out
//   unbacked ──────────────────▶ resident ────────────────▶ swapped
//       ▲ ▲                         │  ▲                       │
//       │ └──── given up (balloon) ─┘  └──────── swap-in ──────┘
//
// Page sharing stands here too, since counts and pool know each other.
// Pages of different machines that hold the same bytes, in one frame. A scan goes through the machines' pages and finds
// them; a machine that writes to one gets a frame of its own (copy on write).
//
// What machines with one operating system have in common is a number of pages, found one after another, in the same
// order in each. So as many of them are shared as the second of those that know most knows, and the pool has as many frames.

import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { FrameBag } from "./frame-bag.ts";
import { CACHE, OS, nameOf, pageOut, swapOut } from "./guest-areas.ts";
import type { Area } from "./guest-areas.ts";
import { leastRecentlyUsed } from "./guest-reclaim.ts";
import type { MachineFrames } from "./machine-frames.ts";
import type { MemoryUsage } from "./machine-memory.ts";
import type { SwapSpace } from "./swap-space.ts";
import { CommonFrame, WrittenPages } from "./written-pages.ts";
import { costs } from "../../host/costs.ts";

/** What a machine is promised, in pages, and its shares. */
export interface Promised {
  readonly total: number;
  readonly reservation: number;
  readonly shares: number;
  /** What the virtual machine monitor takes besides, in bytes. */
  readonly overhead?: number;
}

export class PageCounts {
  readonly #memory: MachineFrames;
  readonly #sharing: PageSharing | undefined;
  readonly promised: Promised;
  readonly swap: SwapSpace;
  readonly written: WrittenPages;
  readonly #areas = new Map<string, Area>();
  /** Those that a task of an application, or of the kernel, touches; found anew when there are others. */
  readonly #used = new Map<string | undefined, readonly Area[]>();
  /** Frames of all pages but the written ones. */
  readonly bag = new FrameBag();
  /** Pages that the guest has used and does not use any more. */
  readonly spare = { resident: 0, swapped: 0, debt: 0 };
  #writtenDebt = 0;
  ballooned = 0;
  /** How many the guest can put on its own disk. */
  guestSwap = 0;
  /** Pages in frames of the bag that are on their way from one purpose to another. */
  moving = 0;

  constructor(
    promised: Promised,
    swap: SwapSpace,
    memory: MachineFrames,
    sharing: PageSharing | undefined,
  ) {
    this.#sharing = sharing;
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

  /** What a computing task touches: the operating system's area, and its own, which is the cache for the kernel itself. */
  used(application: string | undefined): readonly Area[] {
    const known = this.#used.get(application);
    if (known) return known;
    const names = [OS, application === undefined ? CACHE : nameOf(application)];
    const areas = names.flatMap((name) => this.#areas.get(name) ?? []);
    this.#used.set(application, areas);
    return areas;
  }

  /** Pages in frames, shared ones included. */
  get resident(): number {
    return this.#sum("resident") + this.spare.resident + this.written.resident + this.moving;
  }

  /** Pages in frames that no other machine shares, and that can be taken away. */
  get own(): number {
    return this.bag.count - this.moving + this.written.resident - this.written.shared;
  }

  get swapped(): number {
    return this.#sum("swapped") + this.spare.swapped + this.written.swapped;
  }

  /** Pages that the guest has put on its own disk. */
  get paged(): number {
    return this.#sum("paged");
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
      shared: (this.#sum("shared") + this.written.shared) * PAGE_SIZE,
      ballooned: ballooned * PAGE_SIZE,
      swapped: swapped * PAGE_SIZE,
      unbacked: unbacked * PAGE_SIZE,
      guestUsed: (this.#sum("resident") + this.#sum("swapped") + this.written.count) * PAGE_SIZE,
      guestSwapped: this.paged * PAGE_SIZE,
      guestSwap: this.guestSwap * PAGE_SIZE,
      active: Math.round(resident * active) * PAGE_SIZE,
      reservation: promised.reservation * PAGE_SIZE,
      overhead: promised.overhead ?? 0,
    };
  }

  add(one: Area): void {
    this.retire(one.name);
    this.#areas.set(one.name, one);
    this.#used.clear();
  }

  /** The guest does not use an area any more. The hypervisor cannot know that, and keeps its pages. */
  retire(name: string): void {
    const one = this.#areas.get(name);
    if (!one) return;
    this.#free(one, one.resident + one.swapped);
    this.#areas.delete(name);
    this.#used.clear();
    this.#sharing?.leave(one);
  }

  /** The guest drops its cache, and then puts the pages on its own disk that it did not touch for longest. */
  makeRoom(wanted: number): MadeRoom {
    const cache = this.#areas.get(CACHE);
    const cached = cache ? cache.resident + cache.swapped : 0;
    if (cache && cached > 0) {
      const dropped = this.#free(cache, Math.min(wanted, cached));
      cache.size -= dropped;
      return { dropped, paged: 0, swapped: 0 };
    }
    let [paged, swapped] = [0, 0];
    for (const { one, pages, weights } of leastRecentlyUsed(this.areas, wanted)) {
      if (pages === 0) continue;
      const own = one.resident - one.shared;
      const fromSwap = pageOut(one, pages, weights);
      this.spare.swapped += fromSwap;
      this.#spareResident(one, own, pages - fromSwap);
      paged += pages;
      swapped += fromSwap;
    }
    return { dropped: 0, paged, swapped };
  }

  /** Swaps out `count` pages, evenly among all that are there, as if picked at random; gives back how many it could. */
  evict(count: number): number {
    const total = this.own;
    const taken = Math.min(count, this.evictable, this.swap.free);
    if (taken === 0) return 0;
    let left = taken;
    // First each gives its part, rounded down, and is owed the rest; then each that has any gives what is missing.
    const part = (own: number, debt: number, all: boolean): { pages: number; debt: number } => {
      const exact = all ? left : debt + (taken * own) / total;
      const pages = Math.min(own, left, Math.floor(exact));
      left -= pages;
      return { pages, debt: all ? debt : Math.min(1, exact - pages) };
    };
    for (const all of [false, true]) {
      for (const one of this.areas) {
        const { pages, debt } = part(one.resident - one.shared, one.debt, all);
        swapOut(one, pages);
        one.debt = debt;
        this.#toSwap(pages);
      }
      const spare = part(this.spare.resident, this.spare.debt, all);
      this.spare.resident -= spare.pages;
      this.spare.swapped += spare.pages;
      this.spare.debt = spare.debt;
      this.#toSwap(spare.pages);
      const ownWritten = this.written.resident - this.written.shared;
      const written = part(ownWritten, this.#writtenDebt, all);
      this.#writtenDebt = written.debt;
      this.written.evict(written.pages);
    }
    return taken - left;
  }

  /** Swaps out pages that it shares and that are not reserved: their frames are free when all have done so. */
  evictShared(): number {
    let swapped = 0;
    for (const one of this.areas) {
      const beyond = this.resident - this.promised.reservation;
      const pages = Math.min(one.shared, this.swap.free, beyond);
      if (pages <= 0) continue;
      this.#sharing?.drop(one, pages);
      one.swapped += pages;
      this.swap.add(pages);
      swapped += pages;
    }
    return swapped;
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

  /** The guest does not use so many pages of an area any more: first those in memory. */
  #free(one: Area, pages: number): number {
    const resident = Math.min(pages, one.resident);
    const own = one.resident - one.shared;
    one.resident -= resident;
    this.#spareResident(one, own, resident);
    one.swapped -= pages - resident;
    this.spare.swapped += pages - resident;
    return pages;
  }

  /**
   * So many pages in memory that were an area's are of no use any more: first of the `own` ones. It will write to those that
   * it shares, and then needs frames for them: they count as backed by nothing.
   */
  #spareResident(one: Area, own: number, pages: number): void {
    const shared = Math.max(0, pages - own);
    this.spare.resident += pages - shared;
    if (shared === 0) return;
    // `drop` counts them out itself.
    one.resident += shared;
    this.#sharing?.drop(one, shared);
  }
}

/** How many pages a guest dropped, and how many it put on its disk: of those, some were on the server's. */
export interface MadeRoom {
  readonly dropped: number;
  readonly paged: number;
  readonly swapped: number;
}

export class PageSharing {
  readonly #memory: MachineFrames;
  readonly #found: (counts: PageCounts, pages: number) => void;
  readonly #pools = new Map<string, Pool>();
  readonly #common = new Set<CommonFrame>();
  /** The scan is at page `#at` of machine number `#machine`. */
  #machine = 0;
  #at = 0;

  /** `found` is called when pages of a machine get a frame that is shared. */
  constructor(memory: MachineFrames, found: (counts: PageCounts, pages: number) => void) {
    this.#memory = memory;
    this.#found = found;
  }

  /** How many frames are shared. */
  get frames(): number {
    let frames = this.#common.size;
    for (const pool of this.#pools.values()) frames += pool.frames.count;
    return frames;
  }

  /** Goes on with the scan, for so many pages. */
  scan(machines: readonly PageCounts[], pages: number): void {
    let left = pages;
    for (let seen = 0; left > 0 && seen <= machines.length;) {
      const counts = machines[this.#machine];
      if (!counts) {
        this.#machine = 0;
        this.#at = 0;
        this.#compare(machines.map(({ written }) => written));
        seen++;
        continue;
      }
      const to = Math.min(counts.resident, this.#at + left);
      left -= Math.max(0, to - this.#at);
      let start = 0;
      for (const area of counts.areas) {
        if (area.equal && to > start)
          this.#learn(counts, area, Math.min(area.resident, to - start));
        start += area.resident;
      }
      this.#at = to;
      if (to < counts.resident) return;
      this.#machine++;
      this.#at = 0;
      seen++;
    }
  }

  /** So many pages of an area are not mapped any more. They were shared. */
  drop(area: Area, pages: number): void {
    area.shared -= pages;
    area.resident -= pages;
    const pool = this.#pools.get(area.equal?.key ?? "");
    const member = pool?.members.get(area);
    if (!pool || !member) return;
    member.known = area.shared;
    this.#settle(pool);
  }

  /** An area is no more. Nothing of it is shared any longer. */
  leave(area: Area): void {
    const pool = this.#pools.get(area.equal?.key ?? "");
    if (pool?.members.delete(area)) this.#settle(pool);
  }

  /** The scan has seen the first `pages` pages of an area. */
  #learn(counts: PageCounts, area: Area, pages: number): void {
    const { key, pages: all } = area.equal ?? { key: "", pages: 0 };
    const inCommon = Math.floor((all * costs.equalPages.value) / 100);
    const known = Math.min(Math.floor((inCommon * pages) / Math.max(1, area.size)), pages);
    let pool = this.#pools.get(key);
    if (!pool) this.#pools.set(key, (pool = { frames: new FrameBag(), members: new Map() }));
    const member = pool.members.get(area) ?? { counts, area, known: 0 };
    pool.members.set(area, member);
    if (known <= member.known) return;
    member.known = known;
    this.#settle(pool);
  }

  /** Gives each member of a pool the shared pages that it is to have, and takes or gives their frames. */
  #settle({ frames, members }: Pool): void {
    for (const one of members.values()) one.known = Math.min(one.known, one.area.resident);
    const [, second = 0] = [...members.values()].map(({ known }) => known).sort((a, b) => b - a);
    for (const { counts, area, known } of members.values()) {
      const alone = area.shared - Math.min(known, second);
      if (alone <= 0) continue;
      // No other machine has these any more.
      counts.bag.put(frames.take(alone));
      area.shared -= alone;
    }
    for (const { counts, area, known } of members.values()) {
      const more = Math.min(known, second) - area.shared;
      if (more <= 0) continue;
      frames.put(counts.bag.take(more));
      area.shared += more;
      this.#found(counts, more);
    }
    this.#memory.release(frames.take(frames.count - second));
  }

  /** Written pages with the same bytes get one frame. */
  #compare(machines: readonly WrittenPages[]): void {
    const seen = new Map<string, CommonFrame>();
    for (const common of this.#common) {
      const [one] = common.holders;
      if (one) seen.set(one.pages.text(one.page), common);
    }
    const alone = new Map<string, { readonly pages: WrittenPages; readonly page: number }>();
    for (const pages of machines) {
      for (const page of pages.unshared) {
        const text = pages.text(page);
        const other = alone.get(text);
        let common = seen.get(text);
        if (!common && other) {
          common = new CommonFrame(other.pages.frame(other.page) as number, this.#common);
          seen.set(text, common);
          other.pages.join(other.page, common);
        }
        if (common) pages.join(page, common);
        else alone.set(text, { pages, page });
      }
    }
  }
}

export interface Member {
  readonly counts: PageCounts;
  readonly area: Area;
  /** How many of the pages in common the scan has seen in it. */
  known: number;
}

export interface Pool {
  readonly frames: FrameBag;
  readonly members: Map<Area, Member>;
}
