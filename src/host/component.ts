// What a server's software is made of, and what a crash of one part takes down: everything that depends on it, directly
// or through others, and nothing else. Of type 1 or type 2 this module knows nothing.

import type { Request } from "../simulation/catalogue.ts";
import { messages } from "./messages.ts";

/** What part of the software it is. */
export type ComponentRole =
  | "host-os"
  | "process"
  | "container-engine"
  | "container"
  | "hypervisor"
  | "control-domain"
  | "management"
  | "vmm-process"
  | "guest-os";

/** One part of the software on a server, as it is now. */
export interface Component {
  /** Unique on the server: "control-domain:hv", "guest-os:shop". */
  readonly id: string;
  readonly role: ComponentRole;
  readonly name: string;
  /** The ids of the parts without which it cannot go on. */
  readonly dependsOn: readonly string[];
  readonly state: "up" | "down";
}

/**
 * The parts that go down with the part `id`, itself first, in the order in which they are listed. Parts that depend on
 * each other, as two halves of one kernel do, go down together.
 */
export function blastRadius(all: readonly Component[], id: string): Component[] {
  const up = all.filter(({ state }) => state === "up");
  const down = new Set([id]);
  for (let before = 0; before < down.size;) {
    before = down.size;
    for (const part of up) if (part.dependsOn.some((below) => down.has(below))) down.add(part.id);
  }
  const itself = up.filter((part) => part.id === id);
  return [...itself, ...up.filter((part) => part.id !== id && down.has(part.id))];
}

/**
 * The part that is up and meant by `named`: its id, or its role if it is the only one of that role.
 * @throws HypervisorError `no-component`
 */
export function crashing(request: Request, all: readonly Component[], named: unknown): Component {
  const up = all.filter(({ state }) => state === "up");
  const byRole = up.filter(({ role }) => role === named);
  const found = up.find(({ id }) => id === named) ?? (byRole.length === 1 ? byRole[0] : undefined);
  if (found) return found;
  const down = all.some(
    ({ id, role, state }) => state === "down" && (id === named || role === named),
  );
  const several = byRole.length > 1 ? byRole : up;
  throw messages.refusal("no-component", request, {
    found: byRole.length > 1 ? "several" : down ? "down" : "none",
    roles: byRole.length,
    parts: several.slice(0, 6).map(({ id }) => id),
  });
}
