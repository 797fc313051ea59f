// The hypervisor, as its machines see it.

import type { Hardware } from "../host/hardware.ts";
import type { RunLoop } from "./run-loop.ts";
import type { VirtualSwitch } from "./virtual-switch.ts";

export interface DomainPlatform {
  readonly name: string;
  readonly hardware: Hardware;
  readonly loop: RunLoop;
  readonly network: VirtualSwitch;
  /** The machine was undefined: its name is free again. */
  forget(name: string): void;
}
