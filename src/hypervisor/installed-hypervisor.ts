// A hypervisor where it is installed: the side of it that servers, host operating systems, machines around it, and
// consoles deal with. It knows which machines there are and which of its parts are up; what a cell asks for is in
// hypervisor.ts.

import { checkDiskSpace, checkMemory } from "../host/capacity.ts";
import type { Component } from "../host/component.ts";
import { costs } from "../host/costs.ts";
import type { Hardware } from "../host/hardware.ts";
import type { Layer } from "../host/layers.ts";
import { messages as hostMessages } from "../host/messages.ts";
import { checkNotInstalled } from "../host/refusals.ts";
import type { SystemSoftware } from "../host/system-software.ts";
import type { Request } from "../simulation/catalogue.ts";
import { Internals } from "../simulation/internals.ts";
import { NameRegister } from "../simulation/name-register.ts";
import type { CrashCause } from "../trace/detail.ts";
import type { SliceRecord } from "../trace/record.ts";
import type { HostedSoftware, RunningHostOs } from "./host-os/hosted-software.ts";
import { backendOf, controlDomainOf } from "./io/control-domain.ts";
import type { ControlDomain, ControlDomainSetup } from "./io/control-domain.ts";
import { nameTaken } from "./machine/admission.ts";
import type { NestedSoftware, OuterMachine } from "./machine/nesting.ts";
import type { ManagedDomain, VirtualMachineMonitor } from "./machine/virtual-machine-monitor.ts";
import { messages } from "./messages.ts";
import { HypervisorNetworks } from "./network/hypervisor-networks.ts";
import { vmmMemory } from "./profiles/vmm-memory.ts";
import { createMemory } from "./memory/machine-memory.ts";
import type { MemorySpec } from "./memory/machine-memory.ts";
import { withNested } from "./nested-components.ts";
import { checkNested } from "./nesting/nest-check.ts";
import { checkBareServer, checkHostOs, installed } from "./profile-check.ts";
import type { Profile } from "./profiles/profile.ts";
import { machineParts, ownParts } from "./profiles/structure.ts";
import type { Present } from "./profiles/structure.ts";
import { RunLoop } from "./scheduling/run-loop.ts";
import { createScheduler } from "./scheduling/scheduler.ts";
import type { SchedulerSpec } from "./scheduling/scheduler.ts";

/** How it was set up, checked. */
export interface HypervisorSetup {
  readonly name: string;
  readonly profile: Profile;
  readonly scheduler: SchedulerSpec;
  /** The time slice that was asked for: on a host OS, or in a machine, there is none to choose. */
  readonly ownTimeSlice: number | undefined;
  readonly traceHops: boolean;
  readonly controlDomain: ControlDomainSetup;
  readonly memory: MemorySpec;
}

export class InstalledHypervisor implements SystemSoftware, HostedSoftware, NestedSoftware {
  readonly #setup: HypervisorSetup;
  readonly #domains = new Map<string, ManagedDomain>();
  #allocatedCpus = 0;
  /** Names of machines that are on their way here. */
  readonly #reserved = new Set<string>();
  /** Its parts that crashed, by id, and what is to be done when one does. */
  readonly #down = new Set<string>();
  #restarts = 0;
  readonly #tasks = new Set<{ stop(): void }>();
  #lastCrash: CrashCause | undefined;
  readonly #watchers: { readonly part: string; readonly crashed: () => void }[] = [];
  /** What it is installed on, when that is not the bare server. */
  #host: RunningHostOs | OuterMachine | undefined;
  #monitor: VirtualMachineMonitor | undefined;

  constructor(setup: HypervisorSetup) {
    this.#setup = setup;
  }

  get name(): string {
    return this.#setup.name;
  }

  get profile(): Profile {
    return this.#setup.profile;
  }

  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  get timeSlice(): number {
    return this.#host?.timeSlice ?? this.#setup.scheduler.timeSlice;
  }

