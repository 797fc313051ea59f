// Round robin: first come, first served, one time slice each. One queue for all physical CPUs is what makes it fair
// without any books, and to take its first costs the same however many wait. Those that may run on the same CPUs stand
// in a lane of their own, with numbers drawn from one roll, so that a CPU does not look through those that it may not
// run.

import { costs } from "../../host/costs.ts";
import { FifoSet } from "../../simulation/fifo-set.ts";
import { checkScheduling, schedulerSpec } from "./scheduler.ts";
import type { Scheduler, SchedulerSpec, TimeSliceSpec } from "./scheduler.ts";
import type { Vcpu } from "./vcpu.ts";

/**
 * Round robin: the virtual CPUs take turns, one time slice each. It knows no weights.
 *
 * @param spec `timeSlice` is 10 ms unless given
 * @throws HypervisorError `invalid-argument`
 * @example
 * new Hypervisor({ scheduler: roundRobin({ timeSlice: ms(5) }) })
 */
export function roundRobin(spec: TimeSliceSpec = {}): SchedulerSpec {
  const { timeSlice, migrationCost } = checkScheduling(
    "round robin",
    spec,
    costs.timeSlice.value,
    "roundRobin()",
  );
  return schedulerSpec(
    { name: "round robin", timeSlice },
    () => new RoundRobin(timeSlice, migrationCost),
  );
}

/** The place of one that waits. */
interface Turn {
  readonly number: number;
  readonly affinity: string;
}

export class RoundRobin implements Scheduler {
  readonly migrationCost: number;
  readonly #timeSlice: number;
  readonly #lanes = new Map<string, FifoSet<Vcpu>>();
  readonly #turns = new Map<Vcpu, Turn>();
  #next = 0;

  constructor(timeSlice: number, migrationCost = 0) {
    this.migrationCost = migrationCost;
    this.#timeSlice = timeSlice;
  }

  enqueue(vcpu: Vcpu): undefined {
    if (this.#turns.has(vcpu)) return;
    const affinity = vcpu.lane;
    this.#turns.set(vcpu, { number: this.#next++, affinity });
    let lane = this.#lanes.get(affinity);
    if (!lane) this.#lanes.set(affinity, (lane = new FifoSet()));
    lane.add(vcpu);
  }

  remove(vcpu: Vcpu): void {
    const turn = this.#turns.get(vcpu);
    if (!turn) return;
    this.#turns.delete(vcpu);
    const lane = this.#lanes.get(turn.affinity);
    lane?.delete(vcpu);
    if (lane?.size === 0 && this.#lanes.size > 1) this.#lanes.delete(turn.affinity);
  }

  next(pcpu: number): Vcpu | undefined {
    const first = this.#first(pcpu);
    if (first) this.remove(first);
    return first;
  }

  take(vcpu: Vcpu): void {
    this.remove(vcpu);
  }

  slice(): number {
    return this.#timeSlice;
  }

  contends(_: Vcpu, pcpu: number): boolean {
    return this.#first(pcpu) !== undefined;
  }

  preempts(): boolean {
    return false;
  }

  charge(): void {
    // All turns are equally long: there are no books to keep.
  }

  /** Whose turn is next of those that may run there. */
  #first(pcpu: number): Vcpu | undefined {
    let first: Vcpu | undefined;
    let least = Infinity;
    for (const { first: head } of this.#lanes.values()) {
      const number = head ? (this.#turns.get(head)?.number ?? Infinity) : Infinity;
      if (number >= least || !head?.mayRunOn(pcpu)) continue;
      first = head;
      least = number;
    }
    return first;
  }
}
