// How a long run says how far it is. It runs without a pause, so it cannot be asked: it calls. Not by the clock, which
// the core does not have, but every so many events; so the calls of equal runs are equal, and cost next to nothing.

import { options, wholeNumber } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import { messages } from "./messages.ts";
import type { Simulation } from "../simulation/simulation.ts";

/** How far a run is. */
export interface RunProgress {
  /** The part of its simulated time that has passed: from 0 to 1, and 1 in the last call. */
  readonly fraction: number;
  /** Simulated time since power-on, in nanoseconds. */
  readonly now: number;
  /** When the run ends, in nanoseconds since power-on. */
  readonly until: number;
  /** How many events the run took so far. */
  readonly events: number;
}

/** What a run does besides letting time pass. */
export interface RunOptions {
  /**
   * Called while the run goes on, and once when it is over. It may look at the server, and print; it must not call
   * `run`. What it throws ends the run where it is.
   */
  readonly progress?: (progress: RunProgress) => void;
  /** How many events pass between two calls, at least 1. 100,000 unless given: several calls a second. */
  readonly every?: number;
}

const EVERY = 100_000;

/**
 * Checks a run, and gives back what carries it out: lets so much time pass, and says how far it is.
 * @throws HypervisorError `invalid-argument`; `operation-invalid` while a run goes on
 */
export function checkedRun(
  request: Request,
  simulation: Simulation,
  duration: number,
  given: RunOptions,
): () => void {
  const { progress, every = EVERY } = options(request, given, "run(hours(1), { progress })", {
    progress: true,
    every: true,
  });
  const start = simulation.now;
  wholeNumber(request, "duration", duration, {
    max: Number.MAX_SAFE_INTEGER - start,
    write: "run(seconds(1))",
    ...(duration > Number.MAX_SAFE_INTEGER - start && { note: "clock" as const }),
  });
  wholeNumber(request, "every", every, { min: 1, write: "every: 100_000" });
  if (progress !== undefined && typeof progress !== "function") {
    throw messages.refusal("invalid-argument/progress", request, {
      value: described(progress),
    });
  }
  if (simulation.running) {
    throw messages.refusal("operation-invalid/running", request);
  }
  const until = start + duration;
  if (!progress) return () => simulation.runUntil(until);
  const before = simulation.events;
  const tell = () => {
    const { now, events } = simulation;
    const fraction = duration === 0 ? 1 : (now - start) / duration;
    progress({ fraction, now, until, events: events - before });
  };
  return () => simulation.runUntil(until, { every, tell });
}
