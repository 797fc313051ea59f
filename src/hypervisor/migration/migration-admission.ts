// What must be so before a machine is moved. Everything is checked at the request, and room on the other server is taken
// then; so a migration that began fails only when something breaks.

import type { Hardware } from "../../host/hardware.ts";
import { oneOf, options, wholeNumber, yesOrNo } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { costs } from "../../host/costs.ts";
import { checkCpus } from "../machine/admission.ts";
import { checkDiskSpace } from "../../host/capacity.ts";
import type { Domain } from "../machine/domain.ts";
import type { VirtualMachineMonitor } from "../machine/virtual-machine-monitor.ts";
import { refuseNested } from "../machine/nesting.ts";
import { checkAffinity } from "../scheduling/schedule-admission.ts";
import { migrateOptions } from "../machine/migration.ts";
import type { MigrateSpec, MigrationPlan } from "../machine/migration.ts";
import { messages } from "./messages.ts";

/** The options, complete, for a way between these two. */
export function checkPlan(
  request: Request,
  spec: MigrateSpec,
  from: Hardware,
  to: Hardware,
): MigrationPlan {
  const given = options(request, spec, 'migrate(other, { mode: "pre-copy" })', migrateOptions);
  const fastest = Math.min(from.nic.bandwidth, to.nic.bandwidth);
  const { mode = "pre-copy", bandwidth = fastest, copyStorage = false } = given;
  oneOf(request, "mode", mode, ["pre-copy", "post-copy", "stop-and-copy"]);
  const rate = { min: 1e3, max: 1e13, write: "bandwidth: Gbps(1)" };
  wholeNumber(request, "bandwidth", bandwidth, rate);
  const { minBandwidth = Math.max(1e3, Math.round(bandwidth / 2)) } = given;
  const least = { ...rate, max: bandwidth, write: "minBandwidth: Mbps(100)" };
  wholeNumber(request, "minBandwidth", minBandwidth, least);
  const { maxRounds = costs.migrationRounds.value } = given;
  wholeNumber(request, "maxRounds", maxRounds, { min: 1, max: 1000, write: "maxRounds: 30" });
  yesOrNo(request, "copyStorage", copyStorage);
  return { mode, bandwidth, minBandwidth, maxRounds, copyStorage };
}

const productOf = ({ profile: { id, product } }: VirtualMachineMonitor) => ({ id, product });

/** Two servers of one cluster. */
export function checkServers(
  request: Request,
  from: VirtualMachineMonitor,
  to: VirtualMachineMonitor,
): void {
  const [here, there] = [from.hardware, to.hardware];
  if (from.loop === to.loop)
    throw messages.refusal("operation-invalid/same-server", request, { server: here.name });
  if (!here.site || here.simulation !== there.simulation)
    throw messages.refusal("no-connect", request, { here: here.name, there: there.name });
  const inside = from.outer ?? to.outer;
  if (inside)
    throw messages.refusal("config-unsupported/nested", request, { machine: inside.machine });
}

/** Both ends, before anything is known of the machine. */
export function checkEnds(
  request: Request,
  from: VirtualMachineMonitor,
  to: VirtualMachineMonitor,
): void {
  checkServers(request, from, to);
  if (from.profile.id !== to.profile.id)
    throw messages.refusal("config-unsupported/product", request, {
      here: productOf(from),
      ...{ hypervisor: to.name, there: productOf(to) },
    });
}

/** Room for the machine, and for its disk if that is to be copied. */
export function checkRoom(
  request: Request,
  domain: Domain,
  to: VirtualMachineMonitor,
  on: boolean,
): void {
  const { spec, share } = domain;
  refuseNested(request, domain.nested?.software);
  to.checkName(request, domain.name);
  checkCpus(request, to.hardware, to.profile, spec.vcpus);
  if (on) to.memory.admit(request, spec);
  for (let vcpu = 0; vcpu < spec.vcpus; vcpu++)
    checkAffinity(request, to.hardware, share.affinity(vcpu) ?? [0]);
}

/** The disk is where the other server reaches it, or may be copied, with nothing that stands on it. */
export function checkStorage(
  request: Request,
  { spec, disk, snapshots }: Domain,
  to: VirtualMachineMonitor,
  copyStorage: boolean,
): void {
  if (spec.storage === "shared") return;
  if (!copyStorage) throw messages.refusal("config-unsupported/local-disk", request);
  if (snapshots.size > 0 || disk.linkedClones.length > 0 || disk.linked)
    throw messages.refusal("operation-invalid/shared-blocks", request);
  checkDiskSpace(request, to.hardware, spec.thin === true ? disk.written() : spec.disk);
}
