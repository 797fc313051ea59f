// A general-purpose operating system on the bare server: bare metal by itself, the host OS once a hypervisor is
// installed on it. Its scheduler serves processes and the virtual CPUs of guests alike, since to a host OS a virtual
// CPU is a thread of a process; so what a process takes, no guest gets.

import type { OptionNames } from "../../simulation/argument.ts";
import { bootSector } from "../../host/boot-sector.ts";
import type { Component } from "../../host/component.ts";
import type { Hardware } from "../../host/hardware.ts";
import { systemSoftware } from "../../host/system-software.ts";
import type { Software } from "../../host/system-software.ts";
import type { Layer } from "../../host/layers.ts";
import type { OsImage } from "../../host/os-images.ts";
import { messages as hostMessages } from "../../host/messages.ts";
import { checkNotInstalled, recordingRefusal } from "../../host/refusals.ts";
import { options, normalized } from "../../simulation/argument.ts";
import type { Request } from "../../simulation/catalogue.ts";
import { described } from "../../simulation/described.ts";
import type { CrashCause } from "../../trace/detail.ts";
import { checkApplication } from "../workload/application.ts";
import type { Application } from "../workload/application.ts";
import { checkDiskSpace, checkImage, checkMemory } from "../../host/capacity.ts";
import type { ApplicationSpec, Service } from "../spec/workload-spec.ts";
import { bootHost, checkHostState } from "./host-boot.ts";
import type { HostBoot, HostOsState } from "./host-boot.ts";
import { readAsked, writeAsked, writeSector } from "./host-disk.ts";
import { HostProcess } from "./host-process.ts";
import type { NetworkEnd } from "../io/message.ts";
import { hostNetworksOf } from "../network/host-networks.ts";
import type { ConnectSpec, Delivery, HostNetworks, NetworkInfo } from "../network/host-networks.ts";
import { formatAddress } from "../network/ipv4.ts";
import { messages as networkMessages } from "../network/messages.ts";
import type { Reach } from "../network/reachability.ts";
import { processEnd } from "./process-end.ts";
import { messages } from "./messages.ts";
import { RunLoop } from "../scheduling/run-loop.ts";
import { fair } from "../scheduling/fair-scheduler.ts";
import { checkScheduler } from "../scheduling/schedule-admission.ts";
import { createScheduler } from "../scheduling/scheduler.ts";
import type { SchedulerSpec } from "../scheduling/scheduler.ts";
import { hostedSoftware } from "./hosted-software.ts";
import type { HostedSoftware, RunningHostOs } from "./hosted-software.ts";

/** What a host OS is. */
export interface HostOsSpec {
  /** The operating system, by its name in `osImages`. "ubuntu-24.04" unless given. */
  readonly image?: string;
  /** What it is called in messages and diagrams, 1 to 63 characters. The image's name unless given. */
  readonly name?: string;
  /** Which process or virtual CPU runs next: `fair()`, as in Linux, unless given. */
  readonly scheduler?: SchedulerSpec;
  /** How long one may run while others wait, in nanoseconds: short for `scheduler: fair({ timeSlice })`. */
  readonly timeSlice?: number;
}

const hostOsOptions: OptionNames<HostOsSpec> = {
  image: true,
  name: true,
  scheduler: true,
  timeSlice: true,
};

/**
 * An operating system for a bare server: `server.install(new HostOs({ image: "windows-11" }))`. It is up at once, as a
 * hypervisor is, and keeps the memory that its maker publishes as the smallest.
 *
 * @example
 * const host = server.install(new HostOs({ image: "ubuntu-24.04" }));
 * host.spawn(batch({ name: "compile", compute: seconds(3) }));
 * const hypervisor = host.install(new Hypervisor({ profile: profiles.virtualBox }));
 */
export class HostOs implements Software {
  /** Its name in messages and diagrams. */
  readonly name: string;
  readonly #image: OsImage;
  readonly #scheduler: SchedulerSpec;
  readonly #processes: HostProcess[] = [];
  /** The last process of each name: requests to the ones before it come to that. */
  readonly #last = new Map<string, HostProcess>();
  #installed: RunningHostOs | undefined;
  /** What is installed on it, and the side of it that a host OS deals with. */
  readonly #hosted: { readonly software: Software; readonly inside: HostedSoftware }[] = [];
  #state: HostOsState = "up";
  #booting: HostBoot | undefined;

