// What must be so before a machine is moved. Everything is checked at the request, and room on the other server is taken
// then; so a migration that began fails only when something breaks.

import type { Hardware } from "../../host/hardware.ts";
import { oneOf, options, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import type { ErrorCode } from "../../simulation/error.ts";
import { costs } from "../../host/costs.ts";
import { checkCpus } from "../machine/admission.ts";
import { checkDiskSpace, checkMemory } from "../../host/capacity.ts";
import type { Domain } from "../machine/domain.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import { refuseNested } from "../machine/nesting.ts";
import { checkAffinity } from "../scheduling/schedule-admission.ts";
import type { MigrateSpec, MigrationPlan } from "../machine/migration.ts";

type Reason = readonly [code: ErrorCode, expected: string, found: string, hint: string];

function refuse(asking: Asking, [code, expected, found, hint]: Reason): never {
  throw new HypervisorError({ code, ...asking, expected, found, hint });
}

/** The options, complete, for a way between these two. */
export function checkPlan(
  asking: Asking,
  spec: MigrateSpec,
  from: Hardware,
  to: Hardware,
): MigrationPlan {
  const given = options(asking, spec, 'migrate(other, { mode: "pre-copy" })');
  const fastest = Math.min(from.nic.bandwidth, to.nic.bandwidth);
  const { mode = "pre-copy", bandwidth = fastest, copyStorage = false } = given;
  oneOf(asking, "mode", mode, ["pre-copy", "post-copy", "stop-and-copy"]);
  const rate = { min: 1e3, max: 1e13, write: "bandwidth: Gbps(1)" };
  wholeNumber(asking, "bandwidth", bandwidth, rate);
  const { minBandwidth = Math.max(1e3, Math.round(bandwidth / 2)) } = given;
  wholeNumber(asking, "minBandwidth", minBandwidth, { ...rate, max: bandwidth });
  const { maxRounds = costs.migrationRounds.value } = given;
  wholeNumber(asking, "maxRounds", maxRounds, { min: 1, max: 1000, write: "maxRounds: 30" });
  yesOrNo(asking, "copyStorage", copyStorage);
  return { mode, bandwidth, minBandwidth, maxRounds, copyStorage };
}

/** Both ends, before anything is known of the machine. */
export function checkEnds(
  asking: Asking,
  from: VirtualMachineMonitor,
  to: VirtualMachineMonitor,
): void {
  const [here, there] = [from.hardware, to.hardware];
  if (from.loop === to.loop)
    refuse(asking, [
      "operation-invalid",
      "another server than the one it is on",
      `it is on "${here.name}" already`,
      "name the hypervisor of another server",
    ]);
  if (!here.site || here.simulation !== there.simulation)
    refuse(asking, [
      "no-connect",
      "two servers of one cluster",
      `"${there.name}" is not in a cluster with "${here.name}"`,
      "build both by cluster.add(…)",
    ]);
  const inside = from.outer ?? to.outer;
  if (inside)
    refuse(asking, [
      "config-unsupported",
      "two hypervisors on servers",
      `one is inside "${inside.machine}"`,
      "move the machine that is on the server",
    ]);
  if (from.memory.usage ?? to.memory.usage)
    refuse(asking, [
      "config-unsupported",
      "two hypervisors that reserve the memory of their machines",
      `"${from.memory.usage ? here.name : there.name}" overcommits memory`,
      "which pages there are then is not modelled for a move: leave memory out, or write reserved()",
    ]);
  if (from.profile.id !== to.profile.id)
    refuse(asking, [
      "config-unsupported",
      `a hypervisor of the same product, ${from.profile.product}`,
      `"${to.name}" is ${to.profile.product}`,
      "their devices and formats differ: give both hypervisors the same profile",
    ]);
}

/** Room for the machine, and for its disk if that is to be copied. */
export function checkRoom(
  asking: Asking,
  domain: Domain,
  to: VirtualMachineMonitor,
  on: boolean,
): void {
  const { spec, share } = domain;
  refuseNested(asking, domain.nested?.software);
  to.checkName(asking, domain.name);
  checkCpus(asking, to.hardware, spec.vcpus);
  if (on) checkMemory(asking, to.hardware, spec.memory);
  for (let vcpu = 0; vcpu < spec.vcpus; vcpu++)
    checkAffinity(asking, to.hardware, share.affinity(vcpu) ?? [0]);
}

/** The disk is where the other server reaches it, or may be copied, with nothing that stands on it. */
export function checkStorage(
  asking: Asking,
  { spec, disk, snapshots }: Domain,
  to: VirtualMachineMonitor,
  copyStorage: boolean,
): void {
  if (spec.storage === "shared") return;
  if (!copyStorage)
    refuse(asking, [
      "config-unsupported",
      "a disk that the other server reaches as well",
      "its disk is on its server",
      'define it with storage: "shared", or say copyStorage: true',
    ]);
  if (snapshots.size > 0 || disk.linkedClones.length > 0 || disk.linked)
    refuse(asking, [
      "operation-invalid",
      "a disk by itself, to be copied",
      "snapshots or clones share blocks with it",
      'deleteSnapshot() them, or define it with storage: "shared"',
    ]);
  checkDiskSpace(asking, to.hardware, spec.thin === true ? disk.written : spec.disk);
}
