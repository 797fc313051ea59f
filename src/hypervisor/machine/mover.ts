// What moves virtual machines between servers. A library that comes in parts may be without it: a `Cluster` brings it
// along, at the site that its servers share.

import type { Hardware } from "../../host/hardware.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { Backup, BackupSpec } from "./backup.ts";
import type { Domain } from "./domain.ts";
import type { MigrateSpec, Migration } from "./migration.ts";
import type { VirtualMachineMonitor } from "./virtual-machine-monitor.ts";

/** A migration that may begin, at once: the room that it needs is taken. */
export interface PreparedMigration {
  begin(): Migration;
  /** It does not take place, and gives the room back. */
  cancel(): void;
}

export abstract class Mover {
  /** Checks a migration to the server of another monitor, and takes the room that it needs there. */
  abstract prepare(
    request: Request,
    domain: Domain,
    target: VirtualMachineMonitor,
    spec: MigrateSpec,
  ): PreparedMigration;

  /** Checks a backup to the server of another monitor, and gives back what begins it. */
  abstract prepareBackup(
    request: Request,
    domain: Domain,
    target: VirtualMachineMonitor,
    spec: BackupSpec,
  ): () => Backup;
}

/** What moves machines between this server and others; undefined for a server that is in no cluster. */
export function moverOf({ site }: Hardware): Mover | undefined {
  return site?.mover instanceof Mover ? site.mover : undefined;
}
