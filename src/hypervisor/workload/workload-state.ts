// What the workload engine is at: tasks and their demands; and the same as plain data, to be kept in a snapshot or
// sent to another server. Saved times are ages: a guest that is restored later does not notice the time between.

import { Histogram } from "../../simulation/histogram.ts";
import type { SavedHistogram } from "../../simulation/histogram.ts";
import type { ClockRate } from "../../host/clock-rate.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Exchange } from "../io/message.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";
import type { ApplicationFailure } from "../../trace/detail.ts";
import type { Exit, IoRequest, Sent } from "../exits/exit.ts";
import type { Demand, SavedArea } from "../exits/guest-paging.ts";
import { amountOf, converted } from "./work-left.ts";

export interface Task {
  /** Of a service whose requests take different times, those of the one that it works on. */
  demands: readonly Demand[];
  readonly running?: RunningApplication;
  /** The demand it is at, and how much of that is left: of computing, time on the CPUs that it has. */
  at: number;
  left: number;
  /** When the request that it works on arrived. */
  arrival: number;
  /** Where it is with its application's lock, if that has one. */
  section?: Section;
  /** How many of its transfers are under way, when there may be several: it may be at work again before all are done. */
  outstanding?: number;
  /** It sends what a thread has to send, which waits until all of it was taken. */
  readonly sending?: { thread?: Task };
  /**
   * Of such a task: CPU time until the driver has the next piece, once the kernel is at it. Of one that does privileged
   * operations: until the next are done, once it is at them.
   */
  preparing?: number;
  /** And to whom it goes, if that is in the model. */
  readonly message?: Sent;
  /** Of a client's thread: it sends a request that was lost once more. */
  again?: boolean;
  /** The request of a client that a thread works on. Like all connections it is not kept in snapshots. */
  exchange?: Exchange | undefined;
  /** There was no room for what its request is to write. */
  failed?: boolean;
  /** It is a request of a hypervisor in this machine, which hears of its end. */
  readonly carried?: () => void;
}

export interface RunningApplication {
  readonly spec: ApplicationSpec;
  readonly progress: ApplicationProgress;
  /** Requests that no thread works on yet. */
  readonly queue: Arrival[];
  readonly idle: Task[];
  /** When the next request comes, of a service that runs. */
  nextArrival?: number;
}

/** A request of a service: when it arrived, and who waits for the answer, if that is in the model. */
export interface Arrival {
  readonly at: number;
  readonly exchange?: Exchange | undefined;
}

/** A task that waits for a device, and what it asked of it. */
export interface Waiting {
  readonly task: Task;
  readonly request: IoRequest;
}

/** The task that sends what `thread` is to send now; `message` when it goes to someone in the model. */
export function senderFor(thread: Task, message: Sent | undefined): Task {
  const { demands, at, running, left, arrival } = thread;
  return {
    demands: demands.slice(at, at + 1),
    at: 0,
    left,
    arrival,
    // A client's thread waits for the answer instead.
    sending: running?.spec.kind === "client" ? {} : { thread },
    ...(running && { running }),
    ...(message && { message }),
  };
}

export function task(
  demands: readonly Demand[],
  clock: ClockRate,
  running?: RunningApplication,
): Task {
  const asked = demands.filter(({ amount }) => amount > 0);
  return {
    demands: asked,
    at: 0,
    left: amountOf(asked[0], clock),
    arrival: 0,
    ...(running && { running }),
  };
}

/** A thread begins with its first demand, for a request that arrived then. */
export function beginAnew(thread: Task, arrival: number, clock: ClockRate): void {
  thread.at = 0;
  thread.left = amountOf(thread.demands[0], clock);
  thread.arrival = arrival;
}

/** What each request of a service, or each thread of a batch job, asks for. */
export function demandsOf(spec: ApplicationSpec): Demand[] {
  if (spec.kind === "client")
    return [
      { kind: "compute", amount: spec.compute },
      { kind: "send", amount: spec.receive },
    ];
  const how = spec.kind === "batch" && { size: spec.requestSize, depth: spec.queueDepth };
  return [
    { kind: "read", amount: spec.read, ...how },
    { kind: "compute", amount: spec.compute },
    { kind: "hypercall", amount: spec.kind === "batch" ? spec.hypercalls : 0 },
    { kind: "write", amount: spec.write, ...how },
    { kind: "send", amount: spec.send },
  ];
}

/** Where an application begins. */
export function noProgress(): ApplicationProgress {
  const requests = { arrived: 0, completed: 0, dropped: 0, failed: 0, pending: 0 };
  return { state: "waiting for boot", cpuTime: 0, ...requests, responses: new Histogram() };
}

interface SavedTask {
  readonly demands: readonly Demand[];
  /** The number of its application; null for a task of the operating system. */
  readonly application: number | null;
  readonly at: number;
  /** Of computing, work; so also in `section` and `preparing`. */
  readonly left: number;
  /** How long ago its request arrived, in nanoseconds. */
  readonly age: number;
  readonly section?: Readonly<Section>;
  readonly outstanding?: number;
  readonly sending?: { readonly thread?: SavedTask };
  readonly failed?: boolean;
  readonly preparing?: number;
  /** Tells a task that stands in several places, because several transfers of it are under way. */
  readonly id?: number;
}

