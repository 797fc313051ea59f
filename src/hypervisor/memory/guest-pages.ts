// The pages of one machine that get a frame when they are first touched, and may lose it again: to the balloon, or to
// the swap space. Of most pages only the numbers are kept (guest-areas.ts), and their frames are in one bag; those
// that a cell wrote to are kept one by one (written-pages.ts).
//
//               first touch                    swap-out
//   unbacked ──────────────────▶ resident ────────────────▶ swapped
//       ▲ ▲                         │  ▲                       │
//       │ └──── given up (balloon) ─┘  └──────── swap-in ──────┘

import { costs } from "../../host/costs.ts";
import type { Extent } from "../../host/extents.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { MemoryRecord } from "../../trace/record.ts";
import type { PageFault } from "../workload/guest-paging.ts";
import { FrameBag } from "./frame-bag.ts";
import { area, CACHE, nameOf, OS, systemAreas, takeFault, touch } from "./guest-areas.ts";
import { untilFault, untouched } from "./guest-areas.ts";
import type { Area } from "./guest-areas.ts";
import type { Backing, DemandPages, MemoryOwner, MemoryUsage } from "./machine-memory.ts";
import type { SwapSpace } from "./swap-space.ts";
import { WrittenPages } from "./written-pages.ts";

/** The hypervisor, as the pages of one machine see it. */
export interface FrameSource {
  readonly hardware: Hardware;
  /** Takes frames. When it must swap for them, `later` is called once what they held is written, and `waits` is true. */
  take(pages: number, later?: () => void): { readonly frames: Extent[]; readonly waits: boolean };
  note(pages: GuestPages, action: MemoryRecord["action"], count: number): void;
}

/** What a machine is promised, in pages, and its shares. */
export interface Promised {
  readonly total: number;
  readonly reservation: number;
  readonly shares: number;
}

export class GuestPages implements DemandPages {
  readonly owner: MemoryOwner;
  readonly promised: Promised;
  readonly swap: SwapSpace;
  readonly written: WrittenPages;
  readonly #source: FrameSource;
  readonly #areas = new Map<string, Area>();
  /** Frames of all pages but the written ones. */
  readonly #bag = new FrameBag();
  /** Pages that the guest has used and does not use any more. */
  readonly #spare = { resident: 0, swapped: 0, debt: 0 };
  #writtenDebt = 0;
  /** Pages in frames of the bag that are on their way from one purpose to another. */
  #moving = 0;
  #ballooned = 0;
  /** The part of what is resident that is in use, as it was sampled last, and on average. */
  active = 1;
  average = 1;

  constructor(promised: Promised, swap: SwapSpace, owner: MemoryOwner, source: FrameSource) {
    this.promised = promised;
    this.owner = owner;
    this.swap = swap;
    this.#source = source;
    this.written = new WrittenPages(source.hardware.memory, swap);
  }

  get areas(): Iterable<Area> {
    return this.#areas.values();
  }

  get ballooned(): number {
    return this.#ballooned;
  }

  /** Pages in frames, shared ones included. */
  get resident(): number {
    return this.#sum("resident") + this.#spare.resident + this.written.resident + this.#moving;
  }

  /** Pages in frames that are nobody else's. */
  get own(): number {
    return this.#bag.count - this.#moving + this.written.resident;
  }

  get swapped(): number {
    return this.#sum("swapped") + this.#spare.swapped + this.written.swapped;
  }

  /** Pages that may be taken away now. */
  get evictable(): number {
    return Math.max(0, Math.min(this.own, this.resident - this.promised.reservation));
  }

  get frames(): readonly Extent[] {
    return [...this.#bag.runs, ...this.written.frames.map((start) => ({ start, length: 1 }))];
  }

  usage(): MemoryUsage {
    const { resident, swapped, promised, ballooned } = this;
    const counts = {
      size: promised.total,
      resident,
      shared: this.#sum("shared"),
      ballooned,
      swapped,
      unbacked: promised.total - resident - swapped - ballooned,
      guestSwapped: this.#sum("paged"),
      active: Math.round(resident * this.active),
      reservation: promised.reservation,
    };
    return Object.fromEntries(
      Object.entries(counts).map(([name, pages]) => [name, pages * PAGE_SIZE]),
    ) as unknown as MemoryUsage;
  }

  boot(image: OsImage): void {
    for (const one of systemAreas(image, this.promised.total)) this.#add(one);
  }

  begin(application: string, bytes: number): void {
    if (bytes === 0) return;
    const base = [...this.areas].reduce((sum, { size }) => sum + size, 0) % this.promised.total;
    const name = nameOf(application);
    const size = Math.ceil(bytes / PAGE_SIZE);
    this.#add(area(name, size, base, costs.workingSetWindow.value));
  }

  end(application: string): void {
    this.#retire(nameOf(application));
  }

  reset(): void {
    for (const { name } of [...this.areas]) this.#retire(name);
    this.#ballooned = 0;
  }

  untilFault(application: string | undefined): number {
    return this.#used(application).reduce(
      (least, one) => Math.min(least, untilFault(one)),
      Infinity,
    );
  }

