// What a virtual machine is made of, behind the operations that a cell sees: its disk, its port, its snapshots, and the
// rule by which every operation is carried out. First the table is asked, then what it needs is checked, and only then
// is anything changed; so a refused one leaves no mark but a record.

import { recordingRefusal } from "../../host/refusals.ts";
import type { Asking } from "../../simulation/argument.ts";
import { count, formatBytes } from "../../simulation/units.ts";
import { PoweredDomain, checkResponding } from "./powered-domain.ts";
import type { PoweredPlatform } from "./powered-domain.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Service } from "../spec/workload-spec.ts";
import { domainAccess } from "./domain-access.ts";
import { DomainLog } from "../lifecycle/domain-log.ts";
import { CpuShare } from "../scheduling/cpu-share.ts";
import type { DomainPlatform } from "./domain-platform.ts";
import { DomainSnapshots } from "./domain-snapshots.ts";
import type { SnapshotContent } from "./domain-snapshots.ts";
import { refuseNested, refuseSchedule } from "./nesting.ts";
import type { Inner, NestedGuest } from "./nesting.ts";
import type { GuestAccess } from "./guest-access.ts";
import { checkDefined, nextState } from "../lifecycle/lifecycle.ts";
import type { DomainState, Operation } from "../lifecycle/lifecycle.ts";
import { checkStateKnown } from "../io/device-model.ts";
import type { PoweredState } from "./powered-state.ts";
import type { GuestMemory } from "../memory/guest-memory.ts";
import { memoryUse } from "../memory/machine-memory.ts";
import type { MemoryUsage } from "../memory/machine-memory.ts";
import { SavedMemory } from "../memory/saved-memory.ts";
import type { ClonePlan } from "../storage/clone.ts";
import { checkStorageState } from "../lifecycle/storage-rules.ts";
import type { StorageOperation } from "../lifecycle/storage-rules.ts";
import { VirtualDisk } from "../storage/virtual-disk.ts";
import type { Port } from "../io/virtual-switch.ts";

/** Why a machine is paused, in libvirt's words: suspended, a write that found no room, reverted to that state, or moved. */
export type PauseReason = "user" | "I/O error" | "from snapshot" | "migration";

/** What an operation will do, once all checks have passed, and a word about it for its record. */
export type Change = (() => void) | { readonly carryOut: () => void; readonly detail: string };

/** The same for an operation on snapshots, and the state that it leads to if that is another. */
export type StorageChange =
  (() => void) | { readonly carryOut: () => void; readonly to: DomainState };

export type LifecycleOperation = Exclude<Operation, "launch" | "access">;
export type SnapshotOperation = Exclude<StorageOperation, "clone">;

/** The machine that another is a clone of. */
interface Origin extends ClonePlan {
  readonly domain: Domain;
}

export class Domain {
  readonly spec: DomainSpec;
  /** What it stands on: another one after it was moved. */
  platform: DomainPlatform;
  log: DomainLog;
  disk: VirtualDisk;
  readonly port: Port;
  /** Its state, but for the difference between running and blocked. */
  phase: Exclude<DomainState, "blocked"> = "shutoff";
  /** The machine since it was last switched on. */
  powered: PoweredDomain | undefined;
  /** What the operating system starts at each boot. */
  services: Service[] = [];
  readonly snapshots = new DomainSnapshots();
  /** What it may have of the physical CPUs. */
  readonly share: CpuShare;
  pauseReason: PauseReason | undefined;
  /** Refuses what cannot be done for the time being, as while it is moved. */
  guard: ((asking: Asking, operation: string) => void) | undefined;
  /** The hypervisor in it. */
  inner: Inner | undefined;

