// What happens to the pages of one machine: its guest touches them, and some are not there; a cell accesses one; the
// balloon takes some and gives some back.

import { costs } from "../../host/costs.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { OomKill } from "../../trace/detail.ts";
import type { MemoryRecord } from "../../trace/record.ts";
import type { PageFault, SavedArea } from "../exits/guest-paging.ts";
import {
  CACHE,
  area,
  nameOf,
  readBack,
  readTogether,
  resume,
  sample,
  systemAreas,
  takeFault,
  touch,
  touchesOf,
  untilFault,
  untouched,
} from "./guest-areas.ts";
import type { Area, PageContent } from "./guest-areas.ts";
import type { Backing } from "../exits/exit.ts";
import type { DemandPages, MemoryOwner, MemoryUsage } from "./machine-memory.ts";
import type { MachineFrames } from "./machine-frames.ts";
import { PageCounts } from "./page-counts.ts";
import type { PageSharing, Promised } from "./page-counts.ts";
import type { SwapSpace } from "./swap-space.ts";

/** The hypervisor, as the pages of one machine see it. */
export interface FrameSource {
  readonly hardware: Hardware;
  /** Those that machines have. */
  readonly frames: MachineFrames;
  /** Finds pages that hold the same; undefined where the hypervisor does not look for them. */
  readonly sharing: PageSharing | undefined;
  /** Takes frames. When it must swap for them, `later` is called once what they held is written, and `waits` is true. */
  take(pages: number, later?: () => void): { readonly frames: Extent[]; readonly waits: boolean };
  note(pages: GuestPages, action: MemoryRecord["action"], count: number): void;
}

export class GuestPages implements DemandPages {
  readonly owner: MemoryOwner;
  readonly counts: PageCounts;
  readonly #source: FrameSource;
  #isGone = false;
  /** The part of what is resident that is in use, as it was sampled last, and on average. */
  active = 1;
  average = 1;

  readonly #guestSwap: (image: OsImage) => number;

  /** `guestSwap` is how many pages an operating system can put on the guest's disk. */
  constructor(
    promised: Promised,
    swap: SwapSpace,
    owner: MemoryOwner,
    source: FrameSource,
    guestSwap: (image: OsImage) => number,
  ) {
    this.owner = owner;
    this.#guestSwap = guestSwap;
    this.counts = new PageCounts(promised, swap, source.frames, source.sharing);
    this.#source = source;
  }

  usage(): MemoryUsage {
    return this.counts.usage(this.active);
  }

  readSwapped(bytes: number, done: () => void): void {
    this.#source.hardware.disk.submit(bytes, done);
  }

  content(): PageContent {
    const { areas, spare, ballooned, guestSwap } = this.counts;
    return {
      guestSwap,
      areas: [...areas].map((one) => ({
        area: one,
        held: one.resident + one.swapped,
        paged: one.paged,
        touches: touchesOf(one),
      })),
      spare: spare.resident + spare.swapped,
      ballooned,
    };
  }

