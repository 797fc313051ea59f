// The parts of a tower of hypervisors as one list. The system of a machine with a hypervisor in it and that hypervisor
// go down together: it is a part of that system, or, of type 1, is all the system that the machine has.

import type { Component } from "../host/component.ts";

/** `parts`, with those of the hypervisors in machines that are on. */
export function withNested(
  parts: readonly Component[],
  machines: readonly {
    readonly name: string;
    readonly state: string;
    readonly nested: { readonly name: string; components(): Component[] } | undefined;
  }[],
): Component[] {
  const all = [...parts];
  for (const { name, state, nested } of machines) {
    if (!nested || state === "shutoff") continue;
    const system = `guest-os:${name}`;
    const inside = nested.components();
    const host = inside.find(({ id }) => id === `host-os:${name}`);
    const below = (id: string): string => (id === host?.id ? system : id);
    const outer = all.find(({ id }) => id === system);
    const hypervisor = `hypervisor:${nested.name}`;
    if (outer) {
      const on = new Set([...outer.dependsOn, hypervisor, ...(host?.dependsOn ?? [])]);
      all[all.indexOf(outer)] = { ...outer, dependsOn: [...on] };
    }
    for (const part of inside) {
      if (part === host) continue;
      const on = new Set([
        ...part.dependsOn.map(below),
        ...(part.id === hypervisor ? [system] : []),
      ]);
      const down = state === "crashed" && { state: "down" as const };
      all.push({ ...part, dependsOn: [...on], ...down });
    }
  }
  return all;
}
