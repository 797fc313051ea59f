// Caps: a virtual CPU whose machine has used up what its cap allows is parked, ready and in no run queue, until the
// next period grants more. The same under every scheduler.

import { costs } from "../../host/costs.ts";
import type { Vcpu } from "./vcpu.ts";

/** What it needs from the run loop. */
export interface ThrottledLoop {
  readonly now: number;
  /** Enters what a virtual CPU had of a physical one so far into the books, if it has one. */
  bringUpToDate(vcpu: Vcpu): void;
  /** Makes `action` happen when the next period of that length begins. */
  atNext(period: number, action: () => void): void;
  /** A virtual CPU may be scheduled again. */
  unpark(vcpu: Vcpu): void;
}

export class Throttle {
  readonly #loop: ThrottledLoop;
  readonly #parked = new Set<Vcpu>();
  #unparking = false;

  constructor(loop: ThrottledLoop) {
    this.#loop = loop;
  }

  /** CPU time that the cap of its machine leaves to a virtual CPU. */
  left(vcpu: Vcpu): number {
    const { share, owner } = vcpu;
    if (share.cap > 0) for (const one of owner.vcpus ?? [vcpu]) this.#loop.bringUpToDate(one);
    return share.left(this.#loop.now);
  }

  /** Whether it leaves none. */
  holds(vcpu: Vcpu): boolean {
    return this.left(vcpu) <= 0;
  }

  /** Holds a virtual CPU back until the next period. */
  park(vcpu: Vcpu): void {
    this.#parked.add(vcpu);
    if (this.#unparking) return;
    this.#unparking = true;
    this.#loop.atNext(costs.accountingPeriod.value, () => {
      this.#unparking = false;
      const parked = [...this.#parked];
      this.#parked.clear();
      for (const one of parked) this.#loop.unpark(one);
    });
  }

  /** A virtual CPU is ready no more. */
  forget(vcpu: Vcpu): void {
    this.#parked.delete(vcpu);
  }
}
