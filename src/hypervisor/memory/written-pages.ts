// The pages of a machine that a program in a cell wrote to: of these the bytes are kept exactly, wherever they are.

import { PAGE_SIZE } from "../../host/memory.ts";
import type { PhysicalMemory } from "../../host/memory.ts";
import type { MemoryPages } from "./saved-memory.ts";
import type { SwapSpace } from "./swap-space.ts";

/** In a frame of its own, or in a slot of the swap space. */
type Place = { readonly frame: number } | { readonly slot: number };

export class WrittenPages {
  readonly #memory: PhysicalMemory;
  readonly #swap: SwapSpace;
  readonly #places = new Map<number, Place>();
  #swapped = 0;

  constructor(memory: PhysicalMemory, swap: SwapSpace) {
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

  /** Where a page is: "nowhere" until it is put somewhere. */
  whereabouts(page: number): "nowhere" | "frame" | "swap" {
    const place = this.#places.get(page);
    return place === undefined ? "nowhere" : "frame" in place ? "frame" : "swap";
  }

  /** The frame of a page that is in one. */
  frame(page: number): number | undefined {
    const place = this.#places.get(page);
    return place && "frame" in place ? place.frame : undefined;
  }

  get frames(): number[] {
    return [...this.#places.keys()].flatMap((page) => this.frame(page) ?? []);
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
        const bytes = "frame" in place ? this.#read(place.frame) : this.#swap.read(place.slot);
        return [page, bytes] as const;
      })
      .filter(([, bytes]) => bytes.some((byte) => byte !== 0));
  }

  /** Gives all frames and slots back. */
  release(): void {
    for (const place of this.#places.values()) {
      if ("frame" in place) this.#memory.release([{ start: place.frame, length: 1 }]);
      else this.#swap.erase(place.slot);
    }
    this.#places.clear();
    this.#swapped = 0;
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
