// Containers, for the comparison with machines.
// Containers run on a host OS: what is there for it is not fetched in pieces.
import "./host-os.ts";
import { containerTables } from "../container-table.ts";
import type { PartRepresentation } from "../representations.ts";

export default { bundleOf: containerTables } satisfies PartRepresentation;

export { ContainerEngine } from "../../hypervisor/container/container-engine.ts";
export type { ContainerEngineSpec } from "../../hypervisor/container/container-engine.ts";
export { Container } from "../../hypervisor/container/container.ts";
export type { ContainerDiskUsage } from "../../hypervisor/container/container.ts";
export type { ContainerSpec, PublishSpec } from "../../hypervisor/container/container-admission.ts";
export { containerImages } from "../../hypervisor/container/container-images.ts";
export type { ContainerImage, ImageLayer } from "../../hypervisor/container/container-images.ts";
export type { StoredImage } from "../../hypervisor/container/image-store.ts";
export { containerTransitions } from "../../hypervisor/container/container-lifecycle.ts";
export type {
  ContainerOperation,
  ContainerState,
} from "../../hypervisor/container/container-lifecycle.ts";
