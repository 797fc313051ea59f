// Virtual CPUs that wait for the server's disk to bring a page which they touched. The guest knows nothing of it: for
// the guest, an instruction takes very long.

import type { RunLoop } from "../scheduling/run-loop.ts";
import type { Vcpu } from "../scheduling/vcpu.ts";
import type { Backing, Disposition } from "../exits/exit.ts";
import type { DemandPages } from "../memory/machine-memory.ts";

export class Stalls {
  readonly #loop: RunLoop;
  /** For each that waits, what it waits for. */
  readonly #waiting = new Map<Vcpu, object>();
  /** Whether the machine is paused: then a page that comes lets no virtual CPU go on. */
  paused = false;

  constructor(loop: RunLoop) {
    this.#loop = loop;
  }

  has(vcpu: Vcpu): boolean {
    return this.#waiting.has(vcpu);
  }

  /** No virtual CPU waits any more: the guest restarts. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Has pages backed; the virtual CPU is blocked for as long as that takes the disk. */
  resolve(vcpu: Vcpu, backing: Backing, pages: DemandPages | undefined): Disposition {
    const token = {};
    const waits = pages?.resolve(backing, () => {
      if (this.#waiting.get(vcpu) !== token) return;
      this.#waiting.delete(vcpu);
      if (this.paused) return;
      this.#loop.wake(vcpu);
      this.#loop.resume(vcpu);
    });
    if (waits !== true) return "handled";
    this.#waiting.set(vcpu, token);
    return "blocked";
  }
}
