// The threads of clients in a guest. One sends a request to a service and waits among the idle ones until the answer has
// come; then it sends the next. When the request or the answer is lost it asks again, as TCP does, after a while.

import type { ClockRate } from "../../host/clock-rate.ts";
import { costs } from "../../host/costs.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import { requestTo } from "../io/message.ts";
import type { Message, NetworkEnd } from "../io/message.ts";
import { serviceEnds } from "./application.ts";
import { beginAnew } from "./workload-state.ts";
import type { RunningApplication, Task } from "./workload-state.ts";

/** What they need of their guest. */
interface ClientThreadsSetup {
  readonly simulation: Simulation;
  /** Whether its machine is on. */
  goesOn(): boolean;
  /** A thread has its answer. */
  answered(thread: Task, running: RunningApplication): void;
  /** How fast the CPUs are that it has now. */
  clock(): ClockRate;
  /** A thread has something to do. */
  ready(thread: Task): void;
}

export class ClientThreads {
  readonly #setup: ClientThreadsSetup;

  constructor(setup: ClientThreadsSetup) {
    this.#setup = setup;
  }

  /** A thread asks since then, and waits: gives back what it sends; undefined when that goes nowhere. */
  request(
    end: NetworkEnd,
    thread: Task,
    running: RunningApplication,
    since: number,
  ): Message | undefined {
    const setup = this.#setup;
    const { spec, progress, idle } = running;
    if (spec.kind !== "client") return undefined;
    if (!thread.again) thread.arrival = since;
    delete thread.again;
    idle.push(thread);
    return requestTo(serviceEnds.of(spec.to), spec.to.name, end, spec.receive, {
      answered: () => {
        if (setup.goesOn()) this.#next(running, thread, spec.requests * spec.threads);
      },
      lost: () => {
        if (!setup.goesOn()) return;
        progress.dropped++;
        this.askAgain(running, thread, costs.retransmissionTimeout.value);
      },
    });
  }

  /** A request was lost: after that time it is sent again. */
  askAgain({ idle }: RunningApplication, thread: Task, after: number): void {
    const setup = this.#setup;
    setup.simulation.schedule(after, Priority.device, () => {
      if (!setup.goesOn()) return;
      idle.splice(idle.indexOf(thread), 1);
      thread.again = true;
      thread.at = thread.demands.length - 1;
      thread.left = thread.demands[thread.at]?.amount ?? 0;
      setup.ready(thread);
    });
  }

  /** An answer has come: the thread begins the next request, if not all of them are begun. */
  #next(running: RunningApplication, thread: Task, requests: number): void {
    const { progress, idle } = running;
    idle.splice(idle.indexOf(thread), 1);
    const more = progress.arrived < requests;
    if (more) {
      progress.arrived++;
      progress.pending++;
    }
    this.#setup.answered(thread, running);
    if (!more) return;
    beginAnew(thread, thread.arrival, this.#setup.clock());
    this.#setup.ready(thread);
  }
}
