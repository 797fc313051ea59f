// A fair scheduler after Linux's EEVDF, "earliest eligible virtual deadline first" (Linux,
// Documentation/scheduler/sched-eevdf.rst; Stoica and Abdel-Wahab, 1995). Each virtual CPU has a clock that runs while
// it runs, the slower the greater its weight (virtual runtime). Were all served at once, all clocks would show the
// weighted mean. Who is behind the mean is owed time (its lag is positive) and is eligible; among the eligible, the one
// whose next slice would have to be complete first, in virtual time, runs.
//
// The weight of a machine is shared by those of its virtual CPUs that are ready or run, as that of a control group is.
// One that blocks keeps its lag, so that sleeping neither pays nor costs. Simpler than Linux: one queue for all
// physical CPUs, searched from end to end.

import { costs } from "../../host/costs.ts";
import { options } from "../../simulation/argument.ts";
import { DEFAULT_WEIGHT } from "./cpu-share.ts";
import type { CpuShare } from "./cpu-share.ts";
import { checkTimeSlice } from "./scheduler.ts";
import type { Scheduler, SchedulerSpec, TimeSliceSpec } from "./scheduler.ts";
import type { Vcpu } from "./vcpu.ts";

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
  const asking = { subject: "scheduler", request: "cannot set up the fair scheduler" };
  const { timeSlice = costs.fairSlice.value } = options(asking, spec, "fair()");
  checkTimeSlice(asking.subject, asking.request, timeSlice);
  return { name: "fair", timeSlice, create: () => new FairScheduler(timeSlice) };
}

/** The clock of a virtual CPU, in nanoseconds of a machine of weight 256 with one virtual CPU. */
interface Clock {
  virtual: number;
  deadline: number;
  /** How far it was behind the mean when it last blocked. */
  lag: number;
}

export class FairScheduler implements Scheduler {
  readonly #timeSlice: number;
  readonly #queue = new Set<Vcpu>();
  /** Those that wait or run, and how many of them each machine has. */
  readonly #runnable = new Map<Vcpu, Clock>();
  readonly #members = new Map<CpuShare, number>();
  readonly #clocks = new WeakMap<Vcpu, Clock>();
  /** The mean when the last one blocked: time does not start anew after a rest. */
  #lastMean = 0;

  constructor(timeSlice: number) {
    this.#timeSlice = timeSlice;
  }

  enqueue(vcpu: Vcpu): void {
    if (!this.#runnable.has(vcpu)) this.#join(vcpu);
    this.#queue.add(vcpu);
  }

  remove(vcpu: Vcpu): void {
    this.#queue.delete(vcpu);
    const clock = this.#runnable.get(vcpu);
    if (!clock) return;
    const mean = this.#mean();
    // As in Linux, nobody keeps more than two slices of lag.
    const most = 2 * this.#virtually(vcpu, this.#timeSlice);
    clock.lag = Math.max(-most, Math.min(most, mean - clock.virtual));
    this.#lastMean = mean;
    this.#runnable.delete(vcpu);
    const others = (this.#members.get(vcpu.share) ?? 1) - 1;
    if (others > 0) this.#members.set(vcpu.share, others);
    else this.#members.delete(vcpu.share);
  }

  next(pcpu: number): Vcpu | undefined {
    const best = this.#best(pcpu);
    if (best) this.#queue.delete(best);
    return best;
  }

  slice(): number {
    return this.#timeSlice;
  }

  contends(vcpu: Vcpu, pcpu: number): boolean {
    const best = this.#best(pcpu);
    return best !== undefined && this.#before(best, vcpu, this.#mean());
  }

  preempts(woken: Vcpu, running: Vcpu): boolean {
    return this.#before(woken, running, this.#mean());
  }

  charge(vcpu: Vcpu, time: number): void {
    const clock = this.#runnable.get(vcpu);
    if (!clock) return;
    clock.virtual += this.#virtually(vcpu, time);
    if (clock.virtual >= clock.deadline) this.#renew(vcpu, clock);
  }

  #join(vcpu: Vcpu): void {
    const mean = this.#mean();
    const clock = this.#clocks.get(vcpu) ?? { virtual: 0, deadline: 0, lag: 0 };
    this.#clocks.set(vcpu, clock);
    this.#runnable.set(vcpu, clock);
    this.#members.set(vcpu.share, (this.#members.get(vcpu.share) ?? 0) + 1);
    clock.virtual = mean - clock.lag;
    this.#renew(vcpu, clock);
  }

  #renew(vcpu: Vcpu, clock: Clock): void {
    clock.deadline = clock.virtual + this.#virtually(vcpu, this.#timeSlice);
  }

  #weight(vcpu: Vcpu): number {
    return vcpu.share.weight / (this.#members.get(vcpu.share) ?? 1);
  }

  /** Time as the clock of a virtual CPU counts it. */
  #virtually(vcpu: Vcpu, time: number): number {
    return (time * DEFAULT_WEIGHT) / this.#weight(vcpu);
  }

  /** What the clocks of all that wait or run show, by weight. */
  #mean(): number {
    let weights = 0;
    let sum = 0;
    for (const [vcpu, { virtual }] of this.#runnable) {
      const weight = this.#weight(vcpu);
      weights += weight;
      sum += weight * (virtual - this.#lastMean);
    }
    return weights === 0 ? this.#lastMean : this.#lastMean + sum / weights;
  }

  #best(pcpu: number): Vcpu | undefined {
    const mean = this.#mean();
    let best: Vcpu | undefined;
    for (const vcpu of this.#queue) {
      if (vcpu.mayRunOn(pcpu) && (!best || this.#before(vcpu, best, mean))) best = vcpu;
    }
    return best;
  }

  /** The eligible before the others; among the eligible by deadline, among the others by virtual runtime. */
  #before(a: Vcpu, b: Vcpu, mean: number): boolean {
    const one = this.#runnable.get(a);
    const other = this.#runnable.get(b);
    if (!one || !other) return other === undefined;
    const eligible = one.virtual <= mean;
    if (eligible !== other.virtual <= mean) return eligible;
    return eligible ? one.deadline < other.deadline : one.virtual < other.virtual;
  }
}
