// The threads of services in a guest, and the requests that come for them. A request that finds no thread free waits, and
// is turned away where too many wait; a thread that is free takes the one that has waited longest.

import type { ClockRate } from "../../host/clock-rate.ts";
import { costs } from "../../host/costs.ts";
import type { Random } from "../../simulation/random.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import { fromOutside, Message } from "../io/message.ts";
import type { Exchange, Listener, NetworkEnd } from "../io/message.ts";
import type { Service } from "../spec/workload-spec.ts";
import type { GuestTranslation } from "../translation/guest-translation.ts";
import { computeIn } from "./kernel-demands.ts";
import { beginAnew } from "./workload-state.ts";
import type { Arrival, RunningApplication, Task } from "./workload-state.ts";

/** What they need of their guest. */
interface ServiceThreadsSetup {
  readonly simulation: Simulation;
  readonly random: Random;
  /** Its network interface, seen from the network. Absent: it has none. */
  readonly end?: NetworkEnd | undefined;
  /** How fast the CPUs are that it has now. */
  clock(): ClockRate;
  /** How its addresses are translated; natively unless given. */
  readonly translation?: (() => GuestTranslation) | undefined;
  /** A thread has something to do. */
  ready(thread: Task): void;
}

export class ServiceThreads {
  readonly #setup: ServiceThreadsSetup;
  /** Requests of clients that are not answered. */
  readonly #exchanges = new Map<Exchange, RunningApplication>();
  #stopped = false;

  constructor(setup: ServiceThreadsSetup) {
    this.#setup = setup;
  }

  /** Clients are outside: their next request comes whatever the machine is at. */
  await(running: RunningApplication, spec: Service, every: number, first?: number): void {
    const { simulation, random } = this.#setup;
    const gap = first ?? (spec.arrivals === "poisson" ? random.exponential(every) : every);
    running.nextArrival = simulation.now + gap;
    simulation.schedule(gap, Priority.device, () => {
      if (this.#stopped || running.nextArrival === undefined) return;
      this.#come(running, spec.receive);
      this.await(running, spec, every);
    });
  }

  /** An application that runs, if it is a service that takes requests. */
  listener(running: RunningApplication | undefined): Listener | undefined {
    if (running?.spec.kind !== "service") return undefined;
    return {
      ask: (exchange) => {
        this.arrive(running, { at: this.#setup.simulation.now, exchange });
      },
    };
  }

  /** A request is there. */
  arrive(running: RunningApplication, arrival: Arrival): void {
    const { progress, queue, idle } = running;
    const { exchange } = arrival;
    if (this.#stopped || progress.state !== "running") {
      exchange?.lost();
      return;
    }
    progress.arrived++;
    if (queue.length >= costs.listenBacklog.value) {
      progress.dropped++;
      exchange?.lost();
      return;
    }
    if (exchange) this.#exchanges.set(exchange, running);
    progress.pending++;
    const thread = idle.shift();
    if (thread) {
      this.#assign(thread, arrival);
      this.#setup.ready(thread);
    } else {
      queue.push(arrival);
    }
  }

  /** A thread is free: it takes the next request, or false. */
  takeNext(thread: Task): boolean {
    const { running } = thread;
    if (running?.spec.kind !== "service") return false;
    const arrival = running.queue.shift();
    if (!arrival) {
      running.idle.push(thread);
      return false;
    }
    this.#assign(thread, arrival);
    return true;
  }

  /** The answer that a thread sends; undefined when no client in the model waits for it. */
  answer({ exchange }: Task, bytes: number): Message | undefined {
    const { end } = this.#setup;
    if (!exchange || !end) return undefined;
    let isLost = false;
    return new Message(end, exchange.client, bytes, {
      // Until then it is lost if the machine goes off.
      left: () => {
        isLost = !this.#exchanges.delete(exchange);
      },
      taken: () => {
        if (!isLost) exchange.answered();
      },
      lost: () => {
        if (!isLost) exchange.lost();
      },
    });
  }

  /** A thread could not do what was asked: no answer is sent. */
  failed({ exchange }: Task): void {
    if (exchange && this.#exchanges.delete(exchange)) exchange.lost();
  }

  /** The machine is off: who waits for an answer gets none. */
  stop(): void {
    this.#stopped = true;
    this.#lose(() => true);
  }

  /** A service is no more: the same of those that wait for it. */
  killed(running: RunningApplication): void {
    this.#lose((one) => one === running);
  }

  #lose(isConcerned: (running: RunningApplication) => boolean): void {
    for (const [exchange, running] of [...this.#exchanges]) {
      if (!isConcerned(running)) continue;
      this.#exchanges.delete(exchange);
      exchange.lost();
    }
  }

  /** A request of a client that is not in the model: with something to receive, it comes over the network. */
  #come(running: RunningApplication, bytes: number): void {
    const at = this.#setup.simulation.now;
    const { end } = this.#setup;
    if (bytes === 0 || !end) {
      this.arrive(running, { at });
      return;
    }
    const { progress } = running;
    fromOutside(end, bytes, {
      taken: () => {
        this.arrive(running, { at });
      },
      lost: () => {
        progress.arrived++;
        progress.dropped++;
      },
    });
  }

  #assign(thread: Task, { at, exchange }: Arrival): void {
    this.#vary(thread);
    beginAnew(thread, at, this.#setup.clock());
    if (thread.exchange !== exchange) thread.exchange = exchange;
  }

  /** What the next request takes, where it is not always the same. */
  #vary(thread: Task): void {
    const spec = thread.running?.spec;
    if (spec?.kind !== "service" || spec.times !== "exponential") return;
    const amount = this.#setup.random.exponential(computeIn(this.#setup, spec));
    thread.demands = thread.demands.map((one) =>
      one.kind === "compute" ? { ...one, amount } : one,
    );
  }
}
