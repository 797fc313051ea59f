// What a guest does with its memory, in numbers of pages: those of its operating system, of its file cache, of each
// application; and how soon a computing task meets a page that is not there.
//
// The model: at first an application goes through pages that it never touched, in runs, each once in a window of its CPU
// time. Later it touches some much more often than others (page-popularity.ts), and each touch may meet a page that was
// taken away. How often that is, is not drawn by lot: the expected number of faults, the sum of the rates at which the
// missing pages are touched, is counted up, and each time it reaches one there is a fault. Where faults come thick and
// fast, several are taken together, one after another: what each takes is the same, but there are fewer events.
//
// Which pages are missing depends on who took them. The hypervisor does not know which are in use, and takes any; the
// guest's kernel takes those that were not touched for longest (guest-reclaim.ts).

import { costs } from "../../host/costs.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Touches } from "../exits/guest-paging.ts";
import { decay } from "../../simulation/decay.ts";
import { MissingPages } from "./missing-pages.ts";
import { classParts, classRates } from "./page-popularity.ts";

/** Pages of one purpose. What is neither resident nor swapped nor paged was never touched. */
export interface Area {
  readonly name: string;
  /** The guest-physical page that it is taken to begin at; only fault addresses tell it. */
  readonly base: number;
  /** CPU time in which it touches all of its pages for the first time, in nanoseconds. */
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
  /** Which of its pages those are. */
  readonly missing: { readonly swapped: MissingPages; readonly paged: MissingPages };
  /** CPU time until the next run of untouched pages begins. */
  ahead: number;
  /** Expected faults not yet taken: of pages on the server's disk, and on the guest's. */
  owedSwapped: number;
  owedPaged: number;
  /** What is left over of its part when pages are taken evenly. */
  debt: number;
  /** The same when the guest takes those that were not touched for longest. */
  reclaimDebt: number;
  /** CPU time since the last sample. */
  used: number;
  /** CPU time of late: half of what it was until the last sample, and what came since. */
  lately: number;
  /** CPU time since its first page was touched; Infinity where that is so long ago that it is not known. */
  lived: number;
}

