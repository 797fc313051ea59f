// What is checked about CPU scheduling before anything is done: weights, caps, and sets of physical CPUs.

import type { Hardware } from "../../host/hardware.ts";
import { wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import type { ScheduleSpec } from "../spec/domain-spec.ts";
import { messages } from "./messages.ts";
import { roundRobin } from "./round-robin.ts";
import { isScheduler } from "./scheduler.ts";
import type { SchedulerSpec } from "./scheduler.ts";

/** Weight and cap, those that are given. */
export function checkSchedule(request: Request, spec: ScheduleSpec): ScheduleSpec {
  const { weight, cap } = spec;
  if (weight !== undefined) {
    // Xen, tools/xl/xl_sched.c, and its manual: weights from 1 to 65535.
    wholeNumber(request, "weight", weight, { min: 1, max: 65_535, write: "weight: 512" });
  }
  if (cap !== undefined) {
    wholeNumber(request, "cap", cap, { max: 102_400, note: "percent of a CPU", write: "cap: 50" });
  }
  return { ...(weight !== undefined && { weight }), ...(cap !== undefined && { cap }) };
}

/** A set of physical CPUs that the server has, and not an empty one. */
export function checkAffinity(
  request: Request,
  { cpus, name }: Hardware,
  affinity: unknown,
): readonly number[] {
  const listed: readonly unknown[] = Array.isArray(affinity) ? affinity : [affinity];
  const known = (pcpu: unknown): pcpu is number =>
    Number.isInteger(pcpu) && (pcpu as number) >= 0 && (pcpu as number) < cpus.length;
  if (Array.isArray(affinity) && listed.length > 0 && listed.every(known)) return [...listed];
  const strange = Array.isArray(affinity) ? listed.find((pcpu) => !known(pcpu)) : affinity;
  throw messages.refusal("invalid-argument/affinity", request, {
    ...{ server: name, cpus: cpus.length, isList: Array.isArray(affinity) },
    ...(listed.length > 0 && { named: described(strange) }),
  });
}

/** The scheduler that is asked for: round robin unless another is. */
export function checkScheduler(
  request: Request,
  scheduler: SchedulerSpec | undefined,
  timeSlice: number | undefined,
): SchedulerSpec {
  if (scheduler === undefined) return roundRobin(timeSlice === undefined ? {} : { timeSlice });
  const usable = isScheduler(scheduler);
  if (usable && timeSlice === undefined) return scheduler;
  throw usable
    ? messages.refusal("invalid-argument/time-slice", request)
    : messages.refusal("invalid-argument/scheduler", request, { scheduler: described(scheduler) });
}
