// Machines by name, and for a name that none has the names that were perhaps meant.

import type { Request } from "../simulation/catalogue.ts";
import { suggestedNames } from "../simulation/nearest-name.ts";
import { messages } from "./messages.ts";

/**
 * The machine of that name.
 * @throws HypervisorError `no-domain`
 */
export function findDomain<Domain>(
  request: Request,
  domains: ReadonlyMap<string, Domain>,
  name: string,
): Domain {
  const found = domains.get(name);
  if (found) return found;
  const names = suggestedNames(name, [...domains.keys()], 5);
  throw messages.refusal("no-domain", request, { names });
}
