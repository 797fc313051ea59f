// The hypervisor: it stands between the hardware and the virtual machines, and manages them from definition to
// removal. This one is of type 1: it runs on the bare server.

import type { Hardware, SystemSoftware } from "../host/hardware.ts";
import type { Layer } from "../host/layers.ts";
import { costs } from "../host/costs.ts";
import { recordingRefusal } from "../host/refusals.ts";
import { options, properName, shown } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { nearestNames } from "../simulation/nearest-name.ts";
import type { SliceRecord } from "../trace/record.ts";
import { checkCpus, checkDiskSpace, checkImage, checkMemory, checkSpec } from "./admission.ts";
import type { DomainSpec } from "./admission.ts";
import { RunLoop } from "./run-loop.ts";
import { checkAffinity, checkScheduler } from "./schedule-admission.ts";
import type { SchedulerSpec } from "./scheduler.ts";
import type { DomainPlatform } from "./virtual-machine.ts";
import { VirtualMachine } from "./virtual-machine.ts";
import { VirtualSwitch } from "./virtual-switch.ts";

/** How a hypervisor is set up. */
export interface HypervisorSpec {
  /** Its name in messages and diagrams. "hypervisor" unless given. */
  readonly name?: string;
  /**
   * Which virtual CPU runs next: `roundRobin()` unless given, `credit()` as in Xen, or `fair()` as in Linux; each takes
   * its own `timeSlice`.
   */
  readonly scheduler?: SchedulerSpec;
  /** The time slice of round robin, in nanoseconds: short for `scheduler: roundRobin({ timeSlice })`. 10 ms unless given. */
  readonly timeSlice?: number;
}

/** What `create` needs: a machine, and the operating system to put on it. */
export interface CreateSpec extends DomainSpec {
  /** The operating system to install: "ubuntu-24.04"; `osImages` lists them. */
  readonly image: string;
}

/**
 * A hypervisor of type 1, to be installed on a bare server. It keeps some memory and disk for itself.
 *
 * @example
 * const hypervisor = server.install(new Hypervisor({ name: "hv" }));
 * const shop = hypervisor.define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) });
 */
