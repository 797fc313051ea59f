// What is checked about CPU scheduling before anything is done: weights, caps, and sets of physical CPUs.

import type { Hardware } from "../../host/hardware.ts";
import { options, shown, wholeNumber } from "../../simulation/argument.ts";
import type { Asking } from "../../simulation/argument.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { count } from "../../simulation/units.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";
import { roundRobin } from "./round-robin.ts";
import { isScheduler } from "./scheduler.ts";
import type { SchedulerSpec } from "./scheduler.ts";

/** Weight and cap, those that are given. */
export function checkSchedule(asking: Asking, spec: ScheduleSpec): ScheduleSpec {
  const { weight, cap } = options(asking, spec, "schedule({ weight: 512 })");
  if (weight !== undefined) {
    // Xen, tools/xl/xl_sched.c, and its manual: weights from 1 to 65535.
    wholeNumber(asking, "weight", weight, { min: 1, max: 65_535, write: "weight: 512" });
  }
  if (cap !== undefined) {
    wholeNumber(asking, "cap", cap, { max: 102_400, note: "percent of a CPU", write: "cap: 50" });
  }
  return { ...(weight !== undefined && { weight }), ...(cap !== undefined && { cap }) };
}

/** A set of physical CPUs that the server has, and not an empty one. */
export function checkAffinity(
  asking: Asking,
  { cpus, name }: Hardware,
  affinity: unknown,
): readonly number[] {
  const listed: readonly unknown[] = Array.isArray(affinity) ? affinity : [affinity];
  const known = (pcpu: unknown): pcpu is number =>
    Number.isInteger(pcpu) && (pcpu as number) >= 0 && (pcpu as number) < cpus.length;
  if (Array.isArray(affinity) && listed.length > 0 && listed.every(known)) return [...listed];
  const strange = Array.isArray(affinity) ? listed.find((pcpu) => !known(pcpu)) : affinity;
  throw new HypervisorError({
    code: "invalid-argument",
    ...asking,
    expected: `a list of physical CPUs of "${name}", from 0 to ${cpus.length - 1}`,
    found:
      listed.length === 0
        ? "the list is empty"
        : `it names ${shown(strange)}, and there ${cpus.length === 1 ? "is" : "are"} ${count(cpus.length, "CPU")}`,
    hint: "write [0] for the first CPU, [0, 1] for the first two",
  });
}

/** The scheduler that is asked for: round robin unless another is. */
export function checkScheduler(
  asking: Asking,
  scheduler: SchedulerSpec | undefined,
  timeSlice: number | undefined,
): SchedulerSpec {
  if (scheduler === undefined) return roundRobin(timeSlice === undefined ? {} : { timeSlice });
  const usable = isScheduler(scheduler);
  if (usable && timeSlice === undefined) return scheduler;
  throw new HypervisorError({
    code: "invalid-argument",
    ...asking,
    expected: usable
      ? "timeSlice to be given to the scheduler"
      : "scheduler to be roundRobin(), credit() or fair()",
    found: usable ? "timeSlice stands beside scheduler" : `scheduler is ${shown(scheduler)}`,
    hint: usable
      ? "write scheduler: credit({ timeSlice: ms(5) })"
      : "write new Hypervisor({ scheduler: credit() })",
  });
}
