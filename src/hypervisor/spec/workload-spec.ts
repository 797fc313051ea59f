// What runs in a guest, as it is asked for: a batch job, a service, a lock that its threads share.

import type { OptionNames } from "../../simulation/argument.ts";
import { oneOf, options, wholeNumber } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { KernelSpec, LocalitySpec } from "./kernel-spec.ts";

/** What can be launched: a service, a batch job, or a client of a service. */
export type ApplicationSpec = Service | Batch | Client;

/** What a service may go without. */
type Choices = "every" | "hot" | "times" | "kernel" | "locality";

/** A complete, checked description of a service. */
export type Service = Readonly<Required<Omit<ServiceSpec, Choices>>> &
  Pick<ServiceSpec, Choices> & { readonly kind: "service" };

/** A complete, checked description of a client: `receive` and `send` are those of the service that it asks. */
export type Client = Readonly<Required<ClientSpec>> &
  Pick<Service, "receive" | "send" | "memory" | "writes" | "hot"> & { readonly kind: "client" };

/** A complete, checked description of a batch job. */
export type Batch = Readonly<Required<Omit<BatchSpec, "lock" | "hot" | "kernel" | "locality">>> &
  Pick<BatchSpec, "lock" | "hot" | "kernel" | "locality"> & { readonly kind: "batch" };

/** What a batch job asks of its machine. */
export interface BatchSpec {
  readonly name: string;
  /**
   * The work of each thread: its CPU time in nanoseconds on a CPU of 2.1 GHz, as in `seconds(3)`. On one of 4.2 GHz it takes
   * half of that.
   */
  readonly compute: number;
  /** Bytes read from disk at the beginning, by each thread. 0 unless given. */
  readonly read?: number;
  /**
   * Bytes written to disk at the end, by each thread, to new files: nothing that was written before is given up for them.
   * When the machine's disk is full, the thread fails, and with it the job. 0 unless given.
   */
  readonly write?: number;
  /** Bytes sent to the network at the end, by each thread. 0 unless given. */
  readonly send?: number;
  /**
   * The most that one request to the disk carries, in bytes: `KiB(4)` for small ones. Whole sectors of 512 bytes up to
   * 1 MiB, which it is unless given.
   */
  readonly requestSize?: number;
  /**
   * How many requests each thread has at the disk at once, 1 to 256 (`iodepth` of the benchmark fio). 1 unless given: each
   * waits for the one before.
   */
  readonly queueDepth?: number;
  /** Calls to the hypervisor that do nothing, after the computation, as micro-benchmarks make them. 0 unless given. */
  readonly hypercalls?: number;
  /** Its working set: guest memory that it takes when it starts and touches as it runs, as in `MiB(256)`. 0 unless given. */
  readonly memory?: number;
  /**
   * Bytes of its working set that it overwrites in each second of its work, CPU time on a CPU of 2.1 GHz, at places picked
   * evenly. 0 unless given.
   */
  readonly writes?: number;
  /** The part of its working set that most of these writes go to, as in `{ memory: MiB(16), writes: 90 }`. None unless given. */
  readonly hot?: HotSpec;
  /** What each thread has its kernel do after the computation, as in `{ pageFaults: 1000, forks: 2 }`. Nothing unless given. */
  readonly kernel?: KernelSpec;
  /** How it goes about in its working set, as in `{ pageVisits: 1_000_000 }`. All of it is in the TLB unless given. */
  readonly locality?: LocalitySpec;
  /** How many threads do this side by side. 1 unless given. */
  readonly threads?: number;
  /**
   * A spinlock that the threads contend for, as in `{ every: us(90), hold: us(10) }`: part of `compute` is done with it
   * held, by one thread at a time, and who waits for it burns CPU time. None unless given.
   */
  readonly lock?: LockSpec;
}

