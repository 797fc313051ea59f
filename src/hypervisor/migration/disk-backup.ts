// Copying a machine's disk to another server while the machine goes on. The disk is frozen at the moment of the request:
// what is written from then on goes to a new layer, which becomes one with the old when all is copied. So a backup is of
// one moment, and crash-consistent: what the guest had not yet written is not in it, as after a power cut. Reading goes
// through the queue of the machine's disk, and the bytes through both network interfaces.

import type { Request } from "../../simulation/catalogue.ts";
import { checkDiskSpace } from "../../host/capacity.ts";
import { libraryKey } from "../../simulation/internals.ts";
import type { LifecycleDetail, ServerLost } from "../../trace/detail.ts";
import { Backup } from "../machine/backup.ts";
import type { BackupSpec } from "../machine/backup.ts";
import { backups } from "../machine/backup-progress.ts";
import type { BackupProgress } from "../machine/backup-progress.ts";
import type { Domain } from "../machine/domain.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import { messages } from "./messages.ts";
import { checkServers } from "./migration-admission.ts";
import { SendingThread } from "./sending-thread.ts";
import { ServerWatch } from "./server-watch.ts";
import { transfer } from "./transfer.ts";
import type { DiskSource } from "./transfer.ts";

/** What a machine that is being copied does not allow meanwhile. */
const busyWith: ReadonlySet<string> = new Set("backup restore migrate revert undefine".split(" "));

/** Checks that a backup can be made, and gives back what begins it. */
export function prepareBackup(
  request: Request,
  domain: Domain,
  to: VirtualMachineMonitor,
  { since }: BackupSpec,
): () => Backup {
  const { vmm, disk } = domain;
  checkServers(request, vmm, to);
  const base = since === undefined ? undefined : backups.find(since);
  const follows = base?.state === "completed" && base.place === to && disk.follows(base.disk);
  if (since !== undefined && !follows) throw messages.refusal("invalid-argument/since", request);
  const bytes = disk.changedSince(base?.disk);
  checkDiskSpace(request, to.hardware, bytes);
  return () => {
    const { simulation } = vmm.hardware;
    const server = to.hardware.name;
    const record = (detail: LifecycleDetail): void => {
      domain.log.lifecycle("backup", domain.state, domain.state, detail);
    };
    record({ code: "backup-begun", server, bytes, incremental: base !== undefined });
    const image = disk.freeze();
    const backup = disk.backUp(to.hardware.disk, image, base?.disk);
    const progress: BackupProgress = {
      ...{ vm: domain.name, begun: simulation.now, bytes, since, place: to },
      disk: backup.disk,
      services: [...domain.services],
      ...{ state: "copying", ended: undefined, failure: undefined },
    };
    const guard = (busy: Request, operation: string): void => {
      if (!busyWith.has(operation)) return;
      throw messages.refusal("resource-busy/backup", busy, { server });
    };
    domain.guards.add(guard);
    const watch = new ServerWatch(vmm, to);
    const thread = new SendingThread(vmm, `backup:${domain.name}`);
    const end = (failure?: ServerLost): void => {
      const state = failure ? "failed" : "completed";
      Object.assign(progress, { state, failure, ended: simulation.now });
      thread.stop();
      image.layer.letGo();
      domain.guards.delete(guard);
      if (failure) backup.failed();
      else backup.completed();
      record(failure ? { code: "backup-failed", server, failure } : { code: "backup", server });
    };
    transfer(vmm.hardware, to.hardware, {
      ...{ memory: 0, zeroPages: 0, fromSwap: 0 },
      disk: sourceOf(bytes),
      thread,
      rate: Math.min(vmm.hardware.nic.bandwidth, to.hardware.nic.bandwidth),
      goesOn: () => {
        if (progress.state !== "copying") return false;
        const lost = watch.lost();
        if (lost) end(lost);
        return lost === undefined;
      },
      done: () => {
        end();
      },
    });
    return new Backup(libraryKey, progress, () => simulation.now);
  };
}

/** So many bytes of a disk, piece by piece. */
function sourceOf(bytes: number): DiskSource {
  return {
    next: (most) => {
      const part = Math.min(bytes, most);
      bytes -= part;
      return part;
    },
  };
}
