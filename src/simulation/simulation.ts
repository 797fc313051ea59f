// A discrete-event simulation: the clock jumps from one event to the next. Four verbs, as in SimPy: schedule, peek,
// step, run.

import { EventQueue } from "./event-queue.ts";
import type { ScheduledEvent } from "./event-queue.ts";

/** Order among events of one instant: devices and clients first, so that a CPU which asks next sees what they did. */
export const Priority = { device: 0, cpu: 1 } as const;

export class Simulation {
  #now = 0;
  #events = 0;
  #running = false;
  readonly #queue = new EventQueue();

  /** Simulated time in nanoseconds. */
  get now(): number {
    return this.#now;
  }

  /** How many events have happened. */
  get events(): number {
    return this.#events;
  }

  /** Whether it is being run at this moment: something that happens asks. */
  get running(): boolean {
    return this.#running;
  }

  /** How many events are still to come, called-off ones among them. */
  get pending(): number {
    return this.#queue.size;
  }

  /** Makes `action` happen `delay` nanoseconds from now. Set `cancelled` on the result to call it off. */
  schedule(delay: number, priority: number, action: () => void): ScheduledEvent {
    if (!Number.isSafeInteger(delay) || delay < 0)
      throw new RangeError(`delay ${delay} is not a whole number ≥ 0`);
    return this.#queue.push(this.#now + delay, priority, action);
  }

  /** The time of the next event. */
  peek(): number | undefined {
    return this.#queue.peek()?.time;
  }

  /** Lets the next event happen; false when there is none. */
  step(): boolean {
    const event = this.#queue.pop();
    if (!event) return false;
    this.#now = event.time;
    this.#events++;
    event.action();
    return true;
  }

  /** Lets one event happen after another for as long as `goesOn` says so and there are any. */
  runWhile(goesOn: () => boolean): void {
    this.#running = true;
    try {
      while (goesOn() && this.step());
    } finally {
      this.#running = false;
    }
  }

  /**
   * Lets everything happen up to and including the instant `until`, and stops the clock there. `watch.tell` is called
   * each time that so many events have happened, and at the end.
   */
  runUntil(until: number, watch?: { readonly every: number; tell(): void }): void {
    let left = watch?.every ?? 0;
    this.#running = true;
    try {
      for (let next = this.peek(); next !== undefined && next <= until; next = this.peek()) {
        this.step();
        if (!watch || --left > 0) continue;
        left = watch.every;
        watch.tell();
      }
      this.#now = Math.max(this.#now, until);
      watch?.tell();
    } finally {
      this.#running = false;
    }
  }
}