  touch(application: string | undefined, time: number): void {
    for (const one of this.#used(application)) touch(one, time);
  }

  fault(application: string | undefined): PageFault | undefined {
    for (const one of this.#used(application)) {
      const cause = takeFault(one);
      if (cause === "paged") return { reason: "guest-swap-in", bytes: this.#pageIn(one) };
      if (cause === undefined) continue;
      const at =
        (one.base + (cause === "swapped" ? 0 : one.size - untouched(one))) % this.promised.total;
      const place = { stage: "stage-2", access: "store", address: at * PAGE_SIZE } as const;
      return { reason: "guest-page-fault", ...place, backing: { area: one.name, cause } };
    }
    return undefined;
  }

  resolve({ area: name, cause }: Backing, done: () => void): boolean {
    const one = this.#areas.get(name);
    if (!one) return false;
    if (cause === "swapped") return this.#swapIn(one, done);
    const asked = Math.min(costs.backingRun.value, untouched(one));
    const { got, waits } = this.#obtain(asked, done);
    this.#moving -= got;
    one.resident += got;
    // What the guest cannot give it, it does not get.
    one.size -= asked - got;
    one.ahead += (asked * one.window) / Math.max(1, one.size);
    return waits;
  }

  /** Makes a page that a cell touches resident, at once. */
  access(page: number): void {
    const where = this.written.whereabouts(page);
    if (where === "frame") return;
    if (where === "nowhere") {
      this.#obtain(1, () => undefined);
      this.#moving--;
      this.written.put(page, this.#bag.take(1)[0]?.start as number);
    } else {
      this.written.put(page, this.#source.take(1).frames[0]?.start as number);
      this.#source.note(this, "swap-in", 1);
    }
  }

  /** Swaps out `count` pages, evenly among all that are there, as if picked at random; gives back how many it could. */
  evict(count: number): number {
    const total = this.own;
    const taken = Math.min(count, this.evictable, this.swap.free);
    if (taken === 0) return 0;
    let left = taken;
    const part = (own: number, debt: number, all: boolean): { pages: number; debt: number } => {
      const exact = debt + (taken * own) / total;
      const pages = Math.min(own, left, all ? left : Math.floor(exact));
      left -= pages;
      return { pages, debt: Math.min(1, exact - pages) };
    };
    for (const all of [false, true]) {
      for (const one of this.areas) {
        const { pages, debt } = part(one.resident - one.shared, one.debt, all);
        one.resident -= pages;
        one.swapped += pages;
        one.debt = debt;
        this.#toSwap(pages);
      }
      const spare = part(this.#spare.resident, this.#spare.debt, all);
      this.#spare.resident -= spare.pages;
      this.#spare.swapped += spare.pages;
      this.#spare.debt = spare.debt;
      this.#toSwap(spare.pages);
      const written = part(this.written.resident, this.#writtenDebt, all);
      this.#writtenDebt = written.debt;
      this.written.evict(written.pages);
    }
    this.#source.note(this, "swap-out", taken - left);
    return taken - left;
  }

  /** The balloon driver gives so many pages back to the guest; gives back how many it had. */
  deflate(pages: number): number {
    const given = Math.min(pages, this.#ballooned);
    this.#ballooned -= given;
    return given;
  }

  release(): void {
    this.written.release();
    this.#source.hardware.memory.release(this.#bag.take(this.#bag.count));
    this.swap.clear();
    this.#areas.clear();
    Object.assign(this.#spare, { resident: 0, swapped: 0 });
    this.#ballooned = 0;
  }

  get #unbacked(): number {
    return this.promised.total - this.resident - this.swapped - this.#ballooned;
  }

  #sum(what: "resident" | "shared" | "swapped" | "paged"): number {
    let sum = 0;
    for (const one of this.areas) sum += one[what];
    return sum;
  }

  /** The areas that a computing task touches: those of the operating system, and its own. */
  #used(application: string | undefined): Area[] {
    const names = [OS, application === undefined ? CACHE : nameOf(application)];
    return names.flatMap((name) => this.#areas.get(name) ?? []);
  }

  #add(one: Area): void {
    this.#retire(one.name);
    this.#areas.set(one.name, one);
  }

  /** The guest does not use an area any more. The hypervisor cannot know that, and keeps its pages. */
  #retire(name: string): void {
    const one = this.#areas.get(name);
    if (!one) return;
    this.#free(one, one.resident + one.swapped);
    this.#areas.delete(name);
  }

  #toSwap(pages: number): void {
    if (pages === 0) return;
    this.swap.add(pages);
    this.#source.hardware.memory.release(this.#bag.take(pages));
  }

  #swapIn(one: Area, done: () => void): boolean {
    const pages = Math.min(costs.swapCluster.value, one.swapped);
    if (pages === 0) return false;
    this.#bag.put(this.#source.take(pages).frames);
    one.swapped -= pages;
    one.resident += pages;
    this.#fromSwap(pages, done);
    return true;
  }

  #fromSwap(pages: number, done: () => void): void {
    this.swap.add(-pages);
    this.#source.note(this, "swap-in", pages);
    this.#source.hardware.disk.submit(pages * PAGE_SIZE, done);
  }

  /**
   * Takes pages that the guest does not use, in frames: they are moving until the caller puts them where they belong. When there are too few, the guest drops its cache, and then puts pages on its own disk.
   */
  #obtain(asked: number, done: () => void): { readonly got: number; readonly waits: boolean } {
    let left = asked;
    let waits = false;
    while (left > 0) {
      if (this.#spare.resident > 0) {
        const pages = Math.min(left, this.#spare.resident);
        this.#spare.resident -= pages;
        this.#moving += pages;
        left -= pages;
      } else if (this.#unbacked > 0) {
        const pages = Math.min(left, this.#unbacked);
        const taken = this.#source.take(pages, waits ? undefined : done);
        this.#bag.put(taken.frames);
        this.#moving += pages;
        waits ||= taken.waits;
        left -= pages;
      } else if (this.#spare.swapped > 0) {
        // The hypervisor cannot know that nobody wants what is in them: it reads them all the same.
        const pages = Math.min(left, this.#spare.swapped);
        this.#bag.put(this.#source.take(pages).frames);
        this.#spare.swapped -= pages;
        this.#moving += pages;
        this.#fromSwap(pages, waits ? () => undefined : done);
        waits = true;
        left -= pages;
      } else if (this.#makeRoom(left) === 0 && this.deflate(left) === 0) {
        break;
      }
    }
    return { got: asked - left, waits };
  }

  /** The guest drops its cache, and then puts pages on its own disk, evenly; gives back how many it could. */
  #makeRoom(wanted: number): number {
    const inUse = ({ resident, swapped }: Area): number => resident + swapped;
    const cache = this.#areas.get(CACHE);
    if (cache && inUse(cache) > 0) {
      const dropped = this.#free(cache, Math.min(wanted, inUse(cache)));
      cache.size -= dropped;
      return dropped;
    }
    const total = this.#sum("resident") + this.#sum("swapped");
    let left = Math.min(wanted, total);
    const all = left;
    for (const one of this.areas) {
      const pages = this.#free(
        one,
        Math.min(left, Math.ceil((all * inUse(one)) / total), inUse(one)),
      );
      one.paged += pages;
      left -= pages;
    }
    if (all > 0) this.owner.engine.work([{ kind: "write", amount: (all - left) * PAGE_SIZE }]);
    return all - left;
  }

  /** The guest does not use so many pages of an area any more. */
  #free(one: Area, pages: number): number {
    const resident = Math.min(pages, one.resident);
    one.resident -= resident;
    one.swapped -= pages - resident;
    this.#spare.resident += resident;
    this.#spare.swapped += pages - resident;
    return pages;
  }

  /** The guest has read pages from its own disk, and puts them where it finds room. */
  #pageIn(one: Area): number {
    const pages = Math.min(costs.swapCluster.value, one.paged);
    one.paged -= pages;
    const { got } = this.#obtain(pages, () => undefined);
    this.#moving -= got;
    one.resident += got;
    one.paged += pages - got;
    return pages * PAGE_SIZE;
  }
}
