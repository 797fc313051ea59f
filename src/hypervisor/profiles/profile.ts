// What tells one hypervisor from another, as plain data: its parts and which of them depend on which, where drivers,
// device models and management live, and the way that each exit takes through the parts.
//
// Nothing here is a verdict. That one product's path is longer than another's is written down; what that costs a guest,
// and whether it matters, a run shows. What a crash takes down follows from `dependsOn` alone (src/host/component.ts).

import type { ComponentRole } from "../../host/component.ts";
import { costs } from "../../host/costs.ts";
import type { ExitReason } from "../exits/exit.ts";
import type { Paging, Privileged, Translator } from "./ways.ts";

/** The name of a constant in `costs` that counts cycles. */
export type CycleCost = {
  [Name in keyof typeof costs]: (typeof costs)[Name]["unit"] extends "cycles" ? Name : never;
}[keyof typeof costs];

/** The name of a constant in `costs` that counts bytes. */
export type ByteCost = {
  [Name in keyof typeof costs]: (typeof costs)[Name]["unit"] extends "bytes" ? Name : never;
}[keyof typeof costs];

/** The memory of a virtual machine monitor, as constants in `costs`. */
export interface VmmMemory {
  /** For any machine. */
  readonly machine: ByteCost;
  /** More for each virtual CPU, and for each MiB of the machine's memory. Nothing unless given. */
  readonly vcpu?: ByteCost;
  readonly mebibyte?: ByteCost;
}

/** One step on the way of an exit. */
export interface Hop {
  readonly from: ComponentRole;
  readonly to: ComponentRole | "hardware";
  /** The constant in `costs` that says what the step takes, there and back: published figures are round trips. */
  readonly cost: CycleCost;
}

/** The way each exit takes, by its reason. Consecutive hops meet, and the first leaves the guest. */
export type ExitPaths = Readonly<Record<ExitReason, readonly Hop[]>>;

/** A part of a product whose crash can be told from the crash of another part. */
export interface ProfileComponent {
  readonly role: ComponentRole;
  /** What the product calls it. */
  readonly name: string;
  /** The parts without which this one cannot go on. Two parts of one kernel depend on each other. */
  readonly dependsOn: readonly ComponentRole[];
}

/**
 * The back end of paravirtual devices: the half of the driver that is not in the guest. It is scheduled like everything
 * else that needs a CPU, and what a request takes there is time on a CPU of its own.
 */
export interface ProfileBackend {
  /** The part whose threads, or virtual CPUs, it runs on. */
  readonly role: "control-domain" | "vmm-process" | "host-os";
  /** The way of a request from there to the device, there and back: half of the cycles each way. */
  readonly request: readonly Hop[];
  /** What it takes there to interrupt the guest when requests are complete. */
  readonly interrupt: CycleCost;
}

