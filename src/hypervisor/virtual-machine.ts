// A virtual machine: its lifecycle as operations. Each first asks the table of transitions, then checks what it needs,
// and only then changes anything; so a refused one leaves no mark but a record.

import type { Device } from "../host/device.ts";
import type { Component } from "../host/component.ts";
import type { CpuModel } from "../host/cpu-models.ts";
import type { OsImage } from "../host/os-images.ts";
import { options, yesOrNo, normalized } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import { checkApplication } from "./workload/application.ts";
import type { Application } from "./workload/application.ts";
import { checkDiskSpace, checkImage } from "../host/capacity.ts";
import { checkStart } from "./machine/admission.ts";
import type { CreateSpec, DomainSpec, ScheduleSpec } from "./spec/domain-spec.ts";
import type { ApplicationSpec, Service } from "./spec/workload-spec.ts";
import { domainData, domainDevices } from "./machine/domain-description.ts";
import { changeAffinity, changeShare } from "./scheduling/domain-schedule.ts";
import { checkCpu, seenCpu } from "./machine/guest-cpu.ts";
import type { Domain } from "./machine/domain.ts";
import type {
  Change,
  LifecycleOperation,
  PauseReason,
  SnapshotOperation,
  StorageChange,
} from "./machine/domain.ts";
import type { Migration, MigrateSpec } from "./machine/migration.ts";
import { isTemplate, mark } from "./machine/templates.ts";
import type { ManagedDomain } from "./machine/virtual-machine-monitor.ts";
import { installedHypervisors } from "./installed-hypervisor.ts";
import { messages } from "./messages.ts";
import type { Backup, BackupSpec } from "./machine/backup.ts";
import { backups } from "./machine/backup-progress.ts";
import { beginBackup, prepareMigration } from "./prepare-migration.ts";
import type { Profile } from "./profiles/profile.ts";
import type { Software } from "../host/system-software.ts";
import type { libraryKey } from "../simulation/internals.ts";
import { checkKey, Internals } from "../simulation/internals.ts";
import type { Snapshot } from "./machine/domain-snapshots.ts";
import type { ExitReason } from "./exits/exit.ts";
import type { GuestAccess } from "./machine/guest-access.ts";
import type { ControlDomain } from "./io/control-domain.ts";
import { noIo } from "./io/domain-io.ts";
import type { IoUsage } from "./io/domain-io.ts";
import { nextState } from "./lifecycle/state-rules.ts";
import type { DomainState } from "./lifecycle/lifecycle.ts";
import type { CloneSpec } from "./storage/clone.ts";
import type { MemoryUsage } from "./memory/machine-memory.ts";
import { measure } from "./measurement/measurement.ts";
import type { Measurement, Work } from "./measurement/measurement.ts";
import { addressText } from "./network/host-networks.ts";
import { nest } from "./nesting/nest.ts";
import { checkNoClones } from "./lifecycle/storage-rules.ts";
import type { VcpuUsage } from "./scheduling/vcpu.ts";
import type { DiskUsage } from "./storage/virtual-disk.ts";

/** What manages virtual machines, as these know it: a `Hypervisor`. */
export interface MachineManager extends Software {
  /** What product it is. */
  readonly profile: Profile;
  /** The guest that carries the others' I/O; undefined on a product without one. */
  readonly controlDomain: ControlDomain | undefined;
  /** The name of its scheduler. */
  readonly scheduler: string;
  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  readonly timeSlice: number;
  /** All machines, in the order in which they were defined. */
  domains(): VirtualMachine[];
  /** The machine of that name. */
  lookup(name: string): VirtualMachine;
  /** Defines a machine. */
  define(spec: DomainSpec): VirtualMachine;
  /** Defines a machine, installs an operating system, and starts it. */
  create(spec: CreateSpec): VirtualMachine;
  /** The same, of the size that the maker of the operating system recommends. */
  create(image: string, given?: Partial<CreateSpec>): VirtualMachine;
  /** Defines a machine that is like another. */
  clone(source: string, spec: CloneSpec): VirtualMachine;
  /** Its parts as they are now. */
  components(): Component[];
}

