// The workload engine: a guest operating system as a queue of tasks, each a list of demands (compute so long, read so
// much, …). It costs an event or two a demand, so hundreds of machines run side by side. What it does to the
// hypervisor is what a real guest does: it computes, and exits at the points at which a real one exits.
//
// A task is plain data, not a generator: where it stands can be read, and later saved and restored.

import { libraryKey } from "../../simulation/internals.ts";
import type { OsImage } from "../../host/os-images.ts";
import { costs } from "../../host/costs.ts";
import type { Random } from "../../simulation/random.ts";
import { Priority } from "../../simulation/simulation.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { ApplicationRecord, GuestRecord } from "../../trace/record.ts";
import { Application } from "./application.ts";
import type { Batch, Service } from "../spec/workload-spec.ts";
import type { Exit, IoRequest } from "../exits/exit.ts";
import type { GuestEngine } from "../exits/guest-engine.ts";
import { DeviceDrivers } from "./device-drivers.ts";
import type { DeviceDriversSetup } from "./device-drivers.ts";
import type { Demand, GuestPaging } from "../exits/guest-paging.ts";
import { bootDemands, powerOffDemands } from "./workload-boot.ts";
import { Spinlocks, firstSection } from "./spinlock.ts";
import type { SpinlockSetup } from "./spinlock.ts";
import { demandsOf, noProgress, restoreTasks, saveTasks, task } from "./workload-state.ts";
import type { RunningApplication, Task, WorkloadState } from "./workload-state.ts";

/** A record of what happens inside, before it is given its time and its subject. */
type Reported = Omit<GuestRecord, "time" | "subject"> | Omit<ApplicationRecord, "time" | "subject">;

/** What the engine needs from the machine around it. */
export interface WorkloadGuestSetup extends DeviceDriversSetup, SpinlockSetup {
  readonly simulation: Simulation;
  readonly random: Random;
  readonly vcpus: number;
  readonly memory: number;
  /** The operating system on the disk; undefined when the firmware found none. */
  readonly image: OsImage | undefined;
  /** Memory that is backed page by page; undefined when all of it is there. */
  readonly paging?: GuestPaging | undefined;
  /** An interrupt for an idle virtual CPU. */
  wake(vcpu: number): void;
  /** For the trace: what the operating system and its applications are at. */
  report(record: Reported): void;
}

const SERIAL_PORT = 0x3f8;

export class WorkloadGuest implements GuestEngine<WorkloadState> {
  readonly #setup: WorkloadGuestSetup;
  readonly #ready: Task[] = [];
  readonly #current: (Task | undefined)[];
  readonly #awake: boolean[];
  readonly #tickLeft: number[];
  readonly #drivers: DeviceDrivers;
  readonly #locks: Spinlocks;
  readonly #applications: RunningApplication[] = [];
  #paging: GuestPaging | undefined;
  #up = false;
  #stopped = false;
  #power: "shutdown" | "reset" | undefined;
  /** What the working sets of running applications take, and the most that they took. */
  #memory = 0;
  #mostMemory = 0;

