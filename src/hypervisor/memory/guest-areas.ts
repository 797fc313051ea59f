// What a guest does with its memory, in numbers of pages: those of its operating system, of its file cache, of each
// application; and how soon a computing task meets a page that is not there.
//
// The model: an application touches its pages evenly, each once in a window of its CPU time. At first it goes through
// pages that it never touched, in runs. Later each touch may meet a page that was taken away, with the probability
// of the part that was; how often that is, is not drawn by lot: the expected number of faults is counted up, and each
// time it reaches one there is a fault.

import { costs } from "../../host/costs.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { OsImage } from "../../host/os-images.ts";

/** Pages of one purpose. What is neither resident nor swapped nor paged was never touched. */
export interface Area {
  readonly name: string;
  /** The guest-physical page that it is taken to begin at; only fault addresses tell it. */
  readonly base: number;
  /** CPU time in which each page is touched once, in nanoseconds. */
  readonly window: number;
  /** Whether its pages are touched only once: cache. */
  readonly once: boolean;
  /** How many of its pages are the same in all machines with this operating system, and the name of those. */
  readonly equal?: { readonly key: string; readonly pages: number };
  size: number;
  resident: number;
  /** The part of `resident` whose frames are shared. */
  shared: number;
  /** On the server's disk. */
  swapped: number;
  /** On the guest's own disk. */
  paged: number;
  /** CPU time until the next run of untouched pages begins. */
  ahead: number;
  /** Expected faults not yet taken: of pages on the server's disk, and on the guest's. */
  owedSwapped: number;
  owedPaged: number;
  /** What is left over of its part when pages are taken evenly. */
  debt: number;
  /** CPU time since the last sample. */
  used: number;
}

/** What pages of a machine are for, wherever they are: what a move takes along. */
export interface PageContent {
  /** Areas, with the pages of each that hold something, and those on the guest's own disk. */
  readonly areas: readonly { readonly area: Area; readonly held: number; readonly paged: number }[];
  /** Pages that the guest used and does not use any more. */
  readonly spare: number;
  /** How many the guest can put on its own disk. */
  readonly guestSwap: number;
  readonly ballooned: number;
}

export const OS = "operating system";
export const CACHE = "cache";
export const nameOf = (application: string): string => `application ${application}`;

export function area(
  name: string,
  size: number,
  base: number,
  window: number,
  more: Pick<Area, "equal"> & { readonly once?: boolean } = {},
): Area {
  const counts = { resident: 0, shared: 0, swapped: 0, paged: 0, debt: 0, used: 0 };
  const faults = { ahead: 0, owedSwapped: 0, owedPaged: 0 };
  return { name, base, window, once: false, ...more, size, ...counts, ...faults };
}

export const untouched = ({ size, resident, swapped, paged }: Area): number =>
  size - resident - swapped - paged;

/**
 * What an operating system takes of `total` pages: for itself and as cache what its boot reads, and a descriptor of each
 * page. In the smallest memory that it runs in, it takes at most half of that for itself.
 */
export function systemAreas(image: OsImage, total: number): Area[] {
  const read = Math.ceil(image.bootReads / PAGE_SIZE);
  const least = Math.floor(image.minimumMemory / PAGE_SIZE / 2);
  const cached = Math.floor((read * costs.bootCache.value) / 100);
  const own = Math.min(read - cached, least);
  const map = Math.ceil((total * costs.pageDescriptor.value) / PAGE_SIZE);
  const cache = Math.min(cached, Math.max(0, total - own - map - Math.floor(total / 4)));
  const equal = (part: string, pages: number) => ({ key: `${image.id} ${part}`, pages });
  return [
    area(OS, Math.min(own + map, total), 0, image.bootCompute, { equal: equal(OS, own) }),
    area(CACHE, cache, own + map, image.bootCompute, { equal: equal(CACHE, cached), once: true }),
  ];
}

/** CPU time until an area's next fault. */
export function untilFault(one: Area): number {
  if (untouched(one) > 0) return Math.max(0, Math.ceil(one.ahead));
  if (one.once) return Infinity;
  return Math.min(
    wait(one.owedSwapped, one.swapped, one.window),
    wait(one.owedPaged, one.paged, one.window),
  );
}

const DUE = 1 - 1e-6;

function wait(owed: number, missing: number, window: number): number {
  if (missing === 0) return Infinity;
  return owed >= DUE ? 0 : Math.max(1, Math.ceil(((1 - owed) * window) / missing));
}

/** A task that uses the area computed for `time` nanoseconds. */
export function touch(one: Area, time: number): void {
  one.used += time;
  if (untouched(one) > 0) {
    one.ahead -= time;
  } else if (!one.once) {
    one.owedSwapped += (time * one.swapped) / one.window;
    one.owedPaged += (time * one.paged) / one.window;
  }
}

/** Takes the fault that is due, if one is. */
export function takeFault(one: Area): "first touch" | "swapped" | "paged" | undefined {
  if (untouched(one) > 0) return one.ahead <= 0 ? "first touch" : undefined;
  if (one.once) return undefined;
  if (one.swapped > 0 && one.owedSwapped >= DUE) {
    one.owedSwapped = Math.max(0, one.owedSwapped - 1);
    return "swapped";
  }
  if (one.paged > 0 && one.owedPaged >= DUE) {
    one.owedPaged = Math.max(0, one.owedPaged - 1);
    return "paged";
  }
  return undefined;
}