const domains = new Internals<Domain>();
const machines = new WeakMap<ManagedDomain, VirtualMachine>();

/** The machine behind what a cell holds. */
export const domainOf = (vm: VirtualMachine): Domain => domains.of(vm);

/** What a cell holds of a machine. */
export function virtualMachineOf(domain: ManagedDomain): VirtualMachine {
  const vm = machines.get(domain);
  if (vm) return vm;
  throw new Error(`the machine "${domain.name}" was made without what a cell holds of it`);
}

/**
 * A virtual machine: the guest server. `hypervisor.define(…)` and `hypervisor.create(…)` make one.
 *
 * Its operations take effect at the present simulated time; what they set off (a boot, a shutdown) happens as
 * `server.run(…)` lets time pass.
 */
export class VirtualMachine {
  readonly #domain: Domain;
  /** Its memory, disk and network, as a program inside uses them. */
  readonly guest: GuestAccess;
  #nested: MachineManager | undefined;

  /** @internal `hypervisor.define`, `create` and `clone` make one. */
  constructor(key: typeof libraryKey, domain: Domain) {
    checkKey(key, "virtual machine", 'hypervisor.create({ name: "shop", … })');
    this.#domain = domain;
    domains.keep(this, domain);
    machines.set(domain, this);
    this.guest = domain.access();
    Object.freeze(this);
  }

  /** Its name. */
  get name(): string {
    return this.#domain.spec.name;
  }

  /** Number of virtual CPUs. */
  get vcpus(): number {
    return this.#domain.spec.vcpus;
  }

  /** Memory in bytes. The server's memory is taken only while the machine is on. */
  get memory(): number {
    return this.#domain.spec.memory;
  }

  /** Disk in bytes. */
  get disk(): number {
    return this.#domain.spec.disk;
  }

  /** How much of the server's disk it really takes. */
  get diskUsage(): DiskUsage {
    const { allocated, disk, spec } = this.#domain;
    return { size: spec.disk, allocated, depth: disk.depth, thin: spec.thin === true };
  }

  /** Where its memory is: backed by the server's, swapped, or given up. */
  get memoryUsage(): MemoryUsage {
    return this.#domain.memoryUsage;
  }

  /** Hardware address of its network interface. */
  get mac(): string {
    return this.#domain.port.mac;
  }

