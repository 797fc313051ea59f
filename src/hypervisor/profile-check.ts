// A profile of a cell is checked before a hypervisor is made of it: every cost has a name in the table, every
// way is connected and leads somewhere, and every part that is named is there. Beside that stand the rules of the types:
// what is installed on what.

import { frozenCopy } from "../trace/frozen.ts";
import { costs } from "../host/costs.ts";
import { oneOf, options, wholeNumber, yesOrNo } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import { ms } from "../simulation/units.ts";
import type { LifecycleDetail } from "../trace/detail.ts";
import { exitReasons } from "./exits/exit.ts";
import type { RunningHostOs } from "./host-os/hosted-software.ts";
import { messages } from "./messages.ts";
import type { ByteCost, CycleCost, Hop, Profile } from "./profiles/profile.ts";
import { pagingUnder, privilegedWays, translatorsUnder, waysOf } from "./profiles/ways.ts";

/** Whether it is the name of a constant that counts cycles. */
const inCycles = (cost: CycleCost): boolean =>
  Object.hasOwn(costs, cost) && costs[cost].unit === "cycles";

/** Whether it is the name of a constant that counts bytes. */
const inBytes = (cost: ByteCost): boolean =>
  Object.hasOwn(costs, cost) && costs[cost].unit === "bytes";

function checkWay(
  request: Request,
  way: string,
  hops: readonly Hop[],
  parts: Set<string>,
  start = "guest-os",
): void {
  if (!(hops instanceof Array) || hops.length === 0)
    throw messages.refusal("invalid-argument/no-way", request, { way });
  let at = start;
  for (const { from, to, cost } of hops) {
    if (from !== at) {
      const details = { way, at, from: described(from) };
      throw messages.refusal("invalid-argument/hop-from", request, details);
    }
    if (!parts.has(to))
      throw messages.refusal("invalid-argument/hop-to", request, { way, to: described(to) });
    if (!inCycles(cost))
      throw messages.refusal("invalid-argument/hop-cost", request, { cost: described(cost) });
    at = to;
  }
}

/**
 * A profile that a hypervisor can be made of.
 * @throws HypervisorError `invalid-argument`
 */
export function checkProfile(request: Request, given: Profile): Profile {
  const profile = frozenCopy(options(request, given, "profile: profiles.xen"));
  const { components, paths, drivers, deviceModels, management, product, kind } = profile;
  if (!Array.isArray(components)) throw messages.refusal("invalid-argument/no-components", request);
  if (!paths) {
    const details = { product: described(product), kind: described(kind) };
    throw messages.refusal("invalid-argument/no-paths", request, details);
  }
  const { localConsole, haltPolling, postedInterrupts, moreVcpusThanCpus } = profile;
  if (haltPolling !== undefined)
    wholeNumber(request, "haltPolling", haltPolling, {
      max: ms(10),
      write: "haltPolling: us(200)",
    });
  if (postedInterrupts !== undefined) yesOrNo(request, "postedInterrupts", postedInterrupts);
  if (moreVcpusThanCpus !== undefined) yesOrNo(request, "moreVcpusThanCpus", moreVcpusThanCpus);
  oneOf(request, "localConsole", localConsole ?? "none", ["none", "setup", "management"]);
  const privileged = oneOf(request, "privileged", waysOf(profile).privileged, privilegedWays);
  oneOf(request, "paging", waysOf(profile).paging, pagingUnder[privileged]);
  const translators = translatorsUnder[privileged];
  oneOf(request, "translator", profile.translator ?? "adaptive", translators);
  const roles = components.map(({ role }) => role as string);
  const parts = new Set([...roles, "hardware"]);
  if (new Set(roles).size < roles.length)
    throw messages.refusal("invalid-argument/role-twice", request);
  for (const needed of ["hypervisor", "guest-os", drivers, deviceModels, management])
    if (!roles.includes(needed))
      throw messages.refusal("invalid-argument/no-role", request, { role: described(needed) });
  for (const { role, dependsOn } of profile.components)
    for (const below of dependsOn)
      if (!roles.includes(below)) {
        const details = { role, below: described(below) };
        throw messages.refusal("invalid-argument/depends-on", request, details);
      }
  for (const reason of exitReasons) checkWay(request, reason, paths[reason], parts);
  for (const cost of Object.values<ByteCost>({ ...profile.vmm }))
    if (!inBytes(cost))
      throw messages.refusal("invalid-argument/vmm-memory", request, { cost: described(cost) });
  const { backend } = profile;
  if (backend) {
    const { role, interrupt } = backend;
    const runs = ["control-domain", "vmm-process", "host-os"].includes(role) && parts.has(role);
    if (!runs)
      throw messages.refusal("invalid-argument/back-end", request, { role: described(role) });
    checkWay(request, "request", backend.request, parts, role);
    if (!inCycles(interrupt)) {
      const details = { cost: described(interrupt) };
      throw messages.refusal("invalid-argument/interrupt-cost", request, details);
    }
  }
  return profile;
}

/** What was installed, for the trace; a name that is the product's is said once. */
export function installed(name: string, { id, product, kind: type }: Profile): LifecycleDetail {
  const named = id === "generic" || name === product;
  return { code: "hypervisor", name, ...(!named && { product }), type };
}

/**
 * The rule of type 1.
 * @throws HypervisorError `config-unsupported` for a profile that needs a host OS
 */
export function checkBareServer(request: Request, profile: Profile): void {
  if (profile.installsOn === "a bare server") return;
  const { product } = profile;
  throw messages.refusal("config-unsupported/bare-server", request, { product });
}

/**
 * The rules of type 2, and of KVM.
 * @throws HypervisorError `config-unsupported`
 */
export function checkHostOs(
  request: Request,
  { product, installsOn, hostFamilies: families }: Profile,
  { name, image, timeSlice }: RunningHostOs,
  ownSlice: number | undefined,
): void {
  if (installsOn !== "a host OS") {
    throw messages.refusal("config-unsupported/host-os", request, { product, host: name });
  }
  if (families && !families.includes(image.family)) {
    const { name: system, family } = image;
    const details = { families: [...families], system, family };
    throw messages.refusal("config-unsupported/family", request, details);
  }
  if (ownSlice !== undefined && ownSlice !== timeSlice) {
    const details = { asked: ownSlice, given: timeSlice };
    throw messages.refusal("config-unsupported/time-slice", request, details);
  }
}
