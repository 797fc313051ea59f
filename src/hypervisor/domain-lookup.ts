// Machines by name, and for a name that none has the names that were perhaps meant.

import { shown } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { nearestNames } from "../simulation/nearest-name.ts";

/**
 * The machine of that name.
 * @throws HypervisorError `no-domain`
 */
export function findDomain<Domain>(
  asking: Asking,
  domains: ReadonlyMap<string, Domain>,
  name: string,
): Domain {
  const found = domains.get(name);
  if (found) return found;
  const names = [...domains.keys()];
  const near = typeof name === "string" ? nearestNames(name, names) : [];
  const listed = (near.length > 0 ? near : names.slice(0, 5)).map(shown);
  throw new HypervisorError({
    code: "no-domain",
    ...asking,
    expected: "the name of a defined machine",
    found: "there is no machine of that name",
    hint: listed.length === 0 ? "define() one first" : `there is ${listed.join(", ")}`,
  });
}
