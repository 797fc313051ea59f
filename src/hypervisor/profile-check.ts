// A profile that somebody wrote is checked before a hypervisor is made of it: every cost has a name in the table, every
// way is connected and leads somewhere, and every part that is named is there. Beside that stand the rules of the types:
// what is installed on what.

import { costs } from "../host/costs.ts";
import { oneOf, options, shown } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { formatDuration } from "../simulation/units.ts";
import type { LifecycleDetail } from "../trace/detail.ts";
import type { ExitReason } from "./exits/exit.ts";
import type { RunningHostOs } from "./host-os/hosted-software.ts";
import type { Hop, Profile } from "./profiles/profile.ts";

function refuse(asking: Asking, expected: string, found: string): never {
  const hint = "take one of `profiles`, as in profile: profiles.xen, or change a copy of it";
  throw new HypervisorError({ code: "invalid-argument", ...asking, expected, found, hint });
}

const reasons: Readonly<Record<ExitReason, true>> = {
  budget: true,
  interrupt: true,
  hlt: true,
  hypercall: true,
  io: true,
  mmio: true,
  wrmsr: true,
  pause: true,
  "guest-page-fault": true,
  "system-event": true,
};

function checkWay(
  asking: Asking,
  reason: string,
  way: readonly Hop[],
  parts: Set<string>,
  start = "guest-os",
): void {
  if (!(way instanceof Array) || way.length === 0)
    refuse(asking, `paths to say the way of ${shown(reason)}`, "it has no hop");
  let at = start;
  for (const { from, to, cost } of way) {
    if (from !== at)
      refuse(asking, `the next hop of ${shown(reason)} to leave ${at}`, `it leaves ${shown(from)}`);
    if (!parts.has(to))
      refuse(asking, `hops of ${shown(reason)} between its parts`, `one leads to ${shown(to)}`);
    if (!Object.hasOwn(costs, cost) || costs[cost].unit !== "cycles")
      refuse(asking, "a hop's cost to be a constant of cycles in costs", `it is ${shown(cost)}`);
    at = to;
  }
}

/**
 * A profile that a hypervisor can be made of.
 * @throws HypervisorError `invalid-argument`
 */
export function checkProfile(asking: Asking, profile: Profile): Profile {
  const { components, paths, drivers, deviceModels, management, product, kind } = options(
    asking,
    profile,
    "profile: profiles.xen",
  );
  if (!Array.isArray(components)) refuse(asking, "a profile with components", "it has none");
  if (!paths) {
    const found = `${shown(product)}, of kind ${shown(kind)}, has none`;
    refuse(asking, "a profile with paths for the exits of its guests", found);
  }
  const { localConsole } = profile;
  oneOf(asking, "localConsole", localConsole ?? "none", ["none", "setup", "management"]);
  const roles = components.map(({ role }) => role as string);
  const parts = new Set([...roles, "hardware"]);
  if (new Set(roles).size < roles.length)
    refuse(asking, "each part of a profile once", "a role occurs twice");
  for (const needed of ["hypervisor", "guest-os", drivers, deviceModels, management])
    if (!roles.includes(needed))
      refuse(asking, `a component with the role ${shown(needed)}`, "there is none");
  for (const { role, dependsOn } of profile.components)
    for (const below of dependsOn)
      if (!roles.includes(below))
        refuse(asking, `${role} to depend on parts of the profile`, `it names ${shown(below)}`);
  for (const reason of Object.keys(reasons)) {
    checkWay(asking, reason, paths[reason as ExitReason], parts);
  }
  const { backend } = profile;
  if (backend) {
    const { role, interrupt } = backend;
    const runs = ["control-domain", "vmm-process", "host-os"].includes(role) && parts.has(role);
    if (!runs) refuse(asking, "a back end in a part that has CPU time", `it is in ${shown(role)}`);
    checkWay(asking, "request", backend.request, parts, role);
    if (!Object.hasOwn(costs, interrupt) || costs[interrupt].unit !== "cycles")
      refuse(asking, "its interrupt to cost a constant of cycles in costs", shown(interrupt));
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
export function checkBareServer(asking: Asking, profile: Profile): void {
  if (profile.installsOn === "a bare server") return;
  throw new HypervisorError({
    code: "config-unsupported",
    ...asking,
    expected: `a host OS to install ${profile.product} on`,
    found: "the server is bare",
    hint: "const host = server.install(new HostOs()) first, then host.install(…)",
  });
}

/**
 * The rules of type 2, and of KVM.
 * @throws HypervisorError `config-unsupported`
 */
export function checkHostOs(
  asking: Asking,
  { product, installsOn, hostFamilies }: Profile,
  { name, image, timeSlice }: RunningHostOs,
  ownSlice: number | undefined,
): void {
  if (installsOn !== "a host OS") {
    throw new HypervisorError({
      code: "config-unsupported",
      ...asking,
      expected: `a bare server: ${product} runs on the hardware itself`,
      found: `"${name}" has the hardware`,
      hint: "server.install(…) it on another, bare Server",
    });
  }
  if (hostFamilies && !hostFamilies.includes(image.family)) {
    throw new HypervisorError({
      code: "config-unsupported",
      ...asking,
      expected: `a host OS of the family ${hostFamilies.join(" or ")}`,
      found: `${image.name} is ${image.family}`,
      hint: "install another HostOs on another Server",
    });
  }
  if (ownSlice !== undefined && ownSlice !== timeSlice) {
    throw new HypervisorError({
      code: "config-unsupported",
      ...asking,
      expected: "no time slice of its own: the host OS schedules",
      found: `it asks for ${formatDuration(ownSlice)}, the host OS gives ${formatDuration(timeSlice)}`,
      hint: "write the time slice at the host OS: new HostOs({ timeSlice: ms(10) })",
    });
  }
}
