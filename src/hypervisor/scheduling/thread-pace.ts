// How fast the threads of a core get on. One whose sibling is idle has the core to itself. Two that are busy share what the
// core does for both, which is more than one alone gets done, and less than twice as much: each gets on at half of that.
//
// What a thread is at is kept as work: time on a core of its own. When its sibling turns from idle to busy or back, what it
// has done so far is counted at the old pace, and its end is found anew at the new one. So of the work nothing is lost, and
// nothing is done twice; each time a guest is entered, less than a nanosecond is.

import { costs } from "../../host/costs.ts";
import type { CpuTopology } from "../../host/cpu-topology.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { ScheduledEvent } from "../../simulation/event-queue.ts";
import type { Core, Stretch } from "./core.ts";

/** What each of two busy threads of a core gets done in a nanosecond. */
const shared = costs.coreThroughput.value / 100 / 2;

/** Computed in parts, a whole number may come out a trifle too small. */
const TRIFLE = 1e-6;

export class ThreadPace {
  readonly #simulation: Simulation;
  readonly #topology: CpuTopology;
  readonly #cores: readonly Core[];

  constructor(simulation: Simulation, topology: CpuTopology, cores: readonly Core[]) {
    this.#simulation = simulation;
    this.#topology = topology;
    this.#cores = cores;
  }

  /** What a thread gets done in a nanosecond as things are. */
  of(core: Core): number {
    return this.#sibling(core)?.isBusy === true ? shared : 1;
  }

  /** A thread is at something from now on: the event at which it ends. */
  begin(core: Core, work: number, then: () => void, latest = Infinity): ScheduledEvent {
    const { now } = this.#simulation;
    const stretch = { work, done: 0, since: now, pace: this.of(core), latest, then, ended: false };
    core.stretch = stretch;
    return this.#end(stretch);
  }

  /** What is done of it by now, in whole nanoseconds. */
  done({ stretch }: Core): number {
    return stretch ? Math.floor(this.#doneOf(stretch) + TRIFLE) : 0;
  }

  /** What is left of it. */
  left(core: Core): number {
    return core.stretch ? core.stretch.work - this.done(core) : 0;
  }

  /** A thread is busy, or idle, from now on: the other one of its core gets on at another pace. */
  turned(core: Core, isBusy: boolean): void {
    if (core.isBusy === isBusy) return;
    core.isBusy = isBusy;
    const sibling = this.#sibling(core);
    const { stretch, timer } = sibling ?? {};
    if (!sibling || !stretch || !timer || timer.cancelled || stretch.ended) return;
    timer.cancelled = true;
    stretch.done = this.#doneOf(stretch);
    stretch.since = this.#simulation.now;
    stretch.pace = this.of(sibling);
    sibling.timer = this.#end(stretch);
  }

  #sibling({ cpu }: Core): Core | undefined {
    const sibling = this.#topology.siblingOf(cpu.index);
    return sibling === undefined ? undefined : this.#cores[sibling];
  }

  #doneOf({ work, done, since, pace }: Stretch): number {
    return Math.min(work, done + (this.#simulation.now - since) * pace);
  }

  #end(stretch: Stretch): ScheduledEvent {
    const { work, done, pace, latest } = stretch;
    const takes = Math.ceil((work - done) / pace - TRIFLE);
    const most = Math.max(0, latest - this.#simulation.now);
    return this.#simulation.schedule(Math.min(takes, most), Priority.cpu, () => {
      stretch.ended = true;
      stretch.then();
    });
  }
}
