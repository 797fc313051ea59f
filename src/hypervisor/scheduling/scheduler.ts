// Which virtual CPU runs next. A scheduler keeps the queue and the books; when to ask it is the run loop's business.
// Caps and pinning are the same under every scheduler: the run loop holds a throttled virtual CPU back, and no
// scheduler may offer one where it is not allowed (`vcpu.mayRunOn`).

import { frozen } from "../../trace/frozen.ts";
import { Internals } from "../../simulation/internals.ts";
import { options, wholeNumber } from "../../simulation/argument.ts";
import { ms } from "../../simulation/units.ts";
import { messages } from "./messages.ts";
import type { Vcpu } from "./vcpu.ts";

export interface Scheduler {
  /** What it costs a virtual CPU to go on on another physical CPU than before, in nanoseconds. */
  readonly migrationCost: number;
  /**
   * A virtual CPU became ready and waits: `woken` when it was blocked or paused, otherwise its time slice is over,
   * or it was called back. Returns the physical CPU in whose run queue it waits, which it may preempt when woken;
   * undefined when one queue serves all, and none is preempted.
   */
  enqueue(vcpu: Vcpu, woken: boolean): number | undefined;
  /** A virtual CPU that waits or runs has nothing to run for now. */
  remove(vcpu: Vcpu): void;
  /** Takes out the virtual CPU to run next on physical CPU `pcpu`. */
  next(pcpu: number): Vcpu | undefined;
  /** One that waits gets a physical CPU out of turn. */
  take(vcpu: Vcpu): void;
  /** How long it may now run before it is asked for again, in nanoseconds. */
  slice(vcpu: Vcpu): number;
  /** Whether, now that its time slice on `pcpu` is over, another one is to have the CPU. */
  contends(vcpu: Vcpu, pcpu: number): boolean;
  /** Whether one that was just woken takes the CPU away from the one that runs. */
  preempts(woken: Vcpu, running: Vcpu): boolean;
  /** A virtual CPU occupied a physical one for `time` nanoseconds. */
  charge(vcpu: Vcpu, time: number): void;
  /** Keeps books at regular intervals while there is work. */
  readonly accounting?: {
    /** Nanoseconds from one to the next. */
    readonly period: number;
    /** A period is over, on a server with so many physical CPUs. */
    account(pcpus: number): void;
  };
}

/**
 * Which scheduler a hypervisor is to use, and how it is set: made by `roundRobin()`, `credit()` or `fair()`, and given
 * to `new Hypervisor({ scheduler })`.
 */
export interface SchedulerSpec {
  readonly name: "round robin" | "credit" | "fair";
  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  readonly timeSlice: number;
}

const schedulers = new Internals<(pcpus: number) => Scheduler>();

/** A description whose scheduler `create` makes, with empty queues, for so many physical CPUs. */
export function schedulerSpec(
  spec: SchedulerSpec,
  create: (pcpus: number) => Scheduler,
): SchedulerSpec {
  schedulers.keep(spec, create);
  return frozen(spec);
}

/** Whether a cell passed in what one of the schedulers' functions made. */
export const isScheduler = (value: unknown): boolean => schedulers.find(value) !== undefined;

/** The scheduler of that description. */
export const createScheduler = (spec: SchedulerSpec, pcpus: number): Scheduler =>
  schedulers.of(spec)(pcpus);

/** How a scheduler is set. */
export interface TimeSliceSpec {
  /** How long a virtual CPU may run while others wait, in nanoseconds: `ms(5)`; from 0.1 ms to 1 s. */
  readonly timeSlice?: number;
  /**
   * What it costs a virtual CPU to go on on another physical CPU than before, whose cache knows nothing of it, in
   * nanoseconds, as in `us(50)`: at most 10 ms. It adds to the time of the switch. Model: how much it is depends on
   * what the guest does. 0 unless given.
   */
  readonly migrationCost?: number;
}

/** How a scheduler is set, complete; `example` is how it is made. */
export function checkScheduling(
  scheduler: SchedulerSpec["name"],
  spec: TimeSliceSpec,
  usualSlice: number,
  example: string,
): Required<TimeSliceSpec> {
  const request = messages.request("scheduler", "set-up", { scheduler });
  const { timeSlice = usualSlice, migrationCost = 0 } = options(request, spec, example, {
    timeSlice: true,
    migrationCost: true,
  });
  // A time slice that hardware timers and people both can use.
  wholeNumber(request, "timeSlice", timeSlice, {
    min: ms(0.1),
    max: ms(1000),
    write: "timeSlice: ms(10)",
  });
  wholeNumber(request, "migrationCost", migrationCost, {
    max: ms(10),
    write: "migrationCost: us(50)",
  });
  return { timeSlice, migrationCost };
}
