// A machine's devices as rows that compare, side by side, what a server has and what a virtual machine was given.

import type { AddressRange } from "./memory.ts";

/** What a device is, as code and data: figures and tables say it in the reader's language. */
export type DeviceDescription =
  /** A server's CPUs, and their frequency in hertz. */
  | { readonly code: "cpus"; readonly cpus: number; readonly frequency: number }
  | { readonly code: "virtual-cpus"; readonly cpus: number }
  /** Memory or storage. */
  | { readonly code: "bytes"; readonly bytes: number }
  /** A network interface: bits per second, and its hardware address. */
  | { readonly code: "interface"; readonly bandwidth: number; readonly mac: string };

/** What is really behind a device of a virtual machine, in the same way. */
export type DeviceBacking =
  /** Time on the physical CPUs of its server. */
  | { readonly code: "cpu-time"; readonly cpus: number; readonly server: string }
  /** Ranges of the server's memory: the first ones, and how many more there are. */
  | {
      readonly code: "host-memory";
      readonly ranges: readonly AddressRange[];
      readonly more: number;
    }
  /** A machine that is off has none. */
  | { readonly code: "no-memory" }
  /** Blocks of its server's disk, or of the storage that a cluster shares. */
  | { readonly code: "blocks"; readonly blocks: number; readonly storage: "local" | "shared" }
  /** A port of the virtual switch, whose uplink is an interface of the server. */
  | { readonly code: "switch-port"; readonly uplink: string };

/** One device of a physical or a virtual machine. */
export interface Device {
  readonly kind: "CPU" | "memory" | "storage" | "network interface";
  readonly name: string;
  readonly amount: number;
  readonly unit: "CPUs" | "bytes" | "bit/s";
  readonly description: DeviceDescription;
  /** What is really behind it; absent for physical hardware. */
  readonly backedBy?: DeviceBacking;
}
