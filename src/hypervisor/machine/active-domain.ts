// A virtual machine while it is on, from power-on to power-off: its memory, its virtual CPUs, the guest in it, and the
// one place where its exits are handled. What it did can still be read after the power went off.

import type { GuestEngine } from "../exits/guest-engine.ts";
import type { Hardware } from "../../host/hardware.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { OutOfMemory } from "../../trace/detail.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Application } from "../workload/application.ts";
import type { ApplicationSpec, Service } from "../spec/workload-spec.ts";
import type { NetworkEnd, Outcome } from "../io/message.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { DomainLog } from "../lifecycle/domain-log.ts";
import { detailOf, requestsOf, handledAs, timesOf, workOf, writesOf } from "../exits/exit.ts";
import type { Disposition, Exit, ExitReason, IoRequest } from "../exits/exit.ts";
import type { ControlDomain } from "../io/control-domain.ts";
import { DomainIo } from "../io/domain-io.ts";
import type { MachineMemory, MemoryManager } from "../memory/machine-memory.ts";
import type { NestedHypervisor, Nesting } from "./nesting.ts";
import { exitCycles, nestedHops } from "../profiles/exit-cost.ts";
import { joinVcpus } from "../scheduling/vcpu-limits.ts";
import type { CountedHop } from "../profiles/profile.ts";
import { operationHops } from "../translation/operation-cost.ts";
import { GuestTranslation } from "../translation/guest-translation.ts";
import { Vcpu } from "../scheduling/vcpu.ts";
import type { VcpuLimit, VcpuOwner } from "../scheduling/vcpu.ts";
import type { Profile } from "../profiles/profile.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import type { MemoryPages } from "../memory/guest-memory.ts";
import type { SavedMemory } from "../memory/saved-memory.ts";
import { guestCpu } from "./guest-cpu.ts";
import type { GuestCpu } from "./guest-cpu.ts";
import { messages } from "./messages.ts";
import type { SystemOperation } from "./messages.en.ts";
import { Stalls } from "./stalls.ts";
import type { FileSystem } from "../storage/file-system.ts";
import type { Detour } from "../storage/virtual-disk.ts";
import { spinning } from "../workload/spinlock.ts";
import { WorkloadGuest } from "../workload/workload-guest.ts";
import type { ActiveDomainState } from "./active-domain-state.ts";
import type { Request } from "../../simulation/catalogue.ts";

/** Fetches memory that is still on another server: it stands between the run loop and the guest meanwhile. */
export interface Pager extends Pick<GuestEngine, "run" | "untilExit"> {
  /** A virtual CPU met so many pages that are missing, and waits until it is woken. */
  fetch(vcpu: number, pages: number): void;
}

/** What it needs from its machine. */
export interface ActiveDomainSetup {
  readonly spec: DomainSpec;
  readonly share: CpuShare;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly log: DomainLog;
  readonly profile: Profile;
  readonly outer?: Nesting;
  /** The way of each exit: through one hypervisor, or a tower of them, from the server up. */
  readonly tower: readonly Profile[];
  /** The hypervisor in it, if there is one. */
  nested(): NestedHypervisor | undefined;
  /** With whom it shares virtual CPUs, where nesting is about. */
  readonly vcpuLimits: readonly VcpuLimit[];
  /** Whether exit records carry it. */
  readonly traceHops: boolean;
  readonly controlDomain: ControlDomain | undefined;
  readonly backing: MemoryManager;
  /** Its network interface, seen from the network. */
  readonly end: NetworkEnd;
  /** What is on the disk at this moment. */
  bootable(): OsImage | undefined;
  /** What the operating system starts when it boots. */
  services(): readonly Service[];
  /** The operating system is up. */
  booted(): void;
  /** The guest powered off: the machine goes `shutoff`. */
  poweredOff(): void;
  /** The guest panicked. */
  crashed(cause: OutOfMemory): void;
  /** Takes room on the disk for what the guest writes; false when the server has none left. */
  takeRoom(writes: readonly IoRequest[]): boolean;
  /** What a request to the disk takes besides, where that is a chain of layers. */
  detour(request: IoRequest): Detour | undefined;
  /** The guest's file system. */
  files(): FileSystem;
  /** A write found no room: the machine is to be paused. */
  outOfSpace(): void;
}

