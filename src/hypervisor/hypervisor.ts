// The hypervisor as a cell holds it: it stands between the hardware and the virtual machines, and manages them from
// definition to removal. Its profile says what product it is, and whether it runs on the bare server or on a host OS.

import { frozenCopy } from "../trace/frozen.ts";
import { checkDiskSpace, checkImage } from "../host/capacity.ts";
import type { Component } from "../host/component.ts";
import { recordingRefusal } from "../host/refusals.ts";
import { systemSoftware } from "../host/system-software.ts";
import {
  oneOf,
  options,
  properName,
  normalized,
  withNormalizedName,
} from "../simulation/argument.ts";
import type { OptionNames } from "../simulation/argument.ts";
import type { Request } from "../simulation/catalogue.ts";
import { described } from "../simulation/described.ts";
import { libraryKey } from "../simulation/internals.ts";
import { findDomain } from "./domain-lookup.ts";
import { hostedSoftware } from "./host-os/hosted-software.ts";
import { hypervisorOptions } from "./hypervisor-spec.ts";
import type { HypervisorSpec } from "./hypervisor-spec.ts";
import { InstalledHypervisor, installedHypervisors } from "./installed-hypervisor.ts";
import { checkControlDomain } from "./io/control-domain.ts";
import type { ControlDomain } from "./io/control-domain.ts";
import { checkSpec, checkStart } from "./machine/admission.ts";
import { checkClone } from "./machine/clone-rules.ts";
import { Domain } from "./machine/domain.ts";
import type { Origin } from "./machine/domain.ts";
import { checkOwnSchedule } from "./machine/nesting.ts";
import { recommendedSpec } from "./machine/recommended-spec.ts";
import { onStorage } from "./machine/shared-storage.ts";
import type { VirtualMachineMonitor } from "./machine/virtual-machine-monitor.ts";
import type { HypervisorMemory } from "./memory/machine-memory.ts";
import { checkMemorySpec } from "./memory/reserved.ts";
import { messages } from "./messages.ts";
import type { ConnectSpec, Delivery, NetworkInfo } from "./network/host-networks.ts";
import type { DhcpLease } from "./network/hypervisor-networks.ts";
import { messages as networkMessages } from "./network/messages.ts";
import { formatAddress } from "./network/ipv4.ts";
import type { NetworkSpec } from "./network/network-spec.ts";
import type { Reach } from "./network/reachability.ts";
import { checkProfile } from "./profile-check.ts";
import { generic } from "./profiles/generic-profile.ts";
import type { Profile } from "./profiles/profile.ts";
import { checkAffinity, checkScheduler } from "./scheduling/schedule-admission.ts";
import type { SchedulerSpec } from "./scheduling/scheduler.ts";
import { createOptions, domainOptions } from "./spec/domain-spec.ts";
import type { CreateSpec, DomainSpec } from "./spec/domain-spec.ts";
import { checkCloneSpec } from "./storage/clone.ts";
import type { CloneSpec } from "./storage/clone.ts";
import { domainOf, VirtualMachine, virtualMachineOf } from "./virtual-machine.ts";
import type { MachineManager } from "./virtual-machine.ts";

/**
 * A hypervisor, to be installed on a bare server (type 1, as it is unless a profile is given) or on a host OS (type 2).
 * One of type 1 keeps some memory and disk for itself.
 *
 * @example
 * const hypervisor = server.install(new Hypervisor({ name: "hv" }));
 * const shop = hypervisor.define({ name: "shop", vcpus: 2, memory: GiB(8), disk: GiB(40) });
 */
export class Hypervisor implements MachineManager {
  readonly #installed: InstalledHypervisor;
  readonly #scheduler: SchedulerSpec;

