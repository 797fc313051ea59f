// The second half of post-copy: the machine runs on the other server, and its memory follows (Hines et al., Post-Copy
// Live Migration of Virtual Machines, 2009). Pages are pushed in the background; one that the machine writes to before
// it came is a page fault of the second stage, and the virtual CPU waits until it was fetched.
//
// The workload engine says how often pages are written to, not when: after each stretch that a virtual CPU ran, what
// its applications wrote is divided by what is still missing, and the faults of that stretch are waited for together,
// one round trip after another. One exit in the trace stands for them.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Exit } from "../exits/exit.ts";
import type { ActiveDomain } from "../machine/active-domain.ts";
import type { Application } from "../workload/application.ts";
import type { MigrationProgress } from "../machine/migration.ts";
import { transfer } from "./transfer.ts";

/** What fetching needs to know. */
export interface FetchSpec {
  readonly active: ActiveDomain;
  readonly from: Hardware;
  readonly to: Hardware;
  /** Bits per second that pushing may take, at most. */
  readonly rate: number;
  readonly progress: MigrationProgress;
  readonly goesOn: () => boolean;
  readonly done: () => void;
}

/** Stands between the run loop and the guest while pages are missing. */
export class PageFetcher {
  readonly #spec: FetchSpec;
  /** Bytes that have not been asked for and not been pushed. */
  #missing: number;
  #owed = 0;
  /** Virtual CPUs that wait. */
  #waiting = 0;
  readonly #seen = new Map<Application, number>();

  constructor(spec: FetchSpec) {
    this.#spec = spec;
    this.#missing = spec.active.memory.size;
    this.#faults();
    this.#owed = 0;
  }

  /** Pushes what is missing, chunk by chunk. */
  push(): void {
    const { from, to, rate, goesOn, done, progress } = this.#spec;
    const memory = Math.min(this.#missing, costs.migrationChunk.value);
    this.#missing -= memory;
    transfer(from, to, {
      memory,
      disk: 0,
      rate,
      goesOn,
      arrived: (bytes) => {
        progress.sent += bytes;
      },
      done: () => {
        if (this.#missing > 0) this.push();
        else if (this.#waiting === 0) done();
        else
          this.#spec.from.simulation.schedule(
            costs.networkRoundTrip.value,
            Priority.device,
            () => goesOn() && this.push(),
          );
      },
    });
  }

  untilExit(vcpu: number, budget: number): number {
    return this.#owed >= 1 ? 0 : this.#spec.active.engine.untilExit(vcpu, budget);
  }

  run(vcpu: number, budget: number): Exit {
    if (this.#owed >= 1) {
      const address = this.#spec.active.memory.size - this.#missing;
      return { reason: "guest-page-fault", elapsed: 0, stage: "stage-2", access: "store", address };
    }
    const exit = this.#spec.active.engine.run(vcpu, budget);
    this.#faults();
    return exit;
  }

  /** A virtual CPU met a missing page: it is woken when all it needs has come. */
  fetch(vcpu: number): void {
    const { from, to, active, progress } = this.#spec;
    const pages = Math.min(Math.floor(this.#owed), Math.floor(this.#missing / PAGE_SIZE));
    this.#owed = 0;
    this.#missing -= pages * PAGE_SIZE;
    this.#waiting++;
    progress.faults += pages;
    const bytes = pages * PAGE_SIZE;
    from.nic.send(bytes, ({ start }) =>
      to.nic.receive(bytes, start, () => {
        progress.sent += bytes;
        const wait = Math.max(1, pages) * costs.networkRoundTrip.value;
        from.simulation.schedule(wait, Priority.device, () => {
          this.#waiting--;
          active.wake(vcpu);
        });
      }),
    );
  }

  /** Counts the pages that were written to since this was last asked, and are missing. */
  #faults(): void {
    const { memory, applications } = this.#spec.active;
    const share = this.#missing / memory.size;
    for (const application of applications) {
      const { spec, cpuTime } = application;
      const since = cpuTime - (this.#seen.get(application) ?? 0);
      this.#seen.set(application, cpuTime);
      this.#owed += ((spec.writes * since) / 1e9 / PAGE_SIZE) * share;
    }
  }
}