/** What pages of a machine are for, wherever they are: what a move takes along. */
export interface PageContent {
  /** Areas, with the pages of each that hold something, and those on the guest's own disk. */
  readonly areas: readonly {
    readonly area: Area;
    readonly held: number;
    readonly paged: number;
    readonly touches: Touches;
  }[];
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
  const counts = { resident: 0, shared: 0, swapped: 0, paged: 0, debt: 0, reclaimDebt: 0 };
  const missing = { swapped: new MissingPages(), paged: new MissingPages() };
  const faults = { ahead: 0, owedSwapped: 0, owedPaged: 0, used: 0, lately: 0, lived: 0 };
  return { name, base, window, once: false, ...more, size, ...counts, missing, ...faults };
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

/** Which of an area's pages are on a disk, as many as there are. */
function missing(one: Area, where: "swapped" | "paged"): MissingPages {
  one.missing[where].become(one[where]);
  return one.missing[where];
}

/** How an area was touched, and which of its pages are on the guest's disk. */
export function touchesOf(one: Area): Touches {
  const { lived, used, lately, owedPaged } = one;
  return { lived, used, lately, owedPaged, pagedClasses: missing(one, "paged").classes };
}

/** An area of which so many pages are on the guest's disk, as it was touched elsewhere or earlier. */
export function resume(one: Area, paged: number, { pagedClasses, ...counted }: Touches): void {
  Object.assign(one, counted, { paged });
  one.missing.paged.become(0);
  one.missing.paged.add(Float64Array.from(pagedClasses), paged);
}

/** How many pages of each class the guest has in its memory, wherever the hypervisor has them. */
export function heldByClass(one: Area): Float64Array {
  const all = one.resident + one.swapped + one.paged;
  const paged = missing(one, "paged");
  const held = new Float64Array(classParts.length);
  for (let k = 0; k < held.length; k++)
    held[k] = Math.max(0, all * (classParts[k] ?? 0) - paged.of(k));
  return held;
}

/** The hypervisor puts pages of an area on the server's disk, any that are there. */
export function swapOut(one: Area, pages: number): void {
  if (pages === 0) return;
  const swapped = missing(one, "swapped");
  const weights = heldByClass(one);
  for (let k = 0; k < weights.length; k++)
    weights[k] = Math.max(0, (weights[k] ?? 0) - swapped.of(k));
  swapped.add(weights, pages);
  one.resident -= pages;
  one.swapped += pages;
}

/** How many pages so many faults read from a disk: each the one that was touched, and some that lie beside it. */
export const readTogether = (missing: number, faults: number): number =>
  Math.min(missing, faults * costs.swapCluster.value);

/** Faults read pages of an area from a disk, which are to be put into frames. */
export function readBack(
  one: Area,
  where: "swapped" | "paged",
  faults: number,
  pages: number,
): void {
  missing(one, where).take(faults, pages);
  one[where] -= pages;
}

/** The guest puts pages of an area on its own disk, of each class as `weights` says; gives back how many were swapped. */
export function pageOut(one: Area, pages: number, weights: Float64Array): number {
  const swapped = missing(one, "swapped");
  const paged = missing(one, "paged");
  let [sum, swappedSum] = [0, 0];
  const held = heldByClass(one);
  const ofSwapped = weights.map((weight, k) => {
    const part = weight === 0 ? 0 : weight * Math.min(1, swapped.of(k) / (held[k] ?? 0));
    sum += weight;
    swappedSum += part;
    return part;
  });
  const exact = sum === 0 ? one.swapped / (one.resident + one.swapped) : swappedSum / sum;
  const least = Math.max(0, pages - one.resident);
  const fromSwap = Math.max(least, Math.min(one.swapped, Math.round(pages * exact)));
  swapped.add(ofSwapped, -fromSwap);
  paged.add(weights, pages);
  one.swapped -= fromSwap;
  one.resident -= pages - fromSwap;
  one.paged += pages;
  return fromSwap;
}

/**
 * The part of an area's pages in memory that was touched since the last sample, in pages; another sample begins. Where only
 * the hot ones are left, that is most of them; and of a program that began since then, all.
 */
export function sample(one: Area): number {
  const { resident, once, used } = one;
  one.lately = (one.lately + used) / 2;
  one.used = 0;
  if (once || used === 0) return 0;
  const held = heldByClass(one);
  const swapped = missing(one, "swapped");
  let again = 0;
  for (let k = 0; k < held.length; k++) {
    const here = Math.max(0, (held[k] ?? 0) - swapped.of(k));
    again += here * (1 - decay((classRates[k] ?? 0) * used));
  }
  const before = firstTouchedBefore(one, used);
  return Math.min(resident, again * before + resident * (1 - before));
}

/** CPU time until an area's next fault. */
export function untilFault(one: Area): number {
  if (untouched(one) > 0) return Math.max(0, Math.ceil(one.ahead));
  if (one.once || one.swapped + one.paged === 0) return Infinity;
  return Math.min(wait(one, "swapped", one.owedSwapped), wait(one, "paged", one.owedPaged));
}

const DUE = 1e-6;

/** How many faults are taken together: those of a run of CPU time, where they come thick and fast. */
function together(pages: number, rate: number): number {
  const several = Math.floor(rate * costs.faultRun.value);
  return several <= 1 ? 1 : Math.min(several, Math.ceil(pages / costs.swapCluster.value));
}

function wait(one: Area, where: "swapped" | "paged", owed: number): number {
  const pages = one[where];
  if (pages === 0) return Infinity;
  const { rate } = missing(one, where);
  const left = together(pages, rate) - owed;
  return left <= DUE ? 0 : Math.max(1, Math.ceil(left / rate));
}

/** The part of the pages that were touched so far whose first touch is `age` ago or more. */
export function firstTouchedBefore({ lived, window }: Area, age: number): number {
  if (age <= 0 || lived === Infinity) return 1;
  return Math.max(0, Math.min(1, (lived - age) / Math.min(lived, window)));
}

/** A task that uses the area computed for `time` nanoseconds. */
export function touch(one: Area, time: number): void {
  one.used += time;
  one.lived += time;
  if (untouched(one) > 0) {
    one.ahead -= time;
  } else if (!one.once && one.swapped + one.paged > 0) {
    one.owedSwapped += time * missing(one, "swapped").rate;
    one.owedPaged += time * missing(one, "paged").rate;
  }
}

/** Faults that are due, and what the first of them met. */
export interface DueFaults {
  readonly cause: "first touch" | "swapped" | "paged";
  readonly faults: number;
}

/** Takes the faults that are due, if any are. */
export function takeFault(one: Area): DueFaults | undefined {
  if (untouched(one) > 0) return one.ahead <= 0 ? { cause: "first touch", faults: 1 } : undefined;
  if (one.once) return undefined;
  if (one.swapped > 0) {
    const faults = together(one.swapped, missing(one, "swapped").rate);
    if (one.owedSwapped >= faults - DUE) {
      one.owedSwapped = Math.max(0, one.owedSwapped - faults);
      return { cause: "swapped", faults };
    }
  }
  if (one.paged > 0) {
    const faults = together(one.paged, missing(one, "paged").rate);
    if (one.owedPaged >= faults - DUE) {
      one.owedPaged = Math.max(0, one.owedPaged - faults);
      return { cause: "paged", faults };
    }
  }
  return undefined;
}
