// Virtual time for the fair scheduler: the clocks of all that wait or run, the weighted mean of what they show, and
// who is behind it. Sums are kept as clocks move, join and leave, as Linux does (kernel/sched/fair.c, avg_vruntime),
// so that the mean costs the same however many there are.

import { Heap } from "../../simulation/heap.ts";
import { seconds } from "../../simulation/units.ts";
import { DEFAULT_WEIGHT } from "./cpu-share.ts";
import type { CpuShare } from "./cpu-share.ts";
import type { Waiting } from "./run-queues.ts";

/** The clock of a virtual CPU, in nanoseconds of a machine of weight 256 with one virtual CPU. */
export interface VirtualClock extends Waiting {
  virtual: number;
  deadline: number;
  /** How far it was behind the mean when it last blocked. */
  lag: number;
  /** Its place among equals. */
  turn: number;
  /** Its machine's virtual CPUs that wait or run, while it is one of them. */
  group: Group | undefined;
}

/** Those of a machine's virtual CPUs that wait or run: they share its weight. */
interface Group {
  readonly share: CpuShare;
  readonly members: Set<VirtualClock>;
  /** The machine's weight, as it is in the sums. */
  weight: number;
}

export class VirtualTime {
  readonly #groups = new Map<CpuShare, Group>();
  /** Clocks are summed up from here, so that the numbers stay small and the sums exact. */
  #base = 0;
  #weights = 0;
  /** Of weight times clock. */
  #sum = 0;

  /** What the clocks of all that wait or run show, by weight; with none, what they showed last. */
  get mean(): number {
    return this.#weights === 0 ? this.#base : this.#base + this.#sum / this.#weights;
  }

  /** Whether it has had less than its share: it is eligible. */
  owes({ virtual }: VirtualClock): boolean {
    return virtual <= this.mean;
  }

  /** A clock starts to run or wait, as far behind the mean as it was when it left. */
  join(clock: VirtualClock): void {
    const { share } = clock.vcpu;
    clock.virtual = this.mean - clock.lag;
    let group = this.#groups.get(share);
    if (!group) this.#groups.set(share, (group = { share, members: new Set(), weight: 0 }));
    clock.group = group;
    this.#change(group, () => group.members.add(clock));
  }

  /** A clock stops; it keeps how far it is behind the mean, at most `most` either way. */
  leave(clock: VirtualClock, most: number): void {
    const { group } = clock;
    if (!group) return;
    const { mean } = this;
    clock.lag = Math.max(-most, Math.min(most, mean - clock.virtual));
    this.#change(group, () => group.members.delete(clock));
    clock.group = undefined;
    if (group.members.size === 0) this.#groups.delete(group.share);
    if (this.#groups.size > 0) return;
    // Time does not start anew after a rest.
    this.#base = mean;
    this.#sum = 0;
  }

  /** If its machine's weight was changed, that holds from now on. */
  reweigh(group: Group): void {
    if (group.weight !== group.share.weight) this.#change(group, () => undefined);
  }

  /** Time as a clock counts it. */
  virtually({ group, vcpu }: VirtualClock, time: number): number {
    const { weight, members } = group ?? { weight: vcpu.share.weight, members: { size: 1 } };
    return (time * DEFAULT_WEIGHT * members.size) / weight;
  }

  /** A virtual CPU had a physical one for `time` nanoseconds. */
  charge(clock: VirtualClock, time: number): void {
    clock.virtual += this.virtually(clock, time);
    this.#sum += time * DEFAULT_WEIGHT;
    const ahead = Math.floor(this.mean - this.#base);
    if (ahead < seconds(1)) return;
    this.#base += ahead;
    this.#sum -= ahead * this.#weights;
  }

  #change(group: Group, change: () => void): void {
    this.#count(group, -1);
    change();
    group.weight = group.members.size === 0 ? 0 : group.share.weight;
    this.#count(group, 1);
  }

  /** Puts a machine's clocks into the sums, or takes them out. */
  #count({ members, weight }: Group, sign: 1 | -1): void {
    if (members.size === 0) return;
    let sum = 0;
    for (const { virtual } of members) sum += virtual - this.#base;
    this.#sum += (sign * sum * weight) / members.size;
    this.#weights += sign * weight;
  }
}

/** Those that wait, earliest eligible virtual deadline first, then the others by their clocks. */
export class EevdfLane {
  readonly #time: VirtualTime;
  readonly #eligible = new Heap<VirtualClock>((a, b) =>
    a.deadline === b.deadline ? a.turn < b.turn : a.deadline < b.deadline,
  );
  readonly #early = new Heap<VirtualClock>((a, b) =>
    a.virtual === b.virtual ? a.turn < b.turn : a.virtual < b.virtual,
  );

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  get size(): number {
    return this.#eligible.size + this.#early.size;
  }

  /** The one to run first. While it waits no virtual CPU's clock moves, but the mean does: who has become eligible changes heaps. */
  get first(): VirtualClock | undefined {
    for (let one = this.#early.first; one && this.#time.owes(one); one = this.#early.first) {
      this.#early.delete(one);
      this.#eligible.add(one);
    }
    // The mean can also fall, when one joins that is far behind.
    for (let one = this.#eligible.first; one && !this.#time.owes(one); one = this.#eligible.first) {
      this.#eligible.delete(one);
      this.#early.add(one);
    }
    return this.#eligible.first ?? this.#early.first;
  }

  add(clock: VirtualClock): void {
    this.#early.add(clock);
  }

  delete(clock: VirtualClock): boolean {
    return this.#early.delete(clock) || this.#eligible.delete(clock);
  }
}
