// How many references to memory a page walk makes: what the CPU does when the TLB does not hold a page.
//
// With nested paging each entry of the guest's page table is at a guest-physical address, which must itself be translated
// by the hypervisor's: m references, then the entry. So n entries take n (m + 1), and the address they end at m more:
//
//   n (m + 1) + m  =  (n + 1) (m + 1) - 1        x86-64, 4 levels over 4: 24

import { options, wholeNumber } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { described } from "../../simulation/described.ts";
import { messages } from "./messages.ts";

/** A page table: a tree of so many levels. */
export interface PageTableSpec {
  /** 4 on x86-64 and in Sv48, 3 in Sv39, 5 in Sv57. */
  readonly levels: number;
  /** The size of its pages: 4 KiB unless given. With `MiB(2)` the tree ends one level earlier, with `GiB(1)` two. */
  readonly page?: number;
}

const tableOptions: OptionNames<PageTableSpec> = { levels: true, page: true };

/** How many entries of one table a page of the next level up stands for. */
const fanOut = 512;

/** A walk over trees whose entries stand for pages of so many levels. */
export const referencesOf = (guest: number, host = 0): number => (guest + 1) * (host + 1) - 1;

/** How many levels earlier a tree ends whose pages are so large. */
export const levelsSaved = (page: number): number =>
  Math.round(Math.log(page / PAGE_SIZE) / Math.log(fanOut));

/**
 * How many references to memory a page walk makes at most: one for each level natively; with the hypervisor's page table
 * below the guest's, as nested paging has it, `(n + 1) × (m + 1) - 1`.
 * @param guest the page table of the operating system
 * @param below the hypervisor's, for a two-dimensional walk
 * @example
 * pageWalk({ levels: 4 }); // 4
 * pageWalk({ levels: 4 }, { levels: 4 }); // 24
 * pageWalk({ levels: 3, page: MiB(2) }, { levels: 3, page: MiB(2) }); // 8
 * @throws HypervisorError `invalid-argument`
 */
export function pageWalk(guest: PageTableSpec, below?: PageTableSpec): number {
  const request = messages.request("page walk", "walk");
  const levelsOf = (table: PageTableSpec): number => {
    const write = "pageWalk({ levels: 4 }, { levels: 4 })";
    const { levels, page = PAGE_SIZE } = options(request, table, write, tableOptions);
    wholeNumber(request, "levels", levels, { min: 1, max: 5, write: "levels: 4" });
    const saved = [0, 1, 2].find((one) => one < levels && page === PAGE_SIZE * fanOut ** one);
    if (saved === undefined)
      throw messages.refusal("invalid-argument/page", request, { page: described(page), levels });
    return levels - saved;
  };
  return referencesOf(levelsOf(guest), below === undefined ? 0 : levelsOf(below));
}
