// Templates: machines that are there to be cloned (vSphere's word).

import type { Request } from "../../simulation/catalogue.ts";
import { nextState } from "../lifecycle/state-rules.ts";
import type { Domain } from "./domain.ts";
import { messages } from "./messages.ts";

/** A template is there to be cloned, and stays as it is: whatever would change or start it is refused. */
function templateGuard(request: Request, operation: string): void {
  if (!["start", "install", "revert", "restore"].includes(operation)) return;
  throw messages.refusal("operation-invalid/template", request, { operation });
}

export const isTemplate = (domain: Domain): boolean => domain.guards.has(templateGuard);

/**
 * Makes a machine a template, or a template a machine again.
 * @throws HypervisorError `operation-invalid` unless it is shutoff
 */
export function mark(domain: Domain, operation: "markAsTemplate" | "markAsVirtualMachine"): void {
  const asked = messages.request(domain.vmm.name, "mark", { machine: domain.name });
  domain.attempt(operation, asked, (request) => {
    const { state } = domain;
    nextState(request, state, "start");
    domain.log.lifecycle(operation, state, state);
    if (operation === "markAsTemplate") domain.guards.add(templateGuard);
    else domain.guards.delete(templateGuard);
  });
}
