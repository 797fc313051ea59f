// Memory promised more than once.
export { overcommit } from "../../hypervisor/memory/overcommit-spec.ts";
export type { OvercommitSpec } from "../../hypervisor/memory/overcommit-spec.ts";
