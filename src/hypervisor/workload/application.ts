// Applications of the workload engine: what they ask of the machine, not what they compute. A service answers requests
// for as long as its machine is up; a batch job does its work once and ends.

import type { Histogram } from "../../simulation/histogram.ts";
import { HypervisorError } from "../../simulation/error.ts";
import { oneOf, options, properName, wholeNumber } from "../../simulation/argument.ts";
import { checkLock } from "./spinlock.ts";
import type { LockSpec } from "./spinlock.ts";

/** What a service asks of its machine. */
export interface ServiceSpec {
  readonly name: string;
  /** CPU time per request in nanoseconds, as in `ms(2)`, on one CPU of the server. */
  readonly compute: number;
  /** Mean time between the arrivals of two requests, as in `ms(10)`. Clients send whether or not answers come. */
  readonly every: number;
  /** `regular` (the default): exactly every so often. `poisson`: at random, by the server's seed. */
  readonly arrivals?: "regular" | "poisson";
  /** Bytes read from disk before the computation of each request. 0 unless given. */
  readonly read?: number;
  /** Bytes written to disk after it. 0 unless given. */
  readonly write?: number;
  /** Bytes sent to the network at the end. 0 unless given. */
  readonly send?: number;
  /** Its working set: guest memory that it takes when it starts and touches as it runs, as in `MiB(256)`. 0 unless given. */
  readonly memory?: number;
  /** Bytes of its working set that it overwrites in each second of its CPU time, at places picked evenly. 0 unless given. */
  readonly writes?: number;
  /** How many requests it works on at once. 1 unless given. */
  readonly threads?: number;
}

/** What a batch job asks of its machine. */
export interface BatchSpec {
  readonly name: string;
  /** CPU time of each thread in nanoseconds, as in `seconds(3)`. */
  readonly compute: number;
  /** Bytes read from disk at the beginning, by each thread. 0 unless given. */
  readonly read?: number;
  /** Bytes written to disk at the end, by each thread. 0 unless given. */
  readonly write?: number;
  /** Bytes sent to the network at the end, by each thread. 0 unless given. */
  readonly send?: number;
  /** Calls to the hypervisor that do nothing, after the computation, as micro-benchmarks make them. 0 unless given. */
  readonly hypercalls?: number;
  /** Its working set: guest memory that it takes when it starts and touches as it runs, as in `MiB(256)`. 0 unless given. */
  readonly memory?: number;
  /** Bytes of its working set that it overwrites in each second of its CPU time, at places picked evenly. 0 unless given. */
  readonly writes?: number;
  /** How many threads do this side by side. 1 unless given. */
  readonly threads?: number;
  /**
   * A spinlock that the threads contend for, as in `{ every: us(90), hold: us(10) }`: part of `compute` is done with it
   * held, by one thread at a time, and who waits for it burns CPU time. None unless given.
   */
  readonly lock?: LockSpec;
}

/** A complete, checked description of a service. */
export type Service = Readonly<Required<ServiceSpec>> & { readonly kind: "service" };
/** A complete, checked description of a batch job. */
export type Batch = Readonly<Required<Omit<BatchSpec, "lock">>> &
  Pick<BatchSpec, "lock"> & { readonly kind: "batch" };

const asking = (kind: string) => ({ subject: "application", request: `cannot describe a ${kind}` });

const amounts = ["read", "write", "send", "memory", "writes"] as const;
const noAmounts = { read: 0, write: 0, send: 0, memory: 0, writes: 0 } as const;

/** Amounts are whole bytes, and what has no working set writes to none. */
function checkAmounts(
  ask: ReturnType<typeof asking>,
  full: Readonly<Record<(typeof amounts)[number], number>>,
): void {
  for (const name of amounts)
    wholeNumber(ask, name, full[name], { hint: `write ${name}: MiB(64)` });
  if (full.writes === 0 || full.memory > 0) return;
  throw new HypervisorError({
    code: "invalid-argument",
    ...ask,
    expected: "a working set to write to",
    found: `writes is ${full.writes} and memory is 0`,
    hint: "write memory: MiB(64) as well",
  });
}

/**
 * Describes a service, to be given to `launch`: `service({ name: "nginx", compute: ms(2), every: ms(10) })`.
 * @throws HypervisorError `invalid-argument`
 */
export function service(spec: ServiceSpec): Service {
  const ask = asking("service");
  options(ask, spec, 'service({ name: "nginx", compute: ms(2), every: ms(10) })');
  const full = { arrivals: "regular" as const, ...noAmounts, threads: 1, ...spec };
  properName(ask, full.name);
  wholeNumber(ask, "compute", full.compute, { min: 1, hint: "write compute: ms(2)" });
  wholeNumber(ask, "every", full.every, { min: 1, hint: "write every: ms(10)" });
  oneOf(ask, "arrivals", full.arrivals, ["regular", "poisson"]);
  checkAmounts(ask, full);
  wholeNumber(ask, "threads", full.threads, { min: 1, max: 1024, hint: "write threads: 1" });
  return { kind: "service", ...full };
}

