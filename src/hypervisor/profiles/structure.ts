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
  /** The machines that are on. */
  readonly machines: readonly { readonly name: string; readonly state: string }[];
  /** The parts that crashed, by id. */
  readonly down: ReadonlySet<string>;
}

/** The parts that exist once for each machine. */
const perMachine: readonly ComponentRole[] = ["vmm-process", "guest-os"];

/** All parts, those of the machines last. */
export function componentsOf(profile: Profile, present: Present): Component[] {
  const { hypervisor, host, machines, down } = present;
  const idOf = (role: ComponentRole, machine: string): string => {
    if (perMachine.includes(role)) return `${role}:${machine}`;
    return `${role}:${role === "host-os" && host !== undefined ? host : hypervisor}`;
  };
  const parts = (roles: (role: ComponentRole) => boolean, machine: string, crashed: boolean) =>
    profile.components
      .filter(({ role }) => roles(role))
      .map(({ role, name, dependsOn }): Component => {
        const id = idOf(role, machine);
        return {
          id,
          role,
          name: role === "host-os" && host !== undefined ? host : name,
          dependsOn: dependsOn.map((below) => idOf(below, machine)),
          state: down.has(id) || (role === "guest-os" && crashed) ? "down" : "up",
        };
      });
  return [
    ...parts((role) => !perMachine.includes(role), "", false),
    ...machines.flatMap(({ name, state }) =>
      parts((role) => perMachine.includes(role), name, state === "crashed"),
    ),
  ];
}