  /** The parts that crashed, by id. */
  get down(): readonly string[] {
    return [...this.#down];
  }

  /** What its machines stand on, or undefined before it is installed. */
  get monitor(): VirtualMachineMonitor | undefined {
    return this.#monitor;
  }

  get controlDomain(): ControlDomain | undefined {
    return this.#monitor?.controlDomain;
  }

  /** All machines, in the order in which they were defined. */
  domains(): ManagedDomain[] {
    return [...this.#domains.values()];
  }

  /** The machines by name. */
  get byName(): ReadonlyMap<string, ManagedDomain> {
    return this.#domains;
  }

  /** The virtual CPUs of machines that are on. */
  get allocatedCpus(): number {
    return this.#allocatedCpus;
  }

  installOnServer(hardware: Hardware): void {
    const { name, profile, memory, scheduler } = this.#setup;
    const request = hostMessages.request(hardware.name, "install", { software: name });
    this.#checkNew(request);
    checkBareServer(request, profile);
    checkMemory(request, hardware, costs.hypervisorMemory.value);
    checkDiskSpace(request, hardware, costs.hypervisorDisk.value + memory.swapArea);
    hardware.memory.allocate(costs.hypervisorMemory.value);
    hardware.disk.allocate(costs.hypervisorDisk.value);
    const loop = new RunLoop(hardware, createScheduler(scheduler, hardware.cpus.length));
    this.#begin(hardware, loop, hardware.name, "bare");
  }

  installOnHost(host: RunningHostOs): void {
    const { profile, ownTimeSlice } = this.#setup;
    this.#installOn(host, (request) => checkHostOs(request, profile, host, ownTimeSlice));
  }

  installInMachine(machine: OuterMachine): void {
    const { profile, ownTimeSlice } = this.#setup;
    const { nesting, names } = machine;
    this.#installOn(machine, (request) => checkNested(request, profile, machine, ownTimeSlice), {
      names,
      outer: nesting,
    });
  }

