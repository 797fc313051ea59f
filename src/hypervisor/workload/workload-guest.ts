// The workload engine: a guest operating system as a queue of tasks, each a list of demands (compute so long, read so
// much, …). It costs an event or two a demand, so hundreds of machines run side by side. What it does to the
// hypervisor is what a real guest does: it computes, and exits at the points at which a real one exits.
//
// A task is plain data, not a generator: where it stands can be read, and later saved and restored.

import type { ClockRate } from "../../host/clock-rate.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { OomKill } from "../../trace/detail.ts";
import { costs } from "../../host/costs.ts";
import { heldApplication } from "./application.ts";
import type { Application } from "./application.ts";
import { firstThreads } from "./first-threads.ts";
import { handInwards } from "./carried-requests.ts";
import type { CarriedRequest } from "./carried-requests.ts";
import { ClientThreads } from "./client-threads.ts";
import { awaitAnew } from "./restored-requests.ts";
import { messageOf } from "./sent-message.ts";
import { WorkingSets } from "./working-sets.ts";
import { ServiceThreads } from "./service-threads.ts";
import { isKilled, kill } from "./killed-applications.ts";
import type { Listener } from "../io/message.ts";
import type { ApplicationSpec } from "../spec/workload-spec.ts";
import type { Exit, IoRequest, Received } from "../exits/exit.ts";
import type { GuestEngine } from "../exits/guest-engine.ts";
import { networkRequestSize } from "../io/device-model.ts";
import { NetworkStack } from "./network-stack.ts";
import { DeviceDrivers } from "./device-drivers.ts";
import type { Demand, GuestPaging } from "../exits/guest-paging.ts";
import { bootDemands, powerExit, powerOffDemands } from "./workload-boot.ts";
import { GuestReports } from "./guest-reports.ts";
import { Spinlocks } from "./spinlock.ts";
import { PrivilegedOperations } from "./privileged-operations.ts";
import { amountOf, moveTasks } from "./work-left.ts";
import { isOver, noProgress, restoreTasks, saveTasks, senderFor, task } from "./workload-state.ts";
import type { WorkloadGuestSetup } from "./workload-guest-setup.ts";
import type { LiveTasks, RunningApplication, Task, WorkloadState } from "./workload-state.ts";

const SERIAL_PORT = 0x3f8;

/** The guest did something that takes no time. */
const noTime: Exit = Object.freeze({ reason: "budget", elapsed: 0 });

export class WorkloadGuest implements GuestEngine<WorkloadState> {
  readonly #setup: WorkloadGuestSetup;
  readonly #ready: Task[] = [];
  readonly #current: (Task | undefined)[];
  readonly #awake: boolean[];
  readonly #tickLeft: number[];
  /** The virtual CPUs on which the kernel takes in what has come, until they are looked at again. */
  readonly #receives: boolean[];
  /** The virtual CPU on which the guest runs at this moment. */
  #at: number | undefined;
  readonly #drivers: DeviceDrivers;
  readonly #reports: GuestReports;
  readonly #stack: NetworkStack;
  /** The most that its network interface takes at once, in bytes. */
  readonly #packet: number;
  readonly #locks: Spinlocks;
  readonly #operations: PrivilegedOperations;
  readonly #applications: RunningApplication[] = [];
  #paging: GuestPaging | undefined;
  /** How fast the CPUs are that it has, and that its tasks count what is left in time of. */
  clock: ClockRate;
  #up = false;
  #stopped = false;
  #power: "shutdown" | "reset" | undefined;
  readonly #services: ServiceThreads;
  readonly #clients: ClientThreads;
  readonly #memory = new WorkingSets();

