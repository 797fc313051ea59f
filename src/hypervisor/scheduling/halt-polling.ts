// How long a halted virtual CPU keeps its physical one, in case an interrupt comes at once: waking it is then free, but the
// CPU is burned meanwhile. KVM learns it from how long each was halted (Linux, virt/kvm/kvm_main.c, kvm_vcpu_halt, and
// Documentation/virt/kvm/halt-polling.rst): halted for less than the most that is allowed, it is polled for longer the next
// time; for more, no longer at all.

import type { Vcpu, VcpuOwner } from "./vcpu.ts";

/** Linux: KVM's halt_poll_ns_grow_start and halt_poll_ns_grow; halt_poll_ns_shrink is 0, "at once to nothing". */
const FIRST = 10_000;
const GROWTH = 2;

type Polled = Pick<Vcpu, "haltedAt" | "pollTime"> & {
  readonly owner: Pick<VcpuOwner, "haltPolling">;
};

/** A virtual CPU was halted until now: how long it is polled for when it halts the next time. */
export function learnPolling(vcpu: Polled, now: number): void {
  const most = vcpu.owner.haltPolling ?? 0;
  if (most === 0) return;
  const halted = now - vcpu.haltedAt;
  if (halted > most) vcpu.pollTime = 0;
  else if (halted > vcpu.pollTime)
    vcpu.pollTime = Math.min(most, Math.max(FIRST, vcpu.pollTime * GROWTH));
}
