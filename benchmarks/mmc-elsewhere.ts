// The queue M/M/c as two discrete-event libraries of npm have it, each in its own idiom: SIM.JS with a facility and
// callbacks, SimScript with a resource and async scripts. Their random numbers are ours, so that only the engines
// differ. Both packages are CommonJS without (SIM.JS) or with loose types: what is used of them is written down here.

import { createRequire } from "node:module";
import { Random } from "../src/simulation/random.ts";
import { meanGap, Waits } from "../tests/core/queueing.ts";
import type { Estimate, Station } from "../tests/core/queueing.ts";

/** What a run gives: the estimated mean wait in nanoseconds, and how many customers arrived or left. */
export interface Run {
  readonly wait: Estimate;
  readonly events: number;
}

const resolve = createRequire(import.meta.url);

/** The libraries are no dependencies of the project: only this benchmark needs them. */
function require(name: "simjs" | "simscript"): unknown {
  try {
    return resolve(name) as unknown;
  } catch (cause) {
    throw new Error(
      `benchmarks: expected the package ${name}, found none. Hint: npm install --no-save simjs@2.0.3 simscript@1.0.37`,
      { cause },
    );
  }
}

/** Nanoseconds in the unit that the libraries' clocks count, which are not made for large whole numbers. */
const MS = 1e6;

/** Exponential times in milliseconds, from the generator that the core uses. */
function times(station: Station, seed: number) {
  const random = new Random(seed);
  const gap = meanGap(station);
  return {
    untilNext: () => random.exponential(gap) / MS,
    service: () => random.exponential(station.service) / MS,
  };
}

/** SIM.JS, what is used of it. */
interface SimJs {
  readonly Sim: new () => {
    addEntity(entity: unknown): void;
    step(): boolean;
  };
  readonly Facility: {
    new (name: string, discipline: number, servers: number): object;
    FCFS: number;
  };
  readonly Entity: abstract new (...args: never[]) => {
    time(): number;
    setTimer(duration: number): SimJsRequest;
    useFacility(facility: object, duration: number): SimJsRequest;
  };
}
interface SimJsRequest {
  done(callback: () => void): void;
}

/** The package exports nothing: it was built for a page, and leaves its names in `window.Sim`. */
function loadSimJs(): SimJs {
  const page: { Sim?: SimJs } = {};
  Object.assign(globalThis, { window: page });
  require("simjs");
  Reflect.deleteProperty(globalThis, "window");
  if (!page.Sim) throw new Error("simjs left nothing in window.Sim: another version?");
  return page.Sim;
}

export function simJs(): (station: Station, perBatch: number, seed: number) => Run {
  const { Sim, Facility, Entity } = loadSimJs();
  return (station, perBatch, seed) => {
    const draw = times(station, seed);
    const waits = new Waits(perBatch);
    const facility = new Facility("station", Facility.FCFS, station.servers);
    let events = 0;
    class Clients extends Entity {
      start(): void {
        this.setTimer(draw.untilNext()).done(() => {
          events++;
          const arrival = this.time();
          const service = draw.service();
          this.useFacility(facility, service).done(() => {
            events++;
            waits.add((this.time() - arrival - service) * MS);
          });
          this.start();
        });
      }
    }
    const sim = new Sim();
    sim.addEntity(Clients);
    while (!waits.done) sim.step();
    return { wait: waits.estimate(), events };
  };
}

/** SimScript, what is used of it. */
interface SimScript {
  readonly Simulation: new (options: object) => {
    readonly timeNow: number;
    activate(entity: object): Promise<number>;
    start(): Promise<void>;
    stop(): void;
  };
  readonly Queue: new (name: string, capacity: number) => object;
  readonly Entity: new () => {
    enterQueue(queue: object): Promise<number>;
    leaveQueue(queue: object): void;
    delay(time: number): Promise<number>;
  };
}

export function simScript(): (station: Station, perBatch: number, seed: number) => Promise<Run> {
  const { Simulation, Queue, Entity } = require("simscript") as SimScript;
  return async (station, perBatch, seed) => {
    const draw = times(station, seed);
    const waits = new Waits(perBatch);
    const resource = new Queue("station", station.servers);
    // It hands control to the page every so often; there is no page here.
    const simulation = new Simulation({ yieldInterval: Infinity });
    let events = 0;
    const enough = Promise.withResolvers<undefined>();
    class Customer extends Entity {
      async script(): Promise<void> {
        events++;
        const arrival = simulation.timeNow;
        await this.enterQueue(resource);
        waits.add((simulation.timeNow - arrival) * MS);
        await this.delay(draw.service());
        this.leaveQueue(resource);
        events++;
        if (!waits.done) return;
        simulation.stop();
        enough.resolve(undefined);
      }
    }
    class Clients extends Entity {
      async script(): Promise<void> {
        while (!waits.done) {
          await this.delay(draw.untilNext());
          simulation.activate(new Customer()).catch(enough.reject);
        }
      }
    }
    simulation.activate(new Clients()).catch(enough.reject);
    simulation.start().catch(enough.reject);
    await enough.promise;
    return { wait: waits.estimate(), events };
  };
}
