// The products that a hypervisor can be.
export { profiles } from "../../hypervisor/profiles/profiles.ts";
