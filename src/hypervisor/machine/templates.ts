// Templates: machines that are there to be cloned (vSphere's word).

import { shown } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { nextState } from "../lifecycle/lifecycle.ts";
import type { Domain } from "./domain.ts";

/** A template is there to be cloned, and stays as it is: whatever would change or start it is refused. */
export function templateGuard(asking: Asking, operation: string): void {
  if (!["start", "install", "revert"].includes(operation)) return;
  throw new HypervisorError({
    code: "operation-invalid",
    ...asking,
    expected: "a machine that is no template",
    found: `it is a template, which cannot do ${shown(operation)}`,
    hint: 'clone it, as in hypervisor.clone("golden", { name: "web-1" }), or markAsVirtualMachine() first',
  });
}

export const isTemplate = (domain: Domain): boolean => domain.guard === templateGuard;

/**
 * Makes a machine a template, or a template a machine again.
 * @throws HypervisorError `operation-invalid` unless it is shutoff
 */
export function mark(domain: Domain, operation: "markAsTemplate" | "markAsVirtualMachine"): void {
  domain.attempt(operation, `cannot mark "${domain.name}"`, ({ subject, request }) => {
    const { state } = domain;
    nextState(subject, request, state, "start");
    domain.log.lifecycle(operation, state, state);
    domain.guard = operation === "markAsTemplate" ? templateGuard : undefined;
  });
}