  constructor(setup: WorkloadGuestSetup) {
    this.#setup = setup;
    this.#paging = setup.paging;
    this.#drivers = new DeviceDrivers(setup);
    this.#reports = new GuestReports(setup);
    this.#packet = networkRequestSize(setup.devices);
    this.#operations = new PrivilegedOperations(setup);
    this.clock = setup.clock();
    this.#stack = new NetworkStack(setup.vcpus, (cycles) => this.clock.duration(cycles));
    this.#current = Array.from({ length: setup.vcpus }, () => undefined);
    this.#locks = new Spinlocks(setup, this.#current, (vcpu) => {
      this.#wake(vcpu);
    });
    const { simulation, random, end, translation } = setup;
    const clock = (): ClockRate => this.clock;
    const ready = this.#makeReady.bind(this);
    this.#services = new ServiceThreads({ simulation, random, end, clock, translation, ready });
    this.#clients = new ClientThreads({
      simulation,
      goesOn: () => !this.#stopped,
      answered: (thread, running) => {
        this.#answered(thread, running);
      },
      clock,
      ready,
    });
    this.#awake = Array.from({ length: setup.vcpus }, () => false);
    this.#tickLeft = Array.from({ length: setup.vcpus }, () => costs.guestTick.value);
    this.#receives = Array.from({ length: setup.vcpus }, () => false);
  }

  /** Whether the operating system is up. */
  get up(): boolean {
    return this.#up;
  }

  /** The operating system that boots, or is up. */
  get image(): OsImage | undefined {
    return this.#setup.image;
  }

  /** The most that working sets of applications took at once, in bytes. */
  get mostMemory(): number {
    return this.#memory.most;
  }

  /** It is in another memory from now on, and on other CPUs: what is left of its work takes another time there. */
  movedTo(paging: GuestPaging | undefined): void {
    this.#paging = paging;
    const from = this.clock;
    this.clock = this.#setup.clock();
    const anew = (left: number): number => this.clock.time(from.work(left));
    moveTasks(this.#live, anew);
    this.#stack.movedTo(anew);
  }

  /** Power-on: the firmware looks for an operating system on the disk, and boots it. */
  boot(): void {
    const { image, memory } = this.#setup;
    if (!image) {
      this.#reports.nothingToBoot();
      return;
    }
    this.#reports.system("booting");
    this.#paging?.boot(image);
    this.#makeReady(task(bootDemands(image, memory), this.clock));
  }

  /** Starts an application, or keeps it until the operating system is up. */
  launch(spec: ApplicationSpec): Application {
    const running: RunningApplication = { spec, progress: noProgress(), queue: [], idle: [] };
    this.#applications.push(running);
    this.#reports.application(spec.name, "launched");
    if (this.#up) this.#begin(running);
    return heldApplication(running, this.#setup.end);
  }

  /** The service of that name, if it takes requests now. */
  listener(name: string): Listener | undefined {
    return this.#services.listener(this.#running(name));
  }

  received(request: IoRequest, outcome: Received): void {
    if (this.#stopped) {
      outcome.lost();
      return;
    }
    this.#drivers.interrupt(request);
    // Best one that no thread has.
    const free = this.#current.indexOf(undefined);
    const vcpu = free >= 0 ? free : Math.max(0, this.#awake.indexOf(true));
    const awake = this.#awake[vcpu] ?? false;
    // What it has done so far, it has done before.
    if (awake) this.#setup.replan(vcpu);
    // What is for a guest inside no process here copies.
    this.#stack.come(vcpu, outcome.isForwarded === true ? 0 : request.bytes, outcome);
    if (awake) this.#interruptAtWork(vcpu);
    else this.#wake(vcpu);
  }

  /**
   * A hypervisor in this machine asks something of the devices: a request of the kernel, which a virtual CPU hands to them
   * before it goes on.
   */
  carry(request: CarriedRequest, done: () => void): void {
    if (this.#stopped) return;
    this.#drivers.carry(request, done);
    const atWork = this.#awake.indexOf(true);
    if (atWork >= 0) this.#setup.replan(atWork);
    else this.#wake(0);
  }

  untilExit(vcpu: number, budget: number): number {
    this.#receives[vcpu] = false;
    if (this.#drivers.busy(vcpu)) return 0;
    const waiting = this.#current[vcpu] ?? this.#ready[0];
    const most = Math.min(this.#tickLeft[vcpu] ?? 0, budget);
    const coming = this.#stack.untilTaken(vcpu, waiting !== undefined);
    this.#receives[vcpu] = coming > 0;
    if (coming > 0) return Math.min(coming, most);
    const next = this.#take(vcpu);
    const kind = next?.demands[next.at]?.kind;
    if (next && kind === "send") return Math.min(this.#stack.untilSent(next, this.#packet), most);
    if (next && kind === "privileged") return Math.min(this.#operations.until(next), most);
    if (!next || kind !== "compute") return 0;
    const present = this.#paging?.untilFault(next.running?.spec.name) ?? Infinity;
    return Math.min(this.#locks.until(next), most, this.clock.time(present));
  }

  workingSet(vcpu: number): number {
    return (this.#current[vcpu] ?? this.#ready[0])?.running?.spec.memory ?? 0;
  }

  run(vcpu: number, budget: number): Exit {
    this.#at = vcpu;
    const exit = this.#run(vcpu, budget);
    this.#at = undefined;
    return exit;
  }

  #run(vcpu: number, budget: number): Exit {
    const access = budget === 0 ? this.#drivers.next(vcpu) : undefined;
    if (access) return access;
    if (this.#receives[vcpu] === true) return this.#receive(vcpu, budget);
    const current = this.#take(vcpu);
    const demand = current?.demands[current.at];
    if (!current || !demand) {
      this.#awake[vcpu] = false;
      this.#tickLeft[vcpu] = costs.guestTick.value;
      this.#stack.tick(vcpu, false);
      return { reason: "hlt", elapsed: 0 };
    }
    switch (demand.kind) {
      case "compute":
        return this.#compute(vcpu, current, budget);
      case "read":
      case "write": {
        const { size = costs.diskRequest.value, depth } = demand;
        this.#current[vcpu] = undefined;
        return (
          this.#drivers.transfer(vcpu, current, demand.kind, size, depth) ?? this.#full(current)
        );
      }
      case "send":
        return this.#send(vcpu, current, budget);
      case "privileged":
        return this.#privileged(vcpu, current, budget);
      case "hypercall":
        this.#spend(vcpu, current, 1);
        return { reason: "hypercall", elapsed: 0, number: 0 };
      case "console":
        this.#spend(vcpu, current, 1);
        return { reason: "io", elapsed: 0, port: SERIAL_PORT, text: demand.text };
      case "power":
        this.#current[vcpu] = undefined;
        return powerExit(demand, this.#power);
      default:
        return demand satisfies never;
    }
  }

  /**
   * The task that a virtual CPU has, or the next that is ready: no other one has it from then on, although it is only known
   * later how far it came.
   */
  #take(vcpu: number): Task | undefined {
    return (this.#current[vcpu] ??= this.#ready.shift());
  }

  hasWork(vcpu: number): boolean {
    return this.#awake[vcpu] ?? false;
  }

  complete(tag: number): void {
    const waited = this.#stopped ? undefined : this.#drivers.complete(tag);
    if (!waited) return;
    const halted = this.#awake.includes(false);
    this.#goOn(waited.task);
    const admitted = this.#drivers.admit(waited.request.device);
    if (admitted) this.#makeReady(admitted);
    const atWork = this.#awake.indexOf(true);
    if (atWork < 0 && this.#drivers.interrupted) this.#wake(0);
    // One that was halted and has been woken finds it when it runs.
    else if (this.#drivers.interrupted || !halted) this.#interruptAtWork(atWork);
  }

  /** A device interrupts a virtual CPU that does something else. */
  #interruptAtWork(vcpu: number): void {
    if (this.#setup.interrupt) this.#setup.interrupt(vcpu);
    else this.#setup.replan(vcpu);
  }

  /** A transfer of a task is complete: it goes on, unless it is at work already or must wait for the others. */
  #goOn(one: Task): void {
    if (isKilled(one)) return;
    if (one.outstanding !== undefined) {
      if (one.left === 0 && one.outstanding > 0) return;
      const busy = this.#ready.includes(one) || this.#current.includes(one);
      if (busy || this.#drivers.isCrowdedOut(one)) return;
    }
    if (one.left > 0 || this.#advance(one)) this.#makeReady(one);
  }

  /**
   * What a thread sends, its socket takes, as long as no more than a buffer of it is on its way; the thread waits where
   * there is more. It is free for the next request when the last byte was taken; the request itself is answered when that
   * byte has left the network interface, and so a task of its own.
   */
  #send(vcpu: number, current: Task, budget: number): Exit {
    const size = this.#packet;
    const untilSent = this.#stack.untilSent(current, size);
    const elapsed = Math.min(untilSent, this.#tickLeft[vcpu] ?? 0, budget);
    const since = this.#setup.simulation.now - elapsed;
    const { end } = this.#setup;
    const sender = current.sending
      ? current
      : senderFor(current, messageOf(current, since, end, this.#clients, this.#services));
    this.#current[vcpu] = sender;
    sender.preparing = untilSent - elapsed;
    this.#use(vcpu, elapsed, sender.running);
    const tick = this.#tick(vcpu, elapsed);
    if (tick) return tick;
    if (sender.preparing > 0) return { reason: "budget", elapsed };
    return { ...this.#handOver(vcpu, sender, size), elapsed };
  }

  /** The driver has the next piece of what a task sends, or the task waits until there is room for it. */
  #handOver(vcpu: number, sender: Task, size: number): Exit {
    const depth = Math.max(2, Math.floor(costs.socketBuffer.value / size));
    const { left, sending } = sender;
    this.#current[vcpu] = undefined;
    const isInside = handInwards(sender, size, this.#setup.simulation, (send) => {
      if (!this.#stopped) send();
      if (!this.#stopped) this.#goOn(sender);
    });
    const exit =
      (isInside ? undefined : this.#drivers.transfer(vcpu, sender, "send", size, depth)) ?? noTime;
    if (sender.left === left) return exit;
    delete sender.preparing;
    if (sender.left > 0) {
      if ((sender.outstanding ?? 0) < depth) this.#current[vcpu] = sender;
      return exit;
    }
    const thread = sending?.thread;
    if (!thread) return exit;
    delete sending.thread;
    if (this.#services.takeNext(thread)) this.#current[vcpu] = thread;
    return exit;
  }

  /** The kernel has a virtual CPU for what has come. */
  #receive(vcpu: number, budget: number): Exit {
    const elapsed = Math.min(this.#tickLeft[vcpu] ?? 0, budget);
    this.#use(vcpu, elapsed);
    const tick = this.#tick(vcpu, elapsed, true);
    this.#stack.spend(vcpu, elapsed);
    return tick ?? { reason: "budget", elapsed };
  }

  /** Time has passed on a virtual CPU, for an application or the kernel. */
  #use(vcpu: number, elapsed: number, running?: RunningApplication): void {
    if (running) running.progress.cpuTime += elapsed;
    this.#tickLeft[vcpu] = (this.#tickLeft[vcpu] ?? 0) - elapsed;
  }

  /** When its tick is over, the guest's own scheduler lets the next task run, and sets the timer again. */
  #tick(vcpu: number, elapsed: number, receiving = false): Exit | undefined {
    if ((this.#tickLeft[vcpu] ?? 0) > 0) return undefined;
    this.#tickLeft[vcpu] = costs.guestTick.value;
    this.#stack.tick(vcpu, receiving);
    const current = receiving ? undefined : this.#current[vcpu];
    if (current && this.#ready.length > 0 && (current.section?.phase ?? "outside") === "outside") {
      this.#ready.push(current);
      this.#current[vcpu] = undefined;
    }
    return { reason: "wrmsr", elapsed, register: "IA32_TSC_DEADLINE" };
  }

  requestPower(event: "shutdown" | "reset"): void {
    const begun = this.#power !== undefined;
    // A restart on its way can still become a shutdown.
    this.#power = event;
    if (!begun && this.#up) this.#powerOff();
  }

  stop(): void {
    this.#stopped = true;
    this.#services.stop();
    this.#stack.stop();
    for (const { spec, progress } of this.#applications) {
      if (isOver(progress.state)) continue;
      progress.state = "stopped";
      this.#reports.application(spec.name, "stopped");
    }
  }

  /** All that it is at. */
  get #live(): LiveTasks {
    return {
      now: this.#setup.simulation.now,
      clock: this.clock,
      ready: [...this.#ready, ...this.#drivers.crowdedOut.flat()],
      current: this.#current,
      waiting: this.#drivers.waiting,
      applications: this.#applications,
    };
  }

  save(): WorkloadState {
    const paging = this.#paging?.save();
    return {
      ...saveTasks(this.#live),
      image: this.#setup.image ?? null,
      up: this.#up,
      power: this.#power ?? null,
      ...this.#memory.save(),
      ...(paging && { paging }),
      ...this.#drivers.save(),
      awake: [...this.#awake],
      tickLeft: [...this.#tickLeft],
    };
  }

  restore(state: WorkloadState): IoRequest[] {
    const live = restoreTasks(state, this.#setup.simulation.now, this.clock);
    this.#ready.push(...live.ready);
    this.#current.splice(0, Infinity, ...live.current);
    this.#awake.splice(0, Infinity, ...state.awake);
    this.#tickLeft.splice(0, Infinity, ...state.tickLeft);
    this.#up = state.up;
    this.#power = state.power ?? undefined;
    if (this.#setup.image) this.#paging?.boot(this.#setup.image);
    for (const running of live.applications) {
      this.#applications.push(running);
      if (running.progress.state === "running") this.#takeMemory(running.spec);
      awaitAnew(running, live.now, this.#services, this.#clients);
    }
    if (state.paging) this.#paging?.restore(state.paging);
    this.#memory.restore(state);
    return this.#drivers.restore(state, live.waiting);
  }

  /** The applications in it, as a cell holds them. */
  applications(): Application[] {
    return this.#applications.map((running) => heldApplication(running, this.#setup.end));
  }

  #takeMemory({ name, memory }: ApplicationSpec): void {
    this.#paging?.begin(name, memory);
    this.#memory.take(memory);
  }

  #compute(vcpu: number, current: Task, budget: number): Exit {
    const most = Math.min(this.#tickLeft[vcpu] ?? 0, budget);
    const { section } = current;
    const locked = section && this.#locks.run(vcpu, current, section, most);
    const elapsed = locked ? locked.elapsed : Math.min(current.left, most);
    this.#use(vcpu, elapsed, current.running);
    const paging = this.#paging;
    paging?.touch(current.running?.spec.name, this.clock.work(elapsed));
    this.#spend(vcpu, current, locked ? locked.worked : elapsed);
    if (locked?.exit) {
      if (locked.exit.reason === "hlt") this.#awake[vcpu] = false;
      return locked.exit;
    }
    const tick = this.#tick(vcpu, elapsed);
    if (tick) return tick;
    const goesOn = paging && this.#current[vcpu] === current;
    const fault = goesOn ? paging.fault(current.running?.spec.name) : undefined;
    if (!fault) return { reason: "budget", elapsed };
    if (fault.reason !== "guest-swap") return { ...fault, elapsed };
    this.#current[vcpu] = undefined;
    return this.#drivers.page(vcpu, current, fault);
  }

  /** Memory and swap are full, and the kernel has ended an application for it. */
  outOfMemory(application: string, cause: OomKill): void {
    const running = this.#running(application);
    if (!running) return;
    const { crowdedOut } = this.#drivers;
    const threads = { ready: this.#ready, current: this.#current, crowdedOut };
    kill(running, cause, threads, this.#setup, () => {
      this.#services.killed(running);
      this.#over(running.spec, running.progress);
    });
  }

  #running(application: string): RunningApplication | undefined {
    return this.#applications.find(
      ({ spec, progress }) => spec.name === application && progress.state === "running",
    );
  }

  /** A task's kernel does some of its privileged operations. */
  #privileged(vcpu: number, current: Task, budget: number): Exit {
    const most = Math.min(this.#tickLeft[vcpu] ?? 0, budget);
    const { elapsed, done, exit } = this.#operations.run(current, most);
    this.#use(vcpu, elapsed, current.running);
    this.#spend(vcpu, current, done);
    return exit ?? this.#tick(vcpu, elapsed) ?? { reason: "budget", elapsed };
  }

  /** The kernel itself has something to do, if it is up. */
  work(demands: readonly Demand[]): void {
    if (this.#up && !this.#stopped) this.#makeReady(task(demands, this.clock));
  }

  /** A task got `amount` of what it asked for; when it has no further demand it leaves the virtual CPU. */
  #spend(vcpu: number, current: Task, amount: number): void {
    current.left -= amount;
    if (current.left === 0 && !this.#advance(current)) this.#current[vcpu] = undefined;
  }

  /** On to the next demand, or to the next request; false when there is nothing more to do. */
  #advance(done: Task): boolean {
    if (done.failed) done.at = done.demands.length;
    else done.at++;
    const next = done.demands[done.at];
    if (next) {
      done.left = amountOf(next, this.clock);
      return true;
    }
    if (!done.running) {
      if (done.carried) done.carried();
      else this.#bootDone();
      return false;
    }
    const { sending, running } = done;
    // What a client has sent is not answered yet.
    if (sending && running.spec.kind === "client") return false;
    this.#answered(done, running);
    return !sending && this.#services.takeNext(done);
  }

  /** A request is answered or has failed, or a thread of a batch job is through. */
  #answered(thread: Task, { spec, progress }: RunningApplication): void {
    progress.pending--;
    if (thread.failed) {
      progress.failed++;
      thread.failed = false;
      this.#services.failed(thread);
    } else {
      progress.completed++;
      progress.responses.record(this.#setup.simulation.now - thread.arrival);
    }
    if (spec.kind !== "service" && progress.pending === 0) this.#over(spec, progress);
  }

  /** All threads of a batch job or a client have ended. */
  #over({ name, memory }: ApplicationSpec, progress: RunningApplication["progress"]): void {
    const { failure } = progress;
    const event = failure ? "failed" : "finished";
    progress.state = event;
    this.#paging?.end(name);
    this.#memory.take(-memory);
    this.#reports.application(name, event, failure);
  }

  /**
   * There is no room for what a task is to write (ENOSPC): its request has failed once what it has at the disk is done.
   */
  #full(task: Task): Exit {
    task.left = 0;
    task.failed = true;
    const { size = 0 } = this.#setup.files?.() ?? {};
    if (task.running) task.running.progress.failure = { code: "ENOSPC", disk: size };
    if ((task.outstanding ?? 0) === 0 && this.#advance(task)) this.#makeReady(task);
    return noTime;
  }

  #bootDone(): void {
    if (this.#up) return;
    this.#up = true;
    this.#reports.system("booted");
    for (const running of this.#applications) this.#begin(running);
    if (this.#power) this.#powerOff();
  }

  #begin(running: RunningApplication): void {
    const { spec, progress } = running;
    progress.state = "running";
    this.#takeMemory(spec);
    this.#reports.application(spec.name, "started");
    for (const thread of firstThreads(running, this.#setup, this.clock)) this.#makeReady(thread);
    if (spec.kind === "service" && spec.every !== undefined)
      this.#services.await(running, spec, spec.every);
  }

  /** A task is ready, for the virtual CPU that is at work in the kernel, or else for one that is idle. */
  #makeReady(ready: Task): void {
    this.#ready.push(ready);
    const at = this.#at;
    if (at !== undefined && this.#ready.length === 1 && this.#isFree(at)) return;
    const idle = this.#awake.findIndex((awake, vcpu) => !awake && !this.#current[vcpu]);
    if (idle < 0) return;
    this.#awake[idle] = true;
    if (at !== undefined && this.#setup.interrupt) this.#drivers.interruptOther(at, idle);
    else this.#setup.wake(idle);
  }

  /** It has no thread, and nothing to take in. */
  #isFree(vcpu: number): boolean {
    return !this.#current[vcpu] && this.#stack.untilTaken(vcpu, false) === 0;
  }

  #wake(vcpu: number): void {
    this.#awake[vcpu] = true;
    this.#setup.wake(vcpu);
  }

  /** The operating system stops its services, writes what it holds in memory, and asks for power-off or restart. */
  #powerOff(): void {
    this.#reports.system("powering-off");
    this.#makeReady(task(powerOffDemands(this.#power ?? "shutdown"), this.clock));
  }
}
