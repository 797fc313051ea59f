// Diagrams that few lessons draw.
export { exitPath } from "../figures/exit-path.ts";
export { lifecycle } from "../figures/lifecycle.ts";
export { snapshotTree } from "../figures/snapshot-tree.ts";
