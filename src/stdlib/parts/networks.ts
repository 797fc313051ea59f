// Who can reach whom, as a table and as a diagram.
export { networkDiagram } from "../figures/network-diagram.ts";
export { reachabilityTable } from "../figures/reachability-table.ts";
export type { Networked } from "../figures/reachability-table.ts";