/** What a service asks of its machine. */
export interface ServiceSpec {
  readonly name: string;
  /**
   * The work for a request: CPU time in nanoseconds on a CPU of 2.1 GHz, as in `ms(2)`. On one of 4.2 GHz it takes half of
   * that.
   */
  readonly compute: number;
  /**
   * How that time varies from one request to the next: `"constant"`, not at all; or `"exponential"`, by the server's seed,
   * with that mean. `"constant"` unless given.
   */
  readonly times?: "constant" | "exponential";
  /**
   * Mean time between the arrivals of two requests, as in `ms(10)`. Clients send whether or not answers come. Without it
   * requests come from clients that were launched, and the service must `receive` something.
   */
  readonly every?: number;
  /** `regular` (the default): exactly every so often. `poisson`: at random, by the server's seed. */
  readonly arrivals?: "regular" | "poisson";
  /** Bytes read from disk before the computation of each request. 0 unless given. */
  readonly read?: number;
  /**
   * Bytes written to disk after it, each time over the same file, which is as large as one request of each thread writes.
   * A request fails when the machine's disk has no room for that file. 0 unless given.
   */
  readonly write?: number;
  /**
   * Bytes of each request, which come over the server's network and through the machine's network interface. With 0,
   * which it is unless given, requests are there without having come.
   */
  readonly receive?: number;
  /** Bytes sent to the network at the end: the answer. 0 unless given. */
  readonly send?: number;
  /** Its working set: guest memory that it takes when it starts and touches as it runs, as in `MiB(256)`. 0 unless given. */
  readonly memory?: number;
  /**
   * Bytes of its working set that it overwrites in each second of its work, CPU time on a CPU of 2.1 GHz, at places picked
   * evenly. 0 unless given.
   */
  readonly writes?: number;
  /** The part of its working set that most of these writes go to, as in `{ memory: MiB(16), writes: 90 }`. None unless given. */
  readonly hot?: HotSpec;
  /** What each request has the kernel do after its computation, as in `{ systemCalls: 20 }`. Nothing unless given. */
  readonly kernel?: KernelSpec;
  /** How it goes about in its working set, as in `{ pageVisits: 1_000_000 }`. All of it is in the TLB unless given. */
  readonly locality?: LocalitySpec;
  /** How many requests it works on at once. 1 unless given. */
  readonly threads?: number;
}

/** What a client asks, and how often: it sends a request, waits for the answer, and sends the next. */
export interface ClientSpec {
  readonly name: string;
  /** The service, as `launch` gave it back: one that receives and sends something. */
  readonly to: ServiceHandle;
  /** How many requests each thread makes, one after another. */
  readonly requests: number;
  /** The work of each thread before each request: CPU time in nanoseconds on a CPU of 2.1 GHz. 1 unless given. */
  readonly compute?: number;
  /** How many threads do this side by side, each with one request at a time. 1 unless given. */
  readonly threads?: number;
}

/** A service that was launched: an `Application`. */
export interface ServiceHandle {
  readonly name: string;
  readonly spec: ApplicationSpec;
}

/** Pages that are written again and again: the writable working set, in the words of Clark et al. (NSDI 2005). */
export interface HotSpec {
  /** Bytes of the working set, as in `MiB(16)`. */
  readonly memory: number;
  /** How many of 100 writes go there, at places picked evenly; the others go to the rest of the working set. */
  readonly writes: number;
}

/** A hot part that a working set of `memory` bytes can have, or a refusal. */
export function checkHot(request: Request, hot: HotSpec, memory: number): HotSpec {
  const given = options(request, hot, "hot: { memory: MiB(16), writes: 90 }", {
    memory: true,
    writes: true,
  });
  wholeNumber(request, "hot.memory", given.memory, {
    min: 1,
    max: Math.max(1, memory),
    write: "hot: { memory: MiB(16), writes: 90 }",
  });
  wholeNumber(request, "hot.writes", given.writes, { min: 1, max: 100, write: "writes: 90" });
  return { memory: given.memory, writes: given.writes };
}

/** How the threads of a batch job contend for their one spinlock. */
export interface LockSpec {
  /** The work between two critical sections of a thread, as `compute`: `us(90)`. */
  readonly every: number;
  /** The work in the critical section, with the lock held, as `compute`: `us(10)`. */
  readonly hold: number;
  /**
   * How these two times vary from one section to the next: `"constant"`, not at all; or `"exponential"`, by the server's
   * seed, with these means. Threads whose times are all alike fall into step, which real ones do not. `"constant"` unless
   * given.
   */
  readonly times?: "constant" | "exponential";
}

/** A lock that can be had, or a refusal. */
export function checkLock(request: Request, lock: LockSpec): LockSpec {
  const { every, hold, times } = options(request, lock, "lock: { every: us(90), hold: us(10) }", {
    every: true,
    hold: true,
    times: true,
  });
  wholeNumber(request, "lock.every", every, { min: 1, write: "every: us(90)" });
  wholeNumber(request, "lock.hold", hold, { min: 1, write: "hold: us(10)" });
  if (times !== undefined) oneOf(request, "lock.times", times, ["constant", "exponential"]);
  return { every, hold, ...(times && { times }) };
}

/** The options of a service. */
export const serviceOptions: OptionNames<ServiceSpec> = {
  name: true,
  compute: true,
  times: true,
  every: true,
  arrivals: true,
  read: true,
  write: true,
  receive: true,
  send: true,
  memory: true,
  writes: true,
  hot: true,
  kernel: true,
  locality: true,
  threads: true,
};

/** The options of a client. */
export const clientOptions: OptionNames<ClientSpec> = {
  name: true,
  to: true,
  requests: true,
  compute: true,
  threads: true,
};

/** The options of a batch job. */
export const batchOptions: OptionNames<BatchSpec> = {
  name: true,
  compute: true,
  read: true,
  write: true,
  send: true,
  requestSize: true,
  queueDepth: true,
  hypercalls: true,
  memory: true,
  writes: true,
  hot: true,
  kernel: true,
  locality: true,
  threads: true,
  lock: true,
};
