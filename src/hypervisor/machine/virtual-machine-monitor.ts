// The hypervisor as its machines see it: the virtual machine monitor.

import type { Hardware } from "../../host/hardware.ts";
import type { Layer } from "../../host/layers.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { NameRegister } from "../../simulation/name-register.ts";
import type { CrashCause } from "../../trace/detail.ts";
import type { MemoryManager } from "../memory/machine-memory.ts";
import type { Profile } from "../profiles/profile.ts";
import type { ControlDomain } from "../io/control-domain.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";
import type { NestedHypervisor, Nesting } from "./nesting.ts";
import type { HypervisorNetworks } from "../network/hypervisor-networks.ts";

/** How a machine goes down by a crash: its own system panics, or what it stands on is gone. */
export type Failure = "panic" | "power-loss";

/** A machine, as the monitor deals with it. */
export interface ManagedDomain {
  readonly name: string;
  readonly state: DomainState;
  /** Whether it is neither off nor undefined. */
  readonly isOn: boolean;
  readonly vcpus: number;
  /** The hypervisor in it, if there is one. */
  readonly nested: NestedHypervisor | undefined;
  /** The layers that it adds while it is on; `below` is what it stands on. */
  layers(below: string): Layer[];
  /** A crash reached it. */
  fail(failure: Failure, cause: CrashCause): void;
}

export interface VirtualMachineMonitor {
  readonly name: string;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly network: HypervisorNetworks;
  readonly profile: Profile;
  readonly traceHops: boolean;
  /** The back end of every machine's devices, on a product that has one. */
  readonly controlDomain: ControlDomain | undefined;
  /** The name of the part whose crash left no machine here; undefined while the hypervisor is up. */
  crashedPart(): string | undefined;
  /** What the hypervisor itself is at: it ends when that goes down. */
  readonly tasks: Set<{ stop(): void }>;
  /** How often it came up again: what was on its way to it before is lost. */
  restarts(): number;
  /** Why it is down, or went down since it had come up so often; undefined while it is the one that it was then. */
  crashSince(restarts: number): CrashCause | undefined;
  /** @throws HypervisorError `domain-exists` for a name that a machine here has, or one on its way here */
  checkName(request: Request, name: string): void;
  /** Who backs the memory of machines. */
  readonly memory: MemoryManager;
  readonly timeSlice: number;
  /** Names that are taken on the server, in machines as well: machines, also on their way here, and "hypervisor:" with a hypervisor's. */
  readonly names: NameRegister;
  /** What it is inside of, when it is in a machine. */
  readonly outer?: Nesting;
  /** @throws HypervisorError `no-connect` when what manages machines is down */
  requireUp(request: Request): void;
  /** A machine is on its way here: its name is taken from now on. */
  reserve(name: string): void;
  /** Manages a machine from now on: one that was defined, or has been moved here. */
  add(domain: ManagedDomain): void;
  /** A machine here was switched on or off. */
  switched(domain: ManagedDomain): void;
  /** The machine was undefined, moved away, or did not come: its name is free again. */
  remove(name: string): void;
}
