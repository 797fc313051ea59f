// Pages of different machines that hold the same bytes, in one frame. A scan goes through the machines' pages and finds
// them; who writes to one gets a frame of its own (copy on write).
//
// What machines with one operating system have in common is a number of pages, found one after another, in the same
// order in each. So as many of them are shared as the second of those that know most knows, and the pool has as many frames.

import { costs } from "../../host/costs.ts";
import type { PhysicalMemory } from "../../host/memory.ts";
import { FrameBag } from "./frame-bag.ts";
import type { Area } from "./guest-areas.ts";
import type { PageCounts } from "./page-counts.ts";
import { CommonFrame } from "./written-pages.ts";
import type { WrittenPages } from "./written-pages.ts";

interface Member {
  readonly counts: PageCounts;
  readonly area: Area;
  /** How many of the pages in common the scan has seen in it. */
  known: number;
}

interface Pool {
  readonly frames: FrameBag;
  readonly members: Map<Area, Member>;
}

export class PageSharing {
  readonly #memory: PhysicalMemory;
  readonly #found: (counts: PageCounts, pages: number) => void;
  readonly #pools = new Map<string, Pool>();
  readonly #common = new Set<CommonFrame>();
  /** The scan is at page `#at` of machine number `#machine`. */
  #machine = 0;
  #at = 0;

  /** `found` is called when pages of a machine get a frame that is shared. */
  constructor(memory: PhysicalMemory, found: (counts: PageCounts, pages: number) => void) {
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
      // Nobody else has these any more.
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