/**
 * Describes a batch job, to be given to `launch`: `batch({ name: "backup", compute: seconds(3) })`.
 * @throws HypervisorError `invalid-argument`
 */
export function batch(spec: BatchSpec): Batch {
  const ask = asking("batch job");
  options(ask, spec, 'batch({ name: "backup", compute: seconds(3) })');
  const full = { ...noAmounts, hypercalls: 0, threads: 1, ...spec };
  properName(ask, full.name);
  wholeNumber(ask, "compute", full.compute, { min: 1, hint: "write compute: seconds(3)" });
  checkAmounts(ask, full);
  wholeNumber(ask, "hypercalls", full.hypercalls, { hint: "write hypercalls: 1000" });
  wholeNumber(ask, "threads", full.threads, { min: 1, max: 1024, hint: "write threads: 1" });
  const lock = full.lock === undefined ? undefined : checkLock(ask, full.lock);
  return { kind: "batch", ...full, ...(lock && { lock }) };
}

/** What an application is at: its guest still boots, it runs, its work is done, or its machine went off. */
export type ApplicationState = "waiting for boot" | "running" | "finished" | "stopped";

/** The engine's side of an application. */
export interface ApplicationProgress {
  state: ApplicationState;
  cpuTime: number;
  arrived: number;
  completed: number;
  dropped: number;
  pending: number;
  readonly responses: Histogram;
  /** Of an application with a lock. */
  spinTime?: number;
  lockHeld?: boolean;
}

/** Requests of a service, or threads of a batch job. */
export interface RequestCounts {
  /** How many came. */
  readonly arrived: number;
  /** How many were answered. */
  readonly completed: number;
  /** How many were turned away because too many waited already. */
  readonly dropped: number;
  /** How many wait or are being worked on. */
  readonly pending: number;
}

/**
 * How long requests took from arrival to answer, in nanoseconds, over all that were answered. Mean and maximum are
 * exact. The percentiles come from a histogram whose memory does not grow with the number of requests (log-linear,
 * as HdrHistogram's): never below the true value, and above it by less than 0.8 %.
 */
export interface ResponseTime {
  readonly mean: number;
  readonly max: number;
  /** Half of the requests took at most this: the median. */
  readonly p50: number;
  /** 95 of 100 requests took at most this. */
  readonly p95: number;
  /** 99 of 100 requests took at most this. */
  readonly p99: number;
}

/** An application in a virtual machine, as `launch` gives it back. */
export class Application {
  readonly #progress: ApplicationProgress;
  /** What it was launched from. */
  readonly spec: Service | Batch;

  constructor(spec: Service | Batch, progress: ApplicationProgress) {
    this.spec = spec;
    this.#progress = progress;
  }

  /** Its name, as its description gave it. */
  get name(): string {
    return this.spec.name;
  }

  /** Whether it answers requests for as long as its machine is up, or does its work once. */
  get kind(): "service" | "batch" {
    return this.spec.kind;
  }

  /** What it is at. */
  get state(): ApplicationState {
    return this.#progress.state;
  }

  /** CPU time it got so far, in nanoseconds, up to its machine's last event. */
  get cpuTime(): number {
    return this.#progress.cpuTime;
  }

  /** CPU time that its threads burned waiting for its lock, in nanoseconds: part of `cpuTime`. 0 without a lock. */
  get spinTime(): number {
    return this.#progress.spinTime ?? 0;
  }

  /** Requests of a service, or threads of a batch job. */
  get requests(): RequestCounts {
    const { arrived, completed, dropped, pending } = this.#progress;
    return { arrived, completed, dropped, pending };
  }

  /** Time from a request's arrival to its answer; undefined before the first answer. */
  get responseTime(): ResponseTime | undefined {
    const { responses } = this.#progress;
    const [p50, p95, p99] = [50, 95, 99].map((percent) => responses.percentile(percent));
    if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
    return { mean: responses.total / responses.count, max: responses.max, p50, p95, p99 };
  }

  toJSON(): unknown {
    const { name, kind, state, cpuTime, requests, responseTime } = this;
    const spinning = this.#progress.spinTime === undefined ? {} : { spinTime: this.spinTime };
    return {
      name,
      kind,
      state,
      cpuTime,
      ...spinning,
      requests,
      responseTime: responseTime ?? null,
    };
  }
}
