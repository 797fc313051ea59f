// The reach of the TLB, as a cell asks for it.

import { PAGE_SIZE } from "../../host/memory.ts";
import { options, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { OptionNames } from "../../simulation/argument.ts";
import { messages } from "./messages.ts";
import { missShare, reachOf } from "./tlb-reach.ts";

/** Which pages of a TLB are meant. */
export interface TlbSpec {
  /** Pages of 2 MiB. `false` unless given: 4 KiB. */
  readonly hugePages?: boolean;
}

const tlbOptions: OptionNames<TlbSpec> = { hugePages: true };

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
