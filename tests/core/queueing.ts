// Queueing theory, to hold the simulation to: closed formulas for the mean wait, the same queue built on the
// simulation, and how sure a mean of correlated waits is. Used by the tests and by the benchmark of events.

import { Random } from "../../src/simulation/random.ts";
import { Simulation } from "../../src/simulation/simulation.ts";

/** A station of c servers and one queue. Times are nanoseconds. */
export interface Station {
  readonly servers: number;
  /** Share of the servers' time that is asked for, from 0 up to, but not including, 1. */
  readonly load: number;
  /** Mean time of one service. */
  readonly service: number;
}

/** Mean time between two arrivals that makes this load. */
export const meanGap = ({ servers, load, service }: Station): number => service / (servers * load);

/** Erlang C: the probability that a customer of M/M/c must wait (Erlang 1917), from Erlang B's recursion. */
export function erlangC({ servers, load }: Station): number {
  const offered = servers * load;
  let blocked = 1;
  for (let k = 1; k <= servers; k++) blocked = (offered * blocked) / (k + offered * blocked);
  return blocked / (1 - load * (1 - blocked));
}

/** M/M/c: mean time in the queue. */
export const waitMMc = (station: Station): number =>
  (erlangC(station) * station.service) / (station.servers * (1 - station.load));

/** M/D/1: mean time in the queue, by Pollaczek and Khinchine with no variance of the service. */
export const waitMD1 = ({ load, service }: Station): number => (load * service) / (2 * (1 - load));

/** Means of consecutive batches of waits: batches are long, so their means are nearly independent. */
export class BatchMeans {
  readonly means: number[] = [];
  readonly #size: number;
  #sum = 0;
  #count = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(value: number): void {
    this.#sum += value;
    if (++this.#count < this.#size) return;
    this.means.push(this.#sum / this.#size);
    this.#sum = 0;
    this.#count = 0;
  }
}

/** Student's t for 29 degrees of freedom: 30 batches, 99.9 % of cases between minus and plus this. */
const STUDENT_30 = 3.659;
export const BATCHES = 30;

/** A mean and half the width of its 99.9 % confidence interval. */
export interface Estimate {
  readonly mean: number;
  readonly half: number;
}

/** The estimate from the means of 30 batches. */
export function estimate(means: readonly number[]): Estimate {
  if (means.length !== BATCHES) throw new Error(`${means.length} batches, not ${BATCHES}`);
  const mean = means.reduce((sum, x) => sum + x, 0) / BATCHES;
  const squares = means.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (BATCHES - 1));
  return { mean, half: (STUDENT_30 * deviation) / Math.sqrt(BATCHES) };
}

export const agrees = ({ mean, half }: Estimate, expected: number): boolean =>
  Math.abs(mean - expected) <= half;

/** Customers served before waits are counted, so that the empty start is forgotten. */
const WARM_UP = 10_000;

/** Collects waits: leaves the first ones out, and says when there are enough. */
export class Waits {
  readonly #batches: BatchMeans;
  readonly #wanted: number;
  #seen = 0;

  constructor(perBatch: number) {
    this.#batches = new BatchMeans(perBatch);
    this.#wanted = WARM_UP + BATCHES * perBatch;
  }

  get done(): boolean {
    return this.#seen >= this.#wanted;
  }

  add(wait: number): void {
    this.#seen++;
    if (this.#seen > WARM_UP && this.#seen <= this.#wanted) this.#batches.add(wait);
  }

  estimate(): Estimate {
    return estimate(this.#batches.means);
  }
}

/** M/M/c on the simulation alone. Also gives the number of events that happened. */
export function simulateMMc(station: Station, perBatch: number, seed: number) {
  const simulation = new Simulation();
  const random = new Random(seed);
  const waits = new Waits(perBatch);
  const gap = meanGap(station);
  const queue: number[] = [];
  let head = 0;
  let busy = 0;
  let events = 0;
  const begin = (arrival: number) => {
    waits.add(simulation.now - arrival);
    simulation.schedule(random.exponential(station.service), 0, depart);
  };
  const depart = () => {
    events++;
    const next = queue[head];
    if (next === undefined) {
      busy--;
      return;
    }
    head++;
    if (head > 1024 && head * 2 > queue.length) {
      queue.splice(0, head);
      head = 0;
    }
    begin(next);
  };
  const arrive = () => {
    events++;
    simulation.schedule(random.exponential(gap), 0, arrive);
    if (busy < station.servers) {
      busy++;
      begin(simulation.now);
    } else {
      queue.push(simulation.now);
    }
  };
  simulation.schedule(random.exponential(gap), 0, arrive);
  while (!waits.done) simulation.step();
  return { wait: waits.estimate(), events };
}
