// A virtual machine: its lifecycle as operations. Each first asks the table of transitions, then checks what it needs,
// and only then changes anything; so a refused one leaves no mark but a record.

import type { Device } from "../host/device.ts";
import type { Layer } from "../host/layers.ts";
import type { OsImage } from "../host/os-images.ts";
import { recordingRefusal } from "../host/refusals.ts";
import { shown, type Asking } from "../simulation/argument.ts";
import { count, formatBytes } from "../simulation/units.ts";
import {
  checkApplication,
  checkCpus,
  checkImage,
  checkMemory,
  checkResponding,
} from "./admission.ts";
import type { DomainSpec } from "./admission.ts";
import type { Application, Batch, Service } from "./application.ts";
import { CpuShare, type ScheduleSpec } from "./cpu-share.ts";
import { domainData, domainDevices, domainLayers } from "./domain-description.ts";
import { DomainLog } from "./domain-log.ts";
import type { DomainPlatform } from "./domain-platform.ts";
import { changeAffinity, changeShare } from "./domain-schedule.ts";
import type { ExitReason } from "./exit.ts";
import type { GuestAccess } from "./guest-access.ts";
import { guestAccess } from "./guest-attachment.ts";
import { checkDefined, nextState, type DomainState, type Operation } from "./lifecycle.ts";
import { PoweredDomain } from "./powered-domain.ts";
import type { VcpuUsage } from "./vcpu.ts";
import { VirtualDisk } from "./virtual-disk.ts";
import type { Port } from "./virtual-switch.ts";

/** What an operation will do, once all checks have passed, and a word about it for its record. */
type Change = (() => void) | { readonly carryOut: () => void; readonly detail: string };

/**
 * A virtual machine: the guest server. `hypervisor.define(…)` and `hypervisor.create(…)` make one.
 *
 * Its operations take effect at the present simulated time; what they set off (a boot, a shutdown) happens as
 * `server.run(…)` lets time pass.
 */
export class VirtualMachine {
  readonly #spec: DomainSpec;
  readonly #platform: DomainPlatform;
  readonly #log: DomainLog;
  readonly #disk: VirtualDisk;
  readonly #port: Port;
  readonly #share: CpuShare;
  #state: Exclude<DomainState, "blocked"> = "shutoff";
  /** The machine since it was last switched on. */
  #powered: PoweredDomain | undefined;
  /** What the operating system starts at each boot. */
  #services: Service[] = [];
  /** Its memory, disk and network, as a program inside uses them. */
  readonly guest: GuestAccess;

  /** Made by `hypervisor.define`, which has checked that disk and name are to be had. */
  constructor(spec: DomainSpec, platform: DomainPlatform) {
    const { hardware, network } = platform;
    this.#spec = spec;
    this.#platform = platform;
    this.#log = new DomainLog(hardware, spec.name);
    this.#disk = new VirtualDisk(hardware.disk, spec.disk);
    this.#port = network.connect(spec.name, hardware.random);
    this.#share = new CpuShare(spec);
    this.guest = this.#access();
    platform.enrol(spec.name, (failure, cause) => {
      if (failure === "panic") this.#panic(cause);
      else this.#goOff("crash", cause);
    });
    const size = `${count(spec.vcpus, "vCPU")}, ${formatBytes(spec.memory)}`;
    this.#log.lifecycle("define", "undefined", "shutoff", size);
    this.#log.allocated("storage", spec.disk, `disk vda, ${formatBytes(spec.disk)}`);
    this.#log.allocated("network", 1, `port with address ${this.#port.mac}`);
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
    return this.#state === "running" && this.#powered?.blocked === true ? "blocked" : this.#state;
  }

  /** The operating system on its disk, if there is one to boot. */
  get os(): OsImage | undefined {
    return this.#state === "undefined" ? undefined : this.#disk.bootable();
  }

  /** Whether its operating system is up. */
  get booted(): boolean {
    return this.#powered?.engine.up ?? false;
  }

  /** What the guest wrote to its serial console since the last start, line by line. */
  get console(): readonly string[] {
    return this.#powered?.console ?? [];
  }

