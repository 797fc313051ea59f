// A host operating system with processes of its own, and the products that a hypervisor can be: half of them stand on one.
import { remarkIn } from "../profile-remarks.ts";
import type { PartRepresentation } from "../representations.ts";

export default { textIn: remarkIn } satisfies PartRepresentation;

export { HostOs } from "../../hypervisor/host-os/host-os.ts";
export type { HostOsSpec } from "../../hypervisor/host-os/host-os.ts";
export type { HostOsState } from "../../hypervisor/host-os/host-boot.ts";
export { Computer, computer } from "../../hypervisor/computer.ts";
export type { ComputerSpec } from "../../hypervisor/computer.ts";
export { compare, testbed } from "../compare.ts";
export type { CompareOptions, Testbed } from "../compare.ts";
export { profiles } from "../../hypervisor/profiles/profiles.ts";
