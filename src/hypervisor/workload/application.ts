// Applications of the workload engine: what they ask of the machine, not what they compute. A service answers requests
// for as long as its machine is up; a batch job does its work once and ends.

import { checkKey, Internals, libraryKey } from "../../simulation/internals.ts";
import { frozen } from "../../trace/frozen.ts";
import type { ApplicationFailure } from "../../trace/detail.ts";
import { costs } from "../../host/costs.ts";
import { SECTOR_SIZE } from "../../host/disk.ts";
import type { NetworkInterface } from "../../host/network-interface.ts";
import { oneOf, options, properName, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import {
  batchOptions,
  checkHot,
  checkLock,
  clientOptions,
  serviceOptions,
} from "../spec/workload-spec.ts";
import type {
  ApplicationSpec,
  Batch,
  BatchSpec,
  Client,
  ClientSpec,
  HotSpec,
  Service,
  ServiceSpec,
} from "../spec/workload-spec.ts";
import { checkKernelAndLocality } from "../spec/kernel-spec.ts";
import type { NetworkEnd } from "../io/message.ts";
import { GiB } from "../../simulation/units.ts";
import { messages } from "./messages.ts";
import { isOver } from "./workload-state.ts";
import type {
  ApplicationProgress,
  ApplicationState,
  RunningApplication,
} from "./workload-state.ts";

const amounts = ["read", "write", "send", "memory", "writes"] as const;
const noAmounts = { read: 0, write: 0, send: 0, memory: 0, writes: 0 } as const;

/** Where requests to a service go that was launched; of an application on what has no network, nowhere. */
export const serviceEnds = new Internals<NetworkEnd>();

/** Amounts are whole bytes, and what has no working set writes to none. */
function checkAmounts(
  request: Request,
  full: Readonly<Record<(typeof amounts)[number], number>> & { readonly hot?: HotSpec },
): { readonly hot?: HotSpec } {
  for (const name of amounts) wholeNumber(request, name, full[name], { write: `${name}: MiB(64)` });
  if (full.memory === 0 && (full.writes > 0 || full.hot !== undefined))
    throw messages.refusal("invalid-argument/working-set", request, { writes: full.writes });
  return full.hot === undefined ? {} : { hot: checkHot(request, full.hot, full.memory) };
}

// What `service` and `batch` have checked: nothing else is launched.
const checked = new WeakSet<ApplicationSpec>();

function made<T extends ApplicationSpec>(application: T): T {
  checked.add(frozen(application));
  return application;
}

/**
 * Describes a service, to be given to `launch`: `service({ name: "nginx", compute: ms(2), every: ms(10) })`. `compute` is
 * work for each request: CPU time on a CPU of 2.1 GHz; a CPU of twice the frequency takes half as long.
 * @throws HypervisorError `invalid-argument`
 */
export function service(spec: ServiceSpec): Service {
  const request = messages.request("application", "describe-service");
  const given = options(
    request,
    spec,
    'service({ name: "nginx", compute: ms(2), every: ms(10) })',
    serviceOptions,
  );
  const full = { arrivals: "regular" as const, ...noAmounts, receive: 0, threads: 1, ...given };
  const name = properName(request, full.name);
  wholeNumber(request, "compute", full.compute, { min: 1, write: "compute: ms(2)" });
  wholeNumber(request, "receive", full.receive, { max: GiB(1), write: "receive: 100" });
  if (full.every !== undefined || full.receive === 0)
    wholeNumber(request, "every", full.every, {
      ...{ min: 1, write: "every: ms(10)" },
      ...(full.every === undefined && { write: "every: ms(10), or receive: 100" }),
    });
  oneOf(request, "arrivals", full.arrivals, ["regular", "poisson"]);
  if (full.times !== undefined) oneOf(request, "times", full.times, ["constant", "exponential"]);
  const hot = checkAmounts(request, full);
  const kernel = checkKernelAndLocality(request, full);
  wholeNumber(request, "threads", full.threads, { min: 1, max: 1024, write: "threads: 1" });
  return made({ ...full, name, kind: "service", ...hot, ...kernel });
}

/**
 * Describes a batch job, to be given to `launch`: `batch({ name: "backup", compute: seconds(3) })`. `compute` is work of
 * each thread: CPU time on a CPU of 2.1 GHz; a CPU of twice the frequency takes half as long.
 * @throws HypervisorError `invalid-argument`
 */
export function batch(spec: BatchSpec): Batch {
  const request = messages.request("application", "describe-batch");
  const given = options(
    request,
    spec,
    'batch({ name: "backup", compute: seconds(3) })',
    batchOptions,
  );
  const requestSize = costs.diskRequest.value;
  const full = {
    ...{ ...noAmounts, requestSize, queueDepth: 1, hypercalls: 0, threads: 1 },
    ...given,
  };
  const name = properName(request, full.name);
  wholeNumber(request, "compute", full.compute, { min: 1, write: "compute: seconds(3)" });
  const hot = checkAmounts(request, full);
  const kernel = checkKernelAndLocality(request, full);
  wholeNumber(request, "requestSize", full.requestSize, {
    ...{ min: SECTOR_SIZE, max: requestSize, multipleOf: SECTOR_SIZE },
    write: "requestSize: KiB(4)",
  });
  wholeNumber(request, "queueDepth", full.queueDepth, {
    ...{ min: 1, max: costs.ringSize.value },
    write: "queueDepth: 32",
  });
  wholeNumber(request, "hypercalls", full.hypercalls, { write: "hypercalls: 1000" });
  wholeNumber(request, "threads", full.threads, { min: 1, max: 1024, write: "threads: 1" });
  const lock = full.lock === undefined ? undefined : checkLock(request, full.lock);
  return made({ ...full, name, kind: "batch", ...(lock && { lock }), ...hot, ...kernel });
}

/**
 * Describes a client, to be given to `launch`: it sends a request to a service, waits for the answer, and sends the next,
 * as netperf's TCP_RR does. Its `responseTime` is the round-trip time.
 *
 * @example
 * const web = vm.launch(service({ name: "web", compute: us(20), receive: 100, send: KiB(4) }));
 * const load = other.launch(client({ name: "load", to: web, requests: 1000 }));
 * @throws HypervisorError `invalid-argument`
 */
export function client(spec: ClientSpec): Client {
  const request = messages.request("application", "describe-client");
  const write = 'client({ name: "load", to: web, requests: 1000 })';
  const full = { compute: 1, threads: 1, ...options(request, spec, write, clientOptions) };
  const name = properName(request, full.name);
  const service = full.to instanceof Application ? full.to.spec : undefined;
  if (service?.kind !== "service" || !serviceEnds.find(full.to))
    throw messages.refusal("invalid-argument/no-service", request);
  const { receive, send } = service;
  if (receive === 0 || send === 0)
    throw messages.refusal("invalid-argument/no-answer", request, { receive, send });
  wholeNumber(request, "requests", full.requests, { min: 1, write: "requests: 1000" });
  wholeNumber(request, "compute", full.compute, { min: 1, write: "compute: us(20)" });
  wholeNumber(request, "threads", full.threads, { min: 1, max: 1024, write: "threads: 1" });
  return made({ ...full, name, receive, send, memory: 0, writes: 0, kind: "client" });
}

/** Requests of a service or a client, or threads of a batch job. */
export interface RequestCounts {
  /** How many came, or were sent. */
  readonly arrived: number;
  /** How many were answered. */
  readonly completed: number;
  /** How many were turned away because too many waited already; of a client, how many were lost and sent again. */
  readonly dropped: number;
  /**
   * How many failed: there was no room on the machine's disk for what they had to write, or the application was ended
   * since the guest's memory and swap were full.
   */
  readonly failed: number;
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

/** An application in a virtual machine, a container or a remote computer, or a process, as `launch` or `spawn` gives it back. */
export class Application {
  readonly #progress: ApplicationProgress;
  /** What it was launched from. */
  readonly spec: ApplicationSpec;

  /** @internal `launch` makes one. */
  constructor(key: typeof libraryKey, spec: ApplicationSpec, progress: ApplicationProgress) {
    checkKey(key, "application", "vm.launch(service({ … }))");
    this.spec = spec;
    this.#progress = progress;
    Object.freeze(this);
  }

  /** Its name, as its description gave it. */
  get name(): string {
    return this.spec.name;
  }

  /** Whether it answers requests for as long as its machine is up, does its work once, or asks a service. */
  get kind(): ApplicationSpec["kind"] {
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

  /** Requests of a service or a client, or threads of a batch job. */
  get requests(): RequestCounts {
    const { arrived, completed, dropped, failed, pending } = this.#progress;
    return { arrived, completed, dropped, failed, pending };
  }

  /**
   * Why the last request, or thread, that failed did, as code and data; undefined while none has failed. With the code
   * "oom-killed" the guest's OOM killer has ended the application itself, with exit code 137.
   */
  get failure(): ApplicationFailure | undefined {
    return frozen(this.#progress.failure);
  }

  /**
   * Time from a request's arrival to its answer, whose last byte has left then; of a client, the round-trip time. undefined
   * before the first answer.
   */
  get responseTime(): ResponseTime | undefined {
    const { responses } = this.#progress;
    const [p50, p95, p99] = [50, 95, 99].map((percent) => responses.percentile(percent));
    if (p50 === undefined || p95 === undefined || p99 === undefined) return undefined;
    return { mean: responses.total / responses.count, max: responses.max, p50, p95, p99 };
  }

  /** How long a batch job took from its launch to its end, in nanoseconds; undefined before, and of a service. */
  get duration(): number | undefined {
    return this.kind === "batch" && this.state === "finished" ? this.responseTime?.max : undefined;
  }

  toJSON(): unknown {
    const { name, kind, state, cpuTime, requests, responseTime, failure } = this;
    const spinning = this.#progress.spinTime === undefined ? {} : { spinTime: this.spinTime };
    return {
      name,
      kind,
      state,
      cpuTime,
      ...spinning,
      requests,
      responseTime: responseTime ?? null,
      ...(failure && { failure }),
    };
  }
}

/**
 * An application as `service`, `batch` or `client` describes it, under a name that is free in its machine; and a client
 * that is on the network of what it asks, given the interface that it would ask by.
 */
export function checkApplication(
  request: Request,
  application: ApplicationSpec,
  others: readonly Application[],
  nic?: NetworkInterface,
): void {
  if (!checked.has(application)) {
    const value: unknown = application;
    throw messages.refusal("invalid-argument/application", request, { value: described(value) });
  }
  const { name } = application;
  const asked = application.kind === "client" ? serviceEnds.find(application.to) : undefined;
  if (asked && asked.nic.simulation !== nic?.simulation)
    throw messages.refusal("no-connect", request);
  if (others.some((other) => other.name === name && !isOver(other.state))) {
    throw messages.refusal("application-exists", request, { name: described(name) });
  }
}

/** An application of a guest, as a cell holds it; `end` is where it is reached over the network. */
export function heldApplication(
  { spec, progress }: RunningApplication,
  end: NetworkEnd | undefined,
): Application {
  const application = new Application(libraryKey, spec, progress);
  if (end) serviceEnds.keep(application, end);
  return application;
}
