// The same hypervisor, of no product, under each way of running a guest's privileged instructions and translating its
// addresses: for one experiment on all of them.

import { frozen } from "../../trace/frozen.ts";
import { generic } from "./generic-profile.ts";
import type { Profile } from "./profile.ts";

const binaryTranslation: Profile = {
  ...generic,
  id: "binaryTranslation",
  product: "binary translation",
  remark:
    "Full virtualization without help from the CPU: the guest kernel's code is translated before it runs, and the hypervisor keeps shadow page tables.",
  privileged: "binary translation",
  paging: "shadow",
};

const paravirtual: Profile = {
  ...generic,
  id: "paravirtual",
  product: "paravirtualization",
  remark:
    "The guest's kernel was changed to call the hypervisor, also for each write to a page table or for many at once.",
  privileged: "paravirtual",
  paging: "paravirtual",
};

const shadowPaging: Profile = {
  ...generic,
  id: "shadowPaging",
  product: "hardware-assisted, shadow paging",
  remark:
    "Full virtualization on the first CPUs with VT-x: the CPU leaves the guest for each page fault and each write to a page table that the hypervisor shadows.",
  privileged: "hardware-assisted",
  paging: "shadow",
};

const nestedPaging: Profile = {
  ...generic,
  id: "nestedPaging",
  product: "hardware-assisted, nested paging",
  remark:
    "Full virtualization on today's CPUs: they walk the guest's page tables and the hypervisor's, and leave the guest for neither.",
  privileged: "hardware-assisted",
  paging: "nested",
};

/**
 * The ways of virtualizing CPU and memory, by name, on a hypervisor that is no product.
 *
 * @example
 * compare(Object.values(virtualizationWays), ({ vm }) => ({
 *   "1,000 forks": vm.time({ kernel: { forks: 1000 } }),
 * }));
 */
export const virtualizationWays = frozen({
  binaryTranslation,
  paravirtual,
  shadowPaging,
  nestedPaging,
} as const);
