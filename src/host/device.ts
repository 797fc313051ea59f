// A machine's devices as rows that compare, side by side, what a server has and what a virtual machine was given.

/** One device of a physical or a virtual machine. */
export interface Device {
  readonly kind: "CPU" | "memory" | "storage" | "network interface";
  readonly name: string;
  readonly amount: number;
  readonly unit: "CPUs" | "bytes" | "bit/s";
  /** The amount as a reader would write it. */
  readonly description: string;
  /** What is really behind it; absent for physical hardware. */
  readonly backedBy?: string;
}
