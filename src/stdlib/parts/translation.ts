// What address translation takes, page walks and the TLB; and the ways of virtualizing CPU and memory.
export { virtualizationWays } from "../../hypervisor/profiles/virtualization-ways.ts";
export { pageWalk, type PageTableSpec } from "../../hypervisor/translation/page-walk.ts";
export { tlbMissRate, tlbReach, type TlbSpec } from "../../hypervisor/translation/tlb.ts";
