// The loop at the heart of a hypervisor, once for each physical CPU: take a virtual CPU, enter the guest, get an exit,
// handle it, enter again; when the time slice is over and others wait, take the next.
//
//            pick                  enter               exit                handled
//   idle ──────────▶ switching ───────────▶ in guest ──────────▶ handling ─────────▶ in guest (or pick)
//     ▲ none ready   (hypervisor)                                (hypervisor)
//     └──────────────────────────────── blocked, stopped, or preempted: pick
//
// In the event queue there is one event for each busy CPU: the end of what it is doing. The guest's progress is
// computed when that end comes, or earlier when the hypervisor calls the virtual CPU back.

import type { Hardware } from "../host/hardware.ts";
import { CpuSet } from "../host/cpu-set.ts";
import type { PhysicalCpu } from "../host/cpu.ts";
import type { ScheduledEvent } from "../simulation/event-queue.ts";
import { Priority } from "../simulation/simulation.ts";
import { costs } from "../host/costs.ts";
import type { SliceRecord } from "../trace/record.ts";
import type { Exit } from "./exit.ts";
import { exitCycles } from "./profile.ts";
import { profiles } from "./profiles.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Vcpu, VcpuMode } from "./vcpu.ts";

/** What one physical CPU is at. */
interface Core {
  readonly cpu: PhysicalCpu;
  vcpu: Vcpu | undefined;
  /** Whose registers are loaded: to go on with the same virtual CPU needs no switch. */
  loaded: Vcpu | undefined;
  sliceStart: number;
  sliceEnd: number;
  enteredAt: number;
  /** The exit being handled. */
  exit: Exit | undefined;
  /** The end of what it is doing. */
  timer: ScheduledEvent | undefined;
}

function cyclesOf({ owner }: Vcpu, exit: Exit): number {
  return owner.exitCycles?.(exit) ?? exitCycles(exit, profiles.generic);
}

export class RunLoop {
  readonly #hardware: Hardware;
  readonly #scheduler: Scheduler;
  readonly #timeSlice: number;
  readonly #cores: readonly Core[];
  /** The cores whose account says so, to be found without a search. */
  readonly #idle: CpuSet;

