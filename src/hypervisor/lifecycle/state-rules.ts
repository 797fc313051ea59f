// Refusals of what the table of the lifecycle does not allow.

import type { Request } from "../../simulation/catalogue.ts";
import { statesAllowing, transitions } from "./lifecycle.ts";
import type { DomainState, Operation } from "./lifecycle.ts";
import { messages } from "./messages.ts";

/**
 * The state that `operation` leads to.
 * @throws HypervisorError `no-domain` for a removed machine, else `operation-invalid`
 */
export function nextState(request: Request, state: DomainState, operation: Operation): DomainState {
  const next = transitions[state][operation];
  if (next !== undefined) return next;
  const allowed = statesAllowing(operation);
  if (state === "undefined") throw messages.refusal("no-domain/state", request, { allowed });
  throw messages.refusal("operation-invalid/state", request, {
    state,
    allowed,
    operations: Object.keys(transitions[state]) as Operation[],
  });
}

/**
 * Passes unless the machine was removed.
 * @throws HypervisorError `no-domain`
 */
export function checkDefined(request: Request, state: DomainState): void {
  if (state === "undefined") throw messages.refusal("no-domain", request);
}
