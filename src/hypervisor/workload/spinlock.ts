// A spinlock inside a guest, and what becomes of it when virtual CPUs are preempted: one that holds the lock may lose its
// physical CPU, and the others then burn theirs waiting for it (lock-holder preemption; Uhlig et al., Towards Scalable
// Multiprocessor Virtual Machines, VM 2004).
//
//              lock is free                    hold is over
//   outside ───────────────▶ inside ─────────────────────────▶ outside
//        └──▶ waiting ────────▲      every is over and it is not free: waiting burns CPU time
//
// A kernel does not preempt a thread that waits for a spinlock or holds one; the hypervisor does not know of it, and
// does. Two remedies: pause-loop exiting, by which the CPU itself notices the loop and leaves the guest; and
// paravirtual spinlocks, by which the guest halts after a while and the task that releases the lock has it woken.

import type { ClockRate } from "../../host/clock-rate.ts";
import { costs } from "../../host/costs.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Random } from "../../simulation/random.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { Exit } from "../exits/exit.ts";
import type { ApplicationProgress, Section, Task } from "./workload-state.ts";
import type { SpinlockKind } from "../spec/domain-spec.ts";
import type { LockSpec } from "../spec/workload-spec.ts";

const lockOf = ({ running }: Task): LockSpec | undefined =>
  running?.spec.kind === "batch" ? running.spec.lock : undefined;

/** The work of the next section, or between two: with that mean, if they vary. */
const workOf = ({ times }: LockSpec, mean: number, random: Random): number =>
  times === "exponential" ? random.exponential(mean) : mean;

/** The first section of a thread; undefined when its application has no lock. */
export function firstSection(thread: Task, clock: ClockRate, random: Random): Section | undefined {
  const lock = lockOf(thread);
  if (!lock) return undefined;
  const left = clock.time(workOf(lock, lock.every, random));
  return { phase: "outside", left, halted: false };
}

/** What the locks need from the guest. */
export interface SpinlockSetup {
  readonly simulation: Simulation;
  readonly random: Random;
  /** "native" unless given. */
  readonly spinlocks?: SpinlockKind;
  /** The cycles after which spinning is given up; never unless given. */
  readonly spinWindow?: number;
  /** How fast the CPUs are that it has now. */
  clock(): ClockRate;
  /** The guest on a virtual CPU does something else from now on, although nothing interrupted it. */
  replan(vcpu: number): void;
}

/** How a machine's guest spins. */
export function spinning({
  spinlocks,
}: {
  readonly spinlocks?: SpinlockKind;
}): Pick<SpinlockSetup, "spinlocks" | "spinWindow"> {
  if (spinlocks === undefined || spinlocks === "native") return {};
  const { pauseLoopWindow, paravirtualSpin } = costs;
  const spinWindow = (spinlocks === "paravirtual" ? paravirtualSpin : pauseLoopWindow).value;
  return { spinlocks, spinWindow };
}

export class Spinlocks {
  readonly #setup: SpinlockSetup;
  readonly #current: readonly (Task | undefined)[];
  readonly #wake: (vcpu: number) => void;

  /** `current` is what each virtual CPU works on; `wake` ends the halt of one. */
  constructor(
    setup: SpinlockSetup,
    current: readonly (Task | undefined)[],
    wake: (vcpu: number) => void,
  ) {
    this.#setup = setup;
    this.#current = current;
    this.#wake = wake;
  }

  /** CPU time after which spinning is given up, in nanoseconds. */
  get #window(): number {
    const { spinWindow } = this.#setup;
    return spinWindow === undefined
      ? Number.MAX_SAFE_INTEGER
      : this.#setup.clock().duration(spinWindow);
  }

  /** How long a thread that computes goes on with what it does, if nothing changes around it. */
  until({ section, left, running }: Task): number {
    if (!section) return left;
    if (section.phase !== "waiting") return Math.min(left, section.left);
    return running?.progress.lockHeld === true ? section.left : 0;
  }

  /**
   * A thread had a virtual CPU for at most `most`: says for how long it used it, for what part of that it got on with
   * its work, and why it leaves the guest, if it does.
   */
  run(
    vcpu: number,
    thread: Task,
    section: Section,
    most: number,
  ): { elapsed: number; worked: number; exit?: Exit } {
    const lock = lockOf(thread);
    const progress = thread.running?.progress;
    if (!lock || !progress) throw new Error("a section without a lock");
    if (section.phase === "waiting") {
      const elapsed = Math.min(section.left, most);
      section.left -= elapsed;
      progress.spinTime = (progress.spinTime ?? 0) + elapsed;
      if (progress.lockHeld !== true) {
        this.#take(section, lock, progress);
        return { elapsed, worked: 0 };
      }
      return {
        elapsed,
        worked: 0,
        ...(section.left === 0 && { exit: this.#giveUp(section, elapsed) }),
      };
    }
    const elapsed = Math.min(thread.left, section.left, most);
    section.left -= elapsed;
    const last = thread.left === elapsed;
    if (section.left > 0 && !last) return { elapsed, worked: elapsed };
    if (section.phase === "inside") {
      section.phase = "outside";
      section.left = this.#setup.clock().time(workOf(lock, lock.every, this.#setup.random));
      const exit = this.#release(vcpu, thread, progress, elapsed);
      return { elapsed, worked: elapsed, ...(exit && { exit }) };
    }
    if (!last && progress.lockHeld === true) {
      section.phase = "waiting";
      section.left = this.#window;
    } else if (!last) {
      this.#take(section, lock, progress);
    }
    return { elapsed, worked: elapsed };
  }

  #take(section: Section, lock: LockSpec, progress: ApplicationProgress): void {
    progress.lockHeld = true;
    section.phase = "inside";
    section.left = this.#setup.clock().time(workOf(lock, lock.hold, this.#setup.random));
  }

  #giveUp(section: Section, elapsed: number): Exit {
    section.left = this.#window;
    if (this.#setup.spinlocks === "pause-loop exiting") return { reason: "pause", elapsed };
    section.halted = true;
    return { reason: "hlt", elapsed };
  }

  /** Who spins at this moment sees it at once; one that halted is woken, which takes a hypercall. */
  #release(
    vcpu: number,
    { running }: Task,
    progress: ApplicationProgress,
    elapsed: number,
  ): Exit | undefined {
    progress.lockHeld = false;
    const waiting = this.#current.flatMap((other, index) =>
      other && index !== vcpu && other.running === running && other.section?.phase === "waiting"
        ? [{ index, section: other.section }]
        : [],
    );
    const spinning = waiting.filter(({ section }) => !section.halted);
    if (spinning.length > 0) {
      this.#setup.simulation.schedule(0, Priority.cpu, () => {
        for (const { index } of spinning) if (progress.lockHeld !== true) this.#setup.replan(index);
      });
    }
    const halted = waiting.find(({ section }) => section.halted);
    if (!halted) return undefined;
    halted.section.halted = false;
    this.#wake(halted.index);
    // Linux, include/uapi/linux/kvm_para.h: KVM_HC_KICK_CPU.
    return { reason: "hypercall", elapsed, number: 5 };
  }
}
