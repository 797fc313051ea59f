// What address translation takes: page walks and the TLB.
export { pageWalk, type PageTableSpec } from "../../hypervisor/translation/page-walk.ts";
export { tlbMissRate, tlbReach, type TlbSpec } from "../../hypervisor/translation/tlb.ts";