  /** The applications launched since the last boot. */
  get applications(): readonly Application[] {
    return [...(this.#powered?.applications ?? [])];
  }

  /** How often it left the guest since the last start, by reason. */
  get exits(): Readonly<Partial<Record<ExitReason, number>>> {
    return this.#powered?.exits ?? {};
  }

  /** Where each virtual CPU's time went since the last start. */
  get cpuUsage(): VcpuUsage[] {
    const { now } = this.#platform.hardware.simulation;
    return (this.#powered?.vcpus ?? []).map((vcpu) => vcpu.usage(now));
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
        const carryOut = () => {
          this.#disk.install(found);
          this.#services = [];
        };
        return { detail: found.name, carryOut };
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
      return () => {
        this.#powerOn();
      };
    });
  }

  /** Takes all CPU time from it; it keeps its memory and can go on where it was. */
  suspend(): this {
    return this.#perform("suspend", `cannot suspend "${this.name}"`, () => () => {
      this.#powered?.suspend();
    });
  }

  /** Lets a paused machine go on. */
  resume(): this {
    return this.#perform("resume", `cannot resume "${this.name}"`, () => () => {
      this.#powered?.resume();
    });
  }

  /**
   * Presses the power button: the guest stops its services and powers off, which takes simulated time. The state is
   * `shutdown` meanwhile, `shutoff` afterwards.
   * @throws HypervisorError `no-operating-system` when nothing inside would react
   */
  shutdown(): this {
    return this.#perform("shutdown", `cannot shut down "${this.name}"`, (asking) => {
      const { engine } = checkResponding(
        asking,
        this.#powered,
        "use destroy(), which cuts the power",
      );
      return () => {
        engine.requestPower("shutdown");
      };
    });
  }

  /**
   * Asks the guest to restart, which takes simulated time. It stays on and keeps its memory; its services start again.
   * @throws HypervisorError `no-operating-system` when nothing inside would react
   */
  reboot(): this {
    return this.#perform("reboot", `cannot reboot "${this.name}"`, (asking) => {
      const { engine } = checkResponding(asking, this.#powered, "use destroy() and start()");
      return () => {
        engine.requestPower("reset");
      };
    });
  }

  /** Cuts the power, at once. Its memory goes back to the server; its disk stays. */
  destroy(): this {
    return this.#perform("destroy", `cannot destroy "${this.name}"`, () => () => {
      this.#powerOff();
    });
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
      this.#log.released("storage", this.disk, "disk vda");
      this.#log.released("network", 1, `port with address ${this.mac}`);
    });
  }

  /**
   * Starts an application in its operating system, as soon as that is up: `launch(service({ … }))`. A service starts
   * again with each boot until another system is installed; a batch job runs once.
   * @throws HypervisorError `no-operating-system`, `application-exists`
   */
  launch(application: Service | Batch): Application {
    const name: unknown = (application as Partial<Service> | undefined)?.name;
    const request = `cannot launch ${shown(name)} in "${this.name}"`;
    return this.#attempt("launch", request, (asking) => {
      nextState(asking.subject, request, this.state, "launch");
      const powered = checkResponding(
        asking,
        this.#powered,
        "destroy() it, install() a system, and start() it",
      );
      checkApplication(asking, application, powered.applications);
      if (application.kind === "service") this.#services.push(application);
      return powered.launch(application);
    });
  }

  /**
   * Sets its `weight` among the machines and its `cap`, on or off (`virsh schedinfo`). What is not given stays.
   * @throws HypervisorError `invalid-argument`, `no-domain`
   * @example vm.schedule({ weight: 512, cap: 50 })
   */
  schedule(spec: ScheduleSpec): this {
    return this.#allot("schedule", (asking) => changeShare(asking, this.#share, spec));
  }

  /**
   * Lets virtual CPU number `vcpu` run on these physical CPUs only, on or off (`virsh vcpupin`); both count from 0.
   * @throws HypervisorError `invalid-argument`, `no-domain`
   * @example vm.pin(0, [2, 3])
   */
  pin(vcpu: number, pcpus: readonly number[]): this {
    const { hardware } = this.#platform;
    return this.#allot("pin", (asking) =>
      changeAffinity(asking, hardware, this.#share, this.vcpus, vcpu, pcpus),
    );
  }

  /** CPU, memory, storage and network interface: the same rows as the server's own, and what is behind each. */
  devices(): Device[] {
    const frames = this.#isOn ? this.#powered?.memory.frames : undefined;
    return domainDevices(this.#spec, this.mac, this.#platform.hardware, frames);
  }

  /** Its layers while it is on, standing on layer `below`. */
  layers(below: string): Layer[] {
    return this.#isOn ? domainLayers(this.name, this.os, this.applications, below) : [];
  }

  toJSON(): unknown {
    return domainData(this, this.#share, this.#port.inbox.length);
  }

  get #isOn(): boolean {
    return this.#state !== "shutoff" && this.#state !== "undefined";
  }

  #attempt<T>(operation: string, request: string, action: (asking: Asking) => T): T {
    const { hardware, name: subject } = this.#platform;
    return recordingRefusal(hardware, this.name, operation, () => {
      this.#platform.requireUp({ subject, request });
      return action({ subject, request });
    });
  }

  /** Asks the table, then `check`, and only when both agree carries out what `check` gave back. */
  #perform(
    operation: Exclude<Operation, "launch" | "access">,
    request: string,
    check: (asking: Asking) => Change,
  ): this {
    return this.#attempt(operation, request, (asking) => {
      const from = this.state;
      const to = nextState(asking.subject, request, from, operation);
      const change = check(asking);
      const { carryOut, detail } =
        typeof change === "function" ? { carryOut: change, detail: undefined } : change;
      // The operation's record goes first; what it sets off follows.
      this.#log.lifecycle(operation, from, to, detail);
      if (to !== "blocked") this.#state = to;
      carryOut();
      return this;
    });
  }

  /** Changes its share of the CPUs in any state; `change` checks, carries out, and says what it is now. */
  #allot(operation: "schedule" | "pin", change: (asking: Asking) => string): this {
    const request = `cannot ${operation} "${this.name}"`;
    return this.#attempt(operation, request, (asking) => {
      const { state } = this;
      checkDefined(asking.subject, request, state);
      this.#log.lifecycle(operation, state, state, change(asking));
      this.#powered?.reschedule();
      return this;
    });
  }

  #powerOn(): void {
    const { hardware, loop, profile, traceHops } = this.#platform;
    this.#port.link = true;
    this.#powered = new PoweredDomain({
      spec: this.#spec,
      share: this.#share,
      hardware,
      loop,
      profile,
      traceHops,
      log: this.#log,
      bootable: () => this.#disk.bootable(),
      services: () => this.#services,
      poweredOff: () => {
        this.#goOff("power-off", "by the guest");
      },
      crashed: (message) => {
        this.#panic(message);
      },
    });
  }

  #goOff(operation: string, detail: string): void {
    const from = this.state;
    this.#state = "shutoff";
    this.#powerOff();
    this.#log.lifecycle(operation, from, "shutoff", detail);
  }

  #panic(message: string): void {
    const from = this.state;
    this.#state = "crashed";
    this.#log.append({ kind: "guest", event: "panic", detail: message });
    this.#powered?.halt();
    this.#unplug();
    this.#log.lifecycle("crash", from, "crashed", message);
  }

  /** What a power-off leaves: the disk. */
  #powerOff(): void {
    this.#powered?.release();
    this.#unplug();
  }

  #unplug(): void {
    this.#port.link = false;
    this.#port.inbox = [];
  }

  #access(): GuestAccess {
    const { name: hypervisor, hardware, network } = this.#platform;
    const powered = (): PoweredDomain => {
      nextState(hypervisor, `cannot use the devices of "${this.name}"`, this.state, "access");
      if (!this.#powered) throw new Error(`"${this.name}" is ${this.#state} without ever being on`);
      return this.#powered;
    };
    const attached = { disk: this.#disk, port: this.#port, log: this.#log };
    return guestAccess({ domain: this.name, hypervisor, hardware, network, ...attached, powered });
  }
}
