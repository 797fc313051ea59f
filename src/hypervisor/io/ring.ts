// The ring between a machine's device and its back end: requests on their way out, and completed ones on their way
// back, with what each of them has been through.

import type { Service } from "../../host/device-queue.ts";
import type { IoStep } from "../../trace/record.ts";
import type { IoRequest } from "../exits/exit.ts";
import type { Backend, BackendWork } from "./backend.ts";

/** A request from the moment at which its guest asked until the guest hears that it is done. */
export class Transfer {
  readonly request: IoRequest;
  /** When the guest asked. */
  readonly posted: number;
  /** Its guest hears of it. */
  readonly complete: () => void;
  /** Its way so far; only if it is to be recorded. */
  readonly steps: IoStep[] | undefined;
  /** When the exit by which the guest asked was over, if there was one. */
  submitted: number;
  /** When the device had it. */
  service: Service | undefined;
  /** Of what the guest sends: an acknowledgement has come. */
  acknowledged: (() => void) | undefined;
  /** Of what has come for the guest: it will never hear of it. */
  lost: (() => void) | undefined;

  constructor(request: IoRequest, posted: number, traced: boolean, complete: () => void) {
    this.request = request;
    this.posted = posted;
    this.submitted = posted;
    this.steps = traced ? [] : undefined;
    this.complete = complete;
  }

  /** It was in `part` from the end of its last step until `end`. */
  step(part: string, doing: IoStep["doing"], end: number): void {
    const start = this.steps?.at(-1)?.end ?? this.posted;
    this.steps?.push({ part, doing, start, end });
  }
}

/** Whether it has come for the guest. */
export const isReceived = ({ request }: Transfer): boolean => request.operation === "receive";

/** What a ring stands between. */
export interface RingSpec {
  readonly backend: Backend;
  /** The part that the back end is in. */
  readonly part: string;
  /** Cycles that a request takes there, both ways together. */
  readonly cycles: number;
  /** Cycles that a request takes besides, where its bytes pass: finding its blocks, or copying it. */
  readonly besides: (request: IoRequest) => number;
  readonly now: () => number;
  /** Hands a request to the device. */
  readonly submit: (transfer: Transfer) => void;
  /** The guest hears of completed requests, by one interrupt. */
  readonly deliver: (transfers: readonly Transfer[]) => void;
}

export class Ring implements BackendWork {
  readonly #spec: RingSpec;
  #requests: Transfer[] = [];
  #completed: Transfer[] = [];
  /** What the back end has in hand. */
  #request: Transfer | undefined;
  #batch: Transfer[] = [];
  /** What the back end is through with, until the guest has the interrupt. */
  readonly #told: (readonly Transfer[])[] = [];
  #awake = false;
  #closed = false;

  constructor(spec: RingSpec) {
    this.#spec = spec;
  }

  /** Whether the back end will look at it again without being told to. */
  get awake(): boolean {
    return this.#awake;
  }

  get pending(): boolean {
    return this.#requests.length + this.#completed.length > 0;
  }

  /** The guest has a request. */
  post(transfer: Transfer): void {
    this.#requests.push(transfer);
    this.#wake();
  }

  /** The device is done with one. */
  served(transfer: Transfer): void {
    if (this.#closed) return;
    this.#completed.push(transfer);
    this.#wake();
  }

  begin(): number {
    const { backend, cycles, besides } = this.#spec;
    if (this.#completed.length > 0) this.#batch = this.#completed.splice(0);
    else this.#request = this.#requests.shift();
    const inHand = this.#inHand;
    let work = 0;
    // Of what has been sent, written or read only word comes back.
    for (const transfer of inHand) {
      const { request } = transfer;
      work += (cycles / 2) * (request.times ?? 1);
      if (this.#request || isReceived(transfer)) work += besides(request);
    }
    return backend.duration(work);
  }

  started(elapsed: number): void {
    const { part, now } = this.#spec;
    for (const transfer of this.#inHand) transfer.step(part, "wait", now() - elapsed);
  }

  end(): (() => void) | undefined {
    const { part, now, submit, deliver } = this.#spec;
    const [request, batch, inHand] = [this.#request, this.#batch, this.#inHand];
    this.#request = undefined;
    this.#batch = [];
    if (this.#closed) return undefined;
    for (const transfer of inHand) transfer.step(part, "work", now());
    if (request) {
      submit(request);
      return undefined;
    }
    this.#told.push(batch);
    const told = (): void => {
      if (this.#closed) return;
      this.#told.splice(this.#told.indexOf(batch), 1);
      for (const transfer of batch) transfer.step(part, "interrupt", now());
      deliver(batch);
    };
    return told;
  }

  sleep(): void {
    this.#awake = false;
  }

  /**
   * The machine is off: nothing of it is carried out any more that the device does not have already. Gives back what the
   * device is done with and the guest has not heard of.
   */
  close(): readonly Transfer[] {
    const served = [...this.#told.flat(), ...this.#batch, ...this.#completed];
    this.#closed = true;
    this.#requests = [];
    this.#completed = [];
    return served;
  }

  get #inHand(): readonly Transfer[] {
    return this.#request ? [this.#request] : this.#batch;
  }

  #wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.#spec.backend.add(this);
  }
}
