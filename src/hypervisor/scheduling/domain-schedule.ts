// Changing what a machine may have of the physical CPUs, on or off: check everything, then change it, and say what it is
// now.

import type { Hardware } from "../../host/hardware.ts";
import { options, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { LifecycleDetail } from "../../trace/detail.ts";
import type { CpuShare } from "./cpu-share.ts";
import { scheduleOptions } from "../spec/domain-spec.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";
import { checkAffinity, checkSchedule } from "./schedule-admission.ts";

/** Sets weight and cap, those that are given. */
export function changeShare(
  request: Request,
  share: CpuShare,
  spec: ScheduleSpec,
): LifecycleDetail {
  const given = options(request, spec, "schedule({ weight: 512 })", scheduleOptions);
  const { weight, cap } = checkSchedule(request, given);
  if (weight !== undefined) share.weight = weight;
  if (cap !== undefined) share.cap = cap;
  return { code: "share", weight: share.weight, cap: share.cap };
}

/** Says where virtual CPU number `vcpu`, of so many, may run. */
export function changeAffinity(
  request: Request,
  hardware: Hardware,
  share: CpuShare,
  vcpus: number,
  vcpu: number,
  pcpus: readonly number[],
): LifecycleDetail {
  wholeNumber(request, "vcpu", vcpu, { max: vcpus - 1, write: "pin(0, [1])" });
  const allowed = checkAffinity(request, hardware, pcpus);
  share.pin(vcpu, allowed);
  return { code: "affinity", vcpu, pcpus: allowed };
}
