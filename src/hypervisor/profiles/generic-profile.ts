// The hypervisor that is no product: what one is unless it is told otherwise, and what all exits have in common.
// The products are apart (profiles.ts), since a cell that names none need not have them.

import { frozen } from "../../trace/frozen.ts";
import type { ExitReason } from "../exits/exit.ts";
import type { ExitPaths, Hop, Profile } from "./profile.ts";

/** Most exits are over as soon as the hypervisor itself has seen them. */
export const handledByHypervisor: Hop = {
  from: "guest-os",
  to: "hypervisor",
  cost: "exitHandledInKernel",
};
export const called: Hop = { from: "guest-os", to: "hypervisor", cost: "hypercall" };

/** The same way for every reason, but for the ones given. */
export function paths(ways: Partial<Record<ExitReason, readonly Hop[]>>): ExitPaths {
  const usual = [handledByHypervisor];
  return {
    budget: usual,
    interrupt: usual,
    hlt: usual,
    hypercall: [called],
    exception: usual,
    "cr-access": usual,
    io: usual,
    mmio: usual,
    wrmsr: usual,
    pause: usual,
    "guest-page-fault": usual,
    "system-event": usual,
    ...ways,
  };
}

export const generic: Profile = frozen({
  id: "generic",
  product: "a hypervisor of type 1",
  kind: "type 1",
  installsOn: "a bare server",
  remark:
    "No product: drivers, device models and management are one program, and the cost of an exit is KVM's on x86, where it was measured.",
  drivers: "hypervisor",
  deviceModels: "hypervisor",
  management: "hypervisor",
  components: [
    { role: "hypervisor", name: "hypervisor", dependsOn: [] },
    { role: "guest-os", name: "guest OS", dependsOn: ["hypervisor"] },
  ],
  paths: paths({
    io: [{ from: "guest-os", to: "hypervisor", cost: "exitHandledInUserSpace" }],
    "system-event": [{ from: "guest-os", to: "hypervisor", cost: "exitHandledInUserSpace" }],
  }),
});
