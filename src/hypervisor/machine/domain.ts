// What a virtual machine is made of, behind the operations that a cell sees: its disk, its port, its snapshots, and the
// rule by which every operation is carried out. First the table is asked, then what it needs is checked, and only then
// is anything changed; so a refused one leaves no mark but a record.

import { recordingRefusal } from "../../host/refusals.ts";
import type { Layer } from "../../host/layers.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { CrashCause, LifecycleDetail } from "../../trace/detail.ts";
import { ActiveDomain, checkResponding } from "./active-domain.ts";
import type { NetworkEnd } from "../io/message.ts";
import type { ActiveDomainSetup } from "./active-domain.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Service } from "../spec/workload-spec.ts";
import { domainAccess } from "./domain-access.ts";
import { domainLayers } from "./domain-description.ts";
import type { Migration } from "./migration.ts";
import type { Application } from "../workload/application.ts";
import { DomainLog } from "../lifecycle/domain-log.ts";
import { CpuShare } from "../scheduling/cpu-share.ts";
import type { Failure, ManagedDomain, VirtualMachineMonitor } from "./virtual-machine-monitor.ts";
import type { BackupProgress } from "./backup-progress.ts";
import { DomainSnapshots } from "./domain-snapshots.ts";
import type { SnapshotContent } from "./domain-snapshots.ts";
import { refuseNested, refuseSchedule } from "./nesting.ts";
import type { NestedHypervisor, NestedGuest } from "./nesting.ts";
import type { GuestAccess } from "./guest-access.ts";
import { messages } from "./messages.ts";
import type { SystemOperation } from "./messages.en.ts";
import { checkDefined, nextState } from "../lifecycle/state-rules.ts";
import type { DomainState, Operation } from "../lifecycle/lifecycle.ts";
import { checkOwnDevices } from "../io/device-model.ts";
import type { ActiveDomainState } from "./active-domain-state.ts";
import { memoryUse } from "../memory/machine-memory.ts";
import type { MachineMemory, MemoryUsage } from "../memory/machine-memory.ts";
import { SavedMemory } from "../memory/saved-memory.ts";
import type { ClonePlan } from "../storage/clone.ts";
import { checkStorageState } from "../lifecycle/storage-rules.ts";
import type { StorageOperation } from "../lifecycle/storage-rules.ts";
import { isPlaced, VirtualDisk } from "../storage/virtual-disk.ts";
import type { Port } from "../io/virtual-switch.ts";

/** Why a machine is paused, in libvirt's words: suspended, a write that found no room, reverted to that state, or moved. */
export type PauseReason = "user" | "I/O error" | "from snapshot" | "migration";

/** What an operation will do, once all checks have passed, and a word about it for its record. */
export type Change =
  (() => void) | { readonly carryOut: () => void; readonly detail: LifecycleDetail };

/** The same for an operation on snapshots, and the state that it leads to if that is another. */
export type StorageChange =
  (() => void) | { readonly carryOut: () => void; readonly to: DomainState };

export type LifecycleOperation = Exclude<Operation, "launch" | "access">;
export type SnapshotOperation = Exclude<StorageOperation, "clone" | "backup">;

/** The machine that another is a clone of. */
export interface Origin extends ClonePlan {
  readonly domain: Domain;
}

/** The disk that every machine has. */
const vda = { code: "disk", device: "vda" } as const;

const cloneOf = ({ domain, linked, snapshot }: Origin): LifecycleDetail => ({
  code: "clone",
  of: domain.name,
  linked,
  ...(snapshot !== undefined && { snapshot }),
});

export class Domain implements ManagedDomain {
  readonly spec: DomainSpec;
  /** What it stands on: another one after it was moved. */
  vmm: VirtualMachineMonitor;
  log: DomainLog;
  disk: VirtualDisk;
  readonly port: Port;
  /** When it went off because what it stands on went down; undefined once it was started again. */
  fellAt: number | undefined;
  #phase: Exclude<DomainState, "blocked"> = "shutoff";
  /** The machine since it was last switched on. */
  active: ActiveDomain | undefined;
  /** What the operating system starts at each boot. */
  services: Service[] = [];
  readonly snapshots = new DomainSnapshots();
  /** What it may have of the physical CPUs. */
  readonly share: CpuShare;
  pauseReason: PauseReason | undefined;
  /** What refuses operations for the time being, as while it is moved. */
  readonly guards = new Set<(request: Request, operation: string) => void>();
  /** Its last move to another server. */
  migration: Migration | undefined;
  /** The hypervisor in it. */
  nested: NestedHypervisor | undefined;

