// The schedulers that a hypervisor has only if a cell asks for one by name.
export { credit } from "../../hypervisor/scheduling/credit-scheduler.ts";
export { fair } from "../../hypervisor/scheduling/fair-scheduler.ts";
