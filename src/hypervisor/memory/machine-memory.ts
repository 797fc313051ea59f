// What a machine needs of its memory, whichever way the hypervisor backs it: all of it at once, or page by page.

import { frozen } from "../../trace/frozen.ts";
import { Internals } from "../../simulation/internals.ts";
import type { Request } from "../../simulation/catalogue.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { OomKill } from "../../trace/detail.ts";
import type { Backing, Disposition, Exit } from "../exits/exit.ts";
import type { Demand, GuestPaging } from "../exits/guest-paging.ts";
import type { PageContent } from "./guest-areas.ts";
import type { GuestMemory } from "./guest-memory.ts";

/**
 * Where a machine's memory is, in bytes. `resident + swapped + ballooned + unbacked` is `size`; all but `size` and
 * `reservation` are 0 or unbacked while it is off.
 */
export interface MemoryUsage {
  /** What the guest sees. */
  readonly size: number;
  /** Backed by the server's memory, shared pages included. */
  readonly resident: number;
  /** The part of `resident` that is backed by pages which others, or other pages of its own, are backed by too. */
  readonly shared: number;
  /** In the balloon: taken from the guest by its own balloon driver, and backed by nothing. */
  readonly ballooned: number;
  /** On the server's disk; a touch brings it back. */
  readonly swapped: number;
  /** Never touched, or given up since: backed by nothing. */
  readonly unbacked: number;
  /** What the guest has in use of its memory, cache included: never more than `size` less what is in the balloon. */
  readonly guestUsed: number;
  /** What the guest's own operating system put on the guest's own disk, because it had too little memory. */
  readonly guestSwapped: number;
  /** The most that it can put there. When that is full too, its OOM killer ends an application. */
  readonly guestSwap: number;
  /** The part of `resident` in use, as the hypervisor estimates it by sampling; all of it until the first sample. */
  readonly active: number;
  /** Always backed once touched, never swapped or asked for. */
  readonly reservation: number;
  /** What the virtual machine monitor takes of the server's memory for it, beside all of this. */
  readonly overhead: number;
}

/** Of a memory that is backed by so much, and all of that in use. */
export function memoryUse(size: number, reservation: number, resident = 0): MemoryUsage {
  const nothing = {
    ...{ shared: 0, ballooned: 0, swapped: 0 },
    ...{ guestUsed: 0, guestSwapped: 0, guestSwap: 0, overhead: 0 },
  };
  return { size, resident, ...nothing, unbacked: size - resident, active: resident, reservation };
}

/** What the memory needs from its machine, which is on. */
export interface MemoryOwner {
  readonly name: string;
  /** Whether its operating system is up, and virtual CPUs may run. */
  readonly runs: boolean;
  readonly engine: {
    work(demands: readonly Demand[]): void;
    /** The guest's OOM killer has ended an application. */
    outOfMemory(application: string, cause: OomKill): void;
  };
  /** The guest was left because of an access from a cell. */
  record(vcpu: number, exit: Exit, disposition: Disposition): void;
}

/** The pages of a machine, as its guest uses them. */
export interface MachinePages extends GuestPaging {
  /** The guest restarts: nothing of what it held is in use, and its balloon driver is gone. */
  reset(): void;
  usage(): MemoryUsage;
  /** What its pages are for. */
  content(): PageContent;
  /** The machine has come from another server: so much of it is there now. */
  adopt(content: PageContent): void;
  /** The machine has gone to another server: its balloon driver is asked from there. */
  leave(): void;
}

/** Those that are backed one by one. */
export interface DemandPages extends MachinePages {
  /** Backs what a fault asks for; true when the virtual CPU must wait for the disk until `done` is called. */
  resolve(backing: Backing, done: () => void): boolean;
  /** Reads so many bytes of what was swapped out from the server's disk, to be sent away. */
  readSwapped(bytes: number, done: () => void): void;
}

export interface MachineMemory extends Pick<GuestMemory, keyof GuestMemory> {
  readonly paging: MachinePages;
  /** The same, where they are backed one by one. Absent when all of the memory is backed as long as the machine is on. */
  readonly demand?: DemandPages;
}

/** Who backs the memory of a hypervisor's machines. */
export interface MemoryManager {
  /**
   * @param disk bytes of the server's disk that the machine is about to take for itself
   * @throws HypervisorError `insufficient-memory` or `insufficient-disk` unless a machine can be switched on now
   */
  admit(request: Request, spec: DomainSpec, disk?: number): void;
  /** The memory of a machine that is switched on. */
  provide(spec: DomainSpec, owner: MemoryOwner): MachineMemory;
  /** What it is at; undefined when all memory is reserved. */
  usage?(): HypervisorMemory;
}

/** The server's memory as its hypervisor sees it, in bytes. */
export interface HypervisorMemory {
  /** All of the server's. */
  readonly size: number;
  readonly free: number;
  /** How short of memory the hypervisor is: it takes memory from machines in all states but "high". */
  readonly state: MemoryState;
  /** What backs memory of machines; with `free` and what software keeps for itself, all there is. */
  readonly backing: number;
  /** What machines believe to have for themselves and share: the sum of `resident` is `backing + saved`. */
  readonly saved: number;
  /** Room on disk for memory of machines, and how much of it is in use. */
  readonly swap: { readonly size: number; readonly used: number };
}

/** Waldspurger's four states: free memory is enough; ask balloons; swap; swap in all haste. */
export type MemoryState = "high" | "soft" | "hard" | "low";

/**
 * How a hypervisor backs the memory of its machines: made by `reserved()` or `overcommit()`, and given to
 * `new Hypervisor({ memory })`.
 */
export interface MemorySpec {
  readonly name: "reserved" | "overcommit";
  /** Bytes of the server's disk that are taken for swapping when the hypervisor is installed. */
  readonly swapArea: number;
}

/** What a virtual machine monitor takes for a machine of that size, in bytes. */
export type Overhead = (spec: Pick<DomainSpec, "vcpus" | "memory">) => number;

const managers = new Internals<(hardware: Hardware, overhead: Overhead) => MemoryManager>();

/** A description whose memory manager `create` makes, on a server that has room for its swap area. */
export function memorySpec(
  spec: MemorySpec,
  create: (hardware: Hardware, overhead: Overhead) => MemoryManager,
): MemorySpec {
  managers.keep(spec, create);
  return frozen(spec);
}

/** Whether a cell passed in what `reserved()` or `overcommit()` made. */
export const isMemorySpec = (value: unknown): boolean => managers.find(value) !== undefined;

/** The memory manager of that description. */
export const createMemory = (
  spec: MemorySpec,
  hardware: Hardware,
  overhead: Overhead = () => 0,
): MemoryManager => managers.of(spec)(hardware, overhead);
