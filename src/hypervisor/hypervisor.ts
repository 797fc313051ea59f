// The hypervisor: it stands between the hardware and the virtual machines, and manages them from definition to
// removal. This one is of type 1: it runs on the bare server.

import type { Hardware, SystemSoftware } from "../host/hardware.ts";
import type { Layer } from "../host/layers.ts";
import { costs } from "../host/costs.ts";
import { recordingRefusal } from "../host/refusals.ts";
import { options, properName, shown, wholeNumber, yesOrNo } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import { nearestNames } from "../simulation/nearest-name.ts";
import { ms } from "../simulation/units.ts";
import type { SliceRecord } from "../trace/record.ts";
import { checkCpus, checkDiskSpace, checkImage, checkMemory, checkSpec } from "./admission.ts";
import type { DomainSpec } from "./admission.ts";
import type { DomainPlatform } from "./domain-platform.ts";
import { RunLoop } from "./run-loop.ts";
import { RoundRobin } from "./scheduler.ts";
import { VirtualMachine } from "./virtual-machine.ts";
import { VirtualSwitch } from "./virtual-switch.ts";

/** How a hypervisor is set up. */
export interface HypervisorSpec {
  /** Its name in messages and diagrams. "hypervisor" unless given. */
  readonly name?: string;
  /** How long a virtual CPU may run while others wait, in nanoseconds. 10 ms unless given. */
  readonly timeSlice?: number;
}

/** What `create` needs: a machine, and the operating system to put on it. */
export interface CreateSpec extends DomainSpec {
  /** The operating system to install: "ubuntu-24.04"; `osImages` lists them. */
  readonly image: string;
}

/** What a clone is to be. */
export interface CloneSpec {
  /** Its name, unique on its hypervisor. */
  readonly name: string;
  /**
   * Whether its disk stands on its parent's (a linked clone): it takes room only for what it writes, and the parent
   * cannot be removed before it. Otherwise, and unless given, it is an independent copy.
   */
  readonly linked?: boolean;
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
  readonly #timeSlice: number;
  readonly #domains = new Map<string, VirtualMachine>();
  #platform: DomainPlatform | undefined;

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: HypervisorSpec = {}) {
    const asking = { subject: "hypervisor", request: "cannot set up a hypervisor" };
    const { name = "hypervisor", timeSlice = costs.timeSlice.value } = options(
      asking,
      spec,
      'new Hypervisor({ name: "hv" })',
    );
    this.name = properName(asking, name);
    this.#timeSlice = wholeNumber(asking, "timeSlice", timeSlice, {
      min: ms(0.1),
      max: ms(1000),
      hint: "write timeSlice: ms(10)",
    });
  }

  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  get timeSlice(): number {
    return this.#timeSlice;
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
    const loop = new RunLoop(hardware, new RoundRobin(), this.#timeSlice);
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
   * Defines a machine: disk (unless it is thin) and a port of the virtual switch are allocated; it is `shutoff`, and its disk is empty.
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
      const { installedSize } = checkImage(asking, spec.image, spec.disk);
      if (spec.thin === true) checkDiskSpace(asking, platform.hardware, installedSize);
      checkCpus(asking, platform.hardware, spec.vcpus);
      checkMemory(asking, platform.hardware, spec.memory);
      return this.#add(spec, platform).install(spec.image).start();
    });
  }

  /**
   * Defines a machine that is like another: same sizes, same disk contents and services, an address of its own. The
   * other one, a template, must be `shutoff`. Takes no simulated time.
   * @throws HypervisorError `no-domain`, `domain-exists`, `operation-invalid` while the other one is on,
   * `insufficient-disk` for a full copy, `invalid-argument`, `not-installed`
   * @example hypervisor.clone("golden", { name: "web-1", linked: true })
   */
  clone(source: string, spec: CloneSpec): VirtualMachine {
    return this.#attempt("clone", spec, ({ subject }, platform) => {
      const asking = { subject, request: `cannot clone ${shown(source)}` };
      const parent = this.#find(asking, source);
      const example = 'clone("golden", { name: "web-1", linked: true })';
      const { name, linked = false } = options(asking, spec, example);
      this.#checkName(asking, properName(asking, name));
      yesOrNo(asking, "linked", linked);
      const like = parent.checkClone(asking, linked);
      return this.#add({ ...like, name }, platform, { parent, linked });
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
    return this.#attempt("lookup", { name }, ({ subject }) =>
      this.#find({ subject, request: `cannot look up ${shown(name)}` }, name),
    );
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
    return { name: this.name, timeSlice: this.#timeSlice, domains: this.domains() };
  }

  #find(asking: Asking, name: string): VirtualMachine {
    const found = this.#domains.get(name);
    if (found) return found;
    const names = [...this.#domains.keys()];
    const near = typeof name === "string" ? nearestNames(name, names) : [];
    const listed = (near.length > 0 ? near : names.slice(0, 5)).map((known) => `"${known}"`);
    throw new HypervisorError({
      code: "no-domain",
      ...asking,
      expected: "the name of a defined machine",
      found: "there is no machine of that name",
      hint: listed.length === 0 ? "define() one first" : `there is ${listed.join(", ")}`,
    });
  }

  #checkDefine(asking: Asking, { hardware }: DomainPlatform, spec: DomainSpec): void {
    const { name, disk, thin } = checkSpec(asking, spec);
    this.#checkName(asking, name);
    if (!thin) checkDiskSpace(asking, hardware, disk);
  }

  #checkName(asking: Asking, name: string): void {
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
  }

  #add(
    { name, vcpus, memory, disk, thin = false }: DomainSpec,
    platform: DomainPlatform,
    origin?: { readonly parent: VirtualMachine; readonly linked: boolean },
  ): VirtualMachine {
    const domain = new VirtualMachine({ name, vcpus, memory, disk, thin }, platform, origin);
    this.#domains.set(name, domain);
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
