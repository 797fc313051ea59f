// A hypervisor in a machine: the tie between the two. The machine sees the guests inside through it, which are to stand
// still, go on, or go down with it; the hypervisor inside sees what it stands on.

import type { Component } from "../../host/component.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { Layer } from "../../host/layers.ts";
import type { NetworkInterface } from "../../host/network-interface.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { NameRegister } from "../../simulation/name-register.ts";
import type { CrashCause } from "../../trace/detail.ts";
import { messages } from "./messages.ts";
import type { NetworkEnd } from "../io/message.ts";
import type { Uplink } from "../network/physical-network.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { Profile } from "../profiles/profile.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import type { VcpuLimit } from "../scheduling/vcpu.ts";

/** A guest inside a machine, as that machine reaches it. */
export interface NestedGuest {
  /** It gets no CPU time, and does not notice. */
  freeze(): void;
  /** It goes on, if it ran. */
  thaw(): void;
  /** What it stands on is off. */
  losePower(cause: CrashCause): void;
}

export interface Nesting {
  /** The machine's name. */
  readonly machine: string;
  /** Its network interface, seen from the network. */
  readonly end: NetworkEnd;
  /** Its port, and the host on whose network that is. */
  readonly uplink: Uplink;
  /** The operating system in it; undefined when its disk is empty and the hypervisor has it alone. */
  readonly image: OsImage | undefined;
  /** The hypervisors below, from the server up. */
  readonly below: readonly Profile[];
  /** The machine's share of the physical CPUs: all inside it is counted there. */
  readonly share: CpuShare;
  /** For each machine on the way down, the virtual CPUs that it has. */
  readonly vcpuLimits: readonly VcpuLimit[];
  /** The guests inside, by name, and what else the hypervisor there is at. */
  readonly guests: Map<unknown, NestedGuest>;
  /** @throws HypervisorError `no-connect` while the machine, or the system in it, is not up */
  requireUp(request: Request): void;
}

/** Inside a machine all share what that has of the CPUs: the schedule of a guest alone cannot be set. */
export function refuseSchedule(request: Request, { machine }: Nesting): never {
  throw messages.refusal("config-unsupported/schedule", request, { machine });
}

export function checkOwnSchedule(request: Request, nesting: Nesting, spec: DomainSpec): void {
  const { weight, cap, affinity } = spec;
  if ((weight ?? cap ?? affinity) !== undefined) refuseSchedule(request, nesting);
}

/** Snapshots, clones and a new system would leave the guests inside behind: not modelled, so refused. */
export function refuseNested(request: Request, inner: { readonly name: string } | undefined): void {
  if (!inner) return;
  throw messages.refusal("config-unsupported/nested", request, { hypervisor: inner.name });
}

/** What a hypervisor in a machine is installed on. */
export interface OuterMachine {
  readonly name: string;
  /** The machine's devices, as the hypervisor in it takes them for a server. */
  readonly hardware: Hardware;
  /** The run loop of the server below: L0 schedules all that is inside. */
  readonly loop: RunLoop;
  readonly timeSlice: number;
  /** The names that are taken on the server; see `VirtualMachineMonitor`. */
  readonly names: NameRegister;
  readonly nesting: Nesting;
}

/** A hypervisor that can be installed in a machine, as that machine deals with it. */
export interface NestedSoftware {
  readonly name: string;
  /**
   * Takes what the machine has for its server.
   * @throws HypervisorError when it cannot; then nothing changed.
   */
  installInMachine(machine: OuterMachine): void;
  /** The layers from it upwards; `below` is the guest OS that it stands on. */
  layers(below: string): Layer[];
  components(): Component[];
  fail(down: ReadonlySet<string>, cause: CrashCause): void;
  /** The machine starts anew: what crashed is whole again. */
  restart(): void;
}

/** The hypervisor in a machine, as the machine has it. */
export interface NestedHypervisor {
  readonly software: NestedSoftware;
  readonly nesting: Nesting;
  /** What the hypervisor takes for its server's network interface. */
  readonly nic: NetworkInterface;
  /** The machine is paused: what is inside stands still. */
  freeze(): void;
  /** It goes on. */
  thaw(): void;
  /** It went off, or starts anew: the guests inside are off, and what crashed is whole again. */
  losePower(): void;
}