  /** Its IPv4 address, from a DHCP server; undefined while it is off, boots, or no server had one left for it. */
  get address(): string | undefined {
    return addressText(this.#domain.port);
  }

  /** Its state, in libvirt's words. One that is up and has nothing to do is `blocked`; tables call that running (idle). */
  get state(): DomainState {
    return this.#domain.state;
  }

  /** The operating system on its disk, if there is one to boot. */
  get os(): OsImage | undefined {
    return this.#domain.os;
  }

  /** Whether its operating system is up; false once it is off, or has crashed. */
  get booted(): boolean {
    const { isOn, phase, active } = this.#domain;
    return isOn && phase !== "crashed" && active?.engine.up === true;
  }

  /** What the guest wrote to its serial console since the last start, line by line. */
  get console(): readonly string[] {
    return this.#domain.active?.console ?? [];
  }

  /** The applications launched since the last boot. */
  get applications(): readonly Application[] {
    return [...this.#domain.applications];
  }

  /** How often it left the guest since the last start, by reason. */
  get exits(): Readonly<Partial<Record<ExitReason, number>>> {
    return this.#domain.active?.exits ?? {};
  }

  /** What went to and fro between it and its devices since the last start: `vm.io.disk.requests`. */
  get io(): IoUsage {
    return this.#domain.active?.io.usage ?? noIo;
  }

  /** Where each virtual CPU's time went since the last start. */
  get cpuUsage(): VcpuUsage[] {
    const { now } = this.#domain.vmm.hardware.simulation;
    return (this.#domain.active?.vcpus ?? []).map((vcpu) => vcpu.usage(now));
  }

  /** The CPU that its guest finds: since it was started; of one that is off, what it would find. */
  get cpuModel(): CpuModel {
    return seenCpu(this.#domain);
  }

  /** Name of the server that it is on. */
  get server(): string {
    return this.#domain.vmm.hardware.name;
  }

  /** Name of the hypervisor that manages it. */
  get hypervisor(): string {
    return this.#domain.vmm.name;
  }

  /** Where its disk is: on its server's, or on the storage of the cluster. */
  get storage(): "local" | "shared" {
    return this.#domain.spec.storage ?? "local";
  }

  /** Whether it is a template: there to be cloned, and not to be started. */
  get isTemplate(): boolean {
    return isTemplate(this.#domain);
  }

  /** Its last migration; undefined if it was never moved. */
  get migration(): Migration | undefined {
    return this.#domain.migration;
  }

  /** Why it is paused; undefined while it is not. */
  get pauseReason(): PauseReason | undefined {
    return this.#domain.phase === "paused" ? this.#domain.pauseReason : undefined;
  }

  /**
   * Puts an operating system on its disk, from a ready image: takes no simulated time.
   * @param image a name such as "ubuntu-24.04"; `osImages` lists them
   * @throws HypervisorError `no-image`; `insufficient-disk` below the system's published minimum, or when the server
   * has no room for what a thin disk must then hold
   */
  install(image: string): this {
    const { vmm, disk } = this.#domain;
    const details = { image: described(image), machine: this.name };
    const asked = messages.request(vmm.name, "install", details);
    this.#domain.perform("install", asked, (request) => {
      const found = checkImage(request, image, this.disk);
      checkDiskSpace(request, vmm.hardware, disk.installRoom(found));
      const carryOut = () => {
        disk.install(found);
        this.#domain.services = [];
      };
      return { detail: { code: "system", system: found.name }, carryOut };
    });
    return this;
  }

  /**
   * Switches it on: memory is allocated, then the firmware boots what is on the disk. A system that needs more memory
   * than the machine has is started all the same, and panics while it boots: the hypervisor cannot know.
   * @throws HypervisorError `insufficient-memory`, `insufficient-cpus`; `config-unsupported` for a CPU that the server has
   * not; that or `resource-busy` for a device of its own
   */
  start(): this {
    return this.#perform("start", (request) => {
      checkStart(request, this.#domain.vmm, this.#domain.spec);
      return () => {
        this.#domain.powerOn();
      };
    });
  }

  /** Takes all CPU time from it; it keeps its memory and can go on where it was. */
  suspend(): this {
    return this.#perform("suspend", () => () => {
      this.#domain.pauseReason = "user";
      this.#domain.active?.suspend();
    });
  }

