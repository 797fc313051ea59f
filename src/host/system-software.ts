// Software on the bare server, as the server deals with it: a hypervisor of type 1, or a host OS.

import { Internals } from "../simulation/internals.ts";
import type { CrashCause } from "../trace/detail.ts";
import type { SliceRecord } from "../trace/record.ts";
import type { Component } from "./component.ts";
import type { Hardware } from "./hardware.ts";
import type { Layer } from "./layers.ts";

/** Software that can be installed, as a cell holds it. */
export interface Software {
  /** Its name in messages and diagrams. */
  readonly name: string;
  /** A plain description of everything it manages. */
  toJSON(): unknown;
}

/** What a server asks of the software on it. */
export interface SystemSoftware {
  /**
   * Takes the hardware over.
   * @throws HypervisorError when the hardware does not suffice; then nothing was taken.
   */
  installOnServer(hardware: Hardware): void;
  /** The number of virtual CPUs of running virtual machines. */
  readonly allocatedCpus: number;
  /** The occupations of physical CPUs that go on, cut at the present moment. */
  openSlices(): SliceRecord[];
  /** The layers from this software upwards; `below` is what it stands on. */
  layers(below: string): Layer[];
  /** Its parts, up and down. */
  components(): Component[];
  /** The parts `down` crashed, for the reason `cause`: what they carried is over. */
  fail(down: ReadonlySet<string>, cause: CrashCause): void;
  /** The server has power again: it comes up from the disk, with nothing running on it. */
  powerOn(): void;
}

/** The side of each hypervisor and host OS that a server deals with. */
export const systemSoftware = new Internals<SystemSoftware>();
