// A virtual machine: its lifecycle as operations, and what it has while it is on. Each operation first asks the table
// of transitions, then checks what it needs, and only then changes anything; so a refused one leaves no mark but a
// record.

import { BLOCK_SIZE } from "../host/disk.ts";
import type { Device } from "../host/device.ts";
import type { Hardware } from "../host/hardware.ts";
import type { Layer } from "../host/layers.ts";
import type { OsImage } from "../host/os-images.ts";
import { PAGE_SIZE } from "../host/memory.ts";
import { recordingRefusal } from "../host/refusals.ts";
import { shown } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { count, formatAddress, formatBitRate, formatBytes } from "../simulation/units.ts";
import type { ResourceKind, TraceRecord } from "../trace/record.ts";
import { checkCpus, checkImage, checkMemory } from "./admission.ts";
import type { DomainSpec } from "./admission.ts";
import type { Application, Batch, Service } from "./application.ts";
import { describeExit } from "./exit.ts";
import type { Disposition, Exit, ExitReason, IoRequest } from "./exit.ts";
import { GuestAccess } from "./guest-access.ts";
import { GuestMemory } from "./guest-memory.ts";
import { nextState } from "./lifecycle.ts";
import type { DomainState, Operation } from "./lifecycle.ts";
import type { RunLoop } from "./run-loop.ts";
import { Vcpu } from "./vcpu.ts";
import type { VcpuMode, VcpuOwner } from "./vcpu.ts";
import { VirtualDisk } from "./virtual-disk.ts";
import type { Port, VirtualSwitch } from "./virtual-switch.ts";
import { WorkloadGuest } from "./workload-guest.ts";

/** A record before it is given its time and its subject. */
type Unplaced = TraceRecord extends infer R
  ? R extends TraceRecord
    ? Omit<R, "time" | "subject">
    : never
  : never;

/** The hypervisor, as its machines see it. */
export interface DomainPlatform {
  readonly name: string;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly network: VirtualSwitch;
  /** The machine was undefined: its name is free again. */
  forget(name: string): void;
}

/** Where the time of a virtual CPU went since its machine was started, in nanoseconds. */
export interface VcpuUsage extends Readonly<Record<VcpuMode, number>> {
  readonly vcpu: number;
  /** `guest + hypervisor`. `run + ready + blocked + paused` is the time since the start. */
  readonly run: number;
  /** What it does now; undefined when the machine is off. */
  readonly mode: VcpuMode | undefined;
}

/**
 * A virtual machine: the guest server. `hypervisor.define(…)` and `hypervisor.create(…)` make one.
 *
 * Its operations take effect at the present simulated time; what they set off (a boot, a shutdown) happens as
 * `server.run(…)` lets time pass.
 */
export class VirtualMachine {
  readonly #spec: DomainSpec;
  readonly #platform: DomainPlatform;
  readonly #disk: VirtualDisk;
  readonly #port: Port;
  readonly #owner: VcpuOwner;
  #state: Exclude<DomainState, "blocked"> = "shutoff";
  #memory: GuestMemory | undefined;
  #vcpus: Vcpu[] = [];
  #engine: WorkloadGuest | undefined;
  #exits = new Map<ExitReason, number>();
  #console: string[] = [];
  /** What the operating system starts at each boot. */
  #services: Service[] = [];
  #applications: Application[] = [];
  /** Its memory, disk and network, as a program inside uses them. */
  readonly guest: GuestAccess;

