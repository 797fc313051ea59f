// What an application that comes back from a snapshot waits for.

import type { ClientThreads } from "./client-threads.ts";
import type { ServiceThreads } from "./service-threads.ts";
import type { RunningApplication } from "./workload-state.ts";

/** The next request comes when it would have come; no connection outlives a snapshot, and a client asks anew. */
export function awaitAnew(
  running: RunningApplication,
  now: number,
  services: ServiceThreads,
  clients: ClientThreads,
): void {
  const { spec, nextArrival } = running;
  if (spec.kind === "service" && spec.every !== undefined && nextArrival !== undefined)
    services.await(running, spec, spec.every, nextArrival - now);
  if (spec.kind === "client")
    for (const thread of running.idle) clients.askAgain(running, thread, 0);
}
