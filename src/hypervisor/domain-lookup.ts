// Machines by name, and for a name that none has the names that were perhaps meant.

import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { thereIs } from "../simulation/nearest-name.ts";

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
  throw new HypervisorError({
    code: "no-domain",
    ...asking,
    expected: "the name of a defined machine",
    found: "there is no machine of that name",
    hint: thereIs(name, [...domains.keys()], 5) ?? "define() one first",
  });
}
