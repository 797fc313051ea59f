// What a record says beyond its other fields: a code and plain data, no sentence. Figures say it in the reader's
// language (src/stdlib/figures/record-words.ts); a code means the same in records of every kind.

/** Why software or a machine went down. */
export type CrashCause =
  /** A part of the software crashed; `part` is its id, as in "control-domain:hv". */
  | { readonly code: "crashed"; readonly part: string }
  /** The power of the server was cut. */
  | { readonly code: "power-failure" }
  /** The host OS that it ran on was rebooted. */
  | { readonly code: "rebooted"; readonly host: string }
  /** It was inside a machine that went off or began anew. */
  | { readonly code: "machine-lost"; readonly machine: string }
  /** In post-copy: the server that still had its memory crashed. */
  | { readonly code: "memory-lost" }
  | OutOfMemory;

/** A guest's operating system needs more bytes of memory than its machine has, and panics. */
export interface OutOfMemory {
  readonly code: "out-of-memory";
  /** The operating system. */
  readonly system: string;
  readonly needed: number;
  readonly memory: number;
}

/** The hypervisor of a server went down, from or to which something was copied. */
export interface ServerLost {
  readonly code: "server-lost";
  readonly server: string;
  readonly cause: CrashCause;
}

/** Why a machine could not be moved. */
export type MigrationFailure =
  | ServerLost
  /** The disk has grown on its way, and the other server has no room for it. */
  | { readonly code: "no-room"; readonly server: string }
  /** The machine went off or crashed while it was copied. */
  | { readonly code: "machine-gone" }
  /** It went off on the other server while its memory was fetched. */
  | { readonly code: "machine-off" };

/** Why an application, or a request of it, failed. */
export type ApplicationFailure =
  /** It was to write, and its machine's disk, of so many bytes, is full. */
  { readonly code: "ENOSPC"; readonly disk: number } | OomKill;

/**
 * Memory and swap of its guest were full, and of all applications it, which needs `needed` bytes, had the most. So the OOM
 * killer of the guest's kernel ended it, by a signal that shows in its exit code (128 + 9).
 */
export interface OomKill {
  readonly code: "oom-killed";
  readonly needed: number;
  /** What the machine has of memory, and what its guest has of swap. */
  readonly memory: number;
  readonly swap: number;
  readonly exitCode: 137;
}

/** What a lifecycle record says of an operation. */
export type LifecycleDetail =
  | CrashCause
  /** The part of the software that went down. */
  | { readonly code: "part"; readonly part: string }
  /** A hypervisor was installed; `product` where that is not its name. */
  | {
      readonly code: "hypervisor";
      readonly name: string;
      readonly product?: string;
      readonly type: "type 1" | "type 2" | "disputed" | "bare metal";
    }
  /** A container engine was installed. */
  | { readonly code: "container-engine"; readonly name: string }
  /** An operating system, by its name. */
  | { readonly code: "system"; readonly system: string }
  /** The size of a machine that was defined: virtual CPUs, and bytes of memory. */
  | { readonly code: "size"; readonly vcpus: number; readonly memory: number }
  /** The machine, and the snapshot of it, that it is a clone of. */
  | {
      readonly code: "clone";
      readonly of: string;
      readonly linked: boolean;
      readonly snapshot?: string;
    }
  | { readonly code: "snapshot"; readonly snapshot: string }
  /** The server that keeps a backup, which is completed. */
  | { readonly code: "backup"; readonly server: string }
  /** The server that is to keep a backup, and how many bytes are copied; since another one if it is incremental. */
  | {
      readonly code: "backup-begun";
      readonly server: string;
      readonly bytes: number;
      readonly incremental: boolean;
    }
  /** The server that was to keep a backup, and why it does not. */
  | { readonly code: "backup-failed"; readonly server: string; readonly failure: ServerLost }
  /** What it may have of the physical CPUs; a cap in percent of one, 0 for none. */
  | { readonly code: "share"; readonly weight: number; readonly cap: number }
  /** The physical CPUs that a virtual one may run on. */
  | { readonly code: "affinity"; readonly vcpu: number; readonly pcpus: readonly number[] }
  /** The server's disk is full. */
  | { readonly code: "disk-full" }
  /** The guest powered off by itself, or because it was asked to. */
  | { readonly code: "by-guest" }
  | {
      readonly code: "migration";
      readonly mode: "pre-copy" | "post-copy" | "stop-and-copy";
      readonly destination: string;
    }
  /** The server on which it ran before that died. */
  | { readonly code: "failover"; readonly source: string }
  /** A container's image, and a process of it. */
  | { readonly code: "image"; readonly image: string }
  | { readonly code: "process"; readonly process: string };

