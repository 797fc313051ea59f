// The back end of paravirtual devices, where it needs CPU time: a control domain with virtual CPUs of its own, or a thread
// on the host OS. It is scheduled like a guest or a process, competes with them, and works on one ring at a time, a
// request or all that is complete at once; then on the next ring that has something.
//
// A ring (virtio 1.2, section 2.6) holds the requests of one device of one machine. While its back end is at work the
// guest need not say that there is more: the ring is looked at again before the back end sleeps. And what completed in
// the meantime is told with one interrupt. So the busier it is, the less it costs to talk to.

import type { Hardware } from "../../host/hardware.ts";
import type { Disposition, Exit } from "../exits/exit.ts";
import type { GuestEngine } from "../exits/guest-engine.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import { joinVcpus } from "../scheduling/vcpu-limits.ts";
import { Vcpu } from "../scheduling/vcpu.ts";
import type { VcpuLimit, VcpuOwner } from "../scheduling/vcpu.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";

/** Something for a back end to work on, piece by piece. */
export interface BackendWork {
  /** Whether there is a piece left. */
  readonly pending: boolean;
  /** Begins the next piece: how long it takes on a CPU, in nanoseconds. */
  begin(): number;
  /** The piece has had the CPU for so long, the first time. */
  started(elapsed: number): void;
  /** The piece is done. Gives back what is to happen once the guest was interrupted, if it must be. */
  end(): (() => void) | undefined;
  /** Nothing is left: the next request must be announced. */
  sleep(): void;
}

/** Work shared out to threads, each of which is at one piece. */
class BackendEngine implements GuestEngine<null> {
  readonly #threads: { work?: BackendWork; fresh: boolean; left: number; told?: () => void }[];
  readonly #queue: BackendWork[] = [];
  readonly #wake: (thread: number) => void;

  constructor(threads: number, wake: (thread: number) => void) {
    this.#threads = Array.from({ length: threads }, () => ({ fresh: true, left: 0 }));
    this.#wake = wake;
  }

  add(work: BackendWork): void {
    this.#queue.push(work);
    const idle = this.#threads.findIndex((thread) => thread.work === undefined);
    if (idle < 0) return;
    this.#next(idle);
    this.#wake(idle);
  }

  untilExit(index: number, budget: number): number {
    const thread = this.#threads[index];
    return thread?.work ? Math.min(thread.left, budget) : 0;
  }

  run(index: number, budget: number): Exit {
    const thread = this.#threads[index];
    if (!thread?.work) return { reason: "hlt", elapsed: 0 };
    const elapsed = Math.min(thread.left, budget);
    if (thread.fresh && elapsed > 0) {
      thread.fresh = false;
      thread.work.started(elapsed);
    }
    thread.left -= elapsed;
    if (thread.left > 0) return { reason: "budget", elapsed };
    const { work } = thread;
    delete thread.work;
    const told = work.end();
    if (work.pending) this.#queue.push(work);
    else work.sleep();
    this.#next(index);
    if (!told) return { reason: "budget", elapsed };
    thread.told = told;
    return { reason: "hypercall", elapsed, number: 0 };
  }

  /** The guest has its interrupt. */
  interrupted(index: number): void {
    const thread = this.#threads[index];
    thread?.told?.();
    delete thread?.told;
  }

  hasWork(index: number): boolean {
    return this.#threads[index]?.work !== undefined;
  }

  /** Nothing is worked on any more. */
  stop(): void {
    this.#queue.length = 0;
    for (const thread of this.#threads) delete thread.work;
  }

  complete(): void {
    // It waits for no device: what carries a request out puts it back on its ring.
  }

  received(): void {
    // It has no network interface: what it carries is other machines'.
  }

  requestPower(): void {
    // It has no power button: it goes with what it is part of.
  }

  save(): null {
    return null;
  }

  restore(): [] {
    return [];
  }

  #next(index: number): void {
    const thread = this.#threads[index];
    const work = this.#queue.shift();
    if (!thread || !work) return;
    thread.work = work;
    thread.fresh = true;
    thread.left = work.begin();
  }
}

/** What a back end is made of. */
export interface BackendSpec {
  readonly name: string;
  /** How many virtual CPUs, or threads, it has. */
  readonly threads: number;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly share?: CpuShare;
  /** With whom it shares the virtual CPUs of the machine that it is in. */
  readonly vcpuLimits?: readonly VcpuLimit[];
  /** Given for a thread of the host OS, or of the hypervisor itself. */
  readonly runsAs?: "host" | "hypervisor";
  /** The cycles that leaving it takes. */
  exitCycles(exit: Exit): number;
  /** Records an exit: those of a thread of the host OS are none. */
  record?(vcpu: number, exit: Exit, disposition: Disposition, pcpu: number, cost: number): void;
}

/** The virtual CPUs or threads on which requests of guests are worked on. */
export class Backend implements VcpuOwner {
  readonly name: string;
  readonly runsAs?: "host" | "hypervisor";
  readonly engine: BackendEngine;
  readonly threads: readonly Vcpu[];
  readonly #spec: BackendSpec;
  #stopped = false;

  constructor(spec: BackendSpec) {
    const { name, threads, hardware, loop, share, runsAs, vcpuLimits = [] } = spec;
    this.#spec = spec;
    this.name = name;
    if (runsAs) this.runsAs = runsAs;
    const { now } = hardware.simulation;
    this.threads = Array.from({ length: threads }, (_, i) => new Vcpu(this, i, now, share));
    joinVcpus(this.threads, vcpuLimits);
    this.engine = new BackendEngine(threads, (index) => {
      const thread = this.threads[index];
      if (thread) loop.wake(thread);
    });
  }

  /** There is something to do for it. Once it has stopped, that is never done. */
  add(work: BackendWork): void {
    if (!this.#stopped) this.engine.add(work);
  }

  /** How long so many cycles take on its CPUs. */
  duration(cycles: number): number {
    return this.#spec.hardware.clock.duration(cycles);
  }

  exitCycles(exit: Exit): number {
    return this.#spec.exitCycles(exit);
  }

  dispatch({ index }: Vcpu, exit: Exit, pcpu: number, cost: number): Disposition {
    const asleep = exit.reason === "hlt" && !this.engine.hasWork(index);
    const disposition = asleep ? "blocked" : "handled";
    this.#spec.record?.(index, exit, disposition, pcpu, cost);
    if (exit.reason === "hypercall") this.engine.interrupted(index);
    return disposition;
  }

  /** What it is part of went down, or is not needed any more. */
  stop(): void {
    this.#stopped = true;
    this.engine.stop();
    for (const thread of this.threads) {
      this.#spec.loop.withdraw(thread);
      for (const { members } of thread.limits ?? []) members.delete(thread);
    }
  }

  /** What it is part of came up again: it begins anew, with nothing to do. */
  restart(): void {
    this.#stopped = false;
    for (const thread of this.threads)
      thread.account.enter("blocked", this.#spec.hardware.simulation.now);
  }

  /** It gets no CPU, and keeps what there is to do. */
  pause(): void {
    for (const thread of this.threads) this.#spec.loop.withdraw(thread, "paused");
  }

  resume(): void {
    for (const thread of this.threads) this.#spec.loop.resume(thread);
  }
}
