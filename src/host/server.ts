// A physical server: what it is made of, how much of it is taken, and the clock that a cell lets run.

import { frozen } from "../trace/frozen.ts";
import { oneOf, options, properName, wholeNumber, normalized } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import { Internals } from "../simulation/internals.ts";
import { Random } from "../simulation/random.ts";
import { Simulation } from "../simulation/simulation.ts";
import { TimeAccount } from "../simulation/time-account.ts";
import { GiB } from "../simulation/units.ts";
import type { LifecycleRecord, SliceRecord } from "../trace/record.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { Trace } from "../trace/trace.ts";
import { ClockRate } from "./clock-rate.ts";
import { blastRadius, crashing } from "./component.ts";
import type { Component } from "./component.ts";
import { costs } from "./costs.ts";
import { cpuModelNames, cpuModels, usualCpuModel } from "./cpu-models.ts";
import type { CpuModel } from "./cpu-models.ts";
import { CpuCaches } from "./cpu-caches.ts";
import { checkTopology } from "./cpu-topology.ts";
import type { CpuPlace } from "./cpu-topology.ts";
import { PhysicalCpu } from "./cpu.ts";
import type { CpuMode } from "./cpu.ts";
import type { Device } from "./device.ts";
import { BLOCK_SIZE, checkStorage, PhysicalDisk } from "./disk.ts";
import type { Hardware, Site } from "./hardware.ts";
import type { Layer } from "./layers.ts";
import { addressRanges, PAGE_SIZE, PhysicalMemory } from "./memory.ts";
import type { AddressRange } from "./memory.ts";
import { messages } from "./messages.ts";
import { NetworkDisk } from "./network-disk.ts";
import { IdleStates, idleStateNames } from "./idle-states.ts";
import { formatMac, NetworkInterface } from "./network-interface.ts";
import { recordingRefusal } from "./refusals.ts";
import { systemSoftware } from "./system-software.ts";
import type { Software, SystemSoftware } from "./system-software.ts";
import { checkedRun } from "./run-progress.ts";
import type { RunOptions } from "./run-progress.ts";
import { serverOptions } from "./server-spec.ts";
import type { ServerSpec } from "./server-spec.ts";
import { VirtualFunctions } from "./virtual-functions.ts";

/** Amounts of what a server shares out. */
export interface Resources {
  /** Capacity: physical CPUs. Allocated: virtual CPUs of running machines, which may be more: CPUs are shared in time. */
  readonly cpus: number;
  /** Bytes of memory. */
  readonly memory: number;
  /** Bytes of disk. */
  readonly disk: number;
}

/**
 * Where the time of one physical CPU went, in nanoseconds. `guest + hypervisor + idle`, and `host` where there is a host
 * OS, is the time since the server was first switched on; while it is off its CPUs are idle.
 */
export interface CpuUsage extends Readonly<Record<Exclude<CpuMode, "host">, number>> {
  readonly cpu: number;
  /** Processes of the host OS and its kernel's work for them; absent until there is any. */
  readonly host?: number;
  /** Everything but `idle`. */
  readonly busy: number;
}

/** The cluster that a server is built in, by the description that the cluster builds it from. */
export const sites = new Internals<Site>();

/**
 * A physical server: the host server. Its clock stands still until a cell lets it run.
 *
 * @example
 * const server = new Server({ name: "rack-1", cpus: 4, memory: GiB(32) });
 * const hypervisor = server.install(new Hypervisor());
 * server.run(seconds(1));
 */
export class Server {
  readonly #hardware: Hardware;
  readonly #seed: number;
  readonly #trace: Trace;
  /** What is installed on it, and the side of it that this server deals with. */
  #software: Software | undefined;
  #system: SystemSoftware | undefined;

