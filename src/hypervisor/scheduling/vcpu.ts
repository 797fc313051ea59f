// A virtual CPU: what the scheduler places on physical ones.

import type { CacheMark } from "../../host/cpu-caches.ts";
import { TimeAccount } from "../../simulation/time-account.ts";
import { CpuShare } from "./cpu-share.ts";
import type { Disposition, Exit } from "../exits/exit.ts";
import type { GuestEngine } from "../exits/guest-engine.ts";

/**
 * What a virtual CPU does: runs in the guest; has the hypervisor work for it; is ready and waits for a physical CPU
 * (steal time, CPU ready time), or for its cap to let it run; is blocked and waits for an interrupt; or is paused with its machine.
 */
export type VcpuMode = "guest" | "hypervisor" | "ready" | "blocked" | "paused";

/** Where the time of a virtual CPU went since its machine was started, in nanoseconds. */
export interface VcpuUsage extends Readonly<Record<VcpuMode, number>> {
  readonly vcpu: number;
  /** `guest + hypervisor`. `run + ready + blocked + paused` is the time since the start. */
  readonly run: number;
  /** What it does now; undefined when the machine is off. */
  readonly mode: VcpuMode | undefined;
}

/** The virtual machine, as its virtual CPUs see it. */
export interface VcpuOwner {
  readonly name: string;
  readonly engine: GuestEngine;
  /** Its virtual CPUs, which share a cap; absent when none has one. */
  readonly vcpus?: readonly Vcpu[];
  /** What the guest runs through while some of its memory is not there. */
  readonly pager?: Pick<GuestEngine, "run" | "untilExit"> | undefined;
  /** What a physical CPU's time on it counts as: that of a guest, unless it is a process of the host OS or hypervisor. */
  readonly runsAs?: "host" | "hypervisor";
  /** How long a CPU is kept busy for one that halted, at most, in nanoseconds; not at all unless given. */
  readonly haltPolling?: number;
  /** The cycles that handling an exit takes. As with the generic profile unless given. */
  exitCycles?(exit: Exit): number;
  /** Records an exit and carries out what it asks for. `cost` is the time that handling took. */
  dispatch(vcpu: Vcpu, exit: Exit, pcpu: number, cost: number): Disposition;
}

export class Vcpu {
  readonly owner: VcpuOwner;
  readonly index: number;
  readonly account: TimeAccount<VcpuMode>;
  /** What its machine may have of the physical CPUs. */
  readonly share: CpuShare;
  /** The physical CPU it last ran on: its cache may still be warm there. */
  lastCpu: number | undefined;
  /** What that cache had been used for until then. */
  cacheMark: CacheMark | undefined;
  /** The physical CPU that leaves its idle state for it. */
  comingCpu: number | undefined;
  /** When it halted, and for how long a CPU is kept for it when it halts again. */
  haltedAt = 0;
  pollTime = 0;
  /** It left the guest because it spun on a lock, and has not had a physical CPU since. */
  spins = false;
  /** An exit that was not handled because the machine was paused; handled when it goes on. */
  pendingExit: Exit | undefined;
  /** Those with whom it shares the virtual CPUs of a machine, when nesting is about. */
  limits: readonly VcpuLimit[] | undefined;

  constructor(owner: VcpuOwner, index: number, now: number, share = new CpuShare()) {
    this.owner = owner;
    this.index = index;
    this.share = share;
    this.account = new TimeAccount<VcpuMode>(
      ["guest", "hypervisor", "ready", "blocked", "paused"],
      now,
      "blocked",
    );
  }

  /** Whether it is not pinned to other physical CPUs, nor kept waiting by others inside the same machine. */
  mayRunOn(pcpu: number): boolean {
    if (!this.share.allows(this.index, pcpu)) return false;
    return this.limits?.every((bound) => bound.allows(this, pcpu)) ?? true;
  }

  /** The same for those that may run on the same physical CPUs at any moment. */
  get lane(): string {
    const key = this.share.affinityKey(this.index);
    return this.limits ? [key, ...this.limits.map(({ machine }) => machine)].join(" in ") : key;
  }

  /** Runs the guest for at most `budget` nanoseconds, and says why it came back. */
  run(budget: number): Exit {
    return (this.owner.pager ?? this.owner.engine).run(this.index, budget);
  }

  /** How long `run` would take, at most `budget`. */
  untilExit(budget: number): number {
    return (this.owner.pager ?? this.owner.engine).untilExit(this.index, budget);
  }

  /** Where its time went up to `now`. */
  usage(now: number): VcpuUsage {
    const spent = this.account.at(now);
    const { index, account } = this;
    return { vcpu: index, ...spent, run: spent.guest + spent.hypervisor, mode: account.mode };
  }
}

export class VcpuLimit {
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