export class Hypervisor implements SystemSoftware {
  readonly name: string;
  readonly #scheduler: SchedulerSpec;
  readonly #domains = new Map<string, VirtualMachine>();
  #platform: DomainPlatform | undefined;

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: HypervisorSpec = {}) {
    const asking = { subject: "hypervisor", request: "cannot set up a hypervisor" };
    const {
      name = "hypervisor",
      timeSlice,
      scheduler,
    } = options(asking, spec, 'new Hypervisor({ name: "hv" })');
    this.name = properName(asking, name);
    this.#scheduler = checkScheduler(asking, scheduler, timeSlice);
  }

  /** The name of its scheduler: "round robin", "credit" or "fair". */
  get scheduler(): string {
    return this.#scheduler.name;
  }

  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  get timeSlice(): number {
    return this.#scheduler.timeSlice;
  }

  /** Called by `server.install`: takes the memory and disk that the hypervisor needs for itself. */
  takeOver(hardware: Hardware): void {
    const asking = { subject: hardware.name, request: `cannot install "${this.name}"` };
    if (this.#platform) {
      throw new HypervisorError({
        code: "already-installed",
        ...asking,
        expected: "a hypervisor that is not installed yet",
        found: `it runs on "${this.#platform.hardware.name}"`,
        hint: "make another: new Hypervisor()",
      });
    }
    checkMemory(asking, hardware, costs.hypervisorMemory.value);
    checkDiskSpace(asking, hardware, costs.hypervisorDisk.value);
    hardware.memory.allocate(costs.hypervisorMemory.value);
    hardware.disk.allocate(costs.hypervisorDisk.value);
    const loop = new RunLoop(hardware, this.#scheduler.create());
    this.#platform = {
      name: this.name,
      hardware,
      loop,
      network: new VirtualSwitch(),
      forget: (name) => this.#domains.delete(name),
    };
    const { simulation, trace } = hardware;
    const detail = `${this.name}, type 1`;
    trace.append({
      time: simulation.now,
      kind: "lifecycle",
      subject: hardware.name,
      operation: "install",
      from: "bare",
      to: "virtualized",
      detail,
    });
  }

  /**
   * Defines a machine: disk and a port of the virtual switch are allocated; it is `shutoff`, and its disk is empty.
   * @throws HypervisorError `domain-exists`, `insufficient-disk`, `invalid-argument`, `not-installed`
   */
  define(spec: DomainSpec): VirtualMachine {
    return this.#attempt("define", spec, (asking, platform) => {
      this.#checkDefine(asking, platform, spec);
      return this.#add(spec, platform);
    });
  }

  /**
   * Defines a machine, installs an operating system, and starts it; or refuses all of it.
   * @throws HypervisorError what `define`, `install` and `start` throw
   */
  create(spec: CreateSpec): VirtualMachine {
    return this.#attempt("create", spec, (asking, platform) => {
      this.#checkDefine(asking, platform, spec);
      checkImage(asking, spec.image, spec.disk);
      checkCpus(asking, platform.hardware, spec.vcpus);
      checkMemory(asking, platform.hardware, spec.memory);
      return this.#add(spec, platform).install(spec.image).start();
    });
  }

  /** All machines, in the order in which they were defined. */
  domains(): VirtualMachine[] {
    return [...this.#domains.values()];
  }

  /**
   * The machine of that name.
   * @throws HypervisorError `no-domain`
   */
  lookup(name: string): VirtualMachine {
    const found = this.#domains.get(name);
    if (found) return found;
    return this.#attempt("lookup", { name }, ({ subject }) => {
      const names = [...this.#domains.keys()];
      const near = typeof name === "string" ? nearestNames(name, names) : [];
      const listed = (near.length > 0 ? near : names.slice(0, 5)).map((known) => `"${known}"`);
      throw new HypervisorError({
        code: "no-domain",
        subject,
        request: `cannot look up ${shown(name)}`,
        expected: "the name of a defined machine",
        found: "there is no machine of that name",
        hint: listed.length === 0 ? "define() one first" : `there is ${listed.join(", ")}`,
      });
    });
  }

  /** The occupations of physical CPUs that go on, cut at the present moment. */
  openSlices(): SliceRecord[] {
    return this.#installed().loop.openSlices();
  }

  /** The number of virtual CPUs of machines that are on. */
  get allocatedCpus(): number {
    const on = this.domains().filter(({ state }) => state !== "shutoff");
    return on.reduce((sum, { vcpus }) => sum + vcpus, 0);
  }

  /** The hypervisor and what runs on it. */
  layers(below: string): Layer[] {
    const id = `hypervisor:${this.name}`;
    const self: Layer = { id, kind: "hypervisor", name: this.name, on: [below] };
    return [self, ...this.domains().flatMap((domain) => domain.layers(id))];
  }

  toJSON(): unknown {
    const { name, scheduler, timeSlice } = this;
    return { name, scheduler, timeSlice, domains: this.domains() };
  }

  #checkDefine(asking: Asking, { hardware }: DomainPlatform, spec: DomainSpec): void {
    const { name, disk, affinity } = checkSpec(asking, spec);
    const namesake = this.#domains.get(name);
    if (namesake) {
      throw new HypervisorError({
        code: "domain-exists",
        ...asking,
        expected: "a name that is not taken",
        found: `a machine of that name exists and is ${namesake.state}`,
        hint: `choose another name, or undefine() the one there is`,
      });
    }
    checkDiskSpace(asking, hardware, disk);
    if (affinity !== undefined) checkAffinity(asking, hardware, affinity);
  }

  #add(spec: DomainSpec, platform: DomainPlatform): VirtualMachine {
    const domain = new VirtualMachine(spec, platform);
    this.#domains.set(domain.name, domain);
    return domain;
  }

  #attempt<T>(
    operation: string,
    spec: { readonly name: string },
    action: (asking: Asking, platform: DomainPlatform) => T,
  ): T {
    const platform = this.#installed();
    const name: unknown = (spec as { readonly name?: unknown } | undefined | null)?.name;
    const subject = typeof name === "string" ? name : this.name;
    return recordingRefusal(platform.hardware, subject, operation, () =>
      action({ subject: this.name, request: `cannot ${operation} ${shown(name)}` }, platform),
    );
  }

  #installed(): DomainPlatform {
    if (this.#platform) return this.#platform;
    throw new HypervisorError({
      code: "not-installed",
      subject: this.name,
      request: "cannot manage machines",
      expected: "a hypervisor installed on a server",
      found: "it is not installed",
      hint: "server.install(hypervisor) first",
    });
  }
}
