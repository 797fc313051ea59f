// The virtual CPUs of a machine with a hypervisor in it. The guests inside run on these and on no others: L0 puts them
// on physical CPUs itself, but never more at once than the machine has virtual ones.

import type { VcpuLimit } from "./vcpu.ts";
import type { Vcpu } from "./vcpu.ts";

/** These run on the virtual CPUs that the machines around them have, and never more of them at once. */
export function joinVcpus(vcpus: readonly Vcpu[], vcpuLimits: readonly VcpuLimit[]): void {
  for (const vcpu of vcpus) {
    if (vcpuLimits.length > 0) vcpu.limits = vcpuLimits;
    for (const { members } of vcpuLimits) members.add(vcpu);
  }
}