export class ActiveDomain implements VcpuOwner {
  #setup: ActiveDomainSetup;
  readonly #exits = new Map<ExitReason, number>();
  /** What each way takes: asked at every exit, and the tower stays as it is. */
  readonly #cycles = new Map<ExitReason, number>();
  #translation: GuestTranslation;
  readonly #console: string[];
  #stalls: Stalls;
  readonly vcpus: readonly Vcpu[];
  /** What its guest finds, from the start to the end. */
  readonly cpu: GuestCpu;
  readonly haltPolling: number;
  memory: MachineMemory;
  io: DomainIo;
  engine: WorkloadGuest;
  applications: Application[];
  /** Fetches its memory while that is still on another server. */
  pager: Pager | undefined;

  /**
   * Power-on: the guest boots, or goes on from what a snapshot kept, once it is resumed. The caller has checked that
   * the memory is to be had.
   */
  constructor(setup: ActiveDomainSetup, saved?: ActiveDomainState) {
    const { spec, hardware, log, share } = setup;
    this.#setup = setup;
    this.#translation = new GuestTranslation(setup.tower);
    this.#stalls = new Stalls(setup.loop);
    this.cpu = saved?.cpu ?? guestCpu(hardware, spec.cpu);
    this.haltPolling = setup.profile.haltPolling ?? 0;
    this.memory = setup.backing.provide(spec, this);
    const { now } = hardware.simulation;
    this.vcpus = Array.from(
      { length: spec.vcpus },
      (_, index) => new Vcpu(this, index, now, share),
    );
    this.shareVcpus(setup.vcpuLimits);
    const { vcpus, memory } = spec;
    const pcpus = hardware.cpus.length;
    const fewer = vcpus > pcpus && { pcpus };
    log.allocated("cpu", vcpus, { code: "vcpus", vcpus, scheduled: true, ...fewer });
    log.allocated("memory", memory, { code: "bytes", bytes: memory });
    this.#console = [...(saved?.console ?? [])];
    this.io = new DomainIo(setup);
    this.engine = this.#guest(saved ? (saved.engine.image ?? undefined) : setup.bootable());
    if (saved) {
      this.io.hold();
      this.#restore(saved);
      this.applications = this.engine.applications();
    } else {
      this.applications = this.#startServices();
      this.engine.boot();
    }
  }

  get name(): string {
    return this.#setup.spec.name;
  }

  /** Whether its operating system is up, and virtual CPUs may run. */
  get runs(): boolean {
    return this.engine.up && !this.#stalls.paused;
  }

