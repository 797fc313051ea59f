// The references of a page walk, as a cell asks for them.

import { options, wholeNumber } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { described } from "../../simulation/described.ts";
import { messages } from "./messages.ts";
import { fanOut, referencesOf } from "./walk-references.ts";

/** A page table: a tree of so many levels. */
export interface PageTableSpec {
  /** 4 on x86-64 and in Sv48, 3 in Sv39, 5 in Sv57. */
  readonly levels: number;
  /** The size of its pages: 4 KiB unless given. With `MiB(2)` the tree ends one level earlier, with `GiB(1)` two. */
  readonly page?: number;
}

const tableOptions: OptionNames<PageTableSpec> = { levels: true, page: true };

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
