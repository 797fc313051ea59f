// Moving machines between the servers of a cluster: what is checked first, and what is begun then.

import type { Request } from "../../simulation/catalogue.ts";
import { libraryKey } from "../../simulation/internals.ts";
import type { Domain } from "../machine/domain.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import type { Backup, BackupSpec } from "../machine/backup.ts";
import { prepareBackup } from "./disk-backup.ts";
import { onStorage } from "../machine/shared-storage.ts";
import { LiveMigration } from "./live-migration.ts";
import { checkEnds, checkPlan, checkRoom, checkStorage } from "./migration-admission.ts";
import { Migration } from "../machine/migration.ts";
import type { MigrateSpec, MigrationProgress } from "../machine/migration.ts";
import { checkCpu, guestCpu } from "../machine/guest-cpu.ts";
import { Mover } from "../machine/mover.ts";
import type { PreparedMigration } from "../machine/mover.ts";
import { messages } from "./messages.ts";
import { TakenRoom } from "./taken-room.ts";

class ClusterMover extends Mover {
  override prepareBackup(
    request: Request,
    domain: Domain,
    target: VirtualMachineMonitor,
    spec: BackupSpec,
  ): () => Backup {
    return prepareBackup(request, domain, target, spec);
  }

  override prepare(
    request: Request,
    domain: Domain,
    target: VirtualMachineMonitor,
    spec: MigrateSpec,
  ): PreparedMigration {
    const { vmm, active } = domain;
    checkEnds(request, vmm, target);
    const plan = checkPlan(request, spec, vmm.hardware, target.hardware);
    if (!active || !["running", "blocked", "paused"].includes(domain.state)) {
      throw domain.state === "undefined"
        ? messages.refusal("no-domain", request)
        : messages.refusal("operation-invalid/state", request, { state: domain.state });
    }
    checkCpu(request, active.cpu, target.hardware);
    checkStorage(request, domain, target, plan.copyStorage);
    checkRoom(request, domain, target, false);
    const there = onStorage(request, target, domain.spec);
    const copyStorage = plan.copyStorage && domain.spec.storage !== "shared";
    const room = new TakenRoom(request, domain, active, there, copyStorage);
    const begin = (): Migration => {
      const { simulation, name } = vmm.hardware;
      const progress: MigrationProgress = {
        vm: domain.name,
        mode: plan.mode,
        source: name,
        destination: target.hardware.name,
        begun: simulation.now,
        state: "copying",
        rounds: [],
        stopReason: undefined,
        stoppedAt: undefined,
        resumedAt: undefined,
        ended: undefined,
        sent: 0,
        faults: 0,
        zeroPages: 0,
        failure: undefined,
      };
      const migration = new Migration(libraryKey, progress, () => simulation.now);
      new LiveMigration(domain, active, there, room, { ...plan, copyStorage }, progress);
      return migration;
    };
    return {
      begin,
      cancel: () => {
        room.release();
      },
    };
  }
}

/** Moves machines between the servers of a cluster. */
export const clusterMover = new ClusterMover();

/**
 * Starts a machine elsewhere whose server is dead, from its disk on the shared storage.
 * @throws HypervisorError when there is no room for it
 */
export function failOver(request: Request, domain: Domain, target: VirtualMachineMonitor): void {
  checkRoom(request, domain, target, true);
  checkCpu(request, guestCpu(target.hardware, domain.spec.cpu), target.hardware);
  const source = domain.vmm.hardware.name;
  domain.relocate(onStorage(request, target, domain.spec), domain.disk);
  domain.log.lifecycle("failover", "shutoff", "shutoff", { code: "failover", source });
}