  /** Lets a paused machine go on. */
  resume(): this {
    return this.#perform("resume", () => () => {
      this.#domain.active?.resume();
    });
  }

  /**
   * Presses the power button: the guest stops its services and powers off, which takes simulated time. The state is
   * `shutdown` meanwhile, `shutoff` afterwards.
   * @throws HypervisorError `no-operating-system` when nothing inside would react
   */
  shutdown(): this {
    return this.#perform("shutdown", (request) => {
      const { engine } = this.#domain.responding(request, "shutdown");
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
    return this.#perform("reboot", (request) => {
      const { engine } = this.#domain.responding(request, "reboot");
      return () => {
        engine.requestPower("reset");
      };
    });
  }

  /** Cuts the power, at once. Its memory goes back to the server; its disk stays. */
  destroy(): this {
    return this.#perform("destroy", () => () => {
      this.#domain.powerOff();
    });
  }

  /**
   * Removes it with its disk (libvirt's `undefine` with all its storage). The name is free again; this object refuses
   * everything from then on. With `{ snapshots: true }` its snapshots go too; without, it must have none.
   * @throws HypervisorError `operation-invalid` when it has snapshots; `resource-busy` when it has linked clones
   */
  undefine(flags: { readonly snapshots?: boolean } = {}): this {
    return this.#perform("undefine", (request) => {
      const { snapshots = false } = options(request, flags, "undefine({ snapshots: true })", {
        snapshots: true,
      });
      yesOrNo(request, "snapshots", snapshots);
      if (!snapshots) this.#domain.snapshots.checkNone(request, "undefine");
      checkNoClones(request, this.#domain.disk.linkedClones);
      return () => {
        this.#domain.remove();
      };
    });
  }

  /**
   * Keeps its disk as it is now (libvirt's `snapshot-create-as`) and, when it is on, its memory and what goes on in it:
   * it is stopped for that moment. Takes no room for the disk until that is written to again; the memory takes what
   * the guest has written of it. It is on the same disk of the same server: a snapshot is not a backup. What is written
   * from then on goes to a new layer, and each layer that a read goes down costs time (`diskUsage.depth`).
   * @throws HypervisorError `snapshot-exists`; `insufficient-disk` for the memory; `config-unsupported` for a disk that
   * is passed through
   */
  snapshot(name: string): this {
    name = normalized(name);
    return this.#store("snapshot", name, (request) => {
      this.#domain.snapshots.checkFree(request, name);
      const { isOn, active, phase } = this.#domain;
      const memory = isOn ? (active?.memory.savedSize ?? 0) : 0;
      checkDiskSpace(request, this.#domain.vmm.hardware, memory);
      const state = isOn ? (phase === "paused" ? "paused" : "running") : "shutoff";
      return () => {
        this.#domain.takeSnapshot(name, state);
      };
    });
  }

  /** Its snapshots as plain data, in the order in which they were taken: a tree by `parent`. */
  snapshots(): Snapshot[] {
    return this.#domain.snapshots.list();
  }

  /**
   * Takes it back to a snapshot (libvirt's `snapshot-revert`): disk, services and state are what they were, and so are
   * memory and applications of a machine that was on. What happened since is lost, unless another snapshot has it.
   * @throws HypervisorError `no-snapshot`; of a snapshot of a running machine `insufficient-memory` when it is off, and
   * `config-unsupported` where the server lacks features of its CPU
   */
  revert(name: string): this {
    name = normalized(name);
    return this.#store("revert", name, (request) => {
      const { isOn, snapshots, vmm } = this.#domain;
      const content = snapshots.find(request, name);
      if (content.active) checkCpu(request, content.active.cpu, vmm.hardware);
      if (content.active && !isOn) vmm.memory.admit(request, this.#domain.spec);
      const carryOut = () => {
        this.#domain.revertTo(name, content);
      };
      return { to: content.state, carryOut };
    });
  }

  /**
   * Removes a snapshot (libvirt's `snapshot-delete`): blocks that it alone kept are free again, the machine stays as
   * it is, and snapshots that stood on it stand on its parent. The layers become one, so that reads have one less to go
   * down. That takes no simulated time.
   * @throws HypervisorError `no-snapshot`
   */
  deleteSnapshot(name: string): this {
    name = normalized(name);
    return this.#store("deleteSnapshot", name, (request) => {
      const content = this.#domain.snapshots.find(request, name);
      return () => {
        this.#domain.snapshots.discard(name, content);
      };
    });
  }

  /**
   * Puts a snapshot elsewhere in the tree (libvirt's `snapshot-create --redefine`); what it keeps stays the same.
   * @param parent another snapshot; null makes it a root
   * @throws HypervisorError `no-snapshot`; `invalid-argument` for a cycle
   */
  redefineSnapshot(name: string, place: { readonly parent: string | null }): this {
    name = normalized(name);
    return this.#store("redefineSnapshot", name, (request) => {
      const given = options(request, place, 'redefineSnapshot("b", { parent: "a" })', {
        parent: true,
      });
      const parent = normalized(given.parent);
      this.#domain.snapshots.checkParent(request, name, parent);
      return () => {
        this.#domain.snapshots.setParent(name, parent);
      };
    });
  }

  /**
   * Makes it a template (vSphere's word): it stays as it is, cannot be started, installed or reverted, and is cloned.
   * @throws HypervisorError `operation-invalid` unless it is shutoff
   * @example hypervisor.clone(golden.markAsTemplate().name, { name: "web-1", linked: true })
   */
  markAsTemplate(): this {
    mark(this.#domain, "markAsTemplate");
    return this;
  }

  /** Makes a template a machine that can be started again. */
  markAsVirtualMachine(): this {
    mark(this.#domain, "markAsVirtualMachine");
    return this;
  }

  /**
   * Starts an application in its operating system, as soon as that is up: `launch(service({ … }))`. A service starts
   * again with each boot until another system is installed; a batch job runs once.
   * @throws HypervisorError `no-operating-system`, `application-exists`
   */
  launch(application: ApplicationSpec): Application {
    const name: unknown = (application as Partial<Service> | undefined)?.name;
    const details = { application: described(name), machine: this.name };
    const asked = messages.request(this.#domain.vmm.name, "launch", details);
    return this.#domain.attempt("launch", asked, (request) => {
      nextState(request, this.state, "launch");
      const active = this.#domain.responding(request, "launch");
      checkApplication(request, application, active.applications, this.#domain.vmm.hardware.nic);
      if (application.kind === "service") this.#domain.services.push(application);
      return active.launch(application);
    });
  }

  /**
   * How long a piece of work takes in it, in nanoseconds: waits until its system is up, and lets simulated time pass on
   * the server until the work is done, and for a second more.
   * @throws HypervisorError `operation-invalid` unless it is on; what `launch` throws
   * @example vm.time({ compute: seconds(1) })
   */
  time(work: Work): number {
    return this.measure(work).time;
  }

  /**
   * How long the server's CPUs are busy for a piece of work in it, all together, in nanoseconds: guest, hypervisor and
   * host. Lets time pass as `time` does.
   * @throws HypervisorError what `time` throws
   * @example vm.cpuTime({ read: KiB(4) })
   */
  cpuTime(work: Work): number {
    return this.measure(work).cpuTime;
  }

  /**
   * What a piece of work takes in it: time, CPU time, and how often its guest is left meanwhile. Lets time pass as `time`
   * does.
   * @throws HypervisorError what `time` throws
   * @example vm.measure({ send: MiB(64) }).exits.mmio
   */
  measure(work: Work): Measurement {
    return measure(this.#domain, (job) => this.launch(job), work);
  }

  /**
   * Sets its `weight` among the machines and its `cap`, on or off (`virsh schedinfo`). What is not given stays.
   * @throws HypervisorError `invalid-argument`, `no-domain`
   * @example vm.schedule({ weight: 512, cap: 50 })
   */
  schedule(spec: ScheduleSpec): this {
    this.#domain.allot("schedule", (request) => changeShare(request, this.#domain.share, spec));
    return this;
  }

  /**
   * Lets virtual CPU number `vcpu` run on these physical CPUs only, on or off (`virsh vcpupin`); both count from 0.
   * @throws HypervisorError `invalid-argument`, `no-domain`
   * @example vm.pin(0, [2, 3])
   */
  pin(vcpu: number, pcpus: readonly number[]): this {
    const { share } = this.#domain;
    const { hardware } = this.#domain.vmm;
    this.#domain.allot("pin", (a) => changeAffinity(a, hardware, share, this.vcpus, vcpu, pcpus));
    return this;
  }

  /**
   * Moves it to the hypervisor of another server while it runs (libvirt's `migrate --live`). The room there is taken
   * now; the copying happens as `cluster.run(…)` lets time pass, over both servers' network interfaces. This object, its
   * applications and its address stay the same.
   * @param to a hypervisor of the same product, on another server of the same cluster
   * @throws HypervisorError `operation-invalid` unless it is on, or for its own server; `config-unsupported` for another
   * product, a CPU without features that the guest was started with, or a disk that is not shared; `no-connect` for a server that is down or of no cluster; `domain-exists`,
   * `insufficient-memory`, `insufficient-cpus`, `insufficient-disk`; `resource-busy` while it is being moved
   * @example vm.migrate(other, { mode: "post-copy", bandwidth: Gbps(1) })
   */
  migrate(to: MachineManager, spec: MigrateSpec = {}): Migration {
    return prepareMigration(this.#domain, to, spec).begin();
  }

  /**
   * Copies its disk to another server while it goes on (libvirt's `backup-begin`), as it is at this moment, over both
   * servers' network interfaces; the copying happens as `cluster.run(…)` lets time pass. Room there is taken now. Unlike
   * a snapshot it has blocks of its own, and outlives the machine, its disk and its server. It holds the disk and not the
   * memory: it is as after a power cut (crash-consistent), unless the machine is off. What is written meanwhile takes room
   * of its own until it is completed. One that fails leaves nothing, and the one before it is still the last.
   * @param to a hypervisor on another server of the same cluster
   * @throws HypervisorError `operation-invalid` for its own server; `no-connect` for a server that is down or of no
   * cluster; `insufficient-disk`; `invalid-argument` when `since` is not its last completed backup, or not there;
   * `resource-busy` while another is made, or it is being moved; `config-unsupported` for a disk that is passed through;
   * `no-domain`
   * @example const tuesday = vm.backup(other, { since: monday });
   */
  backup(to: MachineManager, spec: BackupSpec = {}): Backup {
    return beginBackup(this.#domain, to, spec);
  }

  /**
   * Makes its disk what a backup holds, of this machine or another; what was on it is lost. Takes no simulated time: the
   * way back is not modelled.
   * @throws HypervisorError `operation-invalid` unless it is off, and while it has snapshots; `invalid-argument` for a
   * backup that is not completed; `insufficient-disk`; `resource-busy` when it has linked clones; `no-connect` when the
   * server that keeps the backup is down, or of another cluster
   */
  restore(backup: Backup): this {
    const asked = messages.request(this.#domain.vmm.name, "restore", { machine: this.name });
    const known = backups.find(backup);
    const server = known?.place.hardware.name ?? "";
    this.#domain.store("restore", asked, { code: "backup", server }, (request) => {
      if (known?.state !== "completed")
        throw messages.refusal("invalid-argument/backup", request, { state: known?.state });
      known.place.requireUp(request);
      const { snapshots, disk, spec, vmm } = this.#domain;
      const [here, there] = [vmm.hardware, known.place.hardware];
      if (here.simulation !== there.simulation)
        throw messages.refusal("no-connect/no-cluster", request, { server: here.name });
      snapshots.checkNone(request, "restore");
      checkNoClones(request, disk.linkedClones);
      const needed = known.disk.size;
      if (needed > spec.disk)
        throw messages.refusal("insufficient-disk/backup", request, { disk: spec.disk, needed });
      const room = (spec.thin === true ? known.disk.written() : spec.disk) - disk.allocated;
      checkDiskSpace(request, vmm.hardware, Math.max(0, room));
      return () => {
        this.#domain.restoreFrom(known);
      };
    });
    return this;
  }

  /**
   * Installs a hypervisor in it: on its system, which is up, or, of type 1, in a running machine with an empty disk.
   * @throws HypervisorError `operation-invalid`, `already-installed`, `config-unsupported`, `insufficient-memory`, …
   * @example const inner = vm.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
   */
  nest<Nested extends MachineManager>(hypervisor: Nested): Nested {
    const asked = messages.request(this.#domain.vmm.name, "nest", { machine: this.name });
    return this.#domain.attempt("nest", asked, (request) => {
      nest(request, this.#domain, installedHypervisors.find(hypervisor));
      this.#nested = hypervisor;
      return hypervisor;
    });
  }

  /** The hypervisor in it, if there is one. */
  get nested(): MachineManager | undefined {
    return this.#nested;
  }

  /** CPU, memory, storage and network interface: the same rows as the server's own, and what is behind each. */
  devices(): Device[] {
    const { isOn, active, spec, vmm, allocated } = this.#domain;
    const frames = isOn ? active?.memory.frames : undefined;
    return domainDevices(spec, this.mac, vmm.hardware, allocated, frames);
  }

  toJSON(): unknown {
    return domainData(this, this.#domain.share, this.#domain.port.inbox.length);
  }

  #perform(
    operation: Exclude<LifecycleOperation, "install">,
    check: (request: Request) => Change,
  ): this {
    const asked = messages.request(this.#domain.vmm.name, operation, { machine: this.name });
    this.#domain.perform(operation, asked, check);
    return this;
  }

  #store(
    operation: Exclude<SnapshotOperation, "restore">,
    snapshot: string,
    check: (request: Request) => StorageChange,
  ): this {
    const details = { snapshot: described(snapshot), machine: this.name };
    const asked = messages.request(this.#domain.vmm.name, operation, details);
    this.#domain.store(operation, asked, { code: "snapshot", snapshot }, check);
    return this;
  }
}
