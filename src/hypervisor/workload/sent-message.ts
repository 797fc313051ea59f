// What a thread sends, as a message to another end of the network.

import type { Message, NetworkEnd } from "../io/message.ts";
import type { ClientThreads } from "./client-threads.ts";
import type { ServiceThreads } from "./service-threads.ts";
import type { Task } from "./workload-state.ts";

/** What a thread sends since then: a client its request, a service its answer to a client. */
export function messageOf(
  thread: Task,
  since: number,
  end: NetworkEnd | undefined,
  clients: ClientThreads,
  services: ServiceThreads,
): Message | undefined {
  const { running } = thread;
  if (!end || !running) return undefined;
  if (running.spec.kind === "client") return clients.request(end, thread, running, since);
  return services.answer(thread, running.spec.send);
}