interface SavedApplication {
  readonly spec: ApplicationSpec;
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
  /** How fast the CPUs are that they have. */
  readonly clock: ClockRate;
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
  /** The most that working sets took at once, in bytes, if that is more than they take now. */
  readonly mostMemory?: number;
  /** What it holds of its memory and its swap, once something is there. */
  readonly paging?: readonly SavedArea[];
  /** Whether each virtual CPU has something to do, and how long until its next tick, in nanoseconds. */
  readonly awake: readonly boolean[];
  readonly tickLeft: readonly number[];
}

/** Tasks and applications as plain data. */
export function saveTasks(live: LiveTasks): SavedTasks {
  const { now, clock, ready, current, waiting, applications } = live;
  const work = (left: number): number => clock.work(left);
  const several = new Map<Task, number>();
  const save = (one: Task): SavedTask => {
    const { demands, running, at, arrival, sending, outstanding = 0 } = one;
    const { left, section, preparing } = converted(one, work);
    const id = several.get(one) ?? several.size;
    if (outstanding > 0) several.set(one, id);
    return {
      ...{ demands, application: running ? applications.indexOf(running) : null, at, left },
      age: now - arrival,
      ...(section && { section }),
      ...(outstanding > 0 && { outstanding, id }),
      ...(sending && { sending: sending.thread ? { thread: save(sending.thread) } : {} }),
      ...(one.failed && { failed: true }),
      ...(preparing !== undefined && { preparing }),
    };
  };
  return {
    ready: ready.map(save),
    current: current.map((one) => (one ? save(one) : null)),
    waiting: waiting.map(({ task: one, request: { message: _, ...request } }) => ({
      task: save(one),
      request,
    })),
    applications: applications.map(({ spec, progress, queue, idle, nextArrival }) => ({
      spec,
      progress: { ...progress, responses: progress.responses.save() },
      queue: queue.map(({ at }) => now - at),
      idle: idle.map(save),
      nextArrival: nextArrival === undefined ? null : nextArrival - now,
    })),
  };
}

/** Tasks and applications from plain data, which stays as it is, on CPUs that are so fast. */
export function restoreTasks(saved: SavedTasks, now: number, clock: ClockRate): LiveTasks {
  const time = (work: number): number => clock.time(work);
  const applications = saved.applications.map(
    ({ spec, progress, queue, nextArrival }): RunningApplication => ({
      spec,
      progress: { ...progress, responses: Histogram.restore(progress.responses) },
      queue: queue.map((age) => ({ at: now - age })),
      idle: [],
      ...(nextArrival !== null && { nextArrival: now + nextArrival }),
    }),
  );
  const several = new Map<number | undefined, Task>();
  const restore = (savedTask: SavedTask): Task => {
    const { demands, application, section, outstanding, sending, id, ...one } = savedTask;
    const { failed, preparing } = one;
    const known = several.get(id);
    if (known) return known;
    const running = application === null ? undefined : applications[application];
    const restored: Task = {
      ...{ demands, at: one.at, left: one.left, arrival: now - one.age },
      ...(running && { running }),
      ...(section && { section: { ...section } }),
      ...(outstanding !== undefined && { outstanding }),
      ...(sending && { sending: sending.thread ? { thread: restore(sending.thread) } : {} }),
      ...(failed && { failed }),
      ...(preparing !== undefined && { preparing }),
    };
    Object.assign(restored, converted(restored, time));
    if (id !== undefined) several.set(id, restored);
    return restored;
  };
  saved.applications.forEach(({ idle }, index) =>
    applications[index]?.idle.push(...idle.map(restore)),
  );
  return {
    now,
    clock,
    ready: saved.ready.map(restore),
    current: saved.current.map((one) => (one ? restore(one) : undefined)),
    waiting: saved.waiting.map(({ task: one, request }) => ({ task: restore(one), request })),
    applications,
  };
}

/** The engine's side of an application. */
export interface ApplicationProgress {
  state: ApplicationState;
  cpuTime: number;
  arrived: number;
  completed: number;
  dropped: number;
  failed: number;
  pending: number;
  /** Why the last request that failed did. */
  failure?: ApplicationFailure;
  readonly responses: Histogram;
  /** Of an application with a lock. */
  spinTime?: number;
  lockHeld?: boolean;
}

/** Where a thread is with its application's lock. */
export interface Section {
  phase: "outside" | "waiting" | "inside";
  /** CPU time until that changes; of a waiting one, until it is no longer worth spinning. */
  left: number;
  /** It waits halted, not spinning. */
  halted: boolean;
}

/** What drivers are at, as plain data. */
export interface SavedDrivers {
  readonly nextTag: number;
  /** For each virtual CPU, and last for interrupts, what the guest is still to be left for. */
  readonly exits?: readonly (readonly Exit[])[];
}

/**
 * What an application is at: its guest still boots, it runs, its work is done, part of its work failed, or its machine
 * went off.
 */
export type ApplicationState = "waiting for boot" | "running" | "finished" | "failed" | "stopped";

/** Whether a batch job has come to its end. */
export const isOver = (state: ApplicationState): boolean =>
  state === "finished" || state === "failed";
