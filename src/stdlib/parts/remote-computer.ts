// A computer outside that asks services over the network.
export { RemoteComputer } from "../../hypervisor/remote-computer.ts";
export type { RemoteComputerSpec } from "../../hypervisor/remote-computer.ts";