  /** Made by `hypervisor.define`, which has checked that disk and name are to be had. */
  constructor(spec: DomainSpec, platform: DomainPlatform) {
    this.#spec = spec;
    this.#platform = platform;
    const { hardware, network } = platform;
    this.#disk = new VirtualDisk(hardware.disk, spec.disk);
    this.#port = network.connect(spec.name, hardware.random);
    const machine = this;
    this.#owner = {
      name: spec.name,
      get engine() {
        return machine.#running();
      },
      dispatch: (vcpu, exit, pcpu, cost) => this.#dispatch(vcpu, exit, pcpu, cost),
    };
    this.guest = new GuestAccess({
      domain: spec.name,
      hypervisor: platform.name,
      disk: this.#disk,
      port: this.#port,
      memory: () => this.#accessibleMemory(),
      now: () => hardware.simulation.now,
      exit: (exit) => this.#record(0, exit, undefined, 0, "handled"),
      forward: (frame) => {
        const forwarding = network.forward(this.#port, frame);
        const bytes = new TextEncoder().encode(frame.payload).length;
        this.#append({
          kind: "frame",
          source: frame.from,
          destination: frame.to,
          bytes,
          ...forwarding,
        });
        return forwarding;
      },
      attempt: (operation, access) => recordingRefusal(hardware, spec.name, operation, access),
    });
    this.#log(
      "define",
      "undefined",
      "shutoff",
      `${count(spec.vcpus, "vCPU")}, ${formatBytes(spec.memory)}`,
    );
    this.#allocation("allocate", "storage", spec.disk, `disk vda, ${formatBytes(spec.disk)}`);
    this.#allocation("allocate", "network", 1, `port with address ${this.#port.mac}`);
  }

  /** Its name. */
  get name(): string {
    return this.#spec.name;
  }

  /** Number of virtual CPUs. */
  get vcpus(): number {
    return this.#spec.vcpus;
  }

  /** Memory in bytes. The server's memory is taken only while the machine is on. */
  get memory(): number {
    return this.#spec.memory;
  }

  /** Disk in bytes. */
  get disk(): number {
    return this.#spec.disk;
  }

  /** Hardware address of its network interface. */
  get mac(): string {
    return this.#port.mac;
  }

  /** Its state, in libvirt's words. */
  get state(): DomainState {
    const waits =
      this.#vcpus.length > 0 && this.#vcpus.every(({ account }) => account.mode === "blocked");
    return this.#state === "running" && waits ? "blocked" : this.#state;
  }

  /** The operating system on its disk, if there is one to boot. */
  get os(): OsImage | undefined {
    return this.#state === "undefined" ? undefined : this.#disk.bootable();
  }

  /** Whether its operating system is up. */
  get booted(): boolean {
    return this.#engine?.up ?? false;
  }

  /** What the guest wrote to its serial console since the last start, line by line. */
  get console(): readonly string[] {
    return [...this.#console];
  }

  /** The applications launched since the last start. */
  get applications(): readonly Application[] {
    return [...this.#applications];
  }

  /** How often it left the guest since the last start, by reason. */
  get exits(): Readonly<Partial<Record<ExitReason, number>>> {
    return Object.fromEntries([...this.#exits].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Where each virtual CPU's time went since the last start. */
  get cpuUsage(): VcpuUsage[] {
    return this.#vcpus.map(({ index, account }) => {
      const spent = account.at(this.#now);
      return { vcpu: index, ...spent, run: spent.guest + spent.hypervisor, mode: account.mode };
    });
  }

  /**
   * Puts an operating system on its disk, from a ready image: takes no simulated time.
   * @param image a name such as "ubuntu-24.04"; `osImages` lists them
   * @throws HypervisorError `no-image`; `insufficient-disk` below the system's published minimum
   */
  install(image: string): this {
    return this.#perform(
      "install",
      `cannot install ${shown(image)} on "${this.name}"`,
      (asking) => {
        const found = checkImage(asking, image, this.disk);
        return () => {
          this.#disk.install(found);
          this.#services = [];
          return found.name;
        };
      },
    );
  }

  /**
   * Switches it on: memory is allocated, then the firmware boots what is on the disk. A system that needs more memory
   * than the machine has is started all the same, and panics while it boots: the hypervisor cannot know.
   * @throws HypervisorError `insufficient-memory`, `insufficient-cpus`
   */
  start(): this {
    return this.#perform("start", `cannot start "${this.name}"`, (asking) => {
      const { hardware } = this.#platform;
      checkCpus(asking, hardware, this.vcpus);
      checkMemory(asking, hardware, this.memory);
      return () => this.#powerOn();
    });
  }

  /** Takes all CPU time from it; it keeps its memory and can go on where it was. */
  suspend(): this {
    return this.#perform("suspend", `cannot suspend "${this.name}"`, () => () => {
      for (const vcpu of this.#vcpus) this.#platform.loop.withdraw(vcpu, "paused");
    });
  }

  /** Lets a paused machine go on. */
  resume(): this {
    return this.#perform("resume", `cannot resume "${this.name}"`, () => () => {
      for (const vcpu of this.#vcpus) this.#platform.loop.resume(vcpu);
    });
  }

  /**
   * Presses the power button: the guest stops its services and powers off, which takes simulated time. The state is
   * `shutdown` meanwhile, `shutoff` afterwards.
   * @throws HypervisorError `no-operating-system` when nothing inside would react
   */
  shutdown(): this {
    return this.#perform("shutdown", `cannot shut down "${this.name}"`, (asking) => {
      const engine = this.#responding(asking, "use destroy(), which cuts the power");
      return () => engine.requestPower("shutdown");
    });
  }

  /**
   * Asks the guest to restart, which takes simulated time. It stays on and keeps its memory; its services start again.
   * @throws HypervisorError `no-operating-system` when nothing inside would react
   */
  reboot(): this {
    return this.#perform("reboot", `cannot reboot "${this.name}"`, (asking) => {
      const engine = this.#responding(asking, "use destroy() and start()");
      return () => engine.requestPower("reset");
    });
  }

  /** Cuts the power, at once. Its memory goes back to the server; its disk stays. */
  destroy(): this {
    return this.#perform("destroy", `cannot destroy "${this.name}"`, () => () => this.#powerOff());
  }

  /**
   * Removes it with its disk (libvirt's `undefine` with all its storage). The name is free again; this object refuses
   * everything from then on.
   */
  undefine(): this {
    return this.#perform("undefine", `cannot undefine "${this.name}"`, () => () => {
      this.#disk.release();
      this.#platform.network.disconnect(this.#port);
      this.#platform.forget(this.name);
      this.#allocation("release", "storage", this.disk, "disk vda");
      this.#allocation("release", "network", 1, `port with address ${this.mac}`);
    });
  }

  /**
   * Starts an application in its operating system, as soon as that is up: `launch(service({ … }))`. A service starts
   * again with each boot until another system is installed; a batch job runs once.
   * @throws HypervisorError `no-operating-system`, `application-exists`
   */
  launch(application: Service | Batch): Application {
    let launched: Application | undefined;
    const name = (application as Service | undefined)?.name;
    this.#perform("launch", `cannot launch ${shown(name)} in "${this.name}"`, (asking) => {
      const engine = this.#responding(asking, `install() a system on it, after destroy()`);
      if (application?.kind !== "service" && application?.kind !== "batch") {
        throw new HypervisorError({
          code: "invalid-argument",
          ...asking,
          expected: "a service(…) or a batch(…)",
          found: `it is ${shown(application)}`,
          hint: 'write launch(service({ name: "nginx", compute: ms(2), every: ms(10) }))',
        });
      }
      if (this.#applications.some((other) => other.name === name && other.state !== "finished")) {
        throw new HypervisorError({
          code: "application-exists",
          ...asking,
          expected: "a name that no running application of this machine has",
          found: `${shown(name)} runs already`,
          hint: "give it another name",
        });
      }
      return () => {
        launched = engine.launch(application);
        this.#applications.push(launched);
        if (application.kind === "service") this.#services.push(application);
        return application.name;
      };
    });
    return launched as unknown as Application;
  }

  /** CPU, memory, storage and network interface: the same rows as the server's own, and what is behind each. */
  devices(): Device[] {
    const { hardware } = this.#platform;
    const frames = this.#memory?.frames.map(
      ({ start, length }) =>
        `${formatAddress(start * PAGE_SIZE)} to ${formatAddress((start + length) * PAGE_SIZE - 1)}`,
    );
    return [
      {
        kind: "CPU",
        name: "vcpu",
        amount: this.vcpus,
        unit: "CPUs",
        description: count(this.vcpus, "virtual CPU"),
        backedBy: `time on the ${count(hardware.cpus.length, "CPU")} of ${hardware.name}`,
      },
      {
        kind: "memory",
        name: "memory",
        amount: this.memory,
        unit: "bytes",
        description: formatBytes(this.memory),
        backedBy: frames ? `host memory ${frames.join(", ")}` : "nothing while it is off",
      },
      {
        kind: "storage",
        name: "vda",
        amount: this.disk,
        unit: "bytes",
        description: formatBytes(this.disk),
        backedBy: `${count(this.disk / BLOCK_SIZE, "block")} of sda`,
      },
      {
        kind: "network interface",
        name: "eth0",
        amount: hardware.nic.bandwidth,
        unit: "bit/s",
        description: `${formatBitRate(hardware.nic.bandwidth)}, ${this.mac}`,
        backedBy: `a port of the virtual switch, uplink ${hardware.nic.name}`,
      },
    ];
  }

  /** Its layers while it is on, standing on layer `below`. */
  layers(below: string): Layer[] {
    if (this.#state === "shutoff" || this.#state === "undefined") return [];
    const id = `guest-os:${this.name}`;
    const os = this.os?.name ?? "no operating system";
    const guest: Layer = {
      id,
      kind: "guest-os",
      name: `${this.name}: ${os}`,
      on: [below],
      role: "guest server",
    };
    const running = this.#applications.filter(({ state }) => state === "running");
    const applications = running.map(({ name }): Layer => ({
      id: `application:${this.name}/${name}`,
      kind: "application",
      name,
      on: [id],
    }));
    return [guest, ...applications];
  }

  toJSON(): unknown {
    const {
      name,
      vcpus,
      memory,
      disk,
      mac,
      state,
      booted,
      console,
      exits,
      cpuUsage,
      applications,
    } = this;
    const os = this.os?.id ?? null;
    const inbox = this.#port.inbox.length;
    return {
      name,
      vcpus,
      memory,
      disk,
      mac,
      state,
      os,
      booted,
      console,
      exits,
      cpuUsage,
      applications,
      inbox,
    };
  }

  get #now(): number {
    return this.#platform.hardware.simulation.now;
  }

  /** Asks the table, then `check`, and only when both agree carries out what `check` gave back. */
  #perform(
    operation: Operation,
    request: string,
    check: (asking: { readonly subject: string; readonly request: string }) => () => string | void,
  ): this {
    const { hardware, name: subject } = this.#platform;
    return recordingRefusal(hardware, this.name, operation, () => {
      const from = this.state;
      const to = nextState(subject, request, from, operation);
      const carryOut = check({ subject, request });
      if (to !== "blocked") this.#state = to;
      const detail = carryOut();
      if (operation !== "launch") this.#log(operation, from, this.state, detail ?? undefined);
      return this;
    });
  }

  #powerOn(): void {
    const { hardware } = this.#platform;
    this.#memory = new GuestMemory(hardware.memory, this.memory);
    this.#vcpus = Array.from(
      { length: this.vcpus },
      (_, index) => new Vcpu(this.#owner, index, this.#now),
    );
    this.#exits = new Map();
    this.#console = [];
    this.#port.link = true;
    this.#allocation("allocate", "cpu", this.vcpus, `${count(this.vcpus, "vCPU")} to schedule`);
    this.#allocation("allocate", "memory", this.memory, formatBytes(this.memory));
    this.#boot();
  }

  #boot(): void {
    const { hardware, loop } = this.#platform;
    this.#engine = new WorkloadGuest({
      simulation: hardware.simulation,
      random: hardware.random,
      vcpus: this.vcpus,
      memory: this.memory,
      image: this.#disk.bootable(),
      wake: (index) => {
        const vcpu = this.#vcpus[index];
        if (vcpu) loop.wake(vcpu);
      },
      report: (record) => this.#append(record),
    });
    this.#applications = this.#services.map((service) => this.#running().launch(service));
    this.#engine.boot();
  }

  /** What a power-off leaves: the disk. */
  #powerOff(): void {
    this.#halt();
    this.#memory?.release();
    this.#memory = undefined;
    this.#allocation("release", "cpu", this.vcpus, count(this.vcpus, "vCPU"));
    this.#allocation("release", "memory", this.memory, formatBytes(this.memory));
  }

  /** Nothing in it happens any more. */
  #halt(): void {
    if (!this.#engine) return;
    this.#engine.stop();
    for (const vcpu of this.#vcpus) this.#platform.loop.withdraw(vcpu);
    this.#engine = undefined;
    this.#port.link = false;
    this.#port.inbox = [];
  }

  #restart(): void {
    this.#running().stop();
    for (const vcpu of this.#vcpus) {
      this.#platform.loop.withdraw(vcpu, "blocked");
      vcpu.pendingExit = undefined;
    }
    this.#boot();
  }

  #running(): WorkloadGuest {
    if (!this.#engine) throw new Error(`"${this.name}" is not on`);
    return this.#engine;
  }

  /** The guest, if there is an operating system in it that reacts. */
  #responding(
    asking: { readonly subject: string; readonly request: string },
    hint: string,
  ): WorkloadGuest {
    if (this.#running().bootable) return this.#running();
    throw new HypervisorError({
      code: "no-operating-system",
      ...asking,
      expected: "an operating system that reacts",
      found: "the machine found nothing to boot on its disk",
      hint,
    });
  }

  #accessibleMemory(): GuestMemory {
    nextState(
      this.#platform.name,
      `cannot use the devices of "${this.name}"`,
      this.state,
      "access",
    );
    return this.#memory as GuestMemory;
  }

  /** The one place where exits are handled. */
  #dispatch(vcpu: Vcpu, exit: Exit, pcpu: number, cost: number): Disposition {
    const disposition = this.#disposition(vcpu, exit);
    this.#record(vcpu.index, exit, pcpu, cost, disposition);
    if (exit.reason === "mmio") this.#submit(exit.request);
    if (exit.reason === "io") this.#console.push(exit.text);
    if (exit.reason === "system-event") this.#systemEvent(exit);
    return disposition;
  }

  #disposition({ index }: Vcpu, exit: Exit): Disposition {
    switch (exit.reason) {
      case "hlt":
        return this.#running().hasWork(index) ? "handled" : "blocked";
      case "system-event":
        return exit.event === "reset" ? "handled" : "stopped";
      default:
        return "handled";
    }
  }

  #systemEvent({ event, message }: Exit & { reason: "system-event" }): void {
    const from = this.state;
    switch (event) {
      case "reset":
        this.#restart();
        break;
      case "shutdown":
        this.#state = "shutoff";
        this.#powerOff();
        this.#log("power-off", from, "shutoff", "by the guest");
        break;
      case "crash":
        this.#state = "crashed";
        this.#append({ kind: "guest", event: "panic", detail: message });
        this.#halt();
        this.#log("crash", from, "crashed", message);
        break;
      default:
        event satisfies never;
    }
  }

  /** Hands a request to the device; the guest hears of it again when it is done. */
  #submit({ device, operation, bytes, tag }: IoRequest): void {
    const { disk, nic } = this.#platform.hardware;
    const engine = this.#running();
    const done = (service: { submitted: number; start: number; end: number }): void => {
      this.#append({ kind: "io", device, operation, bytes, ...service });
      if (tag !== undefined) engine.complete(tag);
    };
    if (device === "disk") disk.submit(bytes, done);
    else nic.send(bytes, done);
  }

  #record(
    vcpu: number,
    exit: Exit,
    pcpu: number | undefined,
    cost: number,
    disposition: Disposition,
  ): void {
    this.#exits.set(exit.reason, (this.#exits.get(exit.reason) ?? 0) + 1);
    const detail = describeExit(exit);
    const on = pcpu === undefined ? {} : { pcpu };
    this.#append({ kind: "exit", vcpu, ...on, reason: exit.reason, detail, cost, disposition });
  }

  #allocation(
    action: "allocate" | "release",
    resource: ResourceKind,
    amount: number,
    detail: string,
  ): void {
    this.#append({ kind: "allocation", action, resource, amount, detail });
  }

  #log(operation: string, from: DomainState, to: DomainState, detail?: string): void {
    this.#append({
      kind: "lifecycle",
      operation,
      from,
      to,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  #append(record: Unplaced): void {
    this.#platform.hardware.trace.append({
      time: this.#now,
      subject: this.name,
      ...record,
    } as TraceRecord);
  }
}