  constructor(setup: WorkloadGuestSetup) {
    this.#setup = setup;
    this.#paging = setup.paging;
    this.#drivers = new DeviceDrivers(setup);
    this.#current = Array.from({ length: setup.vcpus }, () => undefined);
    this.#locks = new Spinlocks(setup, this.#current, (vcpu) => {
      this.#wake(vcpu);
    });
    this.#awake = Array.from({ length: setup.vcpus }, () => false);
    this.#tickLeft = Array.from({ length: setup.vcpus }, () => costs.guestTick.value);
  }

  /** Whether the operating system is up. */
  get up(): boolean {
    return this.#up;
  }

  /** Whether the firmware found an operating system. */
  get bootable(): boolean {
    return this.#setup.image !== undefined;
  }

  /** The operating system that boots, or is up. */
  get image(): OsImage | undefined {
    return this.#setup.image;
  }

  /** The most that working sets of applications took at once, in bytes. */
  get mostMemory(): number {
    return this.#mostMemory;
  }

  /** It is in another memory from now on. */
  movedTo(paging: GuestPaging | undefined): void {
    this.#paging = paging;
  }

  /** Its operating system, as records have it. */
  get #system() {
    return { code: "system", system: this.#setup.image?.name ?? "" } as const;
  }

  /** Power-on: the firmware looks for an operating system on the disk, and boots it. */
  boot(): void {
    const { image, memory } = this.#setup;
    if (!image) {
      this.#setup.report({
        kind: "guest",
        event: "no-bootable-device",
        detail: { code: "nothing-to-boot" },
      });
      return;
    }
    this.#setup.report({ kind: "guest", event: "booting", detail: this.#system });
    this.#paging?.boot(image);
    this.#makeReady(task(bootDemands(image, memory)));
  }

  /** Starts an application, or keeps it until the operating system is up. */
  launch(spec: Service | Batch): Application {
    const progress = noProgress();
    const running: RunningApplication = { spec, progress, queue: [], idle: [] };
    this.#applications.push(running);
    this.#setup.report({ kind: "application", application: spec.name, event: "launched" });
    if (this.#up) this.#begin(running);
    return new Application(libraryKey, spec, progress);
  }

  untilExit(vcpu: number, budget: number): number {
    if (this.#drivers.busy(vcpu)) return 0;
    const next = this.#current[vcpu] ?? this.#ready[0];
    if (next?.demands[next.at]?.kind !== "compute") return 0;
    const present = this.#paging?.untilFault(next.running?.spec.name) ?? Infinity;
    return Math.min(this.#locks.until(next), this.#tickLeft[vcpu] ?? 0, budget, present);
  }

  run(vcpu: number, budget: number): Exit {
    const access = budget === 0 ? this.#drivers.next(vcpu) : undefined;
    if (access) return access;
    const current = this.#current[vcpu] ?? this.#ready.shift();
    this.#current[vcpu] = current;
    const demand = current?.demands[current.at];
    if (!current || !demand) {
      this.#awake[vcpu] = false;
      this.#tickLeft[vcpu] = costs.guestTick.value;
      return { reason: "hlt", elapsed: 0 };
    }
    switch (demand.kind) {
      case "compute":
        return this.#compute(vcpu, current, budget);
      case "read":
      case "write": {
        const { size = costs.diskRequest.value, depth } = demand;
        this.#current[vcpu] = undefined;
        return this.#drivers.transfer(vcpu, current, demand.kind, size, depth);
      }
      case "send": {
        if (this.#drivers.congested) {
          this.#current[vcpu] = undefined;
          return this.#drivers.transfer(vcpu, current, "send", costs.networkRequest.value);
        }
        const bytes = Math.min(current.left, costs.networkRequest.value);
        this.#spend(vcpu, current, bytes);
        return this.#drivers.notify(vcpu, [{ device: "network", operation: "send", bytes }]);
      }
      case "hypercall":
        this.#spend(vcpu, current, 1);
        return { reason: "hypercall", elapsed: 0, number: 0 };
      case "console":
        this.#spend(vcpu, current, 1);
        return { reason: "io", elapsed: 0, port: SERIAL_PORT, text: demand.text };
      case "power":
        this.#current[vcpu] = undefined;
        if (demand.event === "crash")
          return { reason: "system-event", elapsed: 0, event: "crash", cause: demand.cause };
        return { reason: "system-event", elapsed: 0, event: this.#power ?? demand.event };
      default:
        return demand satisfies never;
    }
  }

  hasWork(vcpu: number): boolean {
    return this.#awake[vcpu] ?? false;
  }

  complete(tag: number): void {
    const waited = this.#stopped ? undefined : this.#drivers.complete(tag);
    const isAt = (one: Task) => this.#ready.includes(one) || this.#current.includes(one);
    if (!waited || (waited.outstanding !== undefined && isAt(waited))) return;
    if (waited.left > 0 || this.#advance(waited)) this.#makeReady(waited);
  }

  requestPower(event: "shutdown" | "reset"): void {
    const begun = this.#power !== undefined;
    // A restart on its way can still become a shutdown.
    this.#power = event;
    if (!begun && this.#up) this.#powerOff();
  }

  stop(): void {
    this.#stopped = true;
    for (const { spec, progress } of this.#applications) {
      if (progress.state === "finished") continue;
      progress.state = "stopped";
      this.#setup.report({ kind: "application", application: spec.name, event: "stopped" });
    }
  }

  save(): WorkloadState {
    const { image, simulation } = this.#setup;
    return {
      ...saveTasks({
        now: simulation.now,
        ready: this.#ready,
        current: this.#current,
        waiting: this.#drivers.waiting,
        applications: this.#applications,
      }),
      image: image ?? null,
      up: this.#up,
      power: this.#power ?? null,
      ...(this.#mostMemory > this.#memory && { mostMemory: this.#mostMemory }),
      ...this.#drivers.save(),
      awake: [...this.#awake],
      tickLeft: [...this.#tickLeft],
    };
  }

  restore(state: WorkloadState): IoRequest[] {
    const live = restoreTasks(state, this.#setup.simulation.now);
    this.#ready.push(...live.ready);
    this.#current.splice(0, Infinity, ...live.current);
    this.#awake.splice(0, Infinity, ...state.awake);
    this.#tickLeft.splice(0, Infinity, ...state.tickLeft);
    this.#up = state.up;
    this.#power = state.power ?? undefined;
    const { image } = this.#setup;
    const paging = this.#paging;
    if (image) paging?.boot(image);
    for (const running of live.applications) {
      this.#applications.push(running);
      const { spec, progress, nextArrival } = running;
      if (progress.state === "running") {
        paging?.begin(spec.name, spec.memory);
        this.#useMemory(spec.memory);
      }
      if (spec.kind === "service" && nextArrival !== undefined)
        this.#awaitRequest(running, spec, nextArrival - live.now);
    }
    this.#mostMemory = Math.max(this.#mostMemory, state.mostMemory ?? 0);
    return this.#drivers.restore(state, live.waiting);
  }

  /** The applications in it, as a cell holds them. */
  applications(): Application[] {
    return this.#applications.map(
      ({ spec, progress }) => new Application(libraryKey, spec, progress),
    );
  }

  #useMemory(bytes: number): void {
    this.#memory += bytes;
    this.#mostMemory = Math.max(this.#mostMemory, this.#memory);
  }

  #compute(vcpu: number, current: Task, budget: number): Exit {
    const most = Math.min(this.#tickLeft[vcpu] ?? 0, budget);
    const { section } = current;
    const locked = section && this.#locks.run(vcpu, current, section, most);
    const elapsed = locked ? locked.elapsed : Math.min(current.left, most);
    if (current.running) current.running.progress.cpuTime += elapsed;
    this.#tickLeft[vcpu] = (this.#tickLeft[vcpu] ?? 0) - elapsed;
    const paging = this.#paging;
    paging?.touch(current.running?.spec.name, elapsed);
    this.#spend(vcpu, current, locked ? locked.worked : elapsed);
    if (locked?.exit) {
      if (locked.exit.reason === "hlt") this.#awake[vcpu] = false;
      return locked.exit;
    }
    if (this.#tickLeft[vcpu] > 0) {
      const goesOn = paging && this.#current[vcpu] === current;
      const fault = goesOn ? paging.fault(current.running?.spec.name) : undefined;
      if (!fault) return { reason: "budget", elapsed };
      if (!("bytes" in fault)) return { ...fault, elapsed };
      this.#current[vcpu] = undefined;
      return this.#drivers.fetch(vcpu, current, fault.bytes);
    }
    // The tick: the guest's own scheduler lets the next task run, and sets the timer again.
    this.#tickLeft[vcpu] = costs.guestTick.value;
    const interrupted = this.#current[vcpu];
    if (interrupted && this.#ready.length > 0 && (section?.phase ?? "outside") === "outside") {
      this.#ready.push(interrupted);
      this.#current[vcpu] = undefined;
    }
    return { reason: "wrmsr", elapsed, register: "IA32_TSC_DEADLINE" };
  }

  /** The kernel itself has something to do, if it is up. */
  work(demands: readonly Demand[]): void {
    if (this.#up && !this.#stopped) this.#makeReady(task(demands));
  }

  /** A task got `amount` of what it asked for; when it has no further demand it leaves the virtual CPU. */
  #spend(vcpu: number, current: Task, amount: number): void {
    current.left -= amount;
    if (current.left === 0 && !this.#advance(current)) this.#current[vcpu] = undefined;
  }

  /** On to the next demand, or to the next request; false when there is nothing more to do. */
  #advance(done: Task): boolean {
    done.at++;
    const next = done.demands[done.at];
    if (next) {
      done.left = next.amount;
      return true;
    }
    return done.running ? this.#answered(done, done.running) : (this.#bootDone(), false);
  }

  #answered(thread: Task, running: RunningApplication): boolean {
    const { spec, progress, queue, idle } = running;
    progress.completed++;
    progress.pending--;
    progress.responses.record(this.#setup.simulation.now - thread.arrival);
    if (spec.kind === "batch") {
      if (progress.pending === 0) {
        progress.state = "finished";
        this.#paging?.end(spec.name);
        this.#useMemory(-spec.memory);
        this.#setup.report({ kind: "application", application: spec.name, event: "finished" });
      }
      return false;
    }
    const arrival = queue.shift();
    if (arrival === undefined) {
      idle.push(thread);
      return false;
    }
    this.#assign(thread, arrival);
    return true;
  }

  #assign(thread: Task, arrival: number): void {
    thread.at = 0;
    thread.left = thread.demands[0]?.amount ?? 0;
    thread.arrival = arrival;
  }

  #bootDone(): void {
    if (this.#up) return;
    this.#up = true;
    this.#setup.report({ kind: "guest", event: "booted", detail: this.#system });
    for (const running of this.#applications) this.#begin(running);
    if (this.#power) this.#powerOff();
  }

  #begin(running: RunningApplication): void {
    const { spec, progress } = running;
    const { now } = this.#setup.simulation;
    progress.state = "running";
    this.#paging?.begin(spec.name, spec.memory);
    this.#useMemory(spec.memory);
    this.#setup.report({ kind: "application", application: spec.name, event: "started" });
    for (let i = 0; i < spec.threads; i++) {
      const thread = task(demandsOf(spec), running);
      thread.arrival = now;
      const section = firstSection(thread);
      if (section) thread.section = section;
      if (spec.kind === "service") {
        running.idle.push(thread);
      } else {
        progress.arrived++;
        progress.pending++;
        this.#makeReady(thread);
      }
    }
    if (spec.kind === "service") this.#awaitRequest(running, spec);
  }

  /** Clients are outside: their next request comes whatever the machine is at. */
  #awaitRequest(running: RunningApplication, spec: Service, first?: number): void {
    const { simulation, random } = this.#setup;
    const gap =
      first ?? (spec.arrivals === "poisson" ? random.exponential(spec.every) : spec.every);
    running.nextArrival = simulation.now + gap;
    simulation.schedule(gap, Priority.device, () => {
      if (this.#stopped) return;
      this.#arrive(running);
      this.#awaitRequest(running, spec);
    });
  }

  #arrive({ progress, queue, idle }: RunningApplication): void {
    const { now } = this.#setup.simulation;
    progress.arrived++;
    if (queue.length >= costs.listenBacklog.value) {
      progress.dropped++;
      return;
    }
    progress.pending++;
    const thread = idle.shift();
    if (thread) {
      this.#assign(thread, now);
      this.#makeReady(thread);
    } else {
      queue.push(now);
    }
  }

  #makeReady(ready: Task): void {
    this.#ready.push(ready);
    const idle = this.#awake.findIndex((awake, vcpu) => !awake && !this.#current[vcpu]);
    if (idle >= 0) this.#wake(idle);
  }

  #wake(vcpu: number): void {
    this.#awake[vcpu] = true;
    this.#setup.wake(vcpu);
  }

  /** The operating system stops its services, writes what it holds in memory, and asks for power-off or restart. */
  #powerOff(): void {
    this.#setup.report({ kind: "guest", event: "powering-off", detail: this.#system });
    this.#makeReady(task(powerOffDemands(this.#power ?? "shutdown")));
  }
}
