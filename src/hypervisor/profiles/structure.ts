// The parts of a hypervisor as they are now: its profile says which there are and what each depends on; what was
// installed and which machines are on says which exist.

import type { Component, ComponentRole } from "../../host/component.ts";
import type { Profile } from "./profile.ts";

/** What there is at this moment. */
export interface Present {
  /** The hypervisor's name. */
  readonly hypervisor: string;
  /** The host OS's name, on a hypervisor that is installed on one. */
  readonly host: string | undefined;
  /** The parts that crashed, by id. */
  readonly down: ReadonlySet<string>;
}

/** A machine that is on. */
interface Machine {
  readonly name: string;
  readonly state: string;
}

/** The parts that exist once for each machine. */
const perMachine: readonly ComponentRole[] = ["vmm-process", "guest-os"];

/** The parts that exist once. */
export function ownParts(profile: Profile, present: Present): Component[] {
  return parts(profile, present, (role) => !perMachine.includes(role));
}

/** The parts of the machines that are on. */
export function machineParts(
  profile: Profile,
  present: Present,
  machines: readonly Machine[],
): Component[] {
  return machines.flatMap((machine) =>
    parts(profile, present, (role) => perMachine.includes(role), machine),
  );
}

function parts(
  profile: Profile,
  { hypervisor, host, down }: Present,
  wanted: (role: ComponentRole) => boolean,
  machine?: Machine,
): Component[] {
  const idOf = (role: ComponentRole): string => {
    if (perMachine.includes(role)) return `${role}:${machine?.name ?? ""}`;
    return `${role}:${role === "host-os" && host !== undefined ? host : hypervisor}`;
  };
  return profile.components
    .filter(({ role }) => wanted(role))
    .map(({ role, name, dependsOn }): Component => {
      const id = idOf(role);
      const crashed = role === "guest-os" && machine?.state === "crashed";
      return {
        id,
        role,
        name: role === "host-os" && host !== undefined ? host : name,
        dependsOn: dependsOn.map(idOf),
        state: down.has(id) || crashed ? "down" : "up",
      };
    });
}
