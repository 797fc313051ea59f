// Templates: machines that are there to be cloned (vSphere's word).

import { shown } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";

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
