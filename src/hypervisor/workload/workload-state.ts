// What the workload engine is at: tasks and their demands; and the same as plain data, to be kept in a snapshot or
// sent to another server. Saved times are ages: a guest that is restored later does not notice the time between.

import { Histogram, type SavedHistogram } from "../../simulation/histogram.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { ApplicationProgress, Batch, Service } from "./application.ts";
import type { SavedDrivers } from "./device-drivers.ts";
import type { IoRequest } from "../exit.ts";
import type { Section } from "./spinlock.ts";

/** One thing a task asks for. */
export type Demand =
  | { readonly kind: "compute"; readonly amount: number }
  | { readonly kind: "read" | "write" | "send"; readonly amount: number }
  | { readonly kind: "hypercall"; readonly amount: number }
  | { readonly kind: "console"; readonly amount: 1; readonly text: string }
  | {
      readonly kind: "power";
      readonly amount: 1;
      readonly event: "shutdown" | "reset" | "crash";
      readonly message: string;
    };

export interface Task {
  readonly demands: readonly Demand[];
  readonly running?: RunningApplication;
  /** The demand it is at, and how much of that is left. */
  at: number;
  left: number;
  /** When the request that it works on arrived. */
  arrival: number;
  /** Where it is with its application's lock, if that has one. */
  section?: Section;
}

export interface RunningApplication {
  readonly spec: Service | Batch;
  readonly progress: ApplicationProgress;
  /** Arrival times of requests that no thread works on yet. */
  readonly queue: number[];
  readonly idle: Task[];
  /** When the next request comes, of a service that runs. */
  nextArrival?: number;
}

/** A task that waits for a device, and what it asked of it. */
export interface Waiting {
  readonly task: Task;
  readonly request: IoRequest;
}

export function task(demands: readonly Demand[], running?: RunningApplication): Task {
  const asked = demands.filter(({ amount }) => amount > 0);
  return {
    demands: asked,
    at: 0,
    left: asked[0]?.amount ?? 0,
    arrival: 0,
    ...(running && { running }),
  };
}

/** What each request of a service, or each thread of a batch job, asks for. */
export function demandsOf(spec: Service | Batch): Demand[] {
  return [
    { kind: "read", amount: spec.read },
    { kind: "compute", amount: spec.compute },
    { kind: "hypercall", amount: spec.kind === "batch" ? spec.hypercalls : 0 },
    { kind: "write", amount: spec.write },
    { kind: "send", amount: spec.send },
  ];
}

/** Where an application begins. */
export function noProgress(): ApplicationProgress {
  const requests = { arrived: 0, completed: 0, dropped: 0, pending: 0 };
  return { state: "waiting for boot", cpuTime: 0, ...requests, responses: new Histogram() };
}

interface SavedTask {
  readonly demands: readonly Demand[];
  /** The number of its application; null for a task of the operating system. */
  readonly application: number | null;
  readonly at: number;
  readonly left: number;
  /** How long ago its request arrived, in nanoseconds. */
  readonly age: number;
  readonly section?: Readonly<Section>;
}

interface SavedApplication {
  readonly spec: Service | Batch;
  readonly progress: Readonly<Omit<ApplicationProgress, "responses">> & {
    readonly responses: SavedHistogram;
  };
  /** How long ago each waiting request arrived, in nanoseconds. */
  readonly queue: readonly number[];
  readonly idle: readonly SavedTask[];
  /** In how many nanoseconds the next request comes; null when none will. */
  readonly nextArrival: number | null;
}

/** The tasks and applications of a guest, with the moment that their times are counted from. */
export interface LiveTasks {
  readonly now: number;
  readonly ready: readonly Task[];
  readonly current: readonly (Task | undefined)[];
  readonly waiting: readonly Waiting[];
  readonly applications: readonly RunningApplication[];
}

/** The same as plain data. */
export interface SavedTasks {
  readonly ready: readonly SavedTask[];
  /** What each virtual CPU works on. */
  readonly current: readonly (SavedTask | null)[];
  readonly waiting: readonly { readonly task: SavedTask; readonly request: IoRequest }[];
  readonly applications: readonly SavedApplication[];
}

/** All that is inside a guest of the workload engine, as plain data. */
export interface WorkloadState extends SavedTasks, SavedDrivers {
  /** The operating system that was booted; null when the firmware found none. */
  readonly image: OsImage | null;
  readonly up: boolean;
  /** What was asked of the power button and has not happened yet. */
  readonly power: "shutdown" | "reset" | null;
  /** Whether each virtual CPU has something to do, and how long until its next tick, in nanoseconds. */
  readonly awake: readonly boolean[];
  readonly tickLeft: readonly number[];
}

/** Tasks and applications as plain data. */
export function saveTasks({ now, ready, current, waiting, applications }: LiveTasks): SavedTasks {
  const save = ({ demands, running, at, left, arrival, section }: Task): SavedTask => ({
    demands,
    application: running ? applications.indexOf(running) : null,
    at,
    left,
    age: now - arrival,
    ...(section && { section: { ...section } }),
  });
  return {
    ready: ready.map(save),
    current: current.map((one) => (one ? save(one) : null)),
    waiting: waiting.map(({ task: one, request }) => ({ task: save(one), request })),
    applications: applications.map(({ spec, progress, queue, idle, nextArrival }) => ({
      spec,
      progress: { ...progress, responses: progress.responses.save() },
      queue: queue.map((arrival) => now - arrival),
      idle: idle.map(save),
      nextArrival: nextArrival === undefined ? null : nextArrival - now,
    })),
  };
}

/** Tasks and applications from plain data, which stays as it is. */
export function restoreTasks(saved: SavedTasks, now: number): LiveTasks {
  const applications = saved.applications.map(
    ({ spec, progress, queue, nextArrival }): RunningApplication => ({
      spec,
      progress: { ...progress, responses: Histogram.restore(progress.responses) },
      queue: queue.map((age) => now - age),
      idle: [],
      ...(nextArrival !== null && { nextArrival: now + nextArrival }),
    }),
  );
  const restore = ({ demands, application, at, left, age, section }: SavedTask): Task => {
    const running = application === null ? undefined : applications[application];
    return {
      demands,
      at,
      left,
      arrival: now - age,
      ...(running && { running }),
      ...(section && { section: { ...section } }),
    };
  };
  saved.applications.forEach(({ idle }, index) =>
    applications[index]?.idle.push(...idle.map(restore)),
  );
  return {
    now,
    ready: saved.ready.map(restore),
    current: saved.current.map((one) => (one ? restore(one) : undefined)),
    waiting: saved.waiting.map(({ task: one, request }) => ({ task: restore(one), request })),
    applications,
  };
}