  adopt({ areas, spare, ballooned, guestSwap }: PageContent): void {
    const { counts } = this;
    counts.guestSwap = guestSwap;
    const bring = (pages: number, put: (got: number) => void): void => {
      for (let left = Math.min(pages, counts.unbacked); left > 0;) {
        const got = Math.min(left, costs.backingRun.value);
        counts.bag.put(this.#source.take(got).frames);
        put(got);
        left -= got;
      }
    };
    for (const { area: one, held, paged, touches } of areas) {
      const { name, size, base, window, ahead, once, equal } = one;
      const here = area(name, size, base, window, { once, ...(equal && { equal }) });
      here.ahead = ahead;
      resume(here, paged, touches);
      counts.add(here);
      bring(held, (got) => (here.resident += got));
    }
    bring(spare, (got) => (counts.spare.resident += got));
    counts.ballooned = Math.min(ballooned, counts.unbacked);
  }

  leave(): void {
    this.#isGone = true;
  }

  boot(image: OsImage): void {
    this.counts.guestSwap = this.#guestSwap(image);
    for (const one of systemAreas(image, this.counts.promised.total)) this.counts.add(one);
  }

  begin(application: string, bytes: number): void {
    if (bytes === 0) return;
    const { areas, promised } = this.counts;
    const base = [...areas].reduce((sum, { size }) => sum + size, 0) % promised.total;
    const size = Math.ceil(bytes / PAGE_SIZE);
    this.counts.add(area(nameOf(application), size, base, costs.workingSetWindow.value));
  }

  end(application: string): void {
    this.counts.retire(nameOf(application));
  }

  save(): readonly SavedArea[] | undefined {
    if (this.counts.paged === 0) return undefined;
    return [...this.counts.areas].map((one) => {
      const { name, size, resident, swapped, paged } = one;
      return { name, size, held: resident + swapped, paged, touches: touchesOf(one) };
    });
  }

  restore(saved: readonly SavedArea[]): void {
    for (const { name, size, paged, touches } of saved) {
      const one = this.counts.area(name);
      if (!one) continue;
      one.size = size;
      resume(one, paged, touches);
    }
  }

  reset(): void {
    for (const { name } of [...this.counts.areas]) this.counts.retire(name);
    this.counts.ballooned = 0;
  }

  untilFault(application: string | undefined): number {
    let least = Infinity;
    for (const one of this.counts.used(application)) least = Math.min(least, untilFault(one));
    return least;
  }

  touch(application: string | undefined, time: number): void {
    for (const one of this.counts.used(application)) touch(one, time);
  }

  fault(application: string | undefined): PageFault | undefined {
    for (const one of this.counts.used(application)) {
      const due = takeFault(one);
      if (!due) continue;
      const { cause, faults } = due;
      const times = faults > 1 && { times: faults };
      if (cause === "paged")
        return {
          reason: "guest-swap",
          operation: "read",
          bytes: this.#pageIn(one, faults),
          ...times,
        };
      if (cause === "first touch") {
        const bytes = this.#freeFor(one) * PAGE_SIZE;
        if (bytes > 0) return { reason: "guest-swap", operation: "write", bytes };
        // It was ended, since no room could be had.
        if (this.counts.area(one.name) !== one) return undefined;
      }
      const offset = cause === "swapped" ? 0 : one.size - untouched(one);
      const address = ((one.base + offset) % this.counts.promised.total) * PAGE_SIZE;
      const place = { stage: "stage-2", access: "store", address } as const;
      const several = faults > 1 && { pages: faults };
      const backing = { area: one.name, cause, ...(faults > 1 && { faults }) };
      return { reason: "guest-page-fault", ...place, backing, ...several };
    }
    return undefined;
  }

  resolve({ area: name, cause, faults = 1 }: Backing, done: () => void): boolean {
    const one = this.counts.area(name);
    if (!one) return false;
    if (cause === "swapped") return this.#swapIn(one, faults, done);
    const asked = Math.min(costs.backingRun.value, untouched(one));
    const waits = this.back(one, asked, done);
    one.ahead += (asked * one.window) / Math.max(1, one.size);
    return waits;
  }

  /** So many pages of an area that were not touched yet are there from now on; true when that takes until `done`. */
  protected back(one: Area, asked: number, done: () => void = () => undefined): boolean {
    const { counts } = this;
    const { got, waits } = this.#obtain(asked, done);
    counts.moving -= got;
    if (counts.area(one.name) === one) {
      one.resident += got;
      // What the kernel cannot even get by ending an application, it does without.
      one.size -= asked - got;
    } else {
      counts.spare.resident += got;
    }
    return waits;
  }

  /** Pages that are to be had without paging: those that the guest does not use, and its cache. */
  protected get available(): number {
    const { unbacked, spare } = this.counts;
    const cache = this.counts.area(CACHE);
    const cached = cache ? cache.resident + cache.swapped : 0;
    return unbacked + spare.resident + spare.swapped + cached;
  }

  /** Makes a page that a cell touches resident, at once, and its own if it is written to. */
  access(page: number, write: boolean): void {
    const { written, bag } = this.counts;
    const where = written.whereabouts(page);
    if (where === "frame" || (where === "common" && !write)) return;
    if (where === "nowhere") {
      if (this.#obtain(1).got === 0) this.#giveUpPage();
      this.counts.moving--;
      written.put(page, bag.take(1)[0]?.start as number);
    } else {
      const frame = this.#source.take(1).frames[0]?.start as number;
      if (where === "common") this.#copyOnWrite(page, frame);
      else written.put(page, frame);
      this.#source.note(this, where === "common" ? "cow" : "swap-in", 1);
    }
  }

  /** A store to a shared page faults: it is copied, and the store done again. */
  #copyOnWrite(page: number, frame: number): void {
    this.counts.written.split(page, frame);
    const place = { stage: "stage-2", access: "store", address: page * PAGE_SIZE } as const;
    const backing = { area: "written", cause: "shared" } as const;
    this.owner.record(0, { reason: "guest-page-fault", elapsed: 0, ...place, backing }, "handled");
  }

  /** Swaps out `count` pages, or as many as it can; gives back how many. */
  evict(count: number): number {
    const evicted = this.counts.evict(count);
    this.#source.note(this, "swap-out", evicted);
    return evicted;
  }

  /** The part of its pages in memory that was touched since this was last asked. */
  touched(): number {
    let pages = 0;
    for (const one of this.counts.areas) pages += sample(one);
    return pages / Math.max(1, this.counts.resident);
  }

  /** How many more pages its balloon could take; none where the driver does not run. */
  get inflatable(): number {
    const { promised, ballooned } = this.counts;
    const limit = Math.floor((promised.total * costs.balloonLimit.value) / 100);
    return this.owner.runs && !this.#isGone ? Math.max(0, limit - ballooned) : 0;
  }

  /**
   * The balloon driver takes pages from the guest, at most `most`, until `wanted` frames are free or the balloon has its
   * largest size. The guest gives what it does not use, then its cache, and then puts pages on its own disk.
   */
  inflate(wanted: number, most: number): void {
    const { counts } = this;
    const { spare, swap } = counts;
    const before = counts.ballooned;
    const largest = before + Math.min(most, this.inflatable);
    for (let missing = wanted; missing > 0 && counts.ballooned < largest;) {
      const room = largest - counts.ballooned;
      let pages = 0;
      if (spare.resident > 0) {
        pages = Math.min(room, spare.resident, missing);
        spare.resident -= pages;
        this.#source.frames.release(counts.bag.take(pages));
        missing -= pages;
      } else if (spare.swapped > 0) {
        pages = Math.min(room, spare.swapped);
        spare.swapped -= pages;
        swap.add(-pages);
      } else if (counts.unbacked > 0) {
        pages = Math.min(room, counts.unbacked);
      } else if (!this.#makeRoom(Math.min(room, missing))) {
        break;
      }
      counts.ballooned += pages;
    }
    this.#balloonMoved("inflate", counts.ballooned - before);
  }

  /** The balloon driver gives so many pages back to the guest; gives back how many it had. */
  deflate(pages: number): number {
    const given = this.#isGone ? 0 : Math.min(pages, this.counts.ballooned);
    this.counts.ballooned -= given;
    this.#balloonMoved("deflate", given);
    return given;
  }

  /** The driver tells the hypervisor which pages, so many a call. */
  #balloonMoved(action: "inflate" | "deflate", pages: number): void {
    if (pages === 0) return;
    const calls = Math.ceil(pages / costs.balloonBatch.value);
    this.owner.engine.work([{ kind: "hypercall", amount: calls }]);
    this.#source.note(this, action, pages);
  }