  /** @throws HypervisorError `invalid-argument` */
  constructor(spec: HypervisorSpec = {}) {
    const request = messages.request("hypervisor", "set-up");
    const given = options(request, spec, 'new Hypervisor({ name: "hv" })', hypervisorOptions);
    const { name, timeSlice, scheduler } = given;
    const profile = checkProfile(request, given.profile ?? generic);
    const controlDomain = checkControlDomain(request, profile, given);
    const traceHops = oneOf(request, "traceHops", given.traceHops ?? false, [false, true]);
    const product = profile === generic ? "hypervisor" : profile.product;
    const named = name === undefined ? product : properName(request, name);
    this.#scheduler = checkScheduler(request, scheduler, timeSlice);
    this.#installed = new InstalledHypervisor({
      name: named,
      profile,
      controlDomain,
      traceHops,
      scheduler: this.#scheduler,
      ownTimeSlice: scheduler?.timeSlice ?? timeSlice,
      memory: checkMemorySpec(request, given.memory),
    });
    systemSoftware.keep(this, this.#installed);
    hostedSoftware.keep(this, this.#installed);
    installedHypervisors.keep(this, this.#installed);
  }

  /** Its name in messages and diagrams. */
  get name(): string {
    return this.#installed.name;
  }

  /** The name of its scheduler: "round robin", "credit" or "fair". */
  get scheduler(): string {
    return this.#scheduler.name;
  }

  /** What product it is: its parts, and the way of each exit through them. */
  get profile(): Profile {
    return this.#installed.profile;
  }

  /** The guest that carries the others' I/O; undefined on a product without one. */
  get controlDomain(): ControlDomain | undefined {
    return this.#installed.controlDomain;
  }

  /** How long a virtual CPU may run while others wait, in nanoseconds. */
  get timeSlice(): number {
    return this.#installed.timeSlice;
  }

  /**
   * Defines a machine: disk (unless it is thin) and a port of the virtual switch are allocated; it is `shutoff`, and its disk is empty.
   * @throws HypervisorError `domain-exists`, `insufficient-disk`, `invalid-argument`, `not-installed`
   */
  define(given: DomainSpec): VirtualMachine {
    const spec = withNormalizedName(frozenCopy(given));
    return this.#attempt("define", spec, (request, bare) => {
      const vmm = onStorage(request, bare, spec);
      this.#checkDefine(request, vmm, spec, domainOptions);
      return this.#add(spec, vmm);
    });
  }

  /**
   * Defines a machine, installs an operating system, and starts it; or refuses all of it. Named by its image alone, it
   * has the size that the system's maker recommends, and the system's name, with a number from the second on.
   * @param image what is to be installed, as in "ubuntu-24.04"; or the whole description
   * @param given what is not to be as usual: `{ name: "shop", memory: GiB(8) }`
   * @throws HypervisorError what `define`, `install` and `start` throw
   * @example
   * hypervisor.create("ubuntu-24.04")
   * hypervisor.create("debian-12", { name: "shop", vcpus: 2 })
   */
  create(image: string, given?: Partial<CreateSpec>): VirtualMachine;
  create(spec: CreateSpec): VirtualMachine;
  create(asked: string | CreateSpec, given: Partial<CreateSpec> = {}): VirtualMachine {
    const spec =
      typeof asked === "string"
        ? this.#attempt("create", { name: asked }, (request, { names }) =>
            recommendedSpec(request, asked, given, (system) => names.firstFree(system)),
          )
        : frozenCopy(asked);
    return this.#create(withNormalizedName(spec));
  }

  #create(spec: CreateSpec): VirtualMachine {
    return this.#attempt("create", spec, (request, bare) => {
      const vmm = onStorage(request, bare, spec);
      this.#checkDefine(request, vmm, spec, createOptions);
      const { installedSize } = checkImage(request, spec.image, spec.disk);
      if (spec.thin === true) checkDiskSpace(request, vmm.hardware, installedSize);
      checkStart(request, vmm, spec);
      return this.#add(spec, vmm).install(spec.image).start();
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
    return this.#attempt("clone", spec, ({ subject }, vmm) => {
      const request = messages.request(subject, "clone", { name: described(source) });
      const parent = domainOf(this.#find(request, normalized(source)));
      const plan = checkCloneSpec(request, spec);
      const { name } = plan;
      this.#installed.checkName(request, name);
      const like = checkClone(request, parent, plan);
      const origin = { ...plan, domain: parent };
      return this.#add({ ...like, name }, onStorage(request, vmm, like), origin);
    });
  }

  /** All machines, in the order in which they were defined. */
  domains(): VirtualMachine[] {
    return this.#installed.domains().map(virtualMachineOf);
  }

  /**
   * The machine of that name.
   * @throws HypervisorError `no-domain`
   */
  lookup(name: string): VirtualMachine {
    name = normalized(name);
    const found = this.#installed.byName.get(name);
    if (found) return virtualMachineOf(found);
    return this.#attempt("lookup", { name }, ({ subject }) =>
      this.#find(messages.request(subject, "find", { name: described(name) }), name),
    );
  }

  /**
   * Defines a virtual network (libvirt's `net-define`), and starts it. Machines are at it that are defined with its name,
   * as in `network: "office"`.
   * @throws HypervisorError `network-exists`; `config-unsupported` for a bridge with addresses, or ports forwarded without
   * NAT; `resource-busy` for addresses or ports that are taken; `invalid-argument`, `not-installed`
   * @example
   * hypervisor.defineNetwork({
   *   name: "office",
   *   mode: "nat",
   *   portForwards: [{ hostPort: 8080, to: "web", port: 80 }],
   * })
   */
  defineNetwork(spec: NetworkSpec): NetworkInfo {
    const given = withNormalizedName(frozenCopy(spec));
    const name: unknown = (given as Partial<NetworkSpec> | null | undefined)?.name;
    const request = networkMessages.request(this.name, "define", { name: described(name) });
    return this.#onNetworks("defineNetwork", request, ({ network }) =>
      network.define(request, given),
    );
  }

  /**
   * The virtual networks of its host, with what is at each: its own, of which "default", a bridge, is there from the start,
   * and a container engine's beside it.
   */
  networks(): NetworkInfo[] {
    return this.#installed.installedOn().network.node.infos();
  }

  /** What its machines that are on asked DHCP servers for, and what they got (libvirt's `net-dhcp-leases`). */
  dhcpLeases(): DhcpLease[] {
    return this.#installed.installedOn().network.leases();
  }

  /**
   * Begins a connection to an IPv4 address, from the host or from a computer outside, and says what became of its first
   * frame. Takes no simulated time. A machine's own is `vm.guest.connect`.
   * @param source "host", the server itself, or "outside", a computer on the physical network
   * @throws HypervisorError `invalid-argument`, `not-installed`
   * @example hypervisor.connect("outside", { to: hypervisor.address, port: 8080 })
   */
  connect(source: "host" | "outside", to: ConnectSpec): Delivery {
    const request = networkMessages.request(this.name, "connect");
    return this.#onNetworks("connect", request, ({ network: { node }, hardware }) => {
      const kind = oneOf(request, "source", source, ["host", "outside"]);
      return node.send(request, hardware.name, { kind, node }, to);
    });
  }

  /** The IPv4 address of its host on the physical network, at which ports are forwarded. */
  get address(): string {
    return formatAddress(this.#installed.installedOn().network.node.address);
  }

  /**
   * Who can reach whom: for each pair of machines, containers beside it, its host and the outside world whether frames
   * arrive, or by which rule they are dropped. It is not kept anywhere: each pair is tried.
   * @throws HypervisorError `not-installed`
   */
  reachability(): Reach[] {
    return this.#installed.installedOn().network.node.reachability();
  }

  /** The server's memory under overcommit; undefined when all memory of machines is reserved. */
  get memoryUsage(): HypervisorMemory | undefined {
    return this.#installed.monitor?.memory.usage?.();
  }

  /** The number of virtual CPUs of machines that are on. */
  get allocatedCpus(): number {
    return this.#installed.allocatedCpus;
  }

  /** Its parts as they are now, with the host OS beneath it and the systems of machines that are on. */
  components(): Component[] {
    return this.#installed.components();
  }

  toJSON(): unknown {
    const { name, scheduler, timeSlice } = this;
    const product = this.profile === generic ? {} : { profile: this.profile.id };
    const { down } = this.#installed;
    const crashed = down.length > 0 ? { down } : {};
    return { name, ...product, ...crashed, scheduler, timeSlice, domains: this.domains() };
  }

  #checkDefine(
    request: Request,
    { hardware, outer, network }: VirtualMachineMonitor,
    spec: DomainSpec,
    known: OptionNames<DomainSpec>,
  ): void {
    const { name, disk, thin, affinity } = checkSpec(request, spec, known);
    this.#installed.checkName(request, name);
    network.check(request, spec);
    if (!thin) checkDiskSpace(request, hardware, disk);
    if (affinity !== undefined) checkAffinity(request, hardware, affinity);
    if (outer) checkOwnSchedule(request, outer, spec);
  }

  #add(spec: DomainSpec, monitor: VirtualMachineMonitor, origin?: Origin): VirtualMachine {
    return new VirtualMachine(
      libraryKey,
      new Domain({ ...spec, thin: spec.thin ?? false }, monitor, origin),
    );
  }

  /** Something that is asked of its networks, and not of a machine. */
  #onNetworks<T>(
    operation: "defineNetwork" | "connect",
    request: Request,
    action: (monitor: VirtualMachineMonitor) => T,
  ): T {
    const { hardware } = this.#installed.installedOn();
    return recordingRefusal(hardware, this.name, operation, () =>
      action(this.#installed.connect(request)),
    );
  }

  #find(request: Request, name: string): VirtualMachine {
    return virtualMachineOf(findDomain(request, this.#installed.byName, name));
  }

  #attempt<T>(
    operation: "define" | "create" | "clone" | "lookup",
    spec: { readonly name: string },
    action: (request: Request, monitor: VirtualMachineMonitor) => T,
  ): T {
    const { hardware } = this.#installed.installedOn();
    const name: unknown = (spec as { readonly name?: unknown } | undefined | null)?.name;
    const subject = typeof name === "string" ? name : this.name;
    const request = messages.request(this.name, operation, { name: described(name) });
    return recordingRefusal(hardware, subject, operation, () =>
      action(request, this.#installed.connect(request)),
    );
  }
}