  constructor(hardware: Hardware, scheduler: Scheduler, timeSlice: number) {
    this.#hardware = hardware;
    this.#scheduler = scheduler;
    this.#timeSlice = timeSlice;
    this.#cores = hardware.cpus.map((cpu) => ({
      cpu,
      vcpu: undefined,
      loaded: undefined,
      sliceStart: 0,
      sliceEnd: 0,
      enteredAt: 0,
      exit: undefined,
      timer: undefined,
    }));
    this.#idle = new CpuSet(hardware.cpus.length);
    for (const { index } of hardware.cpus) this.#idle.add(index);
  }

  get #now(): number {
    return this.#hardware.simulation.now;
  }

  /** A blocked virtual CPU has work again. */
  wake(vcpu: Vcpu): void {
    if (vcpu.account.mode === "blocked") this.#ready(vcpu);
  }

  /** A paused virtual CPU may go on. */
  resume(vcpu: Vcpu): void {
    if (vcpu.account.mode !== "paused") return;
    if (vcpu.pendingExit || vcpu.owner.engine.hasWork(vcpu.index)) this.#ready(vcpu);
    else vcpu.account.enter("blocked", this.#now);
  }

  /** Takes a virtual CPU away from where it runs or waits. Without a mode its account is closed. */
  withdraw(vcpu: Vcpu, mode?: VcpuMode): void {
    this.#scheduler.remove(vcpu);
    const core = this.#cores.find((candidate) => candidate.vcpu === vcpu);
    if (core) this.#callBack(core, vcpu, mode);
    vcpu.account.enter(mode, this.#now);
    if (mode === undefined) {
      vcpu.pendingExit = undefined;
      for (const other of this.#cores) if (other.loaded === vcpu) other.loaded = undefined;
    }
  }

  /** The occupations of physical CPUs that have not ended yet, cut at the present moment. */
  openSlices(): SliceRecord[] {
    return this.#cores.flatMap((core) => (core.vcpu ? [this.#slice(core, core.vcpu)] : []));
  }

  #ready(vcpu: Vcpu): void {
    vcpu.account.enter("ready", this.#now);
    this.#scheduler.enqueue(vcpu);
    const { lastCpu } = vcpu;
    const warm = lastCpu !== undefined && this.#idle.has(lastCpu);
    const core = this.#cores[(warm ? lastCpu : this.#idle.first()) ?? NaN];
    if (core) this.#pick(core);
  }

  #pick(core: Core): void {
    const vcpu = this.#scheduler.next(core.cpu.index);
    core.vcpu = vcpu;
    core.exit = undefined;
    if (!vcpu) {
      core.timer = undefined;
      core.cpu.account.enter("idle", this.#now);
      this.#idle.add(core.cpu.index);
      return;
    }
    this.#idle.delete(core.cpu.index);
    vcpu.lastCpu = core.cpu.index;
    core.sliceStart = this.#now;
    if (core.loaded === vcpu) {
      this.#startSlice(core, vcpu);
    } else {
      core.loaded = vcpu;
      this.#work(core, vcpu, costs.vcpuSwitch.value, () => this.#startSlice(core, vcpu));
    }
  }

  #startSlice(core: Core, vcpu: Vcpu): void {
    core.sliceEnd = this.#now + this.#timeSlice;
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
    const runs = vcpu.untilExit(core.sliceEnd - now);
    core.timer = this.#hardware.simulation.schedule(runs, Priority.cpu, () =>
      this.#leave(core, vcpu),
    );
  }

  #leave(core: Core, vcpu: Vcpu): void {
    const exit = vcpu.run(this.#now - core.enteredAt);
    // The guest only reached a point that the look-ahead stopped at (it went on to its next task): no exit.
    if (exit.reason === "budget" && this.#now < core.sliceEnd) this.#enter(core, vcpu);
    else this.#handle(core, vcpu, exit);
  }

  #handle(core: Core, vcpu: Vcpu, exit: Exit): void {
    core.exit = exit;
    this.#work(core, vcpu, cyclesOf(vcpu, exit), () => this.#finish(core, vcpu, exit));
  }

  #finish(core: Core, vcpu: Vcpu, exit: Exit): void {
    const cost = core.cpu.duration(cyclesOf(vcpu, exit));
    const disposition = vcpu.owner.dispatch(vcpu, exit, core.cpu.index, cost);
    // The exit may have stopped or restarted the machine, which took the virtual CPU away from here.
    if (core.vcpu !== vcpu) return;
    if (disposition === "blocked") {
      this.#endSlice(core, vcpu);
      vcpu.account.enter("blocked", this.#now);
      this.#pick(core);
    } else if (this.#now < core.sliceEnd) {
      this.#enter(core, vcpu);
    } else if (this.#scheduler.waiting === 0) {
      core.sliceEnd = this.#now + this.#timeSlice;
      this.#enter(core, vcpu);
    } else {
      this.#endSlice(core, vcpu);
      vcpu.account.enter("ready", this.#now);
      this.#scheduler.enqueue(vcpu);
      this.#pick(core);
    }
  }

  /** The hypervisor interrupts a virtual CPU; the physical one then turns to the next. */
  #callBack(core: Core, vcpu: Vcpu, mode: VcpuMode | undefined): void {
    const now = this.#now;
    let busyUntil = core.timer?.time ?? now;
    if (core.timer) core.timer.cancelled = true;
    if (vcpu.account.mode === "guest") {
      const exit = mode === undefined ? undefined : vcpu.run(now - core.enteredAt);
      if (exit && exit.reason !== "budget") vcpu.pendingExit = exit;
      const interrupt: Exit = { reason: "interrupt", elapsed: now - core.enteredAt };
      const cost = core.cpu.duration(cyclesOf(vcpu, interrupt));
      busyUntil = now + cost;
      vcpu.owner.dispatch(vcpu, interrupt, core.cpu.index, cost);
    } else if (core.exit && mode !== undefined) {
      vcpu.pendingExit = core.exit;
    }
    this.#endSlice(core, vcpu);
    core.vcpu = undefined;
    core.exit = undefined;
    core.cpu.account.enter(vcpu.owner.runsAs ?? "hypervisor", now);
    const wait = Math.max(0, busyUntil - now);
    core.timer = this.#hardware.simulation.schedule(wait, Priority.cpu, () => this.#pick(core));
  }

  #work(core: Core, vcpu: Vcpu, cycles: number, then: () => void): void {
    core.cpu.account.enter(vcpu.owner.runsAs ?? "hypervisor", this.#now);
    vcpu.account.enter("hypervisor", this.#now);
    core.timer = this.#hardware.simulation.schedule(core.cpu.duration(cycles), Priority.cpu, then);
  }

  #slice(core: Core, vcpu: Vcpu): SliceRecord {
    const { sliceStart: start, cpu } = core;
    const end = this.#now;
    return {
      time: end,
      kind: "slice",
      subject: vcpu.owner.name,
      pcpu: cpu.index,
      vcpu: vcpu.index,
      start,
      end,
    };
  }

  #endSlice(core: Core, vcpu: Vcpu): void {
    this.#hardware.trace.append(this.#slice(core, vcpu));
  }
}
