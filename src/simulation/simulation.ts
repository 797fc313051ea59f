// A discrete-event simulation: the clock jumps from one event to the next. Four verbs, as in SimPy: schedule, peek,
// step, run.

import { EventQueue } from "./event-queue.ts";
import type { ScheduledEvent } from "./event-queue.ts";

/** Order among events of one instant: devices and clients first, so that a CPU which asks next sees what they did. */
export const Priority = { device: 0, cpu: 1 } as const;

export class Simulation {
  #now = 0;
  #events = 0;
  readonly #queue = new EventQueue();

  /** Simulated time in nanoseconds. */
  get now(): number {
    return this.#now;
  }

  /** How many events have happened. */
  get events(): number {
    return this.#events;
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

  /** Lets everything happen up to and including the instant `until`, and stops the clock there. */
  runUntil(until: number): void {
    for (let next = this.peek(); next !== undefined && next <= until; next = this.peek())
      this.step();
    this.#now = Math.max(this.#now, until);
  }
}
