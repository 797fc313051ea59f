// A host operating system with processes of its own.
export { HostOs } from "../../hypervisor/host-os/host-os.ts";
export type { HostOsSpec } from "../../hypervisor/host-os/host-os.ts";
export type { HostOsState } from "../../hypervisor/host-os/host-boot.ts";