  /** @throws HypervisorError `invalid-argument`, `no-image` */
  constructor(spec: HostOsSpec = {}) {
    const request = messages.request("host OS", "set-up");
    const example = 'new HostOs({ image: "ubuntu-24.04" })';
    const { image = "ubuntu-24.04", ...given } = options(request, spec, example, hostOsOptions);
    this.#image = checkImage(request, image, Number.MAX_SAFE_INTEGER);
    this.name = checkName(request, given.name ?? this.#image.name);
    const { scheduler, timeSlice } = given;
    this.#scheduler =
      scheduler === undefined && timeSlice !== undefined
        ? fair({ timeSlice })
        : checkScheduler(request, scheduler ?? fair(), timeSlice);
    const allocatedCpus = () =>
      this.#hosted.reduce((sum, { inside }) => sum + inside.allocatedCpus, 0);
    systemSoftware.keep(this, {
      installOnServer: (hardware) => this.#installOnServer(hardware),
      get allocatedCpus() {
        return allocatedCpus();
      },
      openSlices: () => this.#installed?.loop.openSlices() ?? [],
      layers: (below) => this.#layers(below),
      components: () => this.components(),
      fail: (down, cause) => this.#fail(down, cause),
      powerOn: () => {
        if (this.#installed) this.#boot(this.#installed);
      },
    });
    Object.freeze(this);
  }

  /** The operating system that it is. */
  get image(): OsImage {
    return this.#image;
  }

  /** How long a process or virtual CPU may run while others wait, in nanoseconds. */
  get timeSlice(): number {
    return this.#scheduler.timeSlice;
  }

  /** Whether it runs, and if not, why. */
  get state(): HostOsState {
    return this.#state;
  }

  /** The hypervisor that runs on it, if there is one. */
  get hosted(): Software | undefined {
    return this.#hosted.find(({ inside }) => inside.slot === undefined)?.software;
  }

  /** What was spawned, oldest first; then the processes in containers, which are the host's as well. */
  get processes(): readonly Application[] {
    return [...this.#spawned, ...this.#hosted.flatMap(({ inside }) => inside.processes ?? [])];
  }

  /** Takes the memory and disk that the system needs for itself. */
  #installOnServer(hardware: Hardware): void {
    const request = hostMessages.request(hardware.name, "install", { software: this.name });
    const { minimumMemory, installedSize } = this.#image;
    checkNotInstalled(request, "host OS", this.#installed?.hardware.name);
    checkMemory(request, hardware, minimumMemory);
    checkDiskSpace(request, hardware, installedSize);
    hardware.memory.allocate(minimumMemory);
    hardware.disk.allocate(installedSize);
    writeSector(hardware.disk, 0, bootSector(this.#image));
    hostNetworksOf(hardware);
    const { name, timeSlice } = this;
    const loop = new RunLoop(hardware, createScheduler(this.#scheduler, hardware.cpus.length));
    const state = () => this.#state;
    this.#installed = { name, image: this.#image, hardware, loop, timeSlice, state };
    hardware.trace.append({
      time: hardware.simulation.now,
      kind: "lifecycle",
      subject: hardware.name,
      operation: "install",
      from: "bare",
      to: "host OS",
      detail: { code: "system", system: name },
    });
  }

  /**
   * Starts a process: `host.spawn(batch({ … }))` or `host.spawn(service({ … }))`. Its threads compete for the physical
   * CPUs with all other processes and with the virtual CPUs of guests. Calls of the hypervisor are plain system calls.
   * @throws HypervisorError `not-installed`, `application-exists`, `invalid-argument`
   */
  spawn(spec: ApplicationSpec): Application {
    const name: unknown = (spec as Partial<Service> | undefined)?.name;
    const request = messages.request(this.name, "spawn", { process: described(name) });
    return this.#attempt("spawn", request, (installed) => {
      checkApplication(request, spec, this.#running, installed.hardware.nic);
      const { hardware, loop } = installed;
      const end = this.#endOf(spec.name, hardware);
      const process = new HostProcess(spec, { host: this.name, hardware, loop, end });
      this.#last.set(spec.name, process);
      this.#processes.push(process);
      return process.application;
    });
  }

  /** Where requests to processes of that name go, whenever one runs. */
  #endOf(name: string, hardware: Hardware): NetworkEnd {
    const last = () => this.#last.get(name);
    return processEnd({
      ...{ hardware, subject: name, place: hostNetworksOf(hardware) },
      receiver: () => (last()?.application.state === "running" ? last() : undefined),
      process: last,
    });
  }

  /** The IPv4 address of its server, at which its processes are reached, and ports that lead to what is on it. */
  get address(): string {
    return formatAddress(this.#networks.address);
  }

  /**
   * Begins a connection to an IPv4 address, as one of its processes may, and says what became of its first frame. Takes no
   * simulated time.
   * @throws HypervisorError `operation-invalid` unless the host OS is up; `invalid-argument`, `not-installed`
   * @example host.connect({ to: "8.8.8.8", port: 53, protocol: "udp" })
   */
  connect(to: ConnectSpec): Delivery {
    const request = networkMessages.request(this.name, "connect");
    return this.#attempt("connect", request, ({ hardware }) => {
      const node = hostNetworksOf(hardware);
      return node.send(request, this.name, { kind: "host", node }, to);
    });
  }

  /** The virtual networks on it: a hypervisor's, and a container engine's. */
  networks(): NetworkInfo[] {
    return this.#networks.infos();
  }

  /**
   * Who can reach whom: for each pair of the machines and containers on it, itself and the outside world whether frames
   * arrive, or by which rule they are dropped. Each pair is tried.
   * @throws HypervisorError `not-installed`
   */
  reachability(): Reach[] {
    return this.#networks.reachability();
  }

  get #networks(): HostNetworks {
    if (this.#installed) return hostNetworksOf(this.#installed.hardware);
    const request = networkMessages.request(this.name, "connect");
    throw hostMessages.refusal("not-installed", request, { software: "host OS" });
  }

  /**
   * Installs a hypervisor that runs on a host OS, and gives it back. The processes go on meanwhile.
   * @throws HypervisorError `already-installed`; `config-unsupported` for one that needs the bare server, or another OS
   */
  install<Installed extends Software>(software: Installed): Installed {
    const name: unknown = (software as Partial<Software> | undefined | null)?.name;
    const request = messages.request(this.name, "install", { software: described(name) });
    return this.#attempt("install", request, (installed) => {
      const inside = hostedSoftware.find(software);
      if (!inside) {
        throw messages.refusal("invalid-argument/software", request);
      }
      const rival = this.#hosted.find((other) => other.inside.slot === inside.slot);
      if (rival) {
        throw messages.refusal("already-installed", request, {
          kind: inside.slot ?? "hypervisor",
          software: rival.software.name,
        });
      }
      inside.installOnHost(installed);
      this.#hosted.push({ software, inside });
      return software;
    });
  }

  /**
   * Writes text or bytes, at most 512, to a sector of the server's disk, as a program with all rights on the host OS
   * can; the rest of the sector becomes zeros. Sector 0 is the one the server boots from. Takes no simulated time.
   * @throws HypervisorError `io-error` beyond the disk's end; `operation-invalid` unless the host OS is up;
   * `invalid-argument`, `not-installed`
   * @example host.writeDisk(0, "virus")
   */
  writeDisk(sector: number, data: string | Uint8Array): void {
    const request = messages.request(this.name, "write-disk");
    this.#attempt("writeDisk", request, ({ hardware }) => {
      writeAsked(request, hardware.disk, sector, data);
    });
  }

