// A virtual machine: its lifecycle as operations. Each first asks the table of transitions, then checks what it needs,
// and only then changes anything; so a refused one leaves no mark but a record.

import type { Device } from "../host/device.ts";
import type { Layer } from "../host/layers.ts";
import type { OsImage } from "../host/os-images.ts";
import { options, shown, yesOrNo } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { checkApplication } from "./workload/application.ts";
import type { Application } from "./workload/application.ts";
import { checkDiskSpace, checkImage } from "../host/capacity.ts";
import { checkStart } from "./machine/admission.ts";
import type { DomainSpec, ScheduleSpec } from "./spec/domain-spec.ts";
import type { Batch, Service } from "./spec/workload-spec.ts";
import { domainData, domainDevices, domainLayers } from "./machine/domain-description.ts";
import { changeAffinity, changeShare } from "./scheduling/domain-schedule.ts";
import { Domain } from "./machine/domain.ts";
import type {
  Change,
  LifecycleOperation,
  SnapshotOperation,
  StorageChange,
} from "./machine/domain.ts";
import { MobileMachine } from "./mobile-machine.ts";
import type { DomainPlatform } from "./machine/domain-platform.ts";
import type { Snapshot } from "./machine/domain-snapshots.ts";
import type { ExitReason } from "./exits/exit.ts";
import type { GuestAccess } from "./machine/guest-access.ts";
import { noIo } from "./io/domain-io.ts";
import type { IoUsage } from "./io/domain-io.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { nextState } from "./lifecycle/lifecycle.ts";
import type { DomainState } from "./lifecycle/lifecycle.ts";
import type { ClonePlan } from "./storage/clone.ts";
import type { MemoryUsage } from "./memory/machine-memory.ts";
import { nest } from "./nesting/nest.ts";
import { checkClone } from "./machine/clone-rules.ts";
import { checkNoClones } from "./lifecycle/storage-rules.ts";
import type { VcpuUsage } from "./scheduling/vcpu.ts";
import type { DiskUsage } from "./storage/virtual-disk.ts";

/** The machine that another is a clone of. */
interface Origin extends ClonePlan {
  readonly parent: VirtualMachine;
}

/**
 * A virtual machine: the guest server. `hypervisor.define(…)` and `hypervisor.create(…)` make one.
 *
 * Its operations take effect at the present simulated time; what they set off (a boot, a shutdown) happens as
 * `server.run(…)` lets time pass.
 */
export class VirtualMachine extends MobileMachine {
  readonly #domain: Domain;
  /** Its memory, disk and network, as a program inside uses them. */
  readonly guest: GuestAccess;

