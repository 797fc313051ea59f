// The hypervisor, as its machines see it.

import type { Hardware } from "../../host/hardware.ts";
import type { Asking } from "../../simulation/argument.ts";
import type { MemoryManager } from "../memory/machine-memory.ts";
import type { Profile } from "../profiles/profile.ts";
import type { ControlDomain } from "../io/control-domain.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import type { VirtualMachine } from "../virtual-machine.ts";
import type { Nesting } from "./nesting.ts";
import type { VirtualSwitch } from "../io/virtual-switch.ts";

/** How a machine goes down by a crash: its own system panics, or what it stands on is gone. */
export type Failure = "panic" | "power-loss";

export interface DomainPlatform {
  readonly name: string;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly network: VirtualSwitch;
  readonly profile: Profile;
  readonly traceHops: boolean;
  /** The back end of every machine's devices, on a product that has one. */
  readonly controlDomain: ControlDomain | undefined;
  /** The name of the part whose crash leaves no machine here; undefined while the hypervisor is up. */
  lost(): string | undefined;
  /** @throws HypervisorError `domain-exists` for a name that a machine here has, or one on its way here */
  checkName(asking: Asking, name: string): void;
  /** A machine of another hypervisor is managed here from now on. */
  adopt(vm: VirtualMachine): void;
  /** Who backs the memory of machines. */
  readonly memory: MemoryManager;
  readonly timeSlice: number;
  /** Names that are taken on the server, in machines as well: machines, and "hypervisor:" with a hypervisor's. */
  readonly names: Set<string>;
  /** What it is inside of, when it is in a machine. */
  readonly outer?: Nesting;
  /** @throws HypervisorError `no-connect` when what manages machines is down */
  requireUp(asking: Asking): void;
  /** Hands over what a crash is to do to the machine of that name, or to the part with that id. */
  enrol(name: string, fail: (failure: Failure, cause: string) => void): void;
  /** The machine was undefined: its name is free again. */
  forget(name: string): void;
}
