// What a machine may have of the physical CPUs: a weight among the others, a cap, and where its virtual CPUs may run.
// Weight and cap mean what they mean in Xen (xl sched-credit, "virsh schedinfo"); the cap is kept as Linux keeps a
// quota (Documentation/scheduler/sched-bwc.rst): so much CPU time each period, and who has used it up waits for the
// next one. A debt is carried over, so that the cap holds in the long run even when several CPUs overdraw it at once.

import { costs } from "../../host/costs.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";

export const DEFAULT_WEIGHT = 256;

/** Some physical CPUs, and a name for them: equal sets have equal names. */
interface Affinity {
  readonly pcpus: ReadonlySet<number>;
  readonly key: string;
}

function affinityOf(pcpus: readonly number[]): Affinity {
  const ascending = [...new Set(pcpus)].sort((a, b) => a - b);
  return { pcpus: new Set(pcpus), key: ascending.join() };
}

export class CpuShare {
  weight: number;
  #cap: number;
  readonly #affinity = new Map<number, Affinity>();
  readonly #everywhere: Affinity | undefined;
  /** CPU time left in accounting period number `#period`, in nanoseconds; below zero it is a debt. */
  #left: number;
  #period = 0;

  constructor(spec: ScheduleSpec & { readonly affinity?: readonly number[] } = {}) {
    const { weight = DEFAULT_WEIGHT, cap = 0, affinity } = spec;
    this.weight = weight;
    this.#cap = cap;
    this.#everywhere = affinity && affinityOf(affinity);
    this.#left = this.#quota;
  }

  /** Percent of one physical CPU; 0 when there is no cap. */
  get cap(): number {
    return this.#cap;
  }

  set cap(percent: number) {
    this.#cap = percent;
    this.#left = this.#quota;
  }

  /** Pins one virtual CPU. */
  pin(vcpu: number, pcpus: readonly number[]): void {
    this.#affinity.set(vcpu, affinityOf(pcpus));
  }

  allows(vcpu: number, pcpu: number): boolean {
    return this.#of(vcpu)?.pcpus.has(pcpu) ?? true;
  }

  /** The same text for all that may run on the same physical CPUs. */
  affinityKey(vcpu: number): string {
    return this.#of(vcpu)?.key ?? "all";
  }

  /** The physical CPUs that a virtual one may run on, in ascending order; undefined when it may run on all. */
  affinity(vcpu: number): number[] | undefined {
    const allowed = this.#of(vcpu);
    return allowed && [...allowed.pcpus].sort((a, b) => a - b);
  }

  /**
   * How much CPU time the cap leaves at present: above 0, or the machine is throttled. Everything it had up to `now`
   * must have been charged. What it could not use in a period, because it waited, it may use in the next.
   */
  left(now: number): number {
    if (this.#cap === 0) return Infinity;
    const period = Math.floor(now / costs.accountingPeriod.value);
    const quota = this.#quota;
    this.#left = Math.min(2 * quota, this.#left + (period - this.#period) * quota);
    this.#period = period;
    return this.#left;
  }

  /** One of its virtual CPUs occupied a physical one for `time` nanoseconds. */
  charge(time: number): void {
    if (this.#cap !== 0) this.#left -= time;
  }

  toJSON(): unknown {
    const { weight, cap } = this;
    const everywhere = this.#everywhere && [...this.#everywhere.pcpus];
    const pinned = [...this.#affinity.keys()].map((vcpu) => [vcpu, this.affinity(vcpu)]);
    return { weight, cap, affinity: everywhere ?? null, pinned };
  }

  #of(vcpu: number): Affinity | undefined {
    return this.#affinity.size === 0
      ? this.#everywhere
      : (this.#affinity.get(vcpu) ?? this.#everywhere);
  }

  get #quota(): number {
    return (this.#cap * costs.accountingPeriod.value) / 100;
  }
}
