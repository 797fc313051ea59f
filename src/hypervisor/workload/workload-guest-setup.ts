// What a guest of the workload engine finds around it: a machine's virtual CPUs, memory and devices, or a process's.

import type { ClockRate } from "../../host/clock-rate.ts";
import type { OsImage } from "../../host/os-images.ts";
import type { Random } from "../../simulation/random.ts";
import type { Simulation } from "../../simulation/simulation.ts";
import type { ApplicationRecord, GuestRecord } from "../../trace/record.ts";
import type { GuestPaging } from "../exits/guest-paging.ts";
import type { NetworkEnd } from "../io/message.ts";
import type { GuestTranslation } from "../translation/guest-translation.ts";
import type { DeviceDriversSetup } from "./device-drivers.ts";
import type { SpinlockSetup } from "./spinlock.ts";

/** A record of what happens inside, before it is given its time and its subject. */
type Reported = Omit<GuestRecord, "time" | "subject"> | Omit<ApplicationRecord, "time" | "subject">;

/** What the engine needs from the machine around it. */
export interface WorkloadGuestSetup extends DeviceDriversSetup, SpinlockSetup {
  readonly simulation: Simulation;
  readonly random: Random;
  readonly vcpus: number;
  readonly memory: number;
  /** The operating system on the disk; undefined when the firmware found none. */
  readonly image: OsImage | undefined;
  /** Memory that is backed page by page; undefined when all of it is there. */
  readonly paging?: GuestPaging | undefined;
  /** Its network interface, seen from the network. Absent: it has none. */
  readonly end?: NetworkEnd;
  /** How its privileged operations are run and its addresses translated; natively unless given. */
  readonly translation?: () => GuestTranslation;
  /** How fast the CPUs are that it has now: after a move to another server, those there. */
  clock(): ClockRate;
  /** An interrupt for an idle virtual CPU. */
  wake(vcpu: number): void;
  /** An interrupt for one that is at work. Absent: its kernel is that of the computer, and what it takes is counted with that. */
  interrupt?(vcpu: number): void;
  /** For the trace: what the operating system and its applications are at. */
  report(record: Reported): void;
}
