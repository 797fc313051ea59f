// The hypervisor: it stands between the hardware and the virtual machines, and manages them from definition to
// removal. Its profile says what product it is, and whether it runs on the bare server or on a host OS.

import type { Component } from "../host/component.ts";
import type { Hardware, SystemSoftware } from "../host/hardware.ts";
import type { Layer } from "../host/layers.ts";
import { costs } from "../host/costs.ts";
import { checkNotInstalled, recordingRefusal, refuseNotInstalled } from "../host/refusals.ts";
import { oneOf, options, properName, shown } from "../simulation/argument.ts";
import type { Asking } from "../simulation/argument.ts";
import { HypervisorError } from "../simulation/error.ts";
import type { SliceRecord } from "../trace/record.ts";
import { checkDiskSpace, checkImage, checkMemory } from "../host/capacity.ts";
import { checkSpec, checkStart, nameTaken } from "./machine/admission.ts";
import type { CreateSpec, DomainSpec } from "./spec/domain-spec.ts";
import { findDomain } from "./domain-lookup.ts";
import type { DomainPlatform, Failure } from "./machine/domain-platform.ts";
import type { HypervisorSpec } from "./hypervisor-spec.ts";
import { checkControlDomain, controlDomainOf } from "./io/control-domain.ts";
import type { ControlDomain, ControlDomainSetup } from "./io/control-domain.ts";
import type { HostPlatform, HostedSoftware, NestedPlatform } from "./host-os/host-platform.ts";
import type { HypervisorMemory, MemorySpec } from "./memory/machine-memory.ts";
import { checkMemorySpec } from "./memory/reserved.ts";
import { checkNested } from "./nesting/nest-check.ts";
import { withNested } from "./nested-components.ts";
import { checkOwnSchedule } from "./machine/nesting.ts";
import type { Profile } from "./profiles/profile.ts";
import { checkBareServer, checkHostOs, checkProfile, installed } from "./profile-check.ts";
import { generic } from "./profiles/generic-profile.ts";
import { RunLoop } from "./scheduling/run-loop.ts";
import { checkAffinity, checkScheduler } from "./scheduling/schedule-admission.ts";
import type { SchedulerSpec } from "./scheduling/scheduler.ts";
import { componentsOf } from "./profiles/structure.ts";
import { checkCloneSpec } from "./storage/clone.ts";
import type { ClonePlan, CloneSpec } from "./storage/clone.ts";
import { onStorage } from "./machine/shared-storage.ts";
import { VirtualMachine } from "./virtual-machine.ts";
import { VirtualSwitch } from "./io/virtual-switch.ts";

/**
 * A hypervisor, to be installed on a bare server (type 1, as it is unless a profile is given) or on a host OS (type 2).
 * One of type 1 keeps some memory and disk for itself.
 *
 * @example
 * const hypervisor = server.install(new Hypervisor({ name: "hv" }));
 * const shop = hypervisor.define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) });
 */
