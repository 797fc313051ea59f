// The loop at the heart of a hypervisor, once for each physical CPU: take a virtual CPU, enter the guest, get an exit,
// handle it, enter again; when the time slice is over and others wait, take the next.
//
//            pick                  enter               exit                handled
//   idle ──────────▶ switching ───────────▶ in guest ──────────▶ handling ─────────▶ in guest (or pick)
//     ▲ none ready   (hypervisor)                                (hypervisor)
//     └──────────────────────────────── blocked, stopped, or preempted: pick
//
// An idle CPU is interrupted when there is something for it, and has to leave its idle state first. The virtual CPU for
// which it does so waits for it meanwhile, and for no other (Linux: it is put on that CPU's run queue when it is woken).
//
// In the event queue there is one event for each busy CPU: the end of what it is doing. The guest's progress is
// computed when that end comes, or earlier when the hypervisor calls the virtual CPU back.

import type { Hardware } from "../../host/hardware.ts";
import { refillTime } from "../../host/cpu-caches.ts";
import { usualIdle } from "../../host/idle-states.ts";
import { CpuSet } from "../../host/cpu-set.ts";
import type { ScheduledEvent } from "../../simulation/event-queue.ts";
import { Priority } from "../../simulation/simulation.ts";
import { costs } from "../../host/costs.ts";
import type { SliceRecord } from "../../trace/record.ts";
import type { Exit } from "../exits/exit.ts";
import { exitCycles } from "../profiles/exit-cost.ts";
import { generic } from "../profiles/generic-profile.ts";
import { coreOf, idleCore, sliceOf } from "./core.ts";
import type { Core } from "./core.ts";
import type { Scheduler } from "./scheduler.ts";
import { learnPolling } from "./halt-polling.ts";
import { SliceLengths } from "./slice-lengths.ts";
import { ThreadPace } from "./thread-pace.ts";
import { Throttle } from "./throttle.ts";
import type { Vcpu, VcpuMode } from "./vcpu.ts";

function cyclesOf({ owner }: Vcpu, exit: Exit): number {
  return owner.exitCycles?.(exit) ?? exitCycles(exit, generic);
}

export class RunLoop {
  readonly #hardware: Hardware;
  readonly #scheduler: Scheduler;
  readonly #cores: readonly Core[];
  /** The cores whose account says so, to be found without a search. */
  readonly #idle: CpuSet;
  readonly #throttle: Throttle;
  readonly #slices: SliceLengths;
  /** The cores on which a halted virtual CPU is polled for. */
  readonly #polling = new Set<Core>();
  /** How fast CPUs get on that are threads of a core. Absent where each is a core: at full pace. */
  readonly #pace: ThreadPace | undefined;
  #accounting = false;

