// The pages of a machine that a program in a cell wrote to: of these the bytes are kept exactly, wherever they are.

import { PAGE_SIZE } from "../../host/memory.ts";
import type { MemoryPages } from "./guest-memory.ts";
import type { MachineFrames } from "./machine-frames.ts";
import type { SwapSpace } from "./swap-space.ts";

/** In a frame of its own, in one that it shares, or in a slot of the swap space. */
type Place =
  { readonly frame: number } | { readonly common: CommonFrame } | { readonly slot: number };

/** A frame that pages with the same bytes share. */
export class CommonFrame {
  readonly frame: number;
  readonly #all: Set<CommonFrame>;
  readonly holders: { readonly pages: WrittenPages; readonly page: number }[] = [];

  /** Is in `all` as long as several pages hold it. */
  constructor(frame: number, all: Set<CommonFrame>) {
    this.frame = frame;
    this.#all = all;
    all.add(this);
  }

  /** A page does not hold it any more. The last one that does keeps it for itself. */
  leave(pages: WrittenPages, page: number): void {
    const at = this.holders.findIndex((one) => one.pages === pages && one.page === page);
    this.holders.splice(at, 1);
    const [last] = this.holders;
    if (!last || this.holders.length > 1) return;
    this.#all.delete(this);
    last.pages.keep(last.page, this.frame);
  }
}

export class WrittenPages {
  readonly #memory: MachineFrames;
  readonly #swap: SwapSpace;
  readonly #places = new Map<number, Place>();
  #swapped = 0;
  #shared = 0;

  constructor(memory: MachineFrames, swap: SwapSpace) {
    this.#memory = memory;
    this.#swap = swap;
  }

  get count(): number {
    return this.#places.size;
  }

  get resident(): number {
    return this.count - this.#swapped;
  }

  get swapped(): number {
    return this.#swapped;
  }

  /** Pages in frames that they share. */
  get shared(): number {
    return this.#shared;
  }

  /** Where a page is: "nowhere" until it is put somewhere. */
  whereabouts(page: number): "nowhere" | "frame" | "common" | "swap" {
    const place = this.#places.get(page);
    if (place === undefined) return "nowhere";
    return "frame" in place ? "frame" : "common" in place ? "common" : "swap";
  }

  /** The frame of a page that is in one. */
  frame(page: number): number | undefined {
    const place = this.#places.get(page);
    if (!place || "slot" in place) return undefined;
    return "frame" in place ? place.frame : place.common.frame;
  }

  /** The frames that are its own. */
  get frames(): number[] {
    return [...this.#places.values()].flatMap((place) => ("frame" in place ? place.frame : []));
  }

  /** Pages in frames of their own. */
  get unshared(): number[] {
    return [...this.#places].flatMap(([page, place]) => ("frame" in place ? page : []));
  }

  /** The bytes of a page in a frame, one character each. */
  text(page: number): string {
    return String.fromCharCode(...this.#read(this.frame(page) as number));
  }

  /** A page gives up its frame for one with the same bytes. */
  join(page: number, common: CommonFrame): void {
    const own = this.frame(page) as number;
    if (own !== common.frame) this.#memory.release([{ start: own, length: 1 }]);
    this.#places.set(page, { common });
    common.holders.push({ pages: this, page });
    this.#shared++;
  }

  /** A page has a frame, which no other page shares with it any more, for itself. */
  keep(page: number, frame: number): void {
    this.#places.set(page, { frame });
    this.#shared--;
  }

  /** A page that shares a frame gets one of its own, with the same bytes. */
  split(page: number, frame: number): void {
    const place = this.#places.get(page);
    if (!place || !("common" in place)) return;
    this.#write(frame, this.#read(place.common.frame));
    this.keep(page, frame);
    place.common.leave(this, page);
  }

  /** Puts a page into a frame that holds zeros; what is on disk of it is read. */
  put(page: number, frame: number): void {
    const place = this.#places.get(page);
    if (place && "slot" in place) {
      this.#write(frame, this.#swap.read(place.slot));
      this.#swap.erase(place.slot);
      this.#swapped--;
    }
    this.#places.delete(page);
    this.#places.set(page, { frame });
  }

  /** Moves so many of those in frames to the swap space, those first that are longest where they are. */
  evict(pages: number): void {
    let left = pages;
    for (const [page, place] of this.#places) {
      if (left === 0) return;
      if (!("frame" in place)) continue;
      this.#places.set(page, { slot: this.#swap.write(this.#read(place.frame)) });
      this.#memory.release([{ start: place.frame, length: 1 }]);
      this.#swapped++;
      left--;
    }
  }

  /** Those that hold anything but zeros. */
  saved(): MemoryPages {
    return [...this.#places]
      .sort(([a], [b]) => a - b)
      .map(([page, place]) => {
        const slot = "slot" in place ? place.slot : undefined;
        const bytes =
          slot === undefined ? this.#read(this.frame(page) as number) : this.#swap.read(slot);
        return [page, bytes] as const;
      })
      .filter(([, bytes]) => bytes.some((byte) => byte !== 0));
  }

  /** Gives all frames and slots back. */
  release(): void {
    for (const page of [...this.#places.keys()]) {
      // Leaving a shared frame may make it another page's own, of this machine too: so each is looked at anew.
      const place = this.#places.get(page);
      this.#places.delete(page);
      if (!place) continue;
      if ("frame" in place) this.#memory.release([{ start: place.frame, length: 1 }]);
      else if ("slot" in place) this.#swap.erase(place.slot);
      else place.common.leave(this, page);
    }
    this.#swapped = 0;
    this.#shared = 0;
  }

  #read(frame: number): Uint8Array {
    return Uint8Array.from({ length: PAGE_SIZE }, (_, at) =>
      this.#memory.load(frame * PAGE_SIZE + at),
    );
  }

  #write(frame: number, bytes: Uint8Array): void {
    bytes.forEach((byte, at) => {
      if (byte !== 0) this.#memory.store(frame * PAGE_SIZE + at, byte);
    });
  }
}