export class Hypervisor implements SystemSoftware, HostedSoftware {
  /** Its name in messages and diagrams. */
  readonly name: string;
  readonly #scheduler: SchedulerSpec;
  /** Whether the reader chose it: on a host OS there is nothing to choose. */
  readonly #ownScheduling: number | undefined;
  readonly #profile: Profile;
  readonly #traceHops: boolean;
  readonly #controlDomain: ControlDomainSetup;
  readonly #memory: MemorySpec;
  readonly #domains = new Map<string, VirtualMachine>();
  #platform: DomainPlatform | undefined;
  /** The host OS that it is installed on. */
  #host: HostPlatform | NestedPlatform | undefined;
  /** What a crash does to each machine. */
  readonly #failing = new Map<string, (failure: Failure, cause: string) => void>();
  /** Its parts that crashed, by id. */
  readonly #down = new Set<string>();

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: HypervisorSpec = {}) {
    const asking = { subject: "hypervisor", request: "cannot set up a hypervisor" };
    const given = options(asking, spec, 'new Hypervisor({ name: "hv" })');
    const { name, timeSlice, scheduler } = given;
    this.#profile = checkProfile(asking, given.profile ?? generic);
    this.#controlDomain = checkControlDomain(asking, this.#profile, given);
    this.#traceHops = oneOf(asking, "traceHops", given.traceHops ?? false, [false, true]);
    const product = this.#profile === generic ? "hypervisor" : this.#profile.product;
    this.name = name === undefined ? product : properName(asking, name);
    this.#scheduler = checkScheduler(asking, scheduler, timeSlice);
    this.#ownScheduling = scheduler?.timeSlice ?? timeSlice;
    this.#memory = checkMemorySpec(asking, given.memory);
  }

  /** The name of its scheduler: "round robin", "credit" or "fair". */
  get scheduler(): string {
    return this.#scheduler.name;
  }

  /** What product it is: its parts, and the way of each exit through them. */
  get profile(): Profile {
    return this.#profile;
  }

  /** The guest that carries the others' I/O; undefined on a product without one. */
  get controlDomain(): ControlDomain | undefined {
    return this.#platform?.controlDomain;
  }

  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  get timeSlice(): number {
    return this.#host?.timeSlice ?? this.#scheduler.timeSlice;
  }

  /** Called by `server.install`: takes the memory and disk that the hypervisor needs for itself. */
  takeOver(hardware: Hardware): void {
    const asking = { subject: hardware.name, request: `cannot install "${this.name}"` };
    this.#checkNew(asking);
    checkBareServer(asking, this.#profile);
    checkMemory(asking, hardware, costs.hypervisorMemory.value);
    checkDiskSpace(asking, hardware, costs.hypervisorDisk.value + this.#memory.swapArea);
    hardware.memory.allocate(costs.hypervisorMemory.value);
    hardware.disk.allocate(costs.hypervisorDisk.value);
    const loop = new RunLoop(hardware, this.#scheduler.create(hardware.cpus.length));
    this.#begin(hardware, loop, hardware.name, "bare");
  }

  /** Called by `hostOs.install` and `vm.nest`: from now on machines share the scheduler with what else is on the host. */
  settle(host: HostPlatform | NestedPlatform): void {
    const { hardware, loop } = host;
    const asking = { subject: host.name, request: `cannot install "${this.name}"` };
    this.#checkNew(asking);
    if ("nesting" in host) checkNested(asking, this.#profile, host, this.#ownScheduling);
    else checkHostOs(asking, this.#profile, host, this.#ownScheduling);
    checkDiskSpace(asking, hardware, this.#memory.swapArea);
    this.#host = host;
    this.#begin(hardware, loop, host.name, "host OS");
  }

  #checkNew(asking: Asking): void {
    checkNotInstalled(asking, "hypervisor", this.#platform?.hardware.name);
  }

  #begin(hardware: Hardware, loop: RunLoop, subject: string, from: string): void {
    const nested = this.#host && "nesting" in this.#host ? this.#host : undefined;
    this.#platform = {
      name: this.name,
      timeSlice: this.timeSlice,
      names: nested?.names ?? new Set([`hypervisor:${this.name}`]),
      ...(nested && { outer: nested.nesting }),
      hardware,
      loop,
      network: new VirtualSwitch(hardware.site?.macs),
      profile: this.#profile,
      controlDomain: controlDomainOf(hardware, loop, this.#profile, this.#controlDomain),
      traceHops: this.#traceHops,
      memory: this.#memory.create(hardware),
      requireUp: (asking) => {
        this.#requireUp(asking);
      },
      lost: () => this.lost(),
      checkName: (asking, name) => {
        this.#checkName(asking, name);
      },
      adopt: (vm) => {
        this.#domains.set(vm.name, vm);
        this.#platform?.names.add(vm.name);
      },
      enrol: (name, fail) => this.#failing.set(name, fail),
      forget: (name) => {
        this.#domains.delete(name);
        this.#platform?.names.delete(name);
        this.#failing.delete(name);
      },
    };
    const { simulation, trace } = hardware;
    const install = { operation: "install", from, to: "virtualized" } as const;
    const detail = installed(this.name, this.#profile);
    trace.append({ time: simulation.now, kind: "lifecycle", subject, ...install, detail });
  }

  /**
   * Defines a machine: disk (unless it is thin) and a port of the virtual switch are allocated; it is `shutoff`, and its disk is empty.
   * @throws HypervisorError `domain-exists`, `insufficient-disk`, `invalid-argument`, `not-installed`
   */
  define(spec: DomainSpec): VirtualMachine {
    return this.#attempt("define", spec, (asking, bare) => {
      const platform = onStorage(asking, bare, spec);
      this.#checkDefine(asking, platform, spec);
      return this.#add(spec, platform);
    });
  }

  /**
   * Defines a machine, installs an operating system, and starts it; or refuses all of it.
   * @throws HypervisorError what `define`, `install` and `start` throw
   */
  create(spec: CreateSpec): VirtualMachine {
    return this.#attempt("create", spec, (asking, bare) => {
      const platform = onStorage(asking, bare, spec);
      this.#checkDefine(asking, platform, spec);
      const { installedSize } = checkImage(asking, spec.image, spec.disk);
      if (spec.thin === true) checkDiskSpace(asking, platform.hardware, installedSize);
      checkStart(asking, platform, spec);
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
      const parent = findDomain(asking, this.#domains, source);
      const plan = checkCloneSpec(asking, spec);
      const { name } = plan;
      this.#checkName(asking, name);
      const like = parent.checkClone(asking, plan);
      return this.#add({ ...like, name }, onStorage(asking, platform, like), { ...plan, parent });
    });
  }

  /** Called by a console and by what moves machines: what its machines stand on, once it can be asked. */
  reached(asking: Asking): DomainPlatform {
    const platform = this.#installed();
    this.#requireUp(asking);
    return platform;
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
      findDomain({ subject, request: `cannot look up ${shown(name)}` }, this.#domains, name),
    );
  }

  /** The occupations of physical CPUs that go on, cut at the present moment. */
  openSlices(): SliceRecord[] {
    return this.#installed().loop.openSlices();
  }

  /** The server's memory under overcommit; undefined when all memory of machines is reserved. */
  get memoryUsage(): HypervisorMemory | undefined {
    return this.#platform?.memory.usage?.();
  }

  /** The number of virtual CPUs of machines that are on. */
  get allocatedCpus(): number {
    const on = this.domains().filter(({ state }) => state !== "shutoff");
    return on.reduce((sum, { vcpus }) => sum + vcpus, 0);
  }

  /** The hypervisor and what runs on it. */
  layers(below: string): Layer[] {
    const id = `hypervisor:${this.name}`;
    if (this.#down.has(id)) return [];
    const self: Layer = { id, kind: "hypervisor", name: this.name, on: [below] };
    const beside = this.#profile.components
      .filter(({ role }) => role === "control-domain")
      .map(({ name }): Layer => {
        const kind = "control-domain";
        return { id: `${kind}:${this.name}`, kind, name, on: [id] };
      });
    return [self, ...beside, ...this.domains().flatMap((domain) => domain.layers(id))];
  }

  /** Its parts as they are now, with the host OS beneath it and the systems of machines that are on. */
  components(): Component[] {
    return withNested(this.parts(), this.domains());
  }

  /** Called by a cluster: as `components()`, without the hypervisors in machines, whose crash is not this one's. */
  parts(): Component[] {
    return componentsOf(this.#profile, {
      hypervisor: this.name,
      host: this.#host?.name,
      machines: this.domains().filter(({ state }) => state !== "shutoff"),
      down: this.#down,
    });
  }

  /** Called by a cluster: the name of the part whose crash leaves no machine here; undefined while it is up. */
  lost(): string | undefined {
    return this.parts().find(({ role, state }) => role === "hypervisor" && state === "down")?.name;
  }

  /** Called by `server.crash`, which has found out what goes down. */
  fail(down: ReadonlySet<string>, cause: string): void {
    for (const { nested } of this.domains()) nested?.fail(down, cause);
    for (const { id, role, dependsOn } of this.parts()) {
      if (role !== "guest-os" && role !== "vmm-process") {
        if (!down.has(id)) continue;
        this.#down.add(id);
        this.#failing.get(id)?.("power-loss", cause);
        if (role === "control-domain") this.controlDomain?.backend.stop();
      } else if (role === "guest-os") {
        const machine = id.slice("guest-os:".length);
        const lost = dependsOn.some((below) => down.has(below));
        if (lost) this.#failing.get(machine)?.("power-loss", cause);
        else if (down.has(id)) this.#failing.get(machine)?.("panic", cause);
      }
    }
  }

  /** Called by its host OS, or the machine that it is in, which was restarted: what crashed is whole again. */
  restart(): void {
    this.#down.clear();
  }

  toJSON(): unknown {
    const { name, scheduler, timeSlice } = this;
    const product = this.#profile === generic ? {} : { profile: this.#profile.id };
    const down = this.#down.size > 0 ? { down: [...this.#down] } : {};
    return { name, ...product, ...down, scheduler, timeSlice, domains: this.domains() };
  }

  #checkDefine(asking: Asking, { hardware, outer }: DomainPlatform, spec: DomainSpec): void {
    const { name, disk, thin, affinity } = checkSpec(asking, spec);
    this.#checkName(asking, name);
    if (!thin) checkDiskSpace(asking, hardware, disk);
    if (affinity !== undefined) checkAffinity(asking, hardware, affinity);
    if (outer) checkOwnSchedule(asking, outer, spec);
  }

  /** One that is on its way here has its name already. */
  #checkName(asking: Asking, name: string): void {
    const known = this.#domains.get(name);
    if (known || this.#failing.has(name)) nameTaken(asking, known?.state);
    if (this.#platform?.names.has(name)) nameTaken(asking, "in or around another");
  }

  #add(
    spec: DomainSpec,
    platform: DomainPlatform,
    origin?: ClonePlan & { readonly parent: VirtualMachine },
  ): VirtualMachine {
    const domain = new VirtualMachine({ ...spec, thin: spec.thin ?? false }, platform, origin);
    this.#domains.set(domain.name, domain);
    platform.names.add(domain.name);
    return domain;
  }

  /** Machines are managed through the part that manages them, and on a hypervisor that is up. */
  #requireUp(asking: Asking): void {
    this.#platform?.outer?.requireUp(asking);
    const gone = this.parts().find(
      ({ role, state }) =>
        state === "down" && (role === "hypervisor" || role === this.#profile.management),
    );
    if (!gone) return;
    throw new HypervisorError({
      code: "no-connect",
      ...asking,
      expected: `${gone.name} to be up`,
      found: "it crashed",
      hint: "what still runs goes on; to manage machines again, build another Server",
    });
  }

  #attempt<T>(
    operation: string,
    spec: { readonly name: string },
    action: (asking: Asking, platform: DomainPlatform) => T,
  ): T {
    const platform = this.#installed();
    const name: unknown = (spec as { readonly name?: unknown } | undefined | null)?.name;
    const subject = typeof name === "string" ? name : this.name;
    const asking = { subject: this.name, request: `cannot ${operation} ${shown(name)}` };
    return recordingRefusal(platform.hardware, subject, operation, () => {
      this.#requireUp(asking);
      return action(asking, platform);
    });
  }

  #installed(): DomainPlatform {
    if (this.#platform) return this.#platform;
    const asking = { subject: this.name, request: "cannot manage machines" };
    const expected = "a hypervisor installed on a server";
    return refuseNotInstalled(asking, expected, "server.install(hypervisor) first");
  }
}
