// The threads that an application begins with: those of a service wait for requests, all others have work.

import type { ClockRate } from "../../host/clock-rate.ts";
import { demandsIn } from "./kernel-demands.ts";
import { firstSection } from "./spinlock.ts";
import type { WorkloadGuestSetup } from "./workload-guest-setup.ts";
import { task } from "./workload-state.ts";
import type { RunningApplication, Task } from "./workload-state.ts";

/** Makes them; gives back those that have work. */
export function firstThreads(
  running: RunningApplication,
  setup: Pick<WorkloadGuestSetup, "simulation" | "random" | "translation">,
  clock: ClockRate,
): Task[] {
  const { spec, progress, idle } = running;
  const threads = Array.from({ length: spec.threads }, () => {
    const thread = task(demandsIn(setup, spec), clock, running);
    thread.arrival = setup.simulation.now;
    const section = firstSection(thread, clock, setup.random);
    if (section) thread.section = section;
    return thread;
  });
  if (spec.kind === "service") {
    idle.push(...threads);
    return [];
  }
  progress.arrived += threads.length;
  progress.pending += threads.length;
  return threads;
}
