// The network stack of a kernel, as far as it takes CPU time. What is sent is copied from its process and goes down to the
// driver before a device has it; what has come goes up, on the virtual CPU that was interrupted for it, before a process
// has it. While things come the threads of that virtual CPU wait; but after a tick of that they have the next one, so that
// a flood cannot keep them off for good (Linux leaves it to the thread ksoftirqd then).

import { stackCycles } from "../../host/packet-costs.ts";
import type { Received } from "../exits/exit.ts";
import type { Task } from "./workload-state.ts";

/** Something on its way up. */
interface Coming {
  /** CPU time until a process has it, in nanoseconds. */
  left: number;
  readonly outcome: Received;
}

export class NetworkStack {
  readonly #duration: (cycles: number) => number;
  /** What has come, for each virtual CPU that was interrupted for it. */
  readonly #coming: readonly Coming[][];
  /** The virtual CPUs whose threads have this tick. */
  readonly #yields: boolean[];

  /** `duration` tells how long so many cycles take now. */
  constructor(vcpus: number, duration: (cycles: number) => number) {
    this.#duration = duration;
    this.#coming = Array.from({ length: vcpus }, () => []);
    this.#yields = Array.from({ length: vcpus }, () => false);
  }

  /** CPU time until the driver has the next of what `sender` sends, in pieces of at most `size` bytes. */
  untilSent({ preparing, left, carried }: Task, size: number): number {
    // That of a guest inside has done so.
    if (carried) return 0;
    return preparing ?? this.#duration(stackCycles(Math.min(left, size)));
  }

  /** A virtual CPU has been interrupted, since so many bytes have come. */
  come(vcpu: number, bytes: number, outcome: Received): void {
    this.#coming[vcpu]?.push({ left: this.#duration(stackCycles(bytes)), outcome });
  }

  /** CPU time until a process has what has come first; 0 when nothing has, or the threads are to go on. */
  untilTaken(vcpu: number, threadsWait: boolean): number {
    if (threadsWait && this.#yields[vcpu] === true) return 0;
    return this.#coming[vcpu]?.[0]?.left ?? 0;
  }

  /** It had the virtual CPU for so long. */
  spend(vcpu: number, elapsed: number): void {
    const coming = this.#coming[vcpu];
    const [first] = coming ?? [];
    if (!first) return;
    first.left -= elapsed;
    if (first.left > 0) return;
    coming?.shift();
    first.outcome.taken();
  }

  /** It is on other CPUs from now on, where what is left of work takes another time. */
  movedTo(anew: (left: number) => number): void {
    for (const coming of this.#coming) for (const one of coming) one.left = anew(one.left);
  }

  /** A tick of a virtual CPU is over, in the midst of receiving or of a thread. */
  tick(vcpu: number, receiving: boolean): void {
    this.#yields[vcpu] = receiving;
  }

  /** The power is cut. */
  stop(): void {
    for (const coming of this.#coming) for (const { outcome } of coming.splice(0)) outcome.lost();
  }
}
