// The virtual CPUs of a machine with a hypervisor in it. The guests inside run on these and on no others: L0 puts them
// on physical CPUs itself, but never more at once than the machine has virtual ones.

import type { Vcpu } from "../scheduling/vcpu.ts";

export class SharedVcpus {
  /** The machine's name. */
  readonly machine: string;
  /** How many the machine has. */
  readonly #count: number;
  /** Its own, and those of all guests inside. */
  readonly members = new Set<Vcpu>();

  constructor(machine: string, count: number) {
    this.machine = machine;
    this.#count = count;
  }

  /** Whether `vcpu` may have that physical CPU now: one is free, or it would take the place of another of them. */
  allows(vcpu: Vcpu, pcpu: number): boolean {
    let running = 0;
    for (const other of this.members) {
      const { mode } = other.account;
      if (other === vcpu || (mode !== "guest" && mode !== "hypervisor")) continue;
      if (other.lastCpu === pcpu) return true;
      running++;
    }
    return running < this.#count;
  }
}

/** These run on the virtual CPUs that the machines around them have, and never more of them at once. */
export function joinVcpus(vcpus: readonly Vcpu[], bounds: readonly SharedVcpus[]): void {
  for (const vcpu of vcpus) {
    if (bounds.length > 0) vcpu.bounds = bounds;
    for (const { members } of bounds) members.add(vcpu);
  }
}
