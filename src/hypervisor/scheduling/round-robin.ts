// Round robin: first come, first served, one time slice each, one queue for all physical CPUs.

import { costs } from "../../host/costs.ts";
import { options } from "../../simulation/argument.ts";
import { FifoSet } from "../../simulation/fifo-set.ts";
import { checkTimeSlice } from "./scheduler.ts";
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
  const asking = { subject: "scheduler", request: "cannot set up round robin" };
  const { timeSlice = costs.timeSlice.value } = options(asking, spec, "roundRobin()");
  checkTimeSlice(asking.subject, asking.request, timeSlice);
  return { name: "round robin", timeSlice, create: () => new RoundRobin(timeSlice) };
}

export class RoundRobin implements Scheduler {
  readonly #timeSlice: number;
  readonly #queue = new FifoSet<Vcpu>();

  constructor(timeSlice: number) {
    this.#timeSlice = timeSlice;
  }

  enqueue(vcpu: Vcpu): void {
    this.#queue.add(vcpu);
  }

  remove(vcpu: Vcpu): void {
    this.#queue.delete(vcpu);
  }

  next(pcpu: number): Vcpu | undefined {
    const first = this.#first(pcpu);
    if (first) this.#queue.delete(first);
    return first;
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
    // Everybody's turn is equally long: there are no books to keep.
  }

  #first(pcpu: number): Vcpu | undefined {
    return this.#queue.first((vcpu) => vcpu.mayRunOn(pcpu));
  }
}