/** What was given to a machine or taken back from it. */
export type AllocationDetail =
  /** Its disk: how large, which is not said when it is taken back. */
  | {
      readonly code: "disk";
      readonly device: string;
      readonly size?: number;
      readonly thin?: boolean;
    }
  /** A port of the virtual switch. */
  | { readonly code: "port"; readonly mac: string }
  /** Virtual CPUs, that are to be scheduled from now on or are no longer. */
  | {
      readonly code: "vcpus";
      readonly vcpus: number;
      readonly scheduled: boolean;
      /** How many CPUs there are, if those are fewer. */
      readonly pcpus?: number;
    }
  | { readonly code: "bytes"; readonly bytes: number }
  /** The machine was moved between servers. */
  | { readonly code: "moved-to"; readonly server: string }
  | { readonly code: "moved-from"; readonly server: string }
  /** The layers of a container image that were not there yet. */
  | { readonly code: "image-layers"; readonly image: string };

/** What a guest's operating system was at. */
export type GuestDetail =
  | CrashCause
  | { readonly code: "system"; readonly system: string }
  /** The firmware found nothing to boot. */
  | { readonly code: "nothing-to-boot" };

/** A register of an IDE controller, by its name. */
export type IdeRegister =
  | "bus master, descriptor table"
  | "bus master, direction"
  | "bus master, status cleared"
  | "bus master, start"
  | "bus master, stop"
  | "bus master, status"
  | "sector count"
  | "LBA low"
  | "LBA mid"
  | "LBA high"
  | "device"
  | "command"
  | "status";

/**
 * A register of a CPU that a guest sets: its timer; the end of an interrupt; and the interrupt controller's, by which it
 * interrupts another CPU.
 */
export type MsrRegister = "IA32_TSC_DEADLINE" | "IA32_X2APIC_EOI" | "IA32_X2APIC_ICR";

/** A register of an Intel network interface, as its manual spells it. */
export type E1000Register = "TDT" | "RDT" | "ICR" | "IMC" | "IMS" | "STATUS";

/** A privileged operation of a guest's kernel, or what interrupts a program for its sake. */
export type PrivilegedOperation =
  /** A program touched a page that its page table has no entry for; the kernel is to find one. */
  | "page-fault"
  /** The kernel writes one entry of a page table that is in use, and needs it at once. */
  | "page-table-write"
  /** It writes many of them, and can wait for all together. */
  | "page-table-writes"
  /** It goes on with another page table: writes CR3. */
  | "address-space"
  /** It sets up the CPU for another thread: its kernel stack, and that the FPU is to trap. */
  | "thread-state"
  /** A program calls it. */
  | "system-call"
  /** What a fork takes beside its page faults: reaches no hypervisor. */
  | "fork";

