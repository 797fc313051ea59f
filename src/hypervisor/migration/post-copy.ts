// The second half of post-copy: the machine runs on the other server, and its memory follows (Hines et al., Post-Copy
// Live Migration of Virtual Machines, 2009). Pages are pushed in the background; one that the machine reads or writes
// before it came is a page fault of the second stage, and the virtual CPU waits until it was fetched.
//
// The workload engine says how often pages are touched, not when. An application touches its pages in turn, each once
// in a window of its CPU time, which is simpler than in page-popularity.ts; whatever runs touches those of the operating
// system, and writes come on top. So of m bytes of a working set of W bytes that are still missing, after work c (CPU
// time at the reference frequency), so many are met:
//
//     m × (1 − e^(−c / window − w × c / W))
//
// They are counted after each stretch that a virtual CPU ran, and waited for together, one round trip after another. One
// exit in the trace stands for them. Each page comes once: pushed, or fetched. What a program begins with after the
// machine was moved is taken to be there.

import { costs } from "../../host/costs.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { decay } from "../../simulation/decay.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Exit } from "../exits/exit.ts";
import type { ActiveDomain } from "../machine/active-domain.ts";
import type { MigrationProgress } from "../machine/migration.ts";
import type { MachineMemory } from "../memory/machine-memory.ts";
import { touchedAreas } from "./memory-in-use.ts";
import type { TouchedArea } from "./memory-in-use.ts";
import type { SendingThread } from "./sending-thread.ts";
import { nextChunk, transfer } from "./transfer.ts";
import type { Chunk } from "./transfer.ts";

/** What fetching needs to know. */
export interface FetchSpec {
  readonly active: ActiveDomain;
  readonly from: Hardware;
  readonly to: Hardware;
  /** Bits per second that pushing may take, at most. */
  readonly rate: number;
  readonly progress: MigrationProgress;
  /** What is still there, and what was never written. */
  readonly content: Chunk;
  /** The memory that it had there. */
  readonly source: MachineMemory;
  /** What pushes. */
  readonly thread: SendingThread;
  readonly goesOn: () => boolean;
  readonly done: () => void;
}

/** What the guest touches, and how much of it is still on the other server, in bytes. */
interface MissingArea extends TouchedArea {
  missing: number;
  /** The CPU time that was counted. */
  seen: number;
}

/** Stands between the run loop and the guest while pages are missing. */
export class PageFetcher {
  readonly #spec: FetchSpec;
  /** Bytes that have not been asked for and not been pushed. */
  #missing: number;
  /** Pages of zeros of which the other server has not said so, and bytes that it has to read from its disk. */
  #zeroPages: number;
  #fromSwap: number;
  readonly #areas: MissingArea[];
  /** Pages that were met and not fetched yet: by reads, and by writes. */
  readonly #owed = { load: 0, store: 0 };
  /** Virtual CPUs that wait. */
  #waiting = 0;

  constructor(spec: FetchSpec) {
    this.#spec = spec;
    this.#missing = spec.content.memory;
    this.#zeroPages = spec.content.zeroPages;
    this.#fromSwap = spec.content.fromSwap;
    this.#areas = touchedAreas(spec.active).map((area) => ({
      ...area,
      missing: area.memory,
      seen: area.cpuTime(),
    }));
  }

  /** Pushes what is missing, chunk by chunk. */
  push(): void {
    const { from, to, rate, source, thread, goesOn, done, progress } = this.#spec;
    const chunk = nextChunk({
      memory: this.#missing,
      zeroPages: this.#zeroPages,
      fromSwap: Math.min(this.#fromSwap, this.#missing),
    });
    const left = 1 - chunk.memory / Math.max(1, this.#missing);
    for (const area of this.#areas) area.missing *= left;
    this.#missing -= chunk.memory;
    this.#zeroPages -= chunk.zeroPages;
    this.#fromSwap -= chunk.fromSwap;
    transfer(from, to, {
      ...chunk,
      rate,
      source,
      thread,
      goesOn,
      arrived: (bytes, zeroPages) => {
        progress.sent += bytes;
        progress.zeroPages += zeroPages;
      },
      done: () => {
        if (this.#missing + this.#zeroPages > 0) this.push();
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
    return this.#due >= 1 ? 0 : this.#spec.active.engine.untilExit(vcpu, budget);
  }

  run(vcpu: number, budget: number): Exit {
    if (this.#due >= 1) return this.#fault();
    const exit = this.#spec.active.engine.run(vcpu, budget);
    this.#faults();
    return exit;
  }

  /** A virtual CPU met missing pages: those are its to fetch, and pushed no more. */
  #fault(): Exit {
    const address = this.#spec.content.memory - this.#missing;
    const access = this.#owed.store > this.#owed.load ? "store" : "load";
    const pages = Math.min(this.#due, Math.floor(this.#missing / PAGE_SIZE));
    const rest = (this.#owed.load + this.#owed.store) % 1;
    Object.assign(this.#owed, { load: rest, store: 0 });
    this.#missing -= pages * PAGE_SIZE;
    this.#waiting++;
    return { reason: "guest-page-fault", elapsed: 0, stage: "stage-2", access, address, pages };
  }

  /**
   * It waits until all of them have come. They are made ready by the thread that pushes, as soon as that is through with
   * the chunk it has in hand.
   */
  fetch(vcpu: number, pages: number): void {
    const { from, to, active, progress, thread, goesOn } = this.#spec;
    progress.faults += pages;
    const bytes = pages * PAGE_SIZE;
    thread.prepare(bytes, 0, () => {
      if (!goesOn()) return;
      from.nic.send(bytes, ({ start, cut }) => {
        if (cut) return;
        to.nic.receive(bytes, start, () => {
          progress.sent += bytes;
          const wait = Math.max(1, pages) * costs.networkRoundTrip.value;
          from.simulation.schedule(wait, Priority.device, () => {
            this.#waiting--;
            active.wake(vcpu);
          });
        });
      });
    });
  }

  /** How many whole pages are to be fetched. */
  get #due(): number {
    return Math.floor(this.#owed.load + this.#owed.store);
  }

  /** Counts the pages that were touched since this was last asked, and are missing. */
  #faults(): void {
    for (const area of this.#areas) {
      const now = area.cpuTime();
      if (now === area.seen) continue;
      const since = this.#spec.active.engine.clock.work(now - area.seen);
      area.seen = now;
      const reads = since / area.window;
      const writes = (area.writes * since) / 1e9 / area.memory;
      const met = area.missing * (1 - decay(reads + writes));
      area.missing -= met;
      this.#owed.load += (met / PAGE_SIZE) * (reads / (reads + writes));
      this.#owed.store += (met / PAGE_SIZE) * (writes / (reads + writes));
    }
  }
}
