// The queue at a physical device. It serves so many requests at once, each first on a channel of its own (a disk's
// latency), then over the one link that all share. Who is next is the discipline's business:
//
//   fifo   first come, first served. A machine that asks for more gets more, and all others wait for a flood of one
//   fair   start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996; for disks Jin, Chase and Kaur, SIGMETRICS
//          2004): each owner's requests are spaced in virtual time by what they take; the earliest start is next, so
//          owners that want more than their share get equal ones, and who wants little hardly waits

import { EventQueue } from "../simulation/event-queue.ts";
import type { Simulation } from "../simulation/simulation.ts";
import { Priority } from "../simulation/simulation.ts";

/** Who is next at a device. */
export type QueueDiscipline = "fifo" | "fair";

/** When a device worked on a request. */
export interface Service {
  readonly submitted: number;
  readonly start: number;
  readonly end: number;
  /** The power was cut: it was not carried out. */
  readonly cut?: true;
}

/** A request at a device. Times in nanoseconds. */
export interface DeviceRequest {
  /** The machine or process that asks, by name. */
  readonly owner: string;
  /** Time on a channel, side by side with other channels. */
  readonly latency: number;
  /** Time on the link, one after another. */
  readonly transfer: number;
  /** Called when it is complete. */
  readonly done: (service: Service) => void;
}

export class DeviceQueue {
  readonly #simulation: Simulation;
  readonly #discipline: QueueDiscipline;
  /** When each channel, and the link, will be free. */
  readonly #channels: number[];
  #linkFree = 0;
  /** By start in virtual time: the discipline "fair" alone lets requests wait here. */
  #waiting = new EventQueue();
  readonly #finish = new Map<string, number>();
  #virtualTime = 0;
  #serving = 0;
  /** How often its power was cut. */
  #cuts = 0;

  constructor(simulation: Simulation, channels: number, discipline: QueueDiscipline) {
    this.#simulation = simulation;
    this.#discipline = discipline;
    this.#channels = Array.from({ length: channels }, () => 0);
  }

  submit(request: DeviceRequest): void {
    const submitted = this.#simulation.now;
    // First come, first served: when each will be served is known at once.
    if (this.#discipline === "fifo") {
      this.#serve(request, submitted);
      return;
    }
    const { owner, latency, transfer } = request;
    const start = Math.max(this.#virtualTime, this.#finish.get(owner) ?? 0);
    this.#finish.set(owner, start + latency + transfer);
    const cuts = this.#cuts;
    this.#waiting.push(start, 0, () => {
      if (cuts === this.#cuts) this.#serve(request, submitted);
      else request.done({ submitted, start: submitted, end: submitted, cut: true });
    });
    this.#next();
  }

  /** The power is cut: nothing that it was given is carried out, and it is idle. */
  cutPower(): void {
    const { now } = this.#simulation;
    const waiting = this.#waiting;
    this.#cuts++;
    this.#channels.fill(now);
    this.#linkFree = now;
    this.#waiting = new EventQueue();
    this.#finish.clear();
    this.#serving = 0;
    for (let next = waiting.pop(); next; next = waiting.pop()) next.action();
  }

  /** The next in virtual time, as long as a channel is free. */
  #next(): void {
    if (this.#serving >= this.#channels.length) return;
    const first = this.#waiting.pop();
    if (!first) return;
    this.#serving++;
    this.#virtualTime = first.time;
    first.action();
  }

  #serve({ latency, transfer, done }: DeviceRequest, submitted: number): void {
    const cuts = this.#cuts;
    const { now } = this.#simulation;
    const free = Math.min(...this.#channels);
    const start = Math.max(now, free);
    // A device's latency is the same for all, so they come to the link in the order in which they were begun.
    const ready = start + latency;
    const end = transfer > 0 ? Math.max(ready, this.#linkFree) + transfer : ready;
    this.#channels[this.#channels.indexOf(free)] = end;
    if (transfer > 0) this.#linkFree = end;
    this.#simulation.schedule(end - now, Priority.device, () => {
      if (cuts !== this.#cuts) {
        done({ submitted, start, end, cut: true });
        return;
      }
      if (this.#discipline === "fair") {
        this.#serving--;
        this.#next();
      }
      done({ submitted, start, end });
    });
  }
}
