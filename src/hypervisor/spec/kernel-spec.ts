// What a program has its kernel do, beside input and output, and how it goes about in its memory: what costs a guest more
// or less by how its hypervisor runs privileged instructions and translates addresses.

import type { OptionNames } from "../../simulation/argument.ts";
import { options, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { PAGE_SIZE } from "../../host/memory.ts";

/** What a program has its operating system do: each thread of a batch job, or each request of a service. */
export interface KernelSpec {
  /** How often it calls its kernel for nothing much. 0 unless given. */
  readonly systemCalls?: number;
  /** How many pages it touches that its page table has no entry for: each is a fault, and an entry written. 0 unless given. */
  readonly pageFaults?: number;
  /** Entries of page tables that are written many at once, as for `munmap` and `mprotect`. 0 unless given. */
  readonly pageTableWrites?: number;
  /** How often its kernel goes on with another process. 0 unless given. */
  readonly contextSwitches?: number;
  /** How many processes it makes, each of which ends at once. 0 unless given. */
  readonly forks?: number;
}

/** How a program goes about in its working set, which is its `memory`. */
export interface LocalitySpec {
  /**
   * How often it goes from one page to another in each second of its `compute`, to any page of its working set alike. What
   * the TLB does not hold of them is looked up in page tables, which takes time on top of `compute`.
   */
  readonly pageVisits: number;
  /** Whether the working set is in pages of 2 MiB. `false` unless given: 4 KiB. */
  readonly hugePages?: boolean;
  /**
   * Whether the hypervisor's page table has pages of 2 MiB for it, where walks are two-dimensional. As `hugePages` unless
   * given. A TLB entry is of the smaller of both.
   */
  readonly hugePagesBelow?: boolean;
}

const kernelOptions: OptionNames<KernelSpec> = {
  systemCalls: true,
  pageFaults: true,
  pageTableWrites: true,
  contextSwitches: true,
  forks: true,
};

const localityOptions: OptionNames<LocalitySpec> = {
  pageVisits: true,
  hugePages: true,
  hugePagesBelow: true,
};

/** Kernel work that can be done, or a refusal. */
export function checkKernel(request: Request, kernel: KernelSpec): KernelSpec {
  const given = options(request, kernel, "kernel: { pageFaults: 1000 }", kernelOptions);
  const checked: Record<string, number> = {};
  for (const [name, count] of Object.entries(given) as [keyof KernelSpec, number | undefined][])
    if (count !== undefined)
      checked[name] = wholeNumber(request, `kernel.${name}`, count, {
        ...{ max: 1e9, write: `kernel: { ${name}: 1000 }` },
      });
  return checked;
}

/** A locality that a working set of `memory` bytes can have, or a refusal. */
export function checkLocality(
  request: Request,
  locality: LocalitySpec,
  memory: number,
): Required<LocalitySpec> {
  const write = "locality: { pageVisits: 1000000 }";
  const given = options(request, locality, write, localityOptions);
  const { pageVisits, hugePages = false, hugePagesBelow = hugePages } = given;
  wholeNumber(request, "locality.pageVisits", pageVisits, { max: 1e9, write });
  yesOrNo(request, "locality.hugePages", hugePages);
  yesOrNo(request, "locality.hugePagesBelow", hugePagesBelow);
  wholeNumber(request, "memory", memory, { min: PAGE_SIZE, write: "memory: MiB(64)" });
  return { pageVisits, hugePages, hugePagesBelow };
}

/** Both, where they were given. */
export function checkKernelAndLocality(
  request: Request,
  { kernel, locality, memory }: { kernel?: KernelSpec; locality?: LocalitySpec; memory: number },
): { readonly kernel?: KernelSpec; readonly locality?: LocalitySpec } {
  return {
    ...(kernel !== undefined && { kernel: checkKernel(request, kernel) }),
    ...(locality !== undefined && { locality: checkLocality(request, locality, memory) }),
  };
}