  constructor(hardware: Hardware, scheduler: Scheduler) {
    this.#hardware = hardware;
    this.#scheduler = scheduler;
    this.#slices = new SliceLengths(hardware.cpus.length);
    const { now } = hardware.simulation;
    this.#cores = hardware.cpus.map((cpu) => idleCore(cpu, now));
    const { simulation, topology } = hardware;
    if (topology.threadsPerCore > 1) this.#pace = new ThreadPace(simulation, topology, this.#cores);
    this.#throttle = new Throttle({
      get now() {
        return hardware.simulation.now;
      },
      bringUpToDate: (vcpu) => {
        const core = coreOf(this.#cores, vcpu);
        if (core) this.#charge(core, vcpu);
      },
      atNext: (period, action) => {
        this.#atNext(period, action);
      },
      unpark: (vcpu) => {
        this.#ready(vcpu, false);
      },
    });
    this.#idle = new CpuSet(hardware.cpus.length);
    for (const { index } of hardware.cpus) this.#idle.add(index);
  }

  get #now(): number {
    return this.#hardware.simulation.now;
  }

  /** A blocked virtual CPU has work again. */
  wake(vcpu: Vcpu): void {
    if (vcpu.account.mode === "blocked") {
      learnPolling(vcpu, this.#now);
      this.#ready(vcpu, true);
    } else if (this.#polling.size > 0) {
      const core = coreOf(this.#cores, vcpu);
      if (!core || !this.#polling.delete(core)) return;
      learnPolling(vcpu, this.#now);
      if (core.timer) core.timer.cancelled = true;
      this.#startSlice(core, vcpu);
    }
  }

  /**
   * An interrupt is pending for a virtual CPU. If it is in the guest it has to leave it, to be given the interrupt as it
   * enters again; elsewhere it finds it on its way back.
   */
  kick(vcpu: Vcpu): void {
    const core = coreOf(this.#cores, vcpu);
    if (!core?.timer || core.leaving || vcpu.account.mode !== "guest") return;
    core.timer.cancelled = true;
    const elapsed = this.#inGuest(core);
    core.leaving = true;
    const exit = vcpu.run(elapsed);
    core.leaving = false;
    this.#handle(core, vcpu, exit.reason === "budget" ? { reason: "interrupt", elapsed } : exit);
  }

  /** A paused virtual CPU may go on. */
  resume(vcpu: Vcpu): void {
    if (vcpu.account.mode !== "paused") return;
    if (vcpu.pendingExit || vcpu.owner.engine.hasWork(vcpu.index)) this.#ready(vcpu, true);
    else vcpu.account.enter("blocked", this.#now);
  }

  /** Takes a virtual CPU away from where it runs or waits. Without a mode its account is closed. */
  withdraw(vcpu: Vcpu, mode?: VcpuMode): void {
    const core = coreOf(this.#cores, vcpu);
    if (core) this.#callBack(core, vcpu, mode);
    this.#forget(vcpu);
    this.#scheduler.remove(vcpu);
    this.#throttle.forget(vcpu);
    vcpu.account.enter(mode, this.#now);
    if (mode === undefined) {
      vcpu.pendingExit = undefined;
      for (const other of this.#cores) if (other.loaded === vcpu) other.loaded = undefined;
    }
  }

  /**
   * The power is cut, or what the loop is a part of went down: no CPU does anything from this moment on, and no exit is
   * handled to its end. Virtual CPUs that ran or wait are withdrawn by their owners.
   */
  halt(): void {
    const now = this.#now;
    this.#polling.clear();
    for (const core of this.#cores) {
      const { vcpu, cpu, timer } = core;
      if (timer) timer.cancelled = true;
      if (vcpu) {
        this.#endSlice(core, vcpu);
        this.#scheduler.remove(vcpu);
        vcpu.account.enter(undefined, now);
      }
      Object.assign(core, idleCore(cpu, now));
      cpu.account.enter("idle", now);
      this.#idle.add(cpu.index);
    }
  }

  /** The guest goes on with something else than was to be expected, without an exit: when it ends is looked up anew. */
  replan(vcpu: Vcpu): void {
    const core = coreOf(this.#cores, vcpu);
    if (!core?.timer || core.leaving || vcpu.account.mode !== "guest") return;
    core.timer.cancelled = true;
    this.#leave(core, vcpu);
  }

  /** What its machine may have of the physical CPUs was changed: it is placed anew. */
  reschedule(vcpu: Vcpu): void {
    const core = coreOf(this.#cores, vcpu);
    if (core) {
      this.#preempt(core, vcpu);
    } else if (vcpu.account.mode === "ready") {
      this.#forget(vcpu);
      this.#scheduler.remove(vcpu);
      this.#throttle.forget(vcpu);
      this.#ready(vcpu, false);
    }
  }

  /** The occupations of physical CPUs that have not ended yet, cut at the present moment. */
  openSlices(): SliceRecord[] {
    return this.#cores.flatMap((core) => (core.vcpu ? [sliceOf(core, core.vcpu, this.#now)] : []));
  }

  #ready(vcpu: Vcpu, woken: boolean): void {
    vcpu.account.enter("ready", this.#now);
    if (this.#throttle.holds(vcpu)) {
      this.#park(vcpu);
      return;
    }
    const home = this.#scheduler.enqueue(vcpu, woken);
    this.#account();
    if (this.#place(vcpu) || this.#endPolling(vcpu)) return;
    if (woken && home !== undefined) this.#preemptFor(vcpu, home);
  }

  /** A CPU that is only polled on turns to those that wait, if `vcpu` may have it. */
  #endPolling(vcpu: Vcpu): boolean {
    if (this.#polling.size === 0) return false;
    for (const core of this.#polling) {
      if (!vcpu.mayRunOn(core.cpu.index) || !core.vcpu) continue;
      this.#polling.delete(core);
      if (core.timer) core.timer.cancelled = true;
      this.#block(core, core.vcpu);
      return true;
    }
    return false;
  }

  /** Has an idle CPU look for work, if there is one that `vcpu` may run on; best the one it ran on before. */
  #place(vcpu: Vcpu): boolean {
    const { lastCpu } = vcpu;
    const warm = lastCpu !== undefined && this.#idle.has(lastCpu) && vcpu.mayRunOn(lastCpu);
    const index =
      this.#idleCore(vcpu, warm) ??
      (warm ? lastCpu : this.#idle.first((cpu) => vcpu.mayRunOn(cpu)));
    const core = index === undefined ? undefined : this.#cores[index];
    if (core) this.#rouse(core, vcpu);
    return core !== undefined;
  }

  /** Where cores have several threads: a CPU for `vcpu` whose whole core is idle, best the one it ran on before. */
  #idleCore(vcpu: Vcpu, warm = false): number | undefined {
    if (!this.#pace) return undefined;
    const { topology } = this.#hardware;
    const isWhole = (cpu: number): boolean => {
      const sibling = topology.siblingOf(cpu);
      return sibling !== undefined && this.#idle.has(sibling);
    };
    const { lastCpu } = vcpu;
    if (warm && lastCpu !== undefined && isWhole(lastCpu)) return lastCpu;
    return this.#idle.first((cpu) => isWhole(cpu) && vcpu.mayRunOn(cpu));
  }

  /** An idle CPU is interrupted: it leaves its idle state, and turns to `vcpu`. */
  #rouse(core: Core, vcpu: Vcpu): void {
    this.#scheduler.take(vcpu);
    vcpu.comingCpu = core.cpu.index;
    core.rousedFor = vcpu;
    const idle = this.#now - core.idleSince;
    this.#idle.delete(core.cpu.index);
    const latency = this.#hardware.idleStates.exitLatency(idle, core.usualIdle);
    core.usualIdle = usualIdle(core.usualIdle, idle);
    core.roused = true;
    core.timer = this.#hardware.simulation.schedule(latency, Priority.cpu, () => {
      const { rousedFor } = core;
      if (rousedFor) this.#forget(rousedFor);
      if (!rousedFor || this.#mayHave(core, rousedFor)) this.#pick(core, rousedFor);
      else this.#pick(core);
    });
  }

  /** No CPU leaves its idle state for it any more. */
  #forget(vcpu: Vcpu): void {
    const core = vcpu.comingCpu === undefined ? undefined : this.#cores[vcpu.comingCpu];
    vcpu.comingCpu = undefined;
    if (core?.rousedFor === vcpu) core.rousedFor = undefined;
  }

  /** Whether it may still run on the CPU that was roused for it; else it waits for another. */
  #mayHave(core: Core, vcpu: Vcpu): boolean {
    if (this.#throttle.holds(vcpu)) this.#park(vcpu);
    else if (vcpu.mayRunOn(core.cpu.index)) return true;
    else this.#scheduler.enqueue(vcpu, false);
    return false;
  }

  /** Whether the one that was just woken is to have the CPU in whose run queue it is, is decided there and then. */
  #preemptFor(woken: Vcpu, home: number): void {
    const core = this.#cores[home];
    if (!core?.vcpu || core.needsReschedule) return;
    this.#charge(core, core.vcpu);
    if (this.#scheduler.preempts(woken, core.vcpu)) this.#preempt(core, core.vcpu);
  }

  /** Takes the CPU away from one that goes on being ready. */
  #preempt(core: Core, vcpu: Vcpu): void {
    if (core.cpu.account.mode === "guest" && !core.leaving) {
      this.#callBack(core, vcpu, "ready");
      this.#ready(vcpu, false);
    } else {
      core.needsReschedule = true;
    }
  }

  #park(vcpu: Vcpu): void {
    this.#scheduler.remove(vcpu);
    this.#throttle.park(vcpu);
  }

  /** Sees to it that the scheduler's books are kept while there is work. */
  #account(): void {
    const { accounting } = this.#scheduler;
    if (!accounting || this.#accounting) return;
    this.#accounting = true;
    this.#atNext(accounting.period, () => {
      this.#accounting = false;
      for (const core of this.#cores) if (core.vcpu) this.#charge(core, core.vcpu);
      accounting.account(this.#cores.length);
      if (this.#cores.some(({ cpu }) => cpu.account.mode !== "idle")) this.#account();
    });
  }

  /** When the next period of that length begins, counted from the beginning of time. */
  #atNext(period: number, action: () => void): void {
    this.#hardware.simulation.schedule(period - (this.#now % period), Priority.cpu, action);
  }

  /** Enters what `vcpu` had of its CPU so far into the books. */
  #charge(core: Core, vcpu: Vcpu): void {
    const now = this.#now;
    this.#scheduler.charge(vcpu, now - core.chargedAt);
    vcpu.share.charge(now - core.chargedAt);
    core.chargedAt = now;
  }

  /** The next one to run on `core` that its cap allows to. */
  #next(core: Core): Vcpu | undefined {
    for (;;) {
      const vcpu = this.#scheduler.next(core.cpu.index);
      if (!vcpu || !this.#throttle.holds(vcpu)) return vcpu;
      this.#park(vcpu);
    }
  }

  /** Until when `vcpu` may run if it goes on now. */
  #sliceEnd(vcpu: Vcpu): number {
    const allowed = Math.max(Math.ceil(this.#throttle.left(vcpu)), costs.shortestRun.value);
    return this.#now + Math.min(this.#slices.vary(this.#scheduler.slice(vcpu), vcpu), allowed);
  }

  #pick(core: Core, vcpu = this.#next(core)): void {
    core.vcpu = vcpu;
    core.needsReschedule = false;
    core.exit = undefined;
    if (!vcpu) {
      core.timer = undefined;
      core.stretch = undefined;
      core.roused = false;
      core.idleSince = this.#now;
      core.cpu.account.enter("idle", this.#now);
      this.#idle.add(core.cpu.index);
      this.#pace?.turned(core, false);
      return;
    }
    this.#pace?.turned(core, true);
    this.#put(core, vcpu);
  }

  /** Gives a physical CPU to a virtual one. */
  #put(core: Core, vcpu: Vcpu): void {
    const { cpu, roused } = core;
    const moved = vcpu.lastCpu !== undefined && vcpu.lastCpu !== cpu.index;
    vcpu.spins = false;
    vcpu.lastCpu = cpu.index;
    core.sliceStart = this.#now;
    core.chargedAt = this.#now;
    if (core.loaded === vcpu) {
      // Its registers are still there; but the thread of an idle CPU was another.
      if (roused)
        this.#work(core, vcpu, cpu.duration(costs.contextSwitch.value), () =>
          this.#startSlice(core, vcpu),
        );
      else this.#startSlice(core, vcpu);
    } else {
      core.loaded = vcpu;
      const cold = moved ? this.#scheduler.migrationCost : 0;
      const time = cpu.duration(costs.vcpuSwitch.value) + cold + this.#refill(cpu.index, vcpu);
      this.#work(core, vcpu, time, () => this.#startSlice(core, vcpu));
    }
  }

  /** How long it takes until the cache holds again what others have pushed out. */
  #refill(cpu: number, vcpu: Vcpu): number {
    const { caches } = this.#hardware;
    if (!caches) return 0;
    const workingSet = vcpu.owner.engine.workingSet?.(vcpu.index) ?? 0;
    const { bytes, mark } = caches.turn(cpu, workingSet, vcpu.cacheMark);
    vcpu.cacheMark = mark;
    return refillTime(bytes);
  }

  #startSlice(core: Core, vcpu: Vcpu): void {
    core.sliceEnd = this.#sliceEnd(vcpu);
    core.roused = false;
    if (vcpu.pendingExit) {
      const exit = vcpu.pendingExit;
      vcpu.pendingExit = undefined;
      this.#handle(core, vcpu, exit);
    } else {
      this.#enter(core, vcpu);
    }
  }

  #enter(core: Core, vcpu: Vcpu): void {
    const now = this.#now;
    core.exit = undefined;
    core.enteredAt = now;
    core.cpu.account.enter(vcpu.owner.runsAs ?? "guest", now);
    vcpu.account.enter("guest", now);
    const most = core.needsReschedule ? 0 : core.sliceEnd - now;
    const leave = (): void => {
      this.#leave(core, vcpu);
    };
    if (this.#pace) {
      const runs = vcpu.untilExit(Math.ceil(most * this.#pace.of(core)));
      core.timer = this.#pace.begin(core, runs, leave, core.sliceEnd);
    } else {
      core.timer = this.#hardware.simulation.schedule(vcpu.untilExit(most), Priority.cpu, leave);
    }
  }

  /** How far a guest came since it was entered, as time on a CPU that has its core to itself. */
  #inGuest(core: Core): number {
    return this.#pace?.done(core) ?? this.#now - core.enteredAt;
  }

  #leave(core: Core, vcpu: Vcpu): void {
    core.leaving = true;
    const exit = vcpu.run(this.#inGuest(core));
    core.leaving = false;
    // The guest only reached a point that the look-ahead stopped at (it went on to its next task): no exit.
    if (exit.reason === "budget" && !this.#isOver(core)) this.#enter(core, vcpu);
    else this.#handle(core, vcpu, exit);
  }

  #handle(core: Core, vcpu: Vcpu, exit: Exit): void {
    core.exit = exit;
    const cost = core.cpu.duration(cyclesOf(vcpu, exit));
    this.#work(core, vcpu, cost, () => this.#finish(core, vcpu, exit, cost));
  }

  #finish(core: Core, vcpu: Vcpu, exit: Exit, cost: number): void {
    const disposition = vcpu.owner.dispatch(vcpu, exit, core.cpu.index, cost);
    // The exit may have stopped or restarted the machine, which took the virtual CPU away from here.
    if (core.vcpu !== vcpu) return;
    if (disposition === "blocked") {
      // Noted for none that is not polled for: most are halted a million times.
      if ((vcpu.owner.haltPolling ?? 0) > 0) vcpu.haltedAt = this.#now;
      if (vcpu.pollTime > 0 && exit.reason === "hlt") this.#poll(core, vcpu);
      else this.#block(core, vcpu);
    } else if (exit.reason === "pause") {
      this.#yieldToSibling(core, vcpu);
    } else if (!this.#isOver(core)) {
      this.#enter(core, vcpu);
    } else if (!this.#mayGoOn(core, vcpu)) {
      this.#yield(core, vcpu);
    } else if (!this.#pace || !this.#spread(core, vcpu)) {
      core.sliceEnd = this.#sliceEnd(vcpu);
      this.#enter(core, vcpu);
    }
  }

  /**
   * It shares a core while another core is idle, and goes there at the end of its time slice (Xen looks for a better CPU at
   * each tick: csched_vcpu_acct in sched_credit.c).
   */
  #spread(core: Core, vcpu: Vcpu): boolean {
    if (this.#pace?.of(core) === 1 || this.#idleCore(vcpu) === undefined) return false;
    this.#endSlice(core, vcpu);
    core.vcpu = undefined;
    vcpu.account.enter("ready", this.#now);
    this.#scheduler.enqueue(vcpu, false);
    this.#place(vcpu);
    this.#pick(core);
    return true;
  }

  /** It has nothing to run, and the CPU turns to another. */
  #block(core: Core, vcpu: Vcpu): void {
    this.#endSlice(core, vcpu);
    this.#scheduler.remove(vcpu);
    vcpu.account.enter("blocked", this.#now);
    this.#pick(core);
  }

  /** It has halted, and the CPU waits for an interrupt for it, unless another waits for the CPU. */
  #poll(core: Core, vcpu: Vcpu): void {
    if (core.needsReschedule || this.#scheduler.contends(vcpu, core.cpu.index)) {
      this.#block(core, vcpu);
      return;
    }
    core.exit = undefined;
    this.#polling.add(core);
    core.cpu.account.enter(vcpu.owner.runsAs ?? "hypervisor", this.#now);
    vcpu.account.enter("hypervisor", this.#now);
    core.stretch = undefined;
    core.timer = this.#hardware.simulation.schedule(vcpu.pollTime, Priority.cpu, () => {
      this.#polling.delete(core);
      this.#block(core, vcpu);
    });
  }

  #isOver(core: Core): boolean {
    return core.needsReschedule || this.#now >= core.sliceEnd;
  }

  /** Whether no other virtual CPU is to have the CPU, and nothing forbids `vcpu` to keep it. */
  #mayGoOn(core: Core, vcpu: Vcpu): boolean {
    this.#charge(core, vcpu);
    core.needsReschedule = false;
    const { index } = core.cpu;
    return (
      vcpu.mayRunOn(index) && !this.#throttle.holds(vcpu) && !this.#scheduler.contends(vcpu, index)
    );
  }

  /** Its time slice is over, and it waits for another; the CPU goes to `next`, or to whomever the scheduler has. */
  #yield(core: Core, vcpu: Vcpu, next?: Vcpu): void {
    this.#endSlice(core, vcpu);
    core.vcpu = undefined;
    vcpu.account.enter("ready", this.#now);
    const waits = !this.#throttle.holds(vcpu);
    if (waits) this.#scheduler.enqueue(vcpu, false);
    else this.#park(vcpu);
    this.#pick(core, next);
    // The other one may be pinned to this CPU while one that this one may use is idle.
    if (waits && vcpu.account.mode === "ready") this.#place(vcpu);
  }

  /**
   * It spins: the CPU goes to another virtual CPU of its machine that waits, which may be the one that has the lock
   * (KVM: kvm_vcpu_on_spin); else to whomever the scheduler has.
   */
  #yieldToSibling(core: Core, vcpu: Vcpu): void {
    const siblings = vcpu.owner.vcpus ?? [];
    const next = [...siblings.slice(vcpu.index + 1), ...siblings.slice(0, vcpu.index)].find(
      (one) =>
        one.account.mode === "ready" &&
        !one.spins &&
        one.mayRunOn(core.cpu.index) &&
        !this.#throttle.holds(one),
    );
    vcpu.spins = true;
    if (next) {
      this.#forget(next);
      this.#scheduler.take(next);
      this.#throttle.forget(next);
    }
    if (next || !this.#mayGoOn(core, vcpu)) {
      this.#yield(core, vcpu, next);
    } else {
      core.sliceEnd = this.#sliceEnd(vcpu);
      this.#enter(core, vcpu);
    }
  }

  /** The hypervisor interrupts a virtual CPU; the physical one then turns to the next. */
  #callBack(core: Core, vcpu: Vcpu, mode: VcpuMode | undefined): void {
    const now = this.#now;
    let left = this.#polling.delete(core) || !core.timer ? 0 : this.#left(core, core.timer);
    if (core.timer) core.timer.cancelled = true;
    if (vcpu.account.mode === "guest") {
      core.leaving = true;
      const elapsed = this.#inGuest(core);
      const exit = mode === undefined ? undefined : vcpu.run(elapsed);
      core.leaving = false;
      if (exit && exit.reason !== "budget") vcpu.pendingExit = exit;
      const interrupt: Exit = { reason: "interrupt", elapsed };
      const cost = core.cpu.duration(cyclesOf(vcpu, interrupt));
      left = cost;
      vcpu.owner.dispatch(vcpu, interrupt, core.cpu.index, cost);
    } else if (core.exit && mode !== undefined) {
      vcpu.pendingExit = core.exit;
    }
    this.#endSlice(core, vcpu);
    core.vcpu = undefined;
    core.exit = undefined;
    core.cpu.account.enter(vcpu.owner.runsAs ?? "hypervisor", now);
    this.#occupy(core, left, () => this.#pick(core));
  }

  #work(core: Core, vcpu: Vcpu, time: number, then: () => void): void {
    core.cpu.account.enter(vcpu.owner.runsAs ?? "hypervisor", this.#now);
    vcpu.account.enter("hypervisor", this.#now);
    this.#occupy(core, time, then);
  }

  /** A CPU is at something that takes so long where its core is its own. */
  #occupy(core: Core, time: number, then: () => void): void {
    core.timer = this.#pace
      ? this.#pace.begin(core, time, then)
      : this.#hardware.simulation.schedule(time, Priority.cpu, then);
  }

  /** What is left of that. */
  #left(core: Core, timer: ScheduledEvent): number {
    return this.#pace?.left(core) ?? Math.max(0, timer.time - this.#now);
  }

  #endSlice(core: Core, vcpu: Vcpu): void {
    this.#charge(core, vcpu);
    this.#hardware.trace.append(sliceOf(core, vcpu, this.#now));
  }
}