  /** Made by `hypervisor.define` or `clone`, which have checked that disk and name are to be had. */
  constructor(spec: DomainSpec, vmm: VirtualMachineMonitor, origin?: Origin) {
    const { hardware, network } = vmm;
    this.spec = spec;
    this.vmm = vmm;
    this.log = new DomainLog(hardware, spec.name);
    const kind = spec.thin === true ? "thin" : "thick";
    const kept = origin && origin.domain.snapshotContent(origin.snapshot);
    this.disk = origin
      ? origin.domain.disk.clone(spec.name, origin.linked ? "linked" : kind, kept?.disk)
      : new VirtualDisk(hardware.disk, spec.name, spec.disk, kind);
    if (origin) this.services = [...(kept ?? origin.domain).services];
    this.port = network.connect(spec.name, hardware.random, spec);
    this.share = vmm.outer?.share ?? new CpuShare(spec);
    vmm.outer?.guests.set(spec.name, this.#asNested());
    vmm.add(this);
    if (origin) this.log.lifecycle("clone", "undefined", "shutoff", cloneOf(origin));
    else {
      const { vcpus, memory } = spec;
      this.log.lifecycle("define", "undefined", "shutoff", { code: "size", vcpus, memory });
    }
    const { disk: size, thin = false } = spec;
    this.log.allocated("storage", this.disk.allocated, { ...vda, size, thin });
    this.log.allocated("network", 1, { code: "port", mac: this.port.mac });
  }

  get name(): string {
    return this.spec.name;
  }

  /** Its state, but for the difference between running and blocked. */
  get phase(): Exclude<DomainState, "blocked"> {
    return this.#phase;
  }

  set phase(phase: Exclude<DomainState, "blocked">) {
    const before = this.isOn;
    this.#phase = phase;
    if (this.isOn !== before) this.vmm.switched(this);
  }

  /** Its state, in libvirt's words. */
  get state(): DomainState {
    return this.phase === "running" && this.active?.blocked === true ? "blocked" : this.phase;
  }

  /** Bytes of the server's disk that it takes, snapshots included. */
  get allocated(): number {
    return this.phase === "undefined" ? 0 : this.disk.allocated + this.snapshots.memoryBytes;
  }

  /** Where its memory is. */
  get memoryUsage(): MemoryUsage {
    const { memory, reservation = 0 } = this.spec;
    const off = memoryUse(memory, reservation);
    if (!this.isOn || !this.active) return off;
    return this.active.memory.paging.usage();
  }

  get vcpus(): number {
    return this.spec.vcpus;
  }

  /** The operating system on its disk, if there is one to boot. */
  get os(): OsImage | undefined {
    return this.phase === "undefined" ? undefined : this.disk.bootable();
  }

  get applications(): readonly Application[] {
    return this.active?.applications ?? [];
  }

  /** Its layers while it is on, standing on layer `below`. */
  layers(below: string): Layer[] {
    return this.isOn ? domainLayers(this, below) : [];
  }

  /** Whether what is in it goes on: it is on, not paused, and has not crashed. */
  get isActive(): boolean {
    return this.phase === "running" || this.phase === "shutdown";
  }

  get isOn(): boolean {
    return this.phase !== "shutoff" && this.phase !== "undefined";
  }

  /** What a snapshot kept; undefined without a name. */
  snapshotContent(snapshot: string | undefined): SnapshotContent | undefined {
    return this.snapshots.entries().find(({ name }) => name === snapshot)?.content;
  }

  attempt<T>(operation: string, request: Request, action: (request: Request) => T): T {
    return recordingRefusal(this.vmm.hardware, this.name, operation, () => {
      this.vmm.requireUp(request);
      checkOwnDevices(request, operation, this.spec, this.isOn);
      for (const guard of this.guards) guard(request, operation);
      return action(request);
    });
  }

  /** Asks the table, then `check`, and only when both agree carries out what `check` gave back. */
  perform(
    operation: LifecycleOperation,
    asked: Request,
    check: (request: Request) => Change,
  ): void {
    this.attempt(operation, asked, (request) => {
      const from = this.state;
      const to = nextState(request, from, operation);
      if (operation === "install") refuseNested(request, this.nested?.software);
      const change = check(request);
      const { carryOut, detail } =
        typeof change === "function" ? { carryOut: change, detail: undefined } : change;
      // The operation's record goes first; what it sets off follows.
      this.log.lifecycle(operation, from, to, detail);
      if (to !== "blocked") this.phase = to;
      carryOut();
    });
  }

  /** Changes its share of the CPUs in any state; `change` checks, carries out, and says what it is now. */
  allot(operation: "schedule" | "pin", change: (request: Request) => LifecycleDetail): void {
    const asked = messages.request(this.vmm.name, operation, { machine: this.name });
    this.attempt(operation, asked, (request) => {
      const { state } = this;
      checkDefined(request, state);
      if (this.vmm.outer) refuseSchedule(request, this.vmm.outer);
      this.log.lifecycle(operation, state, state, change(request));
      this.active?.reschedule();
    });
  }

  /** As `perform`, by the table of disks and snapshots. */
  store(
    operation: SnapshotOperation,
    asked: Request,
    detail: LifecycleDetail,
    check: (request: Request) => StorageChange,
  ): void {
    this.attempt(operation, asked, (request) => {
      const from = this.state;
      checkStorageState(request, from, operation);
      refuseNested(request, this.nested?.software);
      const change = check(request);
      const { to, carryOut } =
        typeof change === "function" ? { to: from, carryOut: change } : change;
      this.log.lifecycle(operation, from, to, detail);
      carryOut();
    });
  }

  /** Keeps what it is now. A machine that runs is stopped for that moment. */
  takeSnapshot(name: string, state: SnapshotContent["state"]): void {
    const { disk, simulation } = this.vmm.hardware;
    const active = this.isOn ? this.active : undefined;
    if (state === "running") active?.suspend();
    this.snapshots.add(name, {
      disk: this.disk.freeze(),
      services: [...this.services],
      state,
      active: active?.save((pages) => new SavedMemory(disk, pages)),
      time: simulation.now,
    });
    if (state === "running") active?.resume();
  }

  /** Brings back what a snapshot kept. */
  revertTo(name: string, { disk, services, state, active }: SnapshotContent): void {
    if (this.isOn) this.powerOff();
    this.disk.revert(disk);
    this.services = [...services];
    this.snapshots.moveTo(name);
    this.phase = state;
    this.pauseReason = "from snapshot";
    if (active) this.powerOn(active);
    if (state === "running") this.active?.resume();
  }

  /** Its disk is as a backup kept it. The caller has checked that there is room. */
  restoreFrom({ disk, services }: BackupProgress): void {
    this.disk.release();
    const kind = this.spec.thin === true ? "thin" : "thick";
    this.disk = disk.copyTo(this.vmm.hardware.disk, kind, {
      name: this.name,
      size: this.spec.disk,
    });
    this.services = [...services];
  }

  /** What undefine does: disk, snapshots, port and name are given back. */
  remove(): void {
    const bytes = this.disk.allocated + this.snapshots.memoryBytes;
    this.snapshots.discardAll();
    this.disk.release();
    this.vmm.network.disconnect(this.port);
    this.vmm.remove(this.name);
    this.log.released("storage", bytes, vda);
    this.log.released("network", 1, { code: "port", mac: this.port.mac });
  }

  /** As KVM does with `werror=stop`, and ESXi: the machine stands still, and can go on once there is room. */
  outOfSpace(): void {
    const from = this.state;
    this.active?.suspend();
    this.phase = "paused";
    this.pauseReason = "I/O error";
    this.log.lifecycle("io-error", from, "paused", { code: "disk-full" });
  }

  powerOn(saved?: ActiveDomainState): void {
    this.fellAt = undefined;
    this.vmm.network.node.turnedOn(this.port);
    this.active = new ActiveDomain(this.#machine(), saved);
    // A snapshot of a system that was up: it asks for its address anew.
    if (this.active.engine.up) this.vmm.network.node.ask(this.port);
  }

  /**
   * Stands on another hypervisor from now on, with its name, its port and its disk; and with `memory` there, if it is on.
   * The caller has checked that all of it is to be had.
   */
  relocate(to: VirtualMachineMonitor, disk: VirtualDisk, memory?: MachineMemory): void {
    this.vmm.network.move(this.port, to.network);
    this.vmm.remove(this.name);
    this.vmm = to;
    this.log = new DomainLog(to.hardware, this.name);
    this.disk = disk;
    to.add(this);
    if (memory) this.active?.move(this.#machine(), memory);
  }

  /** Its own system panics, or what it stands on is gone and it goes off. */
  fail(failure: Failure, cause: CrashCause): void {
    if (failure === "panic") {
      this.#panic(cause);
      return;
    }
    if (this.isOn) this.fellAt = this.vmm.hardware.simulation.now;
    this.#goOff("crash", cause);
  }

  /** Its network interface, wherever it is and whether or not it is on. */
  readonly end: NetworkEnd = (() => {
    const vmm = () => this.vmm;
    const port = () => this.port;
    const active = () => (this.isOn ? this.active : undefined);
    const nested = () => this.nested;
    return {
      get nic() {
        return vmm().hardware.nic;
      },
      get around() {
        return vmm().outer?.end;
      },
      get inside() {
        return nested()?.nic;
      },
      get place() {
        return port();
      },
      reachedFrom: (from) => vmm().network.node.reaches(from, this.port),
      take: (bytes, outcome) => {
        const machine = active();
        if (machine) machine.receive(bytes, outcome);
        else outcome.lost();
      },
      listener: (service) => active()?.engine.listener(service),
    };
  })();

  #machine(): ActiveDomainSetup {
    const { hardware, loop, profile, traceHops, controlDomain, memory, outer } = this.vmm;
    return {
      spec: this.spec,
      share: this.share,
      profile,
      ...(outer && { outer }),
      tower: [...(outer?.below ?? []), profile],
      nested: () => this.nested,
      vcpuLimits: this.nested?.nesting.vcpuLimits ?? outer?.vcpuLimits ?? [],
      traceHops,
      controlDomain,
      backing: memory,
      hardware,
      loop,
      log: this.log,
      end: this.end,
      bootable: () => this.disk.bootable(),
      services: () => this.services,
      booted: () => {
        this.vmm.network.node.ask(this.port);
      },
      poweredOff: () => {
        this.#goOff("power-off", { code: "by-guest" });
      },
      crashed: (cause) => {
        this.#panic(cause);
      },
      takeRoom: (writes) => this.disk.take(writes.filter(isPlaced)),
      detour: (request) =>
        isPlaced(request)
          ? this.disk.detour(request, request.operation === "read" ? "read" : "write")
          : undefined,
      files: () => this.disk.files,
      outOfSpace: () => {
        this.outOfSpace();
      },
    };
  }

  #asNested(): NestedGuest {
    return {
      freeze: () => {
        if (!this.isOn) return;
        this.active?.suspend();
        this.active?.io.freeze();
      },
      thaw: () => {
        if (this.isOn) this.active?.io.thaw();
        if (this.phase === "running" || this.phase === "shutdown") this.active?.resume();
      },
      losePower: (cause) => {
        if (this.isOn) this.#goOff("crash", cause);
      },
    };
  }

  #goOff(operation: "crash" | "power-off", detail: LifecycleDetail): void {
    const from = this.state;
    this.phase = "shutoff";
    this.powerOff();
    this.log.lifecycle(operation, from, "shutoff", detail);
  }

  #panic(cause: CrashCause): void {
    const from = this.state;
    this.phase = "crashed";
    this.log.append({ kind: "guest", event: "panic", detail: cause });
    this.active?.halt();
    this.unplug();
    this.log.lifecycle("crash", from, "crashed", cause);
  }

  /** What a power-off leaves: the disk. */
  powerOff(): void {
    this.active?.release();
    this.unplug();
  }

  unplug(): void {
    this.vmm.network.node.turnedOff(this.port);
  }

  /** The machine that is on, if there is an operating system in it that reacts. */
  responding(request: Request, operation: SystemOperation): ActiveDomain {
    return checkResponding(request, this.active, operation);
  }

  access(): GuestAccess {
    return domainAccess({
      name: this.name,
      port: this.port,
      place: () => this,
      active: () => {
        const request = messages.request(this.vmm.name, "access", { machine: this.name });
        nextState(request, this.state, "access");
        if (this.active) return this.active;
        throw new Error(`"${this.name}" is ${this.state} without ever being on`);
      },
      frames: () => (this.isOn ? (this.active?.memory.frames ?? []) : []),
      outOfSpace: () => {
        this.outOfSpace();
      },
    });
  }
}
