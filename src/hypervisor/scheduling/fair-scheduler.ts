// A fair scheduler after Linux's EEVDF, "earliest eligible virtual deadline first" (Linux,
// Documentation/scheduler/sched-eevdf.rst; Stoica and Abdel-Wahab, 1995). Each virtual CPU has a clock that runs while
// it runs, the slower the greater its weight (virtual runtime). Were all served at once, all clocks would show the
// weighted mean. Who is behind the mean is owed time (its lag is positive) and is eligible; among the eligible, the one
// whose next slice would have to be complete first, in virtual time, runs.
//
// The weight of a machine is shared by those of its virtual CPUs that are ready or run, as that of a control group is.
// One that blocks keeps its lag, so that sleeping neither pays nor costs. As in Linux each physical CPU has a run queue.
// Other than there, all clocks are compared with one mean, and what balances the queues is that mean: a CPU in whose
// queue no virtual CPU is owed time takes over one that is, from another's, as in distributed weighted round-robin (Li,
// Baumberger and Hahn, PPoPP 2009), so that weights hold across CPUs without a balancer that runs at intervals.

import { costs } from "../../host/costs.ts";
import { RunQueues } from "./run-queues.ts";
import { checkScheduling, schedulerSpec } from "./scheduler.ts";
import type { Scheduler, SchedulerSpec, TimeSliceSpec } from "./scheduler.ts";
import type { Vcpu } from "./vcpu.ts";
import { EevdfLane, VirtualTime } from "./virtual-time.ts";
import type { VirtualClock } from "./virtual-time.ts";

/**
 * A fair scheduler after Linux's EEVDF: machines get CPU time by their `weight`, in short slices, and one that has had
 * less than its share goes first.
 *
 * @param spec `timeSlice` is 2.8 ms unless given, Linux's base slice on eight CPUs or more
 * @throws HypervisorError `invalid-argument`
 * @example
 * new Hypervisor({ scheduler: fair() })
 */
export function fair(spec: TimeSliceSpec = {}): SchedulerSpec {
  const { timeSlice, migrationCost } = checkScheduling(
    "fair",
    spec,
    costs.fairSlice.value,
    "fair()",
  );
  return schedulerSpec(
    { name: "fair", timeSlice },
    (pcpus) => new FairScheduler(timeSlice, pcpus, migrationCost),
  );
}

export class FairScheduler implements Scheduler {
  readonly migrationCost: number;
  readonly #timeSlice: number;
  readonly #time = new VirtualTime();
  readonly #waiting: RunQueues<VirtualClock, EevdfLane>;
  readonly #clocks = new WeakMap<Vcpu, VirtualClock>();
  #turns = 0;

  constructor(timeSlice: number, pcpus: number, migrationCost: number) {
    this.migrationCost = migrationCost;
    this.#timeSlice = timeSlice;
    this.#waiting = new RunQueues(pcpus, () => new EevdfLane(this.#time));
  }

  enqueue(vcpu: Vcpu): number {
    const clock = this.#of(vcpu);
    if (clock.home !== undefined) return clock.home;
    if (clock.group) {
      this.#time.reweigh(clock.group);
    } else {
      this.#time.join(clock);
      this.#renew(clock);
    }
    clock.turn = this.#turns++;
    return this.#waiting.add(clock);
  }

  remove(vcpu: Vcpu): void {
    const clock = this.#of(vcpu);
    this.#waiting.delete(clock);
    // As in Linux, no virtual CPU keeps more than two slices of lag.
    if (clock.group) this.#time.leave(clock, 2 * this.#time.virtually(clock, this.#timeSlice));
  }

  next(pcpu: number): Vcpu | undefined {
    const best = this.#best(pcpu);
    if (best) this.#waiting.delete(best);
    return best?.vcpu;
  }

  take(vcpu: Vcpu): void {
    this.#waiting.delete(this.#of(vcpu));
  }

  slice(): number {
    return this.#timeSlice;
  }

  contends(vcpu: Vcpu, pcpu: number): boolean {
    const clock = this.#of(vcpu);
    const best = this.#best(pcpu, clock);
    return best !== undefined && this.#before(best, clock);
  }

  preempts(woken: Vcpu, running: Vcpu): boolean {
    return this.#before(this.#of(woken), this.#of(running));
  }

  charge(vcpu: Vcpu, time: number): void {
    const clock = this.#of(vcpu);
    if (!clock.group) return;
    this.#time.reweigh(clock.group);
    this.#time.charge(clock, time);
    if (clock.virtual >= clock.deadline) this.#renew(clock);
  }

  #of(vcpu: Vcpu): VirtualClock {
    let clock = this.#clocks.get(vcpu);
    if (clock) return clock;
    clock = {
      vcpu,
      home: undefined,
      affinity: "",
      group: undefined,
      ...{ virtual: 0, deadline: 0, lag: 0, turn: 0 },
    };
    this.#clocks.set(vcpu, clock);
    return clock;
  }

  #renew(clock: VirtualClock): void {
    clock.deadline = clock.virtual + this.#time.virtually(clock, this.#timeSlice);
  }

  /**
   * Who is to run on `pcpu` next, unless `running` is to go on. None that is owed time waits while one runs that is
   * not; and when none is owed any, because one is owed more than a whole CPU can give, none waits that is more than
   * a slice behind.
   */
  #best(pcpu: number, running?: VirtualClock): VirtualClock | undefined {
    const owed = (clock: VirtualClock | undefined) => clock && this.#time.owes(clock);
    const local = this.#waiting.local(pcpu, this.#before);
    if (owed(local) || owed(running)) return local;
    const mine = running && !(local && this.#before(local, running)) ? running : local;
    const limit = mine ? mine.virtual - this.#time.virtually(mine, this.#timeSlice) : Infinity;
    const suits = (clock: VirtualClock) => this.#time.owes(clock) || clock.virtual < limit;
    return this.#waiting.elsewhere(pcpu, this.#before, suits) ?? local;
  }

  /** The eligible before the others; among the eligible by deadline, among the others by virtual runtime. */
  readonly #before = (a: VirtualClock, b: VirtualClock): boolean => {
    if (!a.group || !b.group) return b.group === undefined;
    const eligible = this.#time.owes(a);
    if (eligible !== this.#time.owes(b)) return eligible;
    return eligible ? a.deadline < b.deadline : a.virtual < b.virtual;
  };
}
