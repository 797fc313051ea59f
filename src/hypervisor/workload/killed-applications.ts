// An application that the OOM killer of its guest has ended: none of its threads does anything any more, wherever it is.
// What they have at devices comes to an end there, and no one waits for it.

import type { OomKill } from "../../trace/detail.ts";
import type { SpinlockSetup } from "./spinlock.ts";
import type { RunningApplication, Task } from "./workload-state.ts";

/** Whether a task was part of an application that was killed. */
export const isKilled = ({ running }: Task): boolean =>
  running?.progress.failure?.code === "oom-killed";

/** Where the threads of a guest are. */
interface Threads {
  readonly ready: Task[];
  readonly current: (Task | undefined)[];
  readonly crowdedOut: readonly Task[][];
}

/** Ends an application: its requests have failed, and its threads are gone. Then `told` is called. */
export function kill(
  running: RunningApplication,
  cause: OomKill,
  threads: Threads,
  { replan }: Pick<SpinlockSetup, "replan">,
  told: () => void,
): void {
  const atWork = threads.current.flatMap((one, vcpu) => (one?.running === running ? vcpu : []));
  // What its threads have done so far, they have done before.
  atWork.forEach(replan);
  end(running, cause, threads);
  told();
  atWork.forEach(replan);
}

function end(running: RunningApplication, cause: OomKill, threads: Threads): void {
  const { progress, queue, idle } = running;
  progress.failure = cause;
  progress.failed += progress.pending;
  progress.pending = 0;
  delete running.nextArrival;
  queue.length = 0;
  idle.length = 0;
  for (const tasks of [threads.ready, ...threads.crowdedOut])
    tasks.splice(0, Infinity, ...tasks.filter((one) => !isKilled(one)));
  threads.current.forEach((one, vcpu) => {
    if (one && isKilled(one)) threads.current[vcpu] = undefined;
  });
}
