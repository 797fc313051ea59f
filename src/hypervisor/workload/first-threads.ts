// The threads that an application begins with: those of a service wait for requests, all others have work.

import { firstSection } from "./spinlock.ts";
import { demandsOf, task } from "./workload-state.ts";
import type { RunningApplication, Task } from "./workload-state.ts";

/** Makes them; gives back those that have work. */
export function firstThreads(running: RunningApplication, now: number): Task[] {
  const { spec, progress, idle } = running;
  const threads = Array.from({ length: spec.threads }, () => {
    const thread = task(demandsOf(spec), running);
    thread.arrival = now;
    const section = firstSection(thread);
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