  /** What the guest wrote to its serial console. */
  get console(): readonly string[] {
    return [...this.#console];
  }

  /** How often the guest was left, by reason, in alphabetical order. */
  get exits(): Partial<Record<ExitReason, number>> {
    return Object.fromEntries([...this.#exits].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Whether every virtual CPU waits for an interrupt. */
  get blocked(): boolean {
    return this.vcpus.every(({ account }) => account.mode === "blocked");
  }

  /** Something has come over the network, as far as the server. */
  receive(bytes: number, outcome: Outcome): void {
    this.io.receive(bytes, this.engine, outcome);
  }

  launch(application: ApplicationSpec): Application {
    const launched = this.engine.launch(application);
    this.applications.push(launched);
    return launched;
  }

  /** Its virtual CPUs are those of the guests inside it as well. */
  shareVcpus(vcpuLimits: readonly VcpuLimit[]): void {
    joinVcpus(this.vcpus, vcpuLimits);
  }

  suspend(): void {
    this.#stalls.paused = true;
    this.io.hold();
    this.#setup.nested()?.freeze();
    for (const vcpu of this.vcpus) this.#setup.loop.withdraw(vcpu, "paused");
  }

  /** Its share of the physical CPUs was changed. */
  reschedule(): void {
    for (const vcpu of this.vcpus) this.#setup.loop.reschedule(vcpu);
  }

  /** What a virtual CPU waited for is there. */
  wake(index: number): void {
    const vcpu = this.vcpus[index];
    if (vcpu) this.#setup.loop.wake(vcpu);
  }

  resume(): void {
    this.#stalls.paused = false;
    for (const vcpu of this.vcpus) if (!this.#stalls.has(vcpu)) this.#setup.loop.resume(vcpu);
    this.#setup.nested()?.thaw();
    this.io.release();
  }

  /** What it is at, to be kept with a snapshot. It is suspended while this is asked. */
  save(keep: (pages: MemoryPages) => SavedMemory): ActiveDomainState {
    return {
      cpu: this.cpu,
      memory: keep(this.memory.pages()),
      engine: this.engine.save(),
      pendingExits: this.vcpus.map(({ pendingExit }) => pendingExit ?? null),
      console: this.console,
    };
  }

  /** Requests of its guest that are on their way to a device or back. */
  get inFlight(): number {
    return this.io.outstanding;
  }

  /** Whether a virtual CPU waits for a page of its own memory from the server's disk. */
  get stalled(): boolean {
    return this.vcpus.some((vcpu) => this.#stalls.has(vcpu));
  }

  /**
   * Goes on upon another server, suspended as it is, in memory that the caller took there. The memory it had is left as
   * it was; the caller gives it back.
   */
  move(setup: ActiveDomainSetup, memory: MachineMemory): void {
    const { now } = setup.hardware.simulation;
    const { loop } = this.#setup;
    for (const vcpu of this.vcpus) {
      const { pendingExit } = vcpu;
      loop.withdraw(vcpu);
      vcpu.account.enter("paused", now);
      vcpu.pendingExit = pendingExit;
      vcpu.lastCpu = undefined;
    }
    this.#setup = setup;
    this.#cycles.clear();
    this.#translation = new GuestTranslation(setup.tower);
    this.io.close(true);
    this.io = new DomainIo(setup, this.io);
    this.#stalls = new Stalls(setup.loop);
    this.#stalls.paused = true;
    for (const [page, bytes] of this.memory.pages())
      bytes.forEach((byte, at) => {
        if (byte !== 0) memory.store(page * PAGE_SIZE + at, byte);
      });
    this.memory = memory;
    this.engine.movedTo(memory.paging);
  }

  /** Nothing in it happens any more; its memory is kept. */
  halt(): void {
    this.#stalls.paused = true;
    this.#setup.nested()?.losePower();
    this.engine.stop();
    for (const vcpu of this.vcpus) {
      this.#setup.loop.withdraw(vcpu);
      for (const { members } of vcpu.limits ?? []) members.delete(vcpu);
    }
  }

  /** Power-off: CPU time and memory go back to the server. */
  release(): void {
    const { spec, log } = this.#setup;
    this.halt();
    this.io.close();
    this.memory.release();
    const { vcpus, memory } = spec;
    log.released("cpu", vcpus, { code: "vcpus", vcpus, scheduled: false });
    log.released("memory", memory, { code: "bytes", bytes: memory });
  }

  /** The cycles that handling an exit takes: the sum of its hops, and what the hypervisor does for devices itself. */
  exitCycles(exit: Exit): number {
    const work = workOf(exit);
    if (work) return this.#translation.exitCycles(work);
    const reason = handledAs(exit);
    let cycles = this.#cycles.get(reason);
    if (cycles === undefined) {
      cycles = exitCycles({ reason }, ...this.#setup.tower);
      this.#cycles.set(reason, cycles);
    }
    if (exit.reason === "guest-page-fault") return cycles * Math.max(1, exit.pages ?? 1);
    return cycles * timesOf(exit) + this.io.exitWork(exit);
  }

  /** The one place where exits are handled. */
  dispatch(vcpu: Vcpu, exit: Exit, pcpu: number, cost: number): Disposition {
    const disposition = this.#disposition(vcpu, exit);
    this.record(vcpu.index, exit, disposition, { pcpu, cost });
    if (exit.reason === "mmio" || exit.reason === "io") {
      if (disposition === "handled") this.io.exited(exit, cost, this.engine);
      else this.#setup.outOfSpace();
    }
    if (exit.reason === "io" && !exit.request) this.#console.push(exit.text);
    if (exit.reason === "wrmsr" && exit.to !== undefined) this.wake(exit.to);
    if (exit.reason === "system-event") this.#systemEvent(exit);
    return disposition;
  }

  /** Counts an exit and writes it to the trace. One that a cell provoked ran on no physical CPU, and took no time. */
  record(
    vcpu: number,
    exit: Exit,
    disposition: Disposition,
    where: { readonly pcpu?: number; readonly cost: number } = { cost: 0 },
  ): void {
    const { reason } = exit;
    const times = timesOf(exit);
    this.#exits.set(reason, (this.#exits.get(reason) ?? 0) + (workOf(exit)?.exits ?? times));
    const detail = detailOf(exit);
    const { log, traceHops } = this.#setup;
    const traced = traceHops && where.pcpu !== undefined;
    const hops = traced ? { hops: this.#hops(exit) } : {};
    const several = times > 1 && { times };
    log.append({ kind: "exit", vcpu, reason, detail, disposition, ...several, ...where, ...hops });
  }

  /** The way of an exit, with what is done of a request before the guest is entered again. */
  #hops(exit: Exit): CountedHop[] {
    const hops = nestedHops(this.#setup.tower, handledAs(exit));
    const work = workOf(exit);
    if (work) return operationHops(hops, this.#translation.exitCycles(work));
    const cycles = this.io.exitWork(exit);
    const from = hops.at(-1)?.to;
    return cycles === 0 || from === undefined ? hops : [...hops, { from, to: "hardware", cycles }];
  }

  /** Memory, guest and virtual CPUs as they were; these stay paused until `resume`. */
  #restore({ memory, engine, pendingExits }: ActiveDomainState): void {
    const { now } = this.#setup.hardware.simulation;
    memory.restore(this.memory);
    const inFlight = this.engine.restore(engine);
    const notSubmitted = new Set<number>();
    this.vcpus.forEach((vcpu, index) => {
      vcpu.account.enter("paused", now);
      vcpu.pendingExit = pendingExits[index] ?? undefined;
      const begins = vcpu.pendingExit ? requestsOf(vcpu.pendingExit) : [];
      for (const { tag } of begins) notSubmitted.add(tag);
    });
    // Transfers that were on their way when the snapshot was taken are begun anew.
    const submitted = inFlight.filter(({ tag }) => !notSubmitted.has(tag));
    for (const request of submitted) this.io.submit(request, this.engine);
  }

  #disposition(vcpu: Vcpu, exit: Exit): Disposition {
    const { index } = vcpu;
    if (exit.reason === "hlt") return this.engine.hasWork(index) ? "handled" : "blocked";
    if (exit.reason === "mmio" || exit.reason === "io") {
      const writes = writesOf(requestsOf(exit));
      if (writes.length > 0) return this.#setup.takeRoom(writes) ? "handled" : "stopped";
    }
    if (exit.reason === "guest-page-fault" && exit.backing)
      return this.#stalls.resolve(vcpu, exit.backing, this.memory.demand);
    if (exit.reason === "system-event") return exit.event === "reset" ? "handled" : "stopped";
    if (exit.reason === "guest-page-fault" && this.pager) {
      this.pager.fetch(vcpu.index, exit.pages ?? 0);
      return "blocked";
    }
    return "handled";
  }

  #systemEvent(exit: Extract<Exit, { reason: "system-event" }>): void {
    switch (exit.event) {
      case "reset":
        return this.#restart();
      case "shutdown":
        return this.#setup.poweredOff();
      case "crash":
        return this.#setup.crashed(exit.cause);
      default:
        return exit satisfies never;
    }
  }

  #restart(): void {
    this.#setup.nested()?.losePower();
    this.engine.stop();
    this.memory.paging.reset();
    this.#stalls.clear();
    for (const vcpu of this.vcpus) {
      this.#setup.loop.withdraw(vcpu, "blocked");
      vcpu.pendingExit = undefined;
    }
    this.engine = this.#guest(this.#setup.bootable());
    this.applications = this.#startServices();
    this.engine.boot();
  }

  #guest(image: OsImage | undefined): WorkloadGuest {
    const { spec, hardware, end } = this.#setup;
    const guest: WorkloadGuest = new WorkloadGuest({
      simulation: hardware.simulation,
      random: hardware.random,
      translation: () => this.#translation,
      clock: () => this.#setup.hardware.clock,
      vcpus: spec.vcpus,
      memory: spec.memory,
      image,
      end,
      paging: this.memory.paging,
      wake: (index) => {
        this.wake(index);
      },
      ...spinning(spec),
      replan: (index) => {
        const vcpu = this.vcpus[index];
        if (vcpu) this.#setup.loop.replan(vcpu);
      },
      interrupt: (index) => {
        const vcpu = this.vcpus[index];
        const { loop, profile } = this.#setup;
        if (!vcpu) return;
        if (profile.postedInterrupts === true) loop.replan(vcpu);
        else loop.kick(vcpu);
      },
      postedInterrupts: this.#setup.profile.postedInterrupts === true,
      post: (requests) => this.io.post(requests, guest),
      devices: spec,
      files: () => this.#setup.files(),
      report: (record) => {
        this.#setup.log.append(record);
        if (record.kind === "guest" && record.event === "booted") this.#setup.booted();
      },
    });
    return guest;
  }

  #startServices(): Application[] {
    return this.#setup.services().map((service) => this.engine.launch(service));
  }
}

/** The machine that is on, if there is an operating system in it that reacts. */
export function checkResponding(
  request: Request,
  active: ActiveDomain | undefined,
  operation: SystemOperation,
): ActiveDomain {
  if (active?.engine.image) return active;
  throw messages.refusal("no-operating-system", request, { operation });
}
