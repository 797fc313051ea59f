// The translation lookaside buffer: the CPU's own store of pages that it has looked up. What it reaches is its entries
// times the size of a page; visits beyond that walk the page tables.
//
// The model of access is the simplest that has a working set: each visit is to any page of it alike, so the TLB holds the
// page that is visited with a chance of its entries over the pages, however it replaces. Real programs do better.

import { PAGE_SIZE } from "../../host/memory.ts";
import { costs } from "../../host/costs.ts";
import { fanOut } from "./walk-references.ts";

/** A huge page: 2 MiB. */
const HUGE_PAGE_SIZE = fanOut * PAGE_SIZE;

/** What a TLB holds at once, in bytes. */
export function reachOf(hugePages: boolean): number {
  return hugePages
    ? costs.hugeTlbEntries.value * HUGE_PAGE_SIZE
    : costs.tlbEntries.value * PAGE_SIZE;
}

/** What share of visits to the pages of a working set the TLB does not hold. */
export function missShare(memory: number, hugePages: boolean): number {
  return Math.max(0, 1 - reachOf(hugePages) / memory);
}