  /** Made by `hypervisor.define` or `clone`, which have checked that disk and name are to be had. */
  constructor(spec: DomainSpec, platform: DomainPlatform, origin?: Origin) {
    const { hardware, network } = platform;
    this.spec = spec;
    this.platform = platform;
    this.log = new DomainLog(hardware, spec.name);
    const kind = spec.thin === true ? "thin" : "thick";
    const kept = origin && origin.domain.keptIn(origin.snapshot);
    this.disk = origin
      ? origin.domain.disk.clone(spec.name, origin.linked ? "linked" : kind, kept?.disk)
      : new VirtualDisk(hardware.disk, spec.name, spec.disk, kind);
    if (origin) this.services = [...(kept ?? origin.domain).services];
    this.port = network.connect(spec.name, hardware.random);
    this.share = platform.outer?.share ?? new CpuShare(spec);
    platform.outer?.guests.set(spec.name, this.#asNested());
    this.#enrol();
    const size = `${count(spec.vcpus, "vCPU")}, ${formatBytes(spec.memory)}`;
    const from =
      origin &&
      `${origin.linked ? "linked" : "full"} clone of "${origin.domain.name}"${origin.snapshot === undefined ? "" : ` at "${origin.snapshot}"`}`;
    this.log.lifecycle(origin ? "clone" : "define", "undefined", "shutoff", from ?? size);
    const thin = spec.thin === true ? ", thin" : "";
    const vda = `disk vda, ${formatBytes(spec.disk)}${thin}`;
    this.log.allocated("storage", this.disk.allocated, vda);
    this.log.allocated("network", 1, `port with address ${this.port.mac}`);
  }

  get name(): string {
    return this.spec.name;
  }

  /** Its state, in libvirt's words. */
  get state(): DomainState {
    return this.phase === "running" && this.powered?.blocked === true ? "blocked" : this.phase;
  }

  /** Bytes of the server's disk that it takes, snapshots included. */
  get allocated(): number {
    return this.phase === "undefined" ? 0 : this.disk.allocated + this.snapshots.memoryBytes;
  }

  /** Where its memory is. */
  get memoryUsage(): MemoryUsage {
    const { memory, reservation = 0 } = this.spec;
    const off = memoryUse(memory, reservation);
    if (!this.isOn || !this.powered) return off;
    return this.powered.memory.demand?.usage() ?? memoryUse(memory, memory, memory);
  }

  get isOn(): boolean {
    return this.phase !== "shutoff" && this.phase !== "undefined";
  }

  /** What a snapshot kept; undefined without a name. */
  keptIn(snapshot: string | undefined): SnapshotContent | undefined {
    return this.snapshots.entries().find(({ name }) => name === snapshot)?.content;
  }

  attempt<T>(operation: string, request: string, action: (asking: Asking) => T): T {
    const { hardware, name: subject } = this.platform;
    return recordingRefusal(hardware, this.name, operation, () => {
      this.platform.requireUp({ subject, request });
      if (this.isOn) checkStateKnown({ subject, request }, operation, this.spec);
      this.guard?.({ subject, request }, operation);
      return action({ subject, request });
    });
  }

  /** Asks the table, then `check`, and only when both agree carries out what `check` gave back. */
  perform(operation: LifecycleOperation, request: string, check: (asking: Asking) => Change): void {
    this.attempt(operation, request, (asking) => {
      const from = this.state;
      const to = nextState(asking.subject, request, from, operation);
      if (operation === "install") refuseNested(asking, this.inner?.software);
      const change = check(asking);
      const { carryOut, detail } =
        typeof change === "function" ? { carryOut: change, detail: undefined } : change;
      // The operation's record goes first; what it sets off follows.
      this.log.lifecycle(operation, from, to, detail);
      if (to !== "blocked") this.phase = to;
      carryOut();
    });
  }

  /** Changes its share of the CPUs in any state; `change` checks, carries out, and says what it is now. */
  allot(operation: "schedule" | "pin", change: (asking: Asking) => string): void {
    const request = `cannot ${operation} "${this.name}"`;
    this.attempt(operation, request, (asking) => {
      const { state } = this;
      checkDefined(asking.subject, request, state);
      if (this.platform.outer) refuseSchedule(asking, this.platform.outer);
      this.log.lifecycle(operation, state, state, change(asking));
      this.powered?.reschedule();
    });
  }

  /** As `perform`, by the table of disks and snapshots. */
  store(
    operation: SnapshotOperation,
    request: string,
    detail: string,
    check: (asking: Asking) => StorageChange,
  ): void {
    this.attempt(operation, request, (asking) => {
      const from = this.state;
      checkStorageState(asking.subject, request, from, operation);
      refuseNested(asking, this.inner?.software);
      const change = check(asking);
      const { to, carryOut } =
        typeof change === "function" ? { to: from, carryOut: change } : change;
      this.log.lifecycle(operation, from, to, detail);
      carryOut();
    });
  }

  /** Keeps what it is now. A machine that runs is stopped for that moment. */
  keep(name: string, state: SnapshotContent["state"]): void {
    const { disk, simulation } = this.platform.hardware;
    const powered = this.isOn ? this.powered : undefined;
    if (state === "running") powered?.suspend();
    this.snapshots.add(name, {
      disk: this.disk.freeze(),
      services: [...this.services],
      state,
      powered: powered?.save((pages) => new SavedMemory(disk, pages)),
      time: simulation.now,
    });
    if (state === "running") powered?.resume();
  }

  /** Brings back what a snapshot kept. */
  bringBack(name: string, { disk, services, state, powered }: SnapshotContent): void {
    if (this.isOn) this.powerOff();
    this.disk.revert(disk);
    this.services = [...services];
    this.snapshots.moveTo(name);
    this.phase = state;
    this.pauseReason = "from snapshot";
    if (powered) this.powerOn(powered);
    if (state === "running") this.powered?.resume();
  }

  /** What undefine does: disk, snapshots, port and name are given back. */
  remove(): void {
    const bytes = this.disk.allocated + this.snapshots.memoryBytes;
    this.snapshots.discardAll();
    this.disk.release();
    this.platform.network.disconnect(this.port);
    this.platform.forget(this.name);
    this.log.released("storage", bytes, "disk vda");
    this.log.released("network", 1, `port with address ${this.port.mac}`);
  }

  /** As KVM does with `werror=stop`, and ESXi: the machine stands still, and can go on once there is room. */
  outOfSpace(): void {
    const from = this.state;
    this.powered?.suspend();
    this.phase = "paused";
    this.pauseReason = "I/O error";
    this.log.lifecycle("io-error", from, "paused", "no space left on the server's disk");
  }

  powerOn(saved?: PoweredState): void {
    this.port.link = true;
    this.powered = new PoweredDomain(this.#machine(), saved);
  }

  /**
   * Stands on another hypervisor from now on, with its name, its port and its disk; and with `memory` there, if it is on.
   * The caller has checked that all of it is to be had.
   */
  relocate(to: DomainPlatform, disk: VirtualDisk, memory?: GuestMemory): void {
    this.platform.network.disconnect(this.port);
    this.platform.forget(this.name);
    this.platform = to;
    this.log = new DomainLog(to.hardware, this.name);
    this.disk = disk;
    to.network.plugIn(this.port);
    this.#enrol();
    if (memory) this.powered?.move(this.#machine(), memory);
  }

  /** What it stands on is gone, and it goes off. */
  lose(cause: string): void {
    this.#goOff("crash", cause);
  }

  #enrol(): void {
    this.platform.enrol(this.name, (failure, cause) => {
      if (failure === "panic") this.#panic(cause);
      else this.lose(cause);
    });
  }

  #machine(): PoweredPlatform {
    const { hardware, loop, profile, traceHops, controlDomain, memory, outer } = this.platform;
    return {
      spec: this.spec,
      share: this.share,
      profile,
      ...(outer && { outer }),
      tower: [...(outer?.below ?? []), profile],
      inner: () => this.inner,
      bounds: this.inner?.nesting.bounds ?? outer?.bounds ?? [],
      traceHops,
      controlDomain,
      backing: memory,
      hardware,
      loop,
      log: this.log,
      bootable: () => this.disk.bootable(),
      services: () => this.services,
      poweredOff: () => {
        this.#goOff("power-off", "by the guest");
      },
      crashed: (message) => {
        this.#panic(message);
      },
      takeRoom: (bytes) => this.disk.append(bytes),
      outOfSpace: () => {
        this.outOfSpace();
      },
    };
  }

  #asNested(): NestedGuest {
    return {
      freeze: () => {
        if (!this.isOn) return;
        this.powered?.suspend();
        this.powered?.io.freeze();
      },
      thaw: () => {
        if (this.isOn) this.powered?.io.thaw();
        if (this.phase === "running" || this.phase === "shutdown") this.powered?.resume();
      },
      losePower: (cause) => {
        if (this.isOn) this.#goOff("crash", cause);
      },
    };
  }