  /** Made by `hypervisor.define` or `clone`, which have checked that disk and name are to be had. */
  constructor(spec: DomainSpec, platform: DomainPlatform, origin?: Origin) {
    const parent = origin && { ...origin, domain: origin.parent.#domain };
    const domain = new Domain(spec, platform, parent);
    super(domain);
    this.#domain = domain;
    this.guest = this.#domain.access();
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
    const { allocated, spec } = this.#domain;
    return { size: spec.disk, allocated, thin: spec.thin === true };
  }

  /** Where its memory is: backed by the server's, swapped, or given up. */
  get memoryUsage(): MemoryUsage {
    return this.#domain.memoryUsage;
  }

  /** Hardware address of its network interface. */
  get mac(): string {
    return this.#domain.port.mac;
  }

  /** Its state, in libvirt's words. */
  get state(): DomainState {
    return this.#domain.state;
  }

  /** The operating system on its disk, if there is one to boot. */
  get os(): OsImage | undefined {
    return this.#domain.phase === "undefined" ? undefined : this.#domain.disk.bootable();
  }

  /** Whether its operating system is up. */
  get booted(): boolean {
    return this.#domain.powered?.engine.up ?? false;
  }

  /** What the guest wrote to its serial console since the last start, line by line. */
  get console(): readonly string[] {
    return this.#domain.powered?.console ?? [];
  }

  /** The applications launched since the last boot. */
  get applications(): readonly Application[] {
    return [...(this.#domain.powered?.applications ?? [])];
  }

  /** How often it left the guest since the last start, by reason. */
  get exits(): Readonly<Partial<Record<ExitReason, number>>> {
    return this.#domain.powered?.exits ?? {};
  }

  /** What went to and fro between it and its devices since the last start: `vm.io.disk.requests`. */
  get io(): IoUsage {
    return this.#domain.powered?.io.usage ?? noIo;
  }

  /** Where each virtual CPU's time went since the last start. */
  get cpuUsage(): VcpuUsage[] {
    const { now } = this.#domain.platform.hardware.simulation;
    return (this.#domain.powered?.vcpus ?? []).map((vcpu) => vcpu.usage(now));
  }

  /**
   * Puts an operating system on its disk, from a ready image: takes no simulated time.
   * @param image a name such as "ubuntu-24.04"; `osImages` lists them
   * @throws HypervisorError `no-image`; `insufficient-disk` below the system's published minimum, or when the server
   * has no room for what a thin disk must then hold
   */
  install(image: string): this {
    const request = `cannot install ${shown(image)} on "${this.name}"`;
    return this.#perform("install", request, (asking) => {
      const found = checkImage(asking, image, this.disk);
      const { platform, disk } = this.#domain;
      checkDiskSpace(asking, platform.hardware, disk.installRoom(found));
      const carryOut = () => {
        disk.install(found);
        this.#domain.services = [];
      };
      return { detail: found.name, carryOut };
    });
  }

  /**
   * Switches it on: memory is allocated, then the firmware boots what is on the disk. A system that needs more memory
   * than the machine has is started all the same, and panics while it boots: the hypervisor cannot know.
   * @throws HypervisorError `insufficient-memory`, `insufficient-cpus`; `config-unsupported` or `resource-busy` for a
   * device of its own
   */
  start(): this {
    return this.#perform("start", `cannot start "${this.name}"`, (asking) => {
      checkStart(asking, this.#domain.platform, this.#domain.spec);
      return () => {
        this.#domain.powerOn();
      };
    });
  }

  /** Takes all CPU time from it; it keeps its memory and can go on where it was. */
  suspend(): this {
    return this.#perform("suspend", `cannot suspend "${this.name}"`, () => () => {
      this.#domain.pauseReason = "user";
      this.#domain.powered?.suspend();
    });
  }

  /** Lets a paused machine go on. */
  resume(): this {
    return this.#perform("resume", `cannot resume "${this.name}"`, () => () => {
      this.#domain.powered?.resume();
    });
  }

  /**
   * Presses the power button: the guest stops its services and powers off, which takes simulated time. The state is
   * `shutdown` meanwhile, `shutoff` afterwards.
   * @throws HypervisorError `no-operating-system` when nothing inside would react
   */
  shutdown(): this {
    return this.#perform("shutdown", `cannot shut down "${this.name}"`, (asking) => {
      const { engine } = this.#domain.responding(asking, "use destroy(), which cuts the power");
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
      const { engine } = this.#domain.responding(asking, "use destroy() and start()");
      return () => {
        engine.requestPower("reset");
      };
    });
  }

  /** Cuts the power, at once. Its memory goes back to the server; its disk stays. */
  destroy(): this {
    return this.#perform("destroy", `cannot destroy "${this.name}"`, () => () => {
      this.#domain.powerOff();
    });
  }

  /**
   * Removes it with its disk (libvirt's `undefine` with all its storage). The name is free again; this object refuses
   * everything from then on. With `{ snapshots: true }` its snapshots go too; without, it must have none.
   * @throws HypervisorError `operation-invalid` when it has snapshots; `resource-busy` when it has linked clones
   */
  undefine(flags: { readonly snapshots?: boolean } = {}): this {
    return this.#perform("undefine", `cannot undefine "${this.name}"`, (asking) => {
      const { snapshots = false } = options(asking, flags, "undefine({ snapshots: true })");
      yesOrNo(asking, "snapshots", snapshots);
      if (!snapshots) this.#domain.snapshots.checkNone(asking);
      checkNoClones(asking, this.#domain.disk.linkedClones);
      return () => {
        this.#domain.remove();
      };
    });
  }

  /**
   * Keeps its disk as it is now (libvirt's `snapshot-create-as`) and, when it is on, its memory and what goes on in it:
   * it is stopped for that moment. Takes no room for the disk until that is written to again; the memory takes what
   * the guest has written of it. It is on the same disk of the same server: a snapshot is not a backup.
   * @throws HypervisorError `snapshot-exists`; `insufficient-disk` for the memory
   */
  snapshot(name: string): this {
    const request = `cannot take snapshot ${shown(name)} of "${this.name}"`;
    return this.#store("snapshot", request, name, (asking) => {
      this.#domain.snapshots.checkFree(asking, name);
      const { isOn, powered, phase } = this.#domain;
      const memory = isOn ? (powered?.memory.savedSize ?? 0) : 0;
      checkDiskSpace(asking, this.#domain.platform.hardware, memory);
      const state = isOn ? (phase === "paused" ? "paused" : "running") : "shutoff";
      return () => {
        this.#domain.keep(name, state);
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
   * @throws HypervisorError `no-snapshot`; `insufficient-memory` when it is off and the snapshot is of a running machine
   */
  revert(name: string): this {
    const request = `cannot revert "${this.name}" to ${shown(name)}`;
    return this.#store("revert", request, name, (asking) => {
      const { isOn, snapshots, platform } = this.#domain;
      const content = snapshots.find(asking, name);
      if (content.powered && !isOn) platform.memory.admit(asking, this.#domain.spec);
      const carryOut = () => {
        this.#domain.bringBack(name, content);
      };
      return { to: content.state, carryOut };
    });
  }

  /**
   * Removes a snapshot (libvirt's `snapshot-delete`): blocks that it alone kept are free again, the machine stays as
   * it is, and snapshots that stood on it stand on its parent.
   * @throws HypervisorError `no-snapshot`
   */
  deleteSnapshot(name: string): this {
    const request = `cannot delete snapshot ${shown(name)} of "${this.name}"`;
    return this.#store("deleteSnapshot", request, name, (asking) => {
      const content = this.#domain.snapshots.find(asking, name);
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
    const request = `cannot redefine snapshot ${shown(name)} of "${this.name}"`;
    return this.#store("redefineSnapshot", request, name, (asking) => {
      const { parent } = options(asking, place, 'redefineSnapshot("b", { parent: "a" })');
      this.#domain.snapshots.checkParent(asking, name, parent);
      return () => {
        this.#domain.snapshots.setParent(name, parent);
      };
    });
  }

  /** Called by `hypervisor.clone`: refuses unless it can be cloned now, and says what the clone is to be. */
  checkClone(asking: Asking, plan: ClonePlan): DomainSpec {
    return checkClone(asking, this.#domain, plan);
  }

  /**
   * Starts an application in its operating system, as soon as that is up: `launch(service({ … }))`. A service starts
   * again with each boot until another system is installed; a batch job runs once.
   * @throws HypervisorError `no-operating-system`, `application-exists`
   */
  launch(application: Service | Batch): Application {
    const name: unknown = (application as Partial<Service> | undefined)?.name;
    const request = `cannot launch ${shown(name)} in "${this.name}"`;
    return this.#domain.attempt("launch", request, (asking) => {
      nextState(asking.subject, request, this.state, "launch");
      const hint = "destroy() it, install() a system, and start() it";
      const powered = this.#domain.responding(asking, hint);
      checkApplication(asking, application, powered.applications);
      if (application.kind === "service") this.#domain.services.push(application);
      return powered.launch(application);
    });
  }

  /**
   * Sets its `weight` among the machines and its `cap`, on or off (`virsh schedinfo`). What is not given stays.
   * @throws HypervisorError `invalid-argument`, `no-domain`
   * @example vm.schedule({ weight: 512, cap: 50 })
   */
  schedule(spec: ScheduleSpec): this {
    this.#domain.allot("schedule", (asking) => changeShare(asking, this.#domain.share, spec));
    return this;
  }

  /**
   * Lets virtual CPU number `vcpu` run on these physical CPUs only, on or off (`virsh vcpupin`); both count from 0.
   * @throws HypervisorError `invalid-argument`, `no-domain`
   * @example vm.pin(0, [2, 3])
   */
  pin(vcpu: number, pcpus: readonly number[]): this {
    const { share } = this.#domain;
    const { hardware } = this.#domain.platform;
    this.#domain.allot("pin", (a) => changeAffinity(a, hardware, share, this.vcpus, vcpu, pcpus));
    return this;
  }

  /**
   * Installs a hypervisor in it: on its system, which is up, or, of type 1, in a running machine with an empty disk.
   * @throws HypervisorError `operation-invalid`, `already-installed`, `config-unsupported`, `insufficient-memory`, …
   * @example const inner = vm.nest(new Hypervisor({ name: "L1", profile: profiles.kvm }));
   */
  nest(hypervisor: Hypervisor): Hypervisor {
    const request = `cannot install a hypervisor in "${this.name}"`;
    return this.#domain.attempt("nest", request, (a) => nest(a, this.#domain, hypervisor));
  }

  /** The hypervisor in it, if there is one. */
  get nested(): Hypervisor | undefined {
    return this.#domain.inner?.software;
  }

  /** CPU, memory, storage and network interface: the same rows as the server's own, and what is behind each. */
  devices(): Device[] {
    const { isOn, powered, spec, platform, allocated } = this.#domain;
    const frames = isOn ? powered?.memory.frames : undefined;
    return domainDevices(spec, this.mac, platform.hardware, allocated, frames);
  }

  /** Its layers while it is on, standing on layer `below`. */
  layers(below: string): Layer[] {
    return this.#domain.isOn ? domainLayers(this, below) : [];
  }

  toJSON(): unknown {
    return domainData(this, this.#domain.share, this.#domain.port.inbox.length);
  }

  #perform(name: LifecycleOperation, request: string, check: (asking: Asking) => Change): this {
    this.#domain.perform(name, request, check);
    return this;
  }

  #store(
    operation: SnapshotOperation,
    request: string,
    detail: string,
    check: (asking: Asking) => StorageChange,
  ): this {
    this.#domain.store(operation, request, detail, check);
    return this;
  }
}