  #installOn(
    host: RunningHostOs | OuterMachine,
    check: (request: Request) => void,
    inside?: Pick<VirtualMachineMonitor, "names" | "outer">,
  ): void {
    const { hardware, loop } = host;
    const request = hostMessages.request(host.name, "install", { software: this.name });
    this.#checkNew(request);
    check(request);
    checkDiskSpace(request, hardware, this.#setup.memory.swapArea);
    this.#host = host;
    this.#begin(hardware, loop, host.name, "host OS", inside);
  }

  #checkNew(request: Request): void {
    checkNotInstalled(request, "hypervisor", this.#monitor?.hardware.name);
  }

  #begin(
    hardware: Hardware,
    loop: RunLoop,
    subject: string,
    from: "bare" | "host OS",
    inside: Pick<VirtualMachineMonitor, "names" | "outer"> = {
      names: new NameRegister([`hypervisor:${this.name}`]),
    },
  ): void {
    const { profile, traceHops, controlDomain, memory } = this.#setup;
    const { names, outer } = inside;
    const clusterNames = outer ? undefined : hardware.site?.names;
    const changed = hardware.site?.changed;
    this.#monitor = {
      name: this.name,
      timeSlice: this.timeSlice,
      ...inside,
      hardware,
      loop,
      network: new HypervisorNetworks(hardware, outer && { name: this.name, uplink: outer.uplink }),
      profile,
      controlDomain: controlDomainOf(hardware, loop, profile, controlDomain),
      traceHops,
      memory: createMemory(memory, hardware, (spec) => vmmMemory(profile, spec)),
      requireUp: (request) => {
        this.#requireUp(request);
      },
      crashedPart: () => this.crashedPart(),
      tasks: this.#tasks,
      restarts: () => this.#restarts,
      crashSince: (restarts) =>
        restarts === this.#restarts && this.crashedPart() === undefined
          ? undefined
          : this.#lastCrash,
      checkName: (request, name) => {
        this.checkName(request, name);
      },
      reserve: (name) => {
        this.#reserved.add(name);
        names.add(name);
      },
      add: (domain) => {
        this.#reserved.delete(domain.name);
        names.add(domain.name);
        this.#domains.set(domain.name, domain);
        clusterNames?.add(domain.name, hardware.name);
        if (domain.isOn) this.#allocatedCpus += domain.vcpus;
        changed?.();
      },
      switched: ({ isOn, vcpus }) => {
        this.#allocatedCpus += isOn ? vcpus : -vcpus;
        changed?.();
      },
      remove: (name) => {
        const gone = this.#domains.get(name);
        if (gone?.isOn === true) this.#allocatedCpus -= gone.vcpus;
        if (gone) clusterNames?.delete(name, hardware.name);
        this.#reserved.delete(name);
        this.#domains.delete(name);
        names.delete(name);
        changed?.();
      },
    };
    changed?.();
    const { simulation, trace } = hardware;
    const install = { operation: "install", from, to: "virtualized" } as const;
    const detail = installed(this.name, profile);
    trace.append({ time: simulation.now, kind: "lifecycle", subject, ...install, detail });
  }

  /**
   * What its machines stand on, once it is installed.
   * @throws HypervisorError `not-installed`
   */
  installedOn(): VirtualMachineMonitor {
    if (this.#monitor) return this.#monitor;
    const request = messages.request(this.name, "manage");
    throw hostMessages.refusal("not-installed", request, { software: "hypervisor" });
  }

  /**
   * The same, where it can be asked to manage machines.
   * @throws HypervisorError `not-installed`; `no-connect` when it, or the part that manages machines, is down
   */
  connect(request: Request): VirtualMachineMonitor {
    const monitor = this.installedOn();
    this.#requireUp(request);
    return monitor;
  }

  /** @throws HypervisorError `domain-exists` for a name that a machine here has, or one on its way here */
  checkName(request: Request, name: string): void {
    const known = this.#domains.get(name);
    if (known || this.#reserved.has(name)) nameTaken(request, known?.state);
    if (this.#monitor?.names.has(name)) nameTaken(request, "on another level");
  }

  openSlices(): SliceRecord[] {
    return this.installedOn().loop.openSlices();
  }

  /** The hypervisor and what runs on it. */
  layers(below: string): Layer[] {
    const id = `hypervisor:${this.name}`;
    if (this.#down.has(id)) return [];
    const self: Layer = { id, kind: "hypervisor", name: this.name, on: [below] };
    const beside = this.profile.components
      .filter(({ role }) => role === "control-domain")
      .map(({ name }): Layer => {
        const kind = "control-domain";
        return { id: `${kind}:${this.name}`, kind, name, on: [id] };
      });
    return [self, ...beside, ...this.domains().flatMap((domain) => domain.layers(id))];
  }

  /** Its parts as they are now, with the host OS beneath it and the systems of machines that are on. */
  components(): Component[] {
    const machines = this.domains().map(({ name, state, nested }) => ({
      ...{ name, state },
      nested: nested?.software,
    }));
    return withNested(this.parts(), machines);
  }

  /** The same without the hypervisors in machines, whose crash is not this one's. */
  parts(): Component[] {
    const on = this.domains().filter(({ isOn }) => isOn);
    return [...this.ownParts(), ...machineParts(this.profile, this.#present, on)];
  }

  /** Those of them that are there once, however many machines there are. */
  ownParts(): Component[] {
    return ownParts(this.profile, this.#present);
  }

  get #present(): Present {
    return { hypervisor: this.name, host: this.#host?.name, down: this.#down };
  }

  /** Whether all of its own parts are up. */
  get isUp(): boolean {
    return this.#down.size === 0;
  }

  /** The name of the part whose crash left no machine here; undefined while it is up. */
  crashedPart(): string | undefined {
    if (this.isUp) return undefined;
    return this.ownParts().find(({ role, state }) => role === "hypervisor" && state === "down")
      ?.name;
  }

  /** Calls `crashed` when the part of that id goes down. */
  onCrash(part: string, crashed: () => void): void {
    this.#watchers.push({ part, crashed });
  }

  fail(down: ReadonlySet<string>, cause: CrashCause): void {
    if (down.has(`hypervisor:${this.name}`)) {
      if (!this.#host) this.#monitor?.loop.halt();
      for (const task of this.#tasks) task.stop();
      this.#tasks.clear();
    }
    this.#monitor?.hardware.site?.changed();
    for (const { nested } of this.domains()) nested?.software.fail(down, cause);
    for (const { id, role, dependsOn } of this.parts()) {
      if (role !== "guest-os" && role !== "vmm-process") {
        if (!down.has(id)) continue;
        this.#down.add(id);
        if (role === "hypervisor") this.#lastCrash = cause;
        for (const { part, crashed } of this.#watchers) if (part === id) crashed();
        if (role === "control-domain") {
          if (this.controlDomain) backendOf(this.controlDomain).stop();
        }
      } else if (role === "guest-os") {
        const machine = this.#domains.get(id.slice("guest-os:".length));
        const lost = dependsOn.some((below) => down.has(below));
        if (lost) machine?.fail("power-loss", cause);
        else if (down.has(id)) machine?.fail("panic", cause);
      }
    }
  }

  restart(): void {
    const hadBackend = [...this.#down].some((id) => id.startsWith("control-domain:"));
    if (hadBackend && this.controlDomain) backendOf(this.controlDomain).restart();
    this.#down.clear();
    this.#restarts++;
    this.#monitor?.hardware.site?.changed();
  }

  powerOn(): void {
    this.restart();
  }

  /** Machines are managed through the part that manages them, and on a hypervisor that is up. */
  #requireUp(request: Request): void {
    this.#monitor?.outer?.requireUp(request);
    if (this.isUp) return;
    const gone = this.ownParts().find(
      ({ role, state }) =>
        state === "down" && (role === "hypervisor" || role === this.profile.management),
    );
    if (!gone) return;
    const hardware = this.#monitor?.hardware;
    if (hardware?.power.on === false)
      throw messages.refusal("no-connect/off", request, { server: hardware.name });
    const host = this.#host && "state" in this.#host ? this.#host : undefined;
    const state = host?.state();
    if (host && state === "booting")
      throw messages.refusal("no-connect/booting", request, { host: host.name });
    if (host && state === "no operating system")
      throw messages.refusal("no-connect/no-operating-system", request, { host: host.name });
    throw messages.refusal("no-connect/crashed", request, { part: gone.name });
  }
}

/** The installed side of each hypervisor that a cell has made. */
export const installedHypervisors = new Internals<InstalledHypervisor>();