  #goOff(operation: string, detail: string): void {
    const from = this.state;
    this.phase = "shutoff";
    this.powerOff();
    this.log.lifecycle(operation, from, "shutoff", detail);
  }

  #panic(message: string): void {
    const from = this.state;
    this.phase = "crashed";
    this.log.append({ kind: "guest", event: "panic", detail: message });
    this.powered?.halt();
    this.unplug();
    this.log.lifecycle("crash", from, "crashed", message);
  }

  /** What a power-off leaves: the disk. */
  powerOff(): void {
    this.powered?.release();
    this.unplug();
  }

  unplug(): void {
    this.port.link = false;
    this.port.inbox = [];
  }

  /** The machine that is on, if there is an operating system in it that reacts. */
  responding(asking: Asking, hint: string): PoweredDomain {
    return checkResponding(asking, this.powered, hint);
  }

  access(): GuestAccess {
    return domainAccess({
      name: this.name,
      port: this.port,
      place: () => this,
      powered: () => {
        const request = `cannot use the devices of "${this.name}"`;
        nextState(this.platform.name, request, this.state, "access");
        if (this.powered) return this.powered;
        throw new Error(`"${this.name}" is ${this.state} without ever being on`);
      },
      frames: () => (this.isOn ? (this.powered?.memory.frames ?? []) : []),
      outOfSpace: () => {
        this.outOfSpace();
      },
    });
  }
}
