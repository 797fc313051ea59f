// All parts at once, for where nothing is fetched: in Node, and in the package.
import clusters from "./parts/clusters.ts";
import containers from "./parts/containers.ts";
import hostOs from "./parts/host-os.ts";
import { showPart } from "./representations.ts";

/** Lets what every part brings be shown as the part says. */
export function showAllParts(): void {
  for (const part of [clusters, containers, hostOs]) showPart(part);
}