/** The particulars of an exit. */
export type ExitDetail =
  | { readonly code: "time-slice-over" }
  /** The hypervisor needed the CPU itself. */
  | { readonly code: "called-back" }
  | { readonly code: "idle" }
  | { readonly code: "hypercall"; readonly number: number }
  /** Privileged operations of the guest's kernel, for which it was left so often. */
  | {
      readonly code: "privileged";
      readonly operation: PrivilegedOperation;
      readonly operations: number;
      readonly exits: number;
    }
  /** A control domain's call: it has an event for a guest. */
  | { readonly code: "event-for-guest" }
  /** A line that the guest wrote to its serial console. */
  | { readonly code: "console"; readonly port: number; readonly text: string }
  /** A register of an emulated device, reached through a port or in memory. */
  | { readonly code: "port-register"; readonly port: number; readonly register: IdeRegister }
  | { readonly code: "register"; readonly register: E1000Register }
  /** A request to a device that was made known, and how many others with it. */
  | {
      readonly code: "request";
      readonly device: "disk" | "network";
      readonly operation: "read" | "write" | "send" | "receive";
      readonly bytes: number;
      readonly more: number;
    }
  | { readonly code: "msr"; readonly register: MsrRegister }
  | { readonly code: "spinning" }
  /** A guest-physical address that a translation stage refused; the cause, where its page was merely not there. */
  | {
      readonly code: "page-fault";
      readonly stage: "stage-1" | "stage-2";
      readonly access: "load" | "store";
      readonly address: number;
      readonly cause?: "first touch" | "swapped" | "shared";
      /** How many faults like it there were one after another; absent for one. */
      readonly faults?: number;
    }
  | { readonly code: "power"; readonly event: "shutdown" | "reset" }
  /** The guest panicked: the same as `OutOfMemory`. */
  | (Omit<OutOfMemory, "code"> & { readonly code: "panic" });

/** A step of a migration. */
export type MigrationDetail =
  | MigrationFailure
  | { readonly code: "route"; readonly source: string; readonly destination: string }
  /** The number of the round, from 1. */
  | { readonly code: "round"; readonly round: number }
  /** Why the machine was stopped. */
  | {
      readonly code: "stop";
      readonly reason: "little left" | "dirtied faster than sent" | "too many rounds" | "at once";
    }
  | { readonly code: "arrived"; readonly destination: string };

/** What a management console asks a hypervisor for: an operation, and the machine that it is about if there is one. */
export interface ManagementCall {
  readonly code: "call";
  readonly operation:
    | "define"
    | "create"
    | "clone"
    | "domains"
    | "lookup"
    | "start"
    | "suspend"
    | "resume"
    | "shutdown"
    | "reboot"
    | "destroy"
    | "undefine"
    | "snapshot"
    | "revert";
  readonly machine?: string;
}

/** A step on the way of a frame between addresses. */
export type NetworkHop =
  /** The switch of a network, in a VLAN if the port has a tag. */
  | { readonly code: "switch"; readonly network: string; readonly vlan?: number }
  /** The interface between a host and the physical network. */
  | { readonly code: "uplink"; readonly host: string }
  /** The host as router of a network. */
  | { readonly code: "gateway"; readonly host: string }
  /** NAT: from here on the frame comes from the host's address. */
  | { readonly code: "masquerade"; readonly address: string }
  /** NAT: a port of the host leads to a machine. */
  | {
      readonly code: "port-forward";
      readonly hostPort: number;
      readonly protocol: "tcp" | "udp";
      readonly machine: string;
      readonly port: number;
    };

/** The rule by which a frame was dropped. */
export type DropRule =
  /** The machine is off: its port has no carrier. */
  | { readonly code: "link-down"; readonly machine: string }
  /** The machine has no address: it has not booted, or no DHCP server had one left. */
  | { readonly code: "no-address"; readonly machine: string }
  /** No machine answers for the address: neither by ARP nor by a route. */
  | { readonly code: "no-such-address"; readonly address: string }
  /** The tag of the frame, and that of the port; null without a tag. */
  | { readonly code: "vlan"; readonly from: number | null; readonly to: number | null }
  /** NAT: no connection from inside belongs to it, and no port is forwarded. */
  | { readonly code: "nat"; readonly network: string }
  /** A network that is joined to nothing but the host. */
  | { readonly code: "host-only"; readonly network: string }
  /** Another machine has the address in the sender's own network. */
  | { readonly code: "own-network"; readonly address: string; readonly machine: string };

/** The detail of a record of any kind; `code` tells which. */
export type Detail =
  | LifecycleDetail
  | AllocationDetail
  | GuestDetail
  | ApplicationFailure
  | ExitDetail
  | MigrationDetail
  | ManagementCall
  | DropRule
  | NetworkHop;
