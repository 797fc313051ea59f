// A request to a hypervisor from another computer: it travels there, is worked on, and its answer travels back. What
// was asked may be done when no answer comes; the console that asked cannot know.

import type { HypervisorError } from "../../simulation/error.ts";
import type { libraryKey } from "../../simulation/internals.ts";
import { checkKey } from "../../simulation/internals.ts";
import type { ManagementCall } from "../../trace/detail.ts";

/** What became of a request so far: on its way or being worked on, answered, refused, or given up. */
export type RequestState = "sent" | "received" | "answered" | "refused" | "timed out";

/** What a request has come to, as its connection keeps it. */
export interface RequestProgress<Result> {
  state: RequestState;
  readonly sentAt: number;
  receivedAt?: number;
  answeredAt?: number;
  result?: Result;
  error?: HypervisorError;
}

/** A request as the console that sent it sees it. It gets its answer as `server.run(…)` lets time pass. */
export class ManagementRequest<Result = unknown> {
  /** What was asked for, as data: an operation, and the machine that it is about. Tables say it in words. */
  readonly request: ManagementCall;
  /** The hypervisor's name. */
  readonly hypervisor: string;
  readonly #progress: RequestProgress<Result>;

  /** @internal The connection that sends it makes one. */
  constructor(
    key: typeof libraryKey,
    request: ManagementCall,
    hypervisor: string,
    progress: RequestProgress<Result>,
  ) {
    checkKey(key, "management request", "remote.create({ … })");
    this.request = request;
    this.hypervisor = hypervisor;
    this.#progress = progress;
    Object.freeze(this);
  }

  /** What became of it so far. "timed out": no answer came, and what was asked for may have been done or not. */
  get state(): RequestState {
    return this.#progress.state;
  }

  /** What was answered: a copy, as of the moment at which it was made. undefined without an answer. */
  get result(): Result | undefined {
    return this.#progress.result;
  }

  /** Why it was refused, by the hypervisor's own rules; undefined when it was not. */
  get error(): HypervisorError | undefined {
    return this.#progress.error;
  }

  /** Nanoseconds from sending it to having the answer; undefined without one. */
  get roundTrip(): number | undefined {
    const { sentAt, answeredAt } = this.#progress;
    return answeredAt === undefined ? undefined : answeredAt - sentAt;
  }

  /** When it was sent, when it had arrived, and when its answer had, in nanoseconds of simulated time. */
  get times(): {
    readonly sent: number;
    readonly received: number | undefined;
    readonly answered: number | undefined;
  } {
    const { sentAt, receivedAt, answeredAt } = this.#progress;
    return { sent: sentAt, received: receivedAt, answered: answeredAt };
  }

  toJSON(): unknown {
    const { request, hypervisor, state, result = null, error, roundTrip = null } = this;
    return { request, hypervisor, state, result, error: error?.message ?? null, roundTrip };
  }
}