  #swapIn(one: Area, faults: number, done: () => void): boolean {
    if (one.swapped === 0) return false;
    const pages = readTogether(one.swapped, faults);
    this.counts.bag.put(this.#source.take(pages).frames);
    readBack(one, "swapped", faults, pages);
    one.resident += pages;
    this.#fromSwap(pages, done, faults);
    return true;
  }

  /** Reads pages, by so many requests, each when the one before it is complete. */
  #fromSwap(pages: number, done: () => void, requests = 1): void {
    this.counts.swap.add(-pages);
    this.#source.note(this, "swap-in", pages);
    this.#source.hardware.disk.submit(pages * PAGE_SIZE, done, "", "read", requests);
  }

  /**
   * Takes pages that the guest does not use, in frames: they are moving until the caller puts them where they belong.
   * When there are too few, the guest makes room; and when it cannot, it takes back what it gave to the balloon (as
   * virtio's does: VIRTIO_BALLOON_F_DEFLATE_ON_OOM).
   */
  #obtain(asked: number, done: () => void = () => undefined): { got: number; waits: boolean } {
    const { counts } = this;
    const { spare, bag } = counts;
    let left = asked;
    let waits = false;
    const take = (pages: number, frames: readonly Extent[]): void => {
      bag.put(frames);
      counts.moving += pages;
      left -= pages;
    };
    while (left > 0) {
      if (spare.resident > 0) {
        const pages = Math.min(left, spare.resident);
        spare.resident -= pages;
        take(pages, []);
      } else if (counts.unbacked > 0) {
        const pages = Math.min(left, counts.unbacked);
        const taken = this.#source.take(pages, waits ? undefined : done);
        waits ||= taken.waits;
        take(pages, taken.frames);
      } else if (spare.swapped > 0) {
        // The hypervisor cannot know that the guest wants nothing of what is in them: it reads them all the same.
        const pages = Math.min(left, spare.swapped);
        const { frames } = this.#source.take(pages);
        spare.swapped -= pages;
        this.#fromSwap(pages, waits ? () => undefined : done);
        waits = true;
        take(pages, frames);
      } else if (
        !this.#makeRoom(Math.max(left, this.#reclaimed)) &&
        this.deflate(left) === 0 &&
        !this.#outOfMemory()
      ) {
        break;
      }
    }
    return { got: asked - left, waits };
  }

  /** How many pages the guest makes free at once. */
  get #reclaimed(): number {
    const { guestReclaim, guestWatermark } = costs;
    const watermark = Math.floor(this.counts.promised.total / guestWatermark.value);
    return Math.max(guestReclaim.value, watermark);
  }

  /** The guest finds out what it can do without; false when there is nothing, or nowhere to put it. */
  #makeRoom(wanted: number): boolean {
    const { dropped, paged } = this.#reclaim(wanted);
    if (paged > 0) this.owner.engine.work([{ kind: "write", amount: paged * PAGE_SIZE }]);
    return dropped + paged > 0;
  }

  /** The same, without the writing: it drops cache, or puts pages on its disk, as far as its swap reaches. */
  #reclaim(wanted: number): { readonly dropped: number; readonly paged: number } {
    const { counts } = this;
    const cache = counts.area(CACHE);
    if (cache && cache.resident + cache.swapped > 0) return counts.makeRoom(wanted);
    const pages = Math.min(wanted, counts.guestSwap - counts.paged);
    if (pages <= 0) return { dropped: 0, paged: 0 };
    const made = counts.makeRoom(pages);
    if (made.swapped > 0) this.#pageTwice(made.swapped);
    return made;
  }

  /**
   * What the guest puts on its disk, the hypervisor has on its own: it has to be read first, only to be written again
   * (double paging: Goldberg and Hassinger, AFIPS 1974).
   */
  #pageTwice(pages: number): void {
    const { spare, bag } = this.counts;
    const { frames } = this.#source.take(pages);
    bag.put(frames);
    spare.swapped -= pages;
    spare.resident += pages;
    this.#fromSwap(pages, () => undefined);
  }

  /**
   * The guest finds room for what an area touches next, and ends applications where there is none: how many pages must be
   * written to its disk first.
   */
  #freeFor(one: Area): number {
    const { counts } = this;
    const { spare } = counts;
    const wanted = Math.min(costs.backingRun.value, untouched(one));
    let written = 0;
    for (;;) {
      const short = wanted - spare.resident - spare.swapped - counts.unbacked;
      if (short <= 0) return written;
      const { dropped, paged } = this.#reclaim(Math.max(short, this.#reclaimed));
      written += paged;
      if (dropped + paged === 0 && this.deflate(short) === 0 && !this.#outOfMemory())
        return written;
      if (counts.area(one.name) !== one) return 0;
    }
  }

  /**
   * Memory and swap are full: the guest's kernel ends the application that has the most pages, wherever they are, as
   * Linux picks it (mm/oom_kill.c). False when there is none: what is left is the kernel's own.
   */
  #outOfMemory(): boolean {
    const { areas, promised, guestSwap } = this.counts;
    const held = ({ resident, swapped, paged }: Area): number => resident + swapped + paged;
    let victim: Area | undefined;
    for (const one of areas)
      if (one.name.startsWith(nameOf("")) && held(one) > (victim ? held(victim) : 0)) victim = one;
    if (!victim) return false;
    const application = victim.name.slice(nameOf("").length);
    const cause: OomKill = {
      code: "oom-killed",
      needed: victim.size * PAGE_SIZE,
      memory: promised.total * PAGE_SIZE,
      swap: guestSwap * PAGE_SIZE,
      exitCode: 137,
    };
    this.end(application);
    this.owner.engine.outOfMemory(application, cause);
    return true;
  }

  /** A page that is written to from outside takes the place of one of the guest's, which has nothing else left. */
  #giveUpPage(): void {
    for (const one of this.counts.areas) {
      if (one.resident - one.shared <= 0) continue;
      one.resident--;
      one.size--;
      this.counts.moving++;
      return;
    }
  }

  /** The guest has read pages from its own disk, and puts them where it finds room. */
  #pageIn(one: Area, faults: number): number {
    const pages = readTogether(one.paged, faults);
    readBack(one, "paged", faults, pages);
    // What comes first may have to go again for what comes last: a run can be of more pages than the guest has.
    const most = Math.max(costs.swapCluster.value, Math.floor(this.counts.promised.total / 8));
    for (let left = pages; left > 0;) {
      const asked = Math.min(left, most);
      const { got } = this.#obtain(asked);
      this.counts.moving -= got;
      left -= asked;
      if (this.counts.area(one.name) === one) {
        one.resident += got;
        one.paged += asked - got;
      } else {
        this.counts.spare.resident += got;
      }
    }
    return pages * PAGE_SIZE;
  }
}