  /**
   * Reads a sector of the server's disk, 512 bytes: to the host OS the disks of guests are data like any other.
   * @throws HypervisorError what `writeDisk` throws
   */
  readDisk(sector: number): Uint8Array {
    const request = messages.request(this.name, "read-disk");
    return this.#attempt("readDisk", request, ({ hardware }) =>
      readAsked(request, hardware.disk, sector),
    );
  }

  /**
   * Restarts the server, also after a panic. All that runs on it ends at once, guests as by a power cut; then the
   * firmware looks for an operating system, which boots as `server.run(…)` lets time pass. What is installed on the
   * host OS is there again afterwards; machines stay off and processes are gone until a cell starts them.
   * @throws HypervisorError `operation-invalid` while it boots, `not-installed`
   */
  reboot(): this {
    const request = messages.request(this.name, "reboot", { host: this.name });
    return this.#attempt("reboot", request, (installed) => {
      const up = this.components().filter(({ state }) => state === "up");
      const { simulation, trace } = installed.hardware;
      const log = { time: simulation.now, kind: "lifecycle", subject: this.name } as const;
      trace.append({ ...log, operation: "reboot", from: this.#state, to: "booting" });
      this.#fail(new Set(up.map(({ id }) => id)), {
        code: "rebooted",
        host: this.name,
      });
      this.#boot(installed);
      return this;
    });
  }

  #boot(installed: RunningHostOs): void {
    this.#booting = bootHost(installed, () => {
      this.#state = "up";
      for (const { inside } of this.#hosted) inside.restart();
    });
    this.#state = this.#booting.state;
  }

  /** The host OS, its processes, and what else runs on it. */
  #layers(below: string): Layer[] {
    const id = `host-os:${this.name}`;
    if (this.#state !== "up") return [];
    const processes = this.#running.map(({ name }): Layer => ({
      id: `application:${name}`,
      kind: "application",
      name,
      on: [id],
    }));
    const self: Layer = { id, kind: "host-os", name: this.name, on: [below] };
    return [self, ...processes, ...this.#hosted.flatMap(({ inside }) => inside.layers(id))];
  }

  /** The system, what is installed on it, and the processes that run. */
  components(): Component[] {
    const id = `host-os:${this.name}`;
    const state = this.#state === "up" ? "up" : "down";
    const self: Component = { id, role: "host-os", name: this.name, dependsOn: [], state };
    const processes = this.#running.map(({ name }): Component => {
      return { id: `process:${name}`, role: "process", name, dependsOn: [id], state: "up" };
    });
    const parts = this.#hosted.flatMap(({ inside }) => inside.components());
    const known = parts.some((part) => part.id === id);
    return [...(known ? [] : [self]), ...parts, ...processes];
  }

  #fail(down: ReadonlySet<string>, cause: CrashCause): void {
    const cut = this.#installed?.hardware.power.on === false;
    if (cut || down.has(`host-os:${this.name}`)) this.#installed?.loop.halt();
    for (const { inside } of this.#hosted) inside.fail(down, cause);
    for (const process of this.#processes)
      if (process.application.state === "running" && down.has(`process:${process.name}`))
        process.end();
    if (down.has(`host-os:${this.name}`)) this.#state = "panicked";
    if (!cut) return;
    this.#booting?.end();
    this.#state = "off";
  }

  toJSON(): unknown {
    const { name, state, timeSlice } = this;
    const { hosted: hypervisor } = this;
    const containers = this.#hosted.find(
      ({ inside }) => inside.slot === "container engine",
    )?.software;
    return {
      name,
      image: this.#image.id,
      state,
      timeSlice,
      processes: this.#spawned,
      hosted: hypervisor ?? null,
      ...(containers && { containers }),
    };
  }

  get #spawned(): Application[] {
    return this.#processes.map(({ application }) => application);
  }

  get #running(): Application[] {
    return this.#spawned.filter(({ state }) => state === "running");
  }

  #attempt<T>(operation: string, request: Request, action: (installed: RunningHostOs) => T): T {
    const installed = this.#installed;
    if (!installed) {
      throw hostMessages.refusal("not-installed", request, { software: "host OS" });
    }
    return recordingRefusal(installed.hardware, this.name, operation, () => {
      checkHostState(request, this.#state, operation === "reboot" ? "not booting" : "up");
      return action(installed);
    });
  }
}

/** A name of a product may have spaces: "Ubuntu Desktop 24.04". */
function checkName(request: Request, value: unknown): string {
  const name = normalized(value);
  if (typeof name === "string" && /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()-]{0,62}$/u.test(name))
    return name;
  throw messages.refusal("invalid-argument/name", request, { name: described(value) });
}
