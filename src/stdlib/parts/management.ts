// Hypervisors managed from another computer.
// The part of a host OS that manages has threads as the OS has: what is there for it is not fetched in pieces.
import "./host-os.ts";
export { ManagementConsole } from "../../hypervisor/management/management-console.ts";
export type { ManagementConsoleSpec } from "../../hypervisor/management/management-console.ts";
export { RemoteHypervisor } from "../../hypervisor/management/remote-hypervisor.ts";
export type { DomainInfo } from "../../hypervisor/management/remote-hypervisor.ts";
export { ManagementRequest } from "../../hypervisor/management/management-request.ts";
export type { RequestState } from "../../hypervisor/management/management-request.ts";