  /**
   * One by itself; `cluster.add` builds one that shares a clock with others.
   * @throws HypervisorError `invalid-argument`, for sizes that no server has.
   */
  constructor(spec: ServerSpec = {}) {
    const site = sites.find(spec);
    const request = messages.request("server", "build");
    const full = {
      ...{ name: "server", cpus: 4, memory: GiB(16), disk: GiB(500) },
      threadsPerCore: 1,
      frequency: costs.cpuFrequency.value,
      cpuModel: usualCpuModel,
      deepestIdle: "C1E" as const,
      network: costs.networkBandwidth.value,
      virtualFunctions: 0,
      storage: {},
      ioQueue: "fifo" as const,
      seed: 1,
      trace: {},
      ...options(
        request,
        spec,
        "new Server({ cpus: 4, memory: GiB(32), disk: GiB(500) })",
        serverOptions,
      ),
    };
    const { cpus, memory, disk, frequency, network, virtualFunctions, seed, trace } = full;
    const name = properName(request, full.name);
    wholeNumber(request, "cpus", cpus, { min: 1, max: 1024, write: "cpus: 4" });
    const topology = checkTopology(request, cpus, full.threadsPerCore);
    wholeNumber(request, "memory", memory, {
      min: PAGE_SIZE,
      multipleOf: PAGE_SIZE,
      note: "pages",
      write: "memory: GiB(32)",
    });
    wholeNumber(request, "disk", disk, {
      min: BLOCK_SIZE,
      multipleOf: BLOCK_SIZE,
      note: "blocks",
      write: "disk: GiB(500)",
    });
    wholeNumber(request, "frequency", frequency, {
      min: 1e6,
      max: 1e11,
      write: "frequency: GHz(2.1)",
    });
    const cpuModel = cpuModels[oneOf(request, "cpuModel", full.cpuModel, cpuModelNames)];
    wholeNumber(request, "network", network, {
      min: 1e3,
      max: 1e13,
      write: "network: Gbps(10)",
    });
    const deepestIdle = oneOf(request, "deepestIdle", full.deepestIdle, idleStateNames);
    const { cache } = full;
    if (cache !== undefined)
      wholeNumber(request, "cache", cache, { min: 1, max: GiB(1), write: "cache: KiB(512)" });
    const storage = checkStorage(request, full.storage);
    const ioQueue = oneOf(request, "ioQueue", full.ioQueue, ["fifo", "fair"]);
    const functions = { max: 256, write: "virtualFunctions: 4" };
    wholeNumber(request, "virtualFunctions", virtualFunctions, functions);
    wholeNumber(request, "seed", seed, { max: 2 ** 32 - 1, write: "seed: 1" });
    const { limit } = options(request, trace, "trace: { limit: 10_000 }", { limit: true });
    if (limit !== undefined)
      wholeNumber(request, "trace.limit", limit, { write: "trace: { limit: 10_000 }" });

    const simulation = site?.simulation ?? new Simulation();
    // 02 marks an address as locally administered.
    const nic = new NetworkInterface(
      simulation,
      "eth0",
      formatMac([2, 0, 0, 0, ((site?.number ?? 1) >> 8) & 0xff, (site?.number ?? 1) & 0xff]),
      network,
      ioQueue,
    );
    this.#seed = seed;
    this.#hardware = {
      name,
      simulation,
      random: new Random(seed),
      trace: new TraceLog(trace),
      idleStates: new IdleStates(deepestIdle),
      cpus: Array.from(
        { length: cpus },
        (_, index) =>
          new PhysicalCpu(
            index,
            frequency,
            new TimeAccount<CpuMode>(
              ["guest", "hypervisor", "host", "idle"],
              simulation.now,
              "idle",
            ),
          ),
      ),
      ...(cache !== undefined && { caches: new CpuCaches(cache, cpus) }),
      topology,
      clock: new ClockRate(frequency),
      cpuModel,
      memory: new PhysicalMemory(memory),
      disk: new PhysicalDisk(simulation, disk, storage, ioQueue),
      nic,
      virtualFunctions: new VirtualFunctions(virtualFunctions),
      ...(site?.array && { shared: new NetworkDisk(simulation, site.array, nic) }),
      power: { on: true },
      ...(site && { site }),
    };
    this.#trace = new Trace(this.#hardware.trace);
    if (!site) return;
    this.#hardware.memory.watch(site.changed);
    this.#hardware.disk.watch(site.changed);
  }

  /** Its name. */
  get name(): string {
    return this.#hardware.name;
  }

  /** The seed its randomness began from. */
  get seed(): number {
    return this.#seed;
  }

  /** Simulated time since it was first switched on, in nanoseconds. */
  get now(): number {
    return this.#hardware.simulation.now;
  }

  /** How many events the simulation took so far: what a run costs the computer that simulates it, not the server. */
  get events(): number {
    return this.#hardware.simulation.events;
  }

  /** The record of everything that happened, or of as much of it as the server was told to keep. */
  get trace(): Trace {
    return this.#trace;
  }

  /** Whether it has power: false between `powerOff()` and `powerOn()`. */
  get isOn(): boolean {
    return this.#hardware.power.on;
  }

  /** What is installed on it: a hypervisor or a host OS; undefined on a bare server. */
  get software(): Software | undefined {
    return this.#software;
  }

  /** What the server is made of. */
  get capacity(): Resources {
    const { cpus, memory, disk } = this.#hardware;
    return { cpus: cpus.length, memory: memory.size, disk: disk.size };
  }

  /** What its CPUs are: model, vendor, and the features that they have. */
  get cpuModel(): CpuModel {
    return this.#hardware.cpuModel;
  }

  /** Where each of its CPUs is: of which core it is a thread. */
  get topology(): CpuPlace[] {
    const { cpus, topology } = this.#hardware;
    return cpus.map(({ index }) => topology.placeOf(index));
  }

  /** What is taken, by the hypervisor itself and by virtual machines. */
  get allocated(): Resources {
    const { memory, disk } = this.#hardware;
    return {
      cpus: this.#system?.allocatedCpus ?? 0,
      memory: memory.size - memory.free,
      disk: disk.size - disk.free,
    };
  }

  /** What is left. For memory and disk, `allocated + free` is the capacity; for CPUs it is 0 once they are shared. */
  get free(): Resources {
    const { cpus, memory, disk } = this.#hardware;
    return {
      cpus: Math.max(0, cpus.length - this.allocated.cpus),
      memory: memory.free,
      disk: disk.free,
    };
  }

  /** The ranges of its memory that are free, by address. */
  get freeMemory(): AddressRange[] {
    return addressRanges(this.#hardware.memory.freeFrames);
  }

  /** Where each physical CPU's time went so far. */
  get cpuUsage(): CpuUsage[] {
    return this.#hardware.cpus.map(({ index, account }) => {
      const { host, ...spent } = account.at(this.now);
      const busy = spent.guest + spent.hypervisor + host;
      return { cpu: index, ...spent, ...(host > 0 && { host }), busy };
    });
  }

  /**
   * Installs software on the bare server and gives it back: `const hypervisor = server.install(new Hypervisor())`.
   *
   * @throws HypervisorError `already-installed`; `insufficient-memory` or `insufficient-disk` for the software itself.
   */
  install<Installed extends Software>(software: Installed): Installed {
    return recordingRefusal(this.#hardware, this.name, "install", () => {
      const request = messages.request(this.name, "install", {});
      const system = systemSoftware.find(software);
      if (!system) {
        throw messages.refusal("invalid-argument/software", request);
      }
      if (this.#software) {
        throw messages.refusal(
          "already-installed/server",
          messages.request(this.name, "install", { software: software.name }),
          { software: this.#software.name },
        );
      }
      system.installOnServer(this.#hardware);
      this.#software = software;
      this.#system = system;
      return software;
    });
  }

  /**
   * Lets simulated time pass: `server.run(seconds(1))`. Returns the time reached. A long run can say how far it is:
   * `server.run(hours(1), { progress: ({ fraction }) => console.log(fraction) })`.
   * In a cluster it passes for all servers.
   *
   * @param duration whole nanoseconds; use `ms(…)` or `seconds(…)`
   * @throws HypervisorError `invalid-argument` for anything but a whole number of nanoseconds from 0 on;
   * `operation-invalid` when called by what happens during a run
   */
  run(duration: number, options: RunOptions = {}): number {
    const { simulation } = this.#hardware;
    const request = messages.request(this.name, "run");
    const running = recordingRefusal(this.#hardware, this.name, "run", () =>
      checkedRun(request, simulation, duration, options),
    );
    running();
    return this.now;
  }

  /** The parts of the software on it, up and down, and what each depends on. A machine's parts are there while it is on. */
  components(): Component[] {
    return this.#system?.components() ?? [];
  }

  /**
   * Crashes one part of the software, at once: `server.crash("guest-os:shop")`, or `server.crash("control-domain")`
   * where there is one alone. Everything that depends on it goes down with it, and nothing else.
   *
   * @param part the id of a component, or a role that only one has; `server.components()` lists them
   * @returns what went down, the part itself first
   * @throws HypervisorError `no-component` when no such part is up; `operation-invalid` while the server is off
   */
  crash(part: string): Component[] {
    part = normalized(part);
    return recordingRefusal(this.#hardware, this.name, "crash", () => {
      const all = this.components();
      const request = messages.request(this.name, "crash", { part: described(part) });
      this.#checkOn(request);
      const { id } = crashing(request, all, part);
      const down = blastRadius(all, id);
      for (const { id: part } of down) {
        const detail = { code: "part", part } as const;
        const what = { operation: "crash", from: "up", to: "down", detail } as const;
        this.#hardware.trace.append({
          time: this.now,
          kind: "lifecycle",
          subject: this.name,
          ...what,
        });
      }
      this.#system?.fail(new Set(down.map((gone) => gone.id)), {
        code: "crashed",
        part: id,
      });
      return down.map((gone) => ({ ...gone, state: "down" }));
    });
  }

  /**
   * Cuts its power: all of its software is down at once, and its machines are off. Disks keep what is on them.
   *
   * @returns what went down
   * @throws HypervisorError `operation-invalid` on a bare server, and when it is off
   */
  powerOff(): Component[] {
    return recordingRefusal(this.#hardware, this.name, "power-off", () => {
      const request = messages.request(this.name, "power-off");
      this.#checkOn(request);
      if (!this.#system) throw messages.refusal("operation-invalid/bare", request);
      const down = this.components().filter(({ state }) => state === "up");
      this.#hardware.power.on = false;
      this.#recordPower({ operation: "power-off", from: "on", to: "off" });
      this.#system.fail(new Set(down.map(({ id }) => id)), { code: "power-failure" });
      this.#hardware.disk.cutPower();
      this.#hardware.shared?.cutPower();
      this.#hardware.nic.cutPower();
      return down.map((gone) => ({ ...gone, state: "down" }));
    });
  }

  /**
   * Switches it on again, after `powerOff()`. A hypervisor on the bare server is up at once, as it is when it is
   * installed; a host OS boots as `server.run(…)` lets time pass. What had crashed is whole again, machines are defined
   * and shutoff, and their disks hold what they held: a cell starts them. Those that the cluster has started elsewhere
   * meanwhile stay there.
   * @throws HypervisorError `operation-invalid` when it is on
   * @example server.powerOff(); server.powerOn();
   */
  powerOn(): this {
    return recordingRefusal(this.#hardware, this.name, "power-on", () => {
      if (this.isOn)
        throw messages.refusal("operation-invalid/on", messages.request(this.name, "power-on"));
      this.#hardware.power.on = true;
      this.#recordPower({ operation: "power-on", from: "off", to: "on" });
      this.#system?.powerOn();
      return this;
    });
  }

  #checkOn(request: Request): void {
    if (!this.isOn) throw messages.refusal("operation-invalid/off", request);
  }

  #recordPower(what: Pick<LifecycleRecord, "operation" | "from" | "to">): void {
    const { trace, name: subject } = this.#hardware;
    trace.append({ time: this.now, kind: "lifecycle", subject, ...what });
  }

  /**
   * Which virtual CPU had which physical one when, up to now, in the order of their ends: the slices of the trace and,
   * last, those that still go on. If the trace has a limit, older ones are missing.
   */
  slices(): SliceRecord[] {
    return [...this.trace.of("slice"), ...(this.#system?.openSlices() ?? [])];
  }

  /** CPU, memory, storage and network interface, in the form in which a virtual machine lists its own. */
  devices(): Device[] {
    const { cpus, memory, disk, nic } = this.#hardware;
    return frozen([
      {
        kind: "CPU",
        name: "cpu",
        amount: cpus.length,
        unit: "CPUs",
        description: { code: "cpus", cpus: cpus.length, frequency: cpus[0]?.frequency ?? 0 },
      },
      {
        kind: "memory",
        name: "memory",
        amount: memory.size,
        unit: "bytes",
        description: { code: "bytes", bytes: memory.size },
      },
      {
        kind: "storage",
        name: "sda",
        amount: disk.size,
        unit: "bytes",
        description: { code: "bytes", bytes: disk.size },
      },
      {
        kind: "network interface",
        name: nic.name,
        amount: nic.bandwidth,
        unit: "bit/s",
        description: { code: "interface", bandwidth: nic.bandwidth, mac: nic.mac },
      },
    ]);
  }

  /** The layers of the running server, hardware first, made from the live model. */
  layers(): Layer[] {
    const id = `hardware:${this.name}`;
    const hardware: Layer = { id, kind: "hardware", name: this.name, on: [], role: "host server" };
    return [hardware, ...(this.#system?.layers(id) ?? [])];
  }

  /** The state of the whole model as plain data, without the trace: equal servers give equal JSON. */
  toJSON(): unknown {
    const { name, now, capacity, allocated, free, cpuUsage } = this;
    const software = this.#software?.toJSON() ?? null;
    const off = this.isOn ? {} : { isOn: false };
    return { name, now, ...off, capacity, allocated, free, cpuUsage, software };
  }
}
