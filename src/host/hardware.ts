// What a server is made of, and what the software installed on it gets into its hands. A cell never sees this: it
// talks to the server and to the hypervisor.

import type { Random } from "../simulation/random.ts";
import type { Simulation } from "../simulation/simulation.ts";
import type { SliceRecord } from "../trace/record.ts";
import type { Trace } from "../trace/trace.ts";
import type { Component } from "./component.ts";
import type { PhysicalCpu } from "./cpu.ts";
import type { PhysicalDisk } from "./disk.ts";
import type { Layer } from "./layers.ts";
import type { PhysicalMemory } from "./memory.ts";
import type { NetworkInterface } from "./network-interface.ts";
import type { VirtualFunctions } from "./virtual-functions.ts";

/** What the servers of one cluster have in common. */
export interface Site {
  /** Their clock. */
  readonly simulation: Simulation;
  /** Storage that all of them reach. */
  readonly shared?: PhysicalDisk;
  /** The hardware addresses that virtual machines have. */
  readonly macs: Set<string>;
  /** Which of them this one is, from 1. */
  readonly number: number;
}

export interface Hardware {
  readonly name: string;
  readonly simulation: Simulation;
  readonly random: Random;
  readonly trace: Trace;
  readonly cpus: readonly PhysicalCpu[];
  readonly memory: PhysicalMemory;
  readonly disk: PhysicalDisk;
  readonly nic: NetworkInterface;
  readonly virtualFunctions: VirtualFunctions;
  /** The cluster that it belongs to. */
  readonly site?: Site;
}

/** Software that runs on the bare server: a hypervisor of type 1, or a host OS. */
export interface SystemSoftware {
  readonly name: string;
  /**
   * Takes the hardware over.
   * @throws HypervisorError when the hardware does not suffice; then nothing was taken.
   */
  takeOver(hardware: Hardware): void;
  /** The number of virtual CPUs of running virtual machines. */
  readonly allocatedCpus: number;
  /** The occupations of physical CPUs that go on, cut at the present moment. */
  openSlices(): SliceRecord[];
  /** The layers from this software upwards; `below` is what it stands on. */
  layers(below: string): Layer[];
  /** Its parts, up and down. Absent for software of one part that nothing takes down. */
  components?(): Component[];
  /** The parts `down` crashed, for the reason `cause`: what they carried is over. */
  fail?(down: ReadonlySet<string>, cause: string): void;
  /** A plain description of everything it manages. */
  toJSON(): unknown;
}
