// The schedulers that nobody gets without asking for one by name.
export { credit } from "../../hypervisor/scheduling/credit-scheduler.ts";
export { fair } from "../../hypervisor/scheduling/fair-scheduler.ts";
