// The translation lookaside buffer: the CPU's own store of pages that it has looked up. What it reaches is its entries
// times the size of a page; visits beyond that walk the page tables.
//
// The model of access is the simplest that has a working set: each visit is to any page of it alike, so the TLB holds the
// page that is visited with a chance of its entries over the pages, however it replaces. Real programs do better.

import { PAGE_SIZE } from "../../host/memory.ts";
import { costs } from "../../host/costs.ts";
import { options, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import { messages } from "./messages.ts";

/** A huge page: 2 MiB. */
export const HUGE_PAGE_SIZE = 512 * PAGE_SIZE;

/** Which pages of a TLB are meant. */
export interface TlbSpec {
  /** Pages of 2 MiB. `false` unless given: 4 KiB. */
  readonly hugePages?: boolean;
}

const tlbOptions: OptionNames<TlbSpec> = { hugePages: true };

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

function hugeOf(spec: TlbSpec): boolean {
  const request = messages.request("TLB", "look-up");
  const { hugePages = false } = options(request, spec, "{ hugePages: true }", tlbOptions);
  return yesOrNo(request, "hugePages", hugePages);
}

/**
 * How much memory the TLB reaches: its entries times the size of a page, in bytes.
 * @example
 * tlbReach(); // 2 MiB
 * tlbReach({ hugePages: true }); // 64 MiB
 * @throws HypervisorError `invalid-argument`
 */
export function tlbReach(spec: TlbSpec = {}): number {
  return reachOf(hugeOf(spec));
}

/**
 * What share of its visits to pages a program with a working set of so many bytes misses the TLB at, when it visits all of
 * them alike: `1 - reach / memory`, and never below 0.
 * @throws HypervisorError `invalid-argument`
 */
export function tlbMissRate(memory: number, spec: TlbSpec = {}): number {
  wholeNumber(messages.request("TLB", "look-up"), "memory", memory, {
    ...{ min: PAGE_SIZE, write: "tlbMissRate(MiB(64))" },
  });
  return missShare(memory, hugeOf(spec));
}
