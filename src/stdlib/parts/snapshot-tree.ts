// The diagram of a machine's snapshots.
export { snapshotTree } from "../figures/snapshot-tree.ts";
