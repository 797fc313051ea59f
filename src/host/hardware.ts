// What a server is made of, and what the software installed on it gets into its hands. A cell never sees this: it
// talks to the server and to the hypervisor.

import type { Random } from "../simulation/random.ts";
import type { NameRegister } from "../simulation/name-register.ts";
import type { Simulation } from "../simulation/simulation.ts";
import type { TraceLog } from "../trace/trace-log.ts";
import type { ClockRate } from "./clock-rate.ts";
import type { CpuModel } from "./cpu-models.ts";
import type { CpuCaches } from "./cpu-caches.ts";
import type { CpuTopology } from "./cpu-topology.ts";
import type { PhysicalCpu } from "./cpu.ts";
import type { PhysicalDisk } from "./disk.ts";
import type { IdleStates } from "./idle-states.ts";
import type { PhysicalMemory } from "./memory.ts";
import type { StorageArray } from "./network-disk.ts";
import type { NetworkInterface } from "./network-interface.ts";
import type { VirtualFunctions } from "./virtual-functions.ts";

/** What the servers of one cluster have in common. */
export interface Site {
  /** Their clock. */
  readonly simulation: Simulation;
  /** Storage that all of them reach. */
  readonly array?: StorageArray;
  /** The hardware addresses that virtual machines have. */
  readonly macs: Set<string>;
  /** The names of the machines on them, and of the server of each; not of machines inside machines. */
  readonly names: NameRegister;
  /** Which of them this one is, from 1. */
  readonly number: number;
  /** Called when this one may have more or less room for machines than before, or has gone down or come up. */
  readonly changed: () => void;
  /** What machines on them find of a CPU at most. */
  readonly cpuBaseline?: CpuModel;
  /** What moves virtual machines between them: a `Mover` of src/hypervisor/machine, which the cluster brings. */
  readonly mover?: object;
}

export interface Hardware {
  readonly name: string;
  readonly simulation: Simulation;
  readonly random: Random;
  readonly trace: TraceLog;
  readonly cpus: readonly PhysicalCpu[];
  /** Which of them are threads of one core. */
  readonly topology: CpuTopology;
  /** How fast they are. */
  readonly clock: ClockRate;
  /** What they can do. */
  readonly cpuModel: CpuModel;
  /** How its CPUs sleep when they are idle. */
  readonly idleStates: IdleStates;
  /** What their caches hold, where it counts. */
  readonly caches?: CpuCaches;
  readonly memory: PhysicalMemory;
  readonly disk: PhysicalDisk;
  readonly nic: NetworkInterface;
  readonly virtualFunctions: VirtualFunctions;
  /** The storage of its cluster, over its own network interface. */
  readonly shared?: PhysicalDisk;
  /** Whether it has power. */
  readonly power: { on: boolean };
  /** The cluster that it belongs to. */
  readonly site?: Site;
}