/** A hypervisor product, or bare metal, described by its structure. */
export interface Profile {
  /** The name to find it by: `profiles.xen` has the id "xen". */
  readonly id: string;
  /** The product's name; names are trademarks of their owners. */
  readonly product: string;
  /** Where it sits. "disputed": the field does not agree, and `remark` says why. */
  readonly kind: "type 1" | "type 2" | "disputed" | "bare metal";
  /** What it is installed on. */
  readonly installsOn: "a bare server" | "a host OS";
  /** The families of host OS that it can be installed on; absent when it needs none. */
  readonly hostFamilies?: readonly ("Linux" | "Windows" | "macOS" | "BSD")[];
  /** What a careful engineer would add to `kind`. */
  readonly remark: string;
  /** The part that has the drivers of the physical devices. */
  readonly drivers: ComponentRole;
  /** The part that plays the devices which a guest sees. */
  readonly deviceModels: ComponentRole;
  /** How a guest's privileged instructions are run: "hardware-assisted" unless given. */
  readonly privileged?: Privileged;
  /**
   * How a guest's addresses are translated. Unless given, "nested" where the hardware assists, else "shadow" under binary
   * translation, and "paravirtual".
   */
  readonly paging?: Paging;
  /**
   * What a translator makes of an instruction that writes to a page table: it leaves it as it is, so that each write traps
   * ("simple"); or has it call the monitor once it has trapped ("adaptive"), which it does unless given.
   */
  readonly translator?: Translator;
  /** Whether a device of the server can be one machine's own. Unless given, it can. */
  readonly passthrough?: boolean;
  /** Whether a machine may have more virtual CPUs than its server has CPUs. Unless it is said here, it may not. */
  readonly moreVcpusThanCpus?: boolean;
  /**
   * For how long at most it keeps a CPU busy for a virtual one that has halted, in case an interrupt comes at once, in
   * nanoseconds (KVM: `halt_poll_ns`, 200 µs unless changed). Not at all unless it is said here.
   */
  readonly haltPolling?: number;
  /** Whether its CPUs hand interrupts to a running guest without leaving it (Intel: posted interrupts). Not unless given. */
  readonly postedInterrupts?: boolean;
  /** The part that is asked to define, start and stop machines. */
  readonly management: ComponentRole;
  /**
   * What can be done at the server's own screen and keyboard: all that the management part can ("management"); only to
   * set up its network and password, so that the rest is done from another computer ("setup", as ESXi's direct console,
   * whose shell is off until an administrator switches it on); or nothing ("none", unless given). One server can do without a
   * console on another computer where a program or a page that it serves itself does the same; several hardly can.
   */
  readonly localConsole?: "management" | "setup" | "none";
  /** Its parts. A part with the role "vmm-process" or "guest-os" exists once for each machine that is on. */
  readonly components: readonly ProfileComponent[];
  /** The way of each exit; undefined on bare metal, where there is no guest to leave. */
  readonly paths?: ExitPaths;
  /**
   * What its virtual machine monitor takes of the server's memory for each machine that is on, beside the machine's own.
   * Absent where no figure is published: then nothing is counted.
   */
  readonly vmm?: VmmMemory;
  /** Where requests go once the guest has made them known; the hypervisor itself, within the exit, unless given. */
  readonly backend?: ProfileBackend;
}

/** One hop with its cost looked up, as an exit record carries it. */
export interface CountedHop {
  readonly from: string;
  readonly to: string;
  /** Cycles, there and back. */
  readonly cycles: number;
}

/** What leaving the guest takes, and going back into it, where the CPU does not do it. */
const trapOf = {
  "binary translation": costs.calloutTranslated.value,
  paravirtual: costs.exception.value,
} as const;

/** A hop with its cost. Out of a guest that the CPU does not run, each goes by the way that its profile says. */
function counted({ from, to, cost }: Hop, { privileged }: Profile): CountedHop {
  const { value } = costs[cost];
  if (privileged === undefined || privileged === "hardware-assisted" || from !== "guest-os")
    return { from, to, cycles: value };
  const trap = trapOf[privileged];
  if (cost === "hypercall" || cost === "exitHandledInKernel") return { from, to, cycles: trap };
  const { exitHandledInKernel } = costs;
  const inKernel = cost === "exitHandledInUserSpace" ? exitHandledInKernel.value - trap : 0;
  return { from, to, cycles: value - inKernel };
}

/** The hops of an exit's way, in order. Empty on bare metal. */
export function hopsOf(profile: Profile, reason: ExitReason): CountedHop[] {
  return (profile.paths?.[reason] ?? []).map((hop) => counted(hop, profile));
}

/**
 * The hops of a request to a paravirtual device: the guest's notification, then the back end's work. To get from one to
 * the other has no price of its own: the back end is put on a CPU when its turn comes, which a run shows.
 */
export function requestHopsOf(profile: Profile): CountedHop[] {
  const { backend } = profile;
  const notify = hopsOf(profile, "mmio");
  const at = notify.at(-1)?.to;
  if (!backend || at === undefined) return notify;
  const scheduled = at === backend.role ? [] : [{ from: at, to: backend.role, cycles: 0 }];
  return [...notify, ...scheduled, ...backend.request.map((hop) => counted(hop, profile))];
}
