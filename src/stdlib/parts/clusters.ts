// Several servers: live migration, placement, high availability.
import { clusterTables } from "../cluster-table.ts";
import type { PartRepresentation } from "../representations.ts";

export default { bundleOf: clusterTables } satisfies PartRepresentation;

export { Cluster } from "../../hypervisor/cluster/cluster.ts";
export type { ClusterSpec, SharedStorageSpec } from "../../hypervisor/cluster/cluster.ts";
export type {
  Consolidation,
  DrainSpec,
  PlacementSpec,
} from "../../hypervisor/cluster/cluster-placement.ts";
export { place } from "../../hypervisor/placement/placement.ts";
export type { Load, Placement, Room } from "../../hypervisor/placement/placement.ts";
export {
  bestFit,
  bestFitDecreasing,
  firstFit,
  firstFitDecreasing,
  nextFit,
  worstFit,
} from "../../hypervisor/placement/heuristics.ts";
export type { Heuristic } from "../../hypervisor/placement/heuristics.ts";
export { Backup } from "../../hypervisor/machine/backup.ts";
export type { BackupSpec } from "../../hypervisor/machine/backup.ts";
export type { BackupState } from "../../hypervisor/machine/backup-progress.ts";
export { Migration } from "../../hypervisor/machine/migration.ts";
export type {
  MigrateSpec,
  MigrationMode,
  MigrationRound,
  MigrationState,
  StopReason,
} from "../../hypervisor/machine/migration.ts";
