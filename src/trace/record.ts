// What happened, as plain data. The simulation appends records and never edits one; tables, timelines and diagrams
// are made from them. A record holds only numbers, strings and flat objects, so a trace crosses a worker, is stored
// as JSON, and two runs are compared byte by byte. It holds no sentences: figures say what it means in the reader's
// language.

import type {
  AllocationDetail,
  ApplicationFailure,
  DropRule,
  ExitDetail,
  GuestDetail,
  LifecycleDetail,
  ManagementCall,
  MigrationDetail,
} from "./detail.ts";
import type { RefusalData } from "./message.ts";

/** The four things a virtual machine is given, in the order in which it is given them. */
export type ResourceKind = "cpu" | "memory" | "storage" | "network";

interface RecordBase {
  /** Simulated time of the record, in nanoseconds since the server was switched on. */
  readonly time: number;
  /** What the record is about: the name of a virtual machine, or of the server itself. */
  readonly subject: string;
}

/** What a lifecycle record tells of, by the name of the operation, or of what happened without one. */
export type LifecycleOperation =
  // Of servers, their software and its parts.
  | "install"
  | "crash"
  | "power-off"
  | "power-on"
  | "reboot"
  // Of virtual machines.
  | "define"
  | "clone"
  | "start"
  | "suspend"
  | "resume"
  | "shutdown"
  | "destroy"
  | "undefine"
  | "snapshot"
  | "revert"
  | "deleteSnapshot"
  | "redefineSnapshot"
  | "schedule"
  | "pin"
  | "migrate"
  | "backup"
  | "restore"
  | "failover"
  | "io-error"
  | "markAsTemplate"
  | "markAsVirtualMachine"
  // Of containers.
  | "create"
  | "pause"
  | "unpause"
  | "stop"
  | "kill"
  | "remove"
  | "finished"
  | "oom-kill"
  | "no-space";

/** What a record's subject was before, or became. */
export type LifecycleState =
  // A virtual machine, in libvirt's words.
  | "running"
  | "blocked"
  | "paused"
  | "shutdown"
  | "shutoff"
  | "crashed"
  | "undefined"
  // A container, in Docker's words.
  | "created"
  | "exited"
  | "removed"
  // A host OS, and a part of the software.
  | "up"
  | "panicked"
  | "booting"
  | "no operating system"
  | "down"
  // A server: its power, and what is on it.
  | "on"
  | "off"
  | "bare"
  | "host OS"
  | "virtualized";

/** A lifecycle operation that was carried out, or a change of state that the guest brought about. */
export interface LifecycleRecord extends RecordBase {
  readonly kind: "lifecycle";
  readonly operation: LifecycleOperation;
  readonly from: LifecycleState;
  readonly to: LifecycleState;
  readonly detail?: LifecycleDetail;
}

/** A request that was refused. Nothing else in the model changed. */
export interface RefusalRecord extends RecordBase {
  readonly kind: "refusal";
  readonly operation: string;
  readonly code: string;
  /** In English, as the error's. */
  readonly message: string;
  /** The same as data. */
  readonly about: RefusalData;
}

/** A resource handed to a virtual machine or taken back from it. */
export interface AllocationRecord extends RecordBase {
  readonly kind: "allocation";
  readonly action: "allocate" | "release";
  readonly resource: ResourceKind;
  /** Virtual CPUs, bytes of memory or storage, or network ports. */
  readonly amount: number;
  readonly detail: AllocationDetail;
}

/** Something the guest operating system reported on its console. */
export interface GuestRecord extends RecordBase {
  readonly kind: "guest";
  readonly event: "no-bootable-device" | "booting" | "booted" | "powering-off" | "panic";
  readonly detail: GuestDetail;
}

/** A step in the life of an application inside a guest. */
export interface ApplicationRecord extends RecordBase {
  readonly kind: "application";
  readonly application: string;
  readonly event: "launched" | "started" | "finished" | "failed" | "stopped";
  /** Why it failed. */
  readonly detail?: ApplicationFailure;
}

/** One exit: the virtual CPU left the guest, and the hypervisor had to act. */
export interface ExitRecord extends RecordBase {
  readonly kind: "exit";
  readonly vcpu: number;
  /** The physical CPU it ran on; absent for an access made from a cell. */
  readonly pcpu?: number;
  readonly reason: string;
  /** Absent where the reason says it all. */
  readonly detail?: ExitDetail;
  /** How many exits for the same reason it stands for, one after another; absent for one. */
  readonly times?: number;
  /** Time the hypervisor took to handle it, in nanoseconds. */
  readonly cost: number;
  /** Its way through the parts of the hypervisor, in cycles; recorded for a hypervisor set up with `traceHops`. */
  readonly hops?: readonly {
    readonly from: string;
    readonly to: string;
    readonly cycles: number;
  }[];
  readonly disposition: "handled" | "blocked" | "stopped";
}

/** A virtual CPU occupied a physical one from `start` to `end` without another in between. */
export interface SliceRecord extends RecordBase {
  readonly kind: "slice";
  readonly pcpu: number;
  readonly vcpu: number;
  readonly start: number;
  readonly end: number;
}

/** One step on the way of an I/O request; it begins where the one before it ended. */
export interface IoStep {
  /** Where it is: the part of the hypervisor, "guest-os", or "hardware". */
  readonly part: string;
  /**
   * What it does there: the guest is left to say that there is a request ("notify"); it waits for its turn or for a CPU
   * ("wait"); it is worked on ("work"), queues at the device ("queue"), is served by it ("serve"); the guest is told
   * ("interrupt").
   */
  readonly doing: "notify" | "wait" | "work" | "queue" | "serve" | "interrupt";
  readonly start: number;
  readonly end: number;
}

/** A request that a physical device carried out for a guest. */
export interface IoRecord extends RecordBase {
  readonly kind: "io";
  readonly device: "disk" | "network";
  readonly operation: "read" | "write" | "send" | "receive";
  readonly bytes: number;
  /** How many requests it stands for, each made when the one before it was complete; absent for one. */
  readonly times?: number;
  /** When the guest asked; `start` to `end` is when the device worked on it. */
  readonly submitted: number;
  readonly start: number;
  readonly end: number;
  /** Its way, step by step without a gap; recorded for a hypervisor set up with `traceHops`. */
  readonly steps?: readonly IoStep[];
}

/** An Ethernet frame at the virtual switch, or the first one of a connection between IPv4 addresses. */
export interface FrameRecord extends RecordBase {
  readonly kind: "frame";
  /** Hardware addresses; of a connection, IPv4 addresses, and the port behind a colon. */
  readonly source: string;
  readonly destination: string;
  readonly bytes: number;
  readonly outcome: "delivered" | "uplink" | "dropped";
  readonly to: readonly string[];
  /** The rule by which it was dropped. */
  readonly detail?: DropRule;
}

/** A step of moving a machine to another server. */
export interface MigrationRecord extends RecordBase {
  readonly kind: "migration";
  readonly event: "begin" | "round" | "stop" | "completed" | "failed";
  /** Bytes sent in a round, or so far; at a stop, those left to send. */
  readonly bytes: number;
  readonly detail: MigrationDetail;
}

/** Memory that a hypervisor took from a machine, gave back to it, or shared. */
export interface MemoryRecord extends RecordBase {
  readonly kind: "memory";
  /**
   * `inflate`, `deflate`: its balloon grew or shrank. `share`: pages were found to equal others, and share a frame.
   * `cow`: one was written to, and got a frame of its own. `swap-out`, `swap-in`: to and from the server's disk, in one
   * record for all since the last.
   */
  readonly action: "inflate" | "deflate" | "share" | "cow" | "swap-out" | "swap-in";
  readonly bytes: number;
}

/** A step of a request from a management console to a hypervisor. The subject is the console. */
export interface ManagementRecord extends RecordBase {
  readonly kind: "management";
  /** The hypervisor that is asked. */
  readonly hypervisor: string;
  /** What for. */
  readonly request: ManagementCall;
  /** Sent by the console; arrived at the part that manages; its answer came, a result or a refusal; or none did. */
  readonly step: "sent" | "received" | "answered" | "refused" | "timed out";
  /** Bytes of the request, or of the answer. */
  readonly bytes: number;
}

/** A record of any kind; `kind` tells which. */
export type TraceRecord =
  | LifecycleRecord
  | RefusalRecord
  | AllocationRecord
  | GuestRecord
  | ApplicationRecord
  | ExitRecord
  | SliceRecord
  | IoRecord
  | FrameRecord
  | MigrationRecord
  | MemoryRecord
  | ManagementRecord;

/** The record type of one kind, for example `RecordOf<"exit">`. */
export type RecordOf<K extends TraceRecord["kind"]> = Extract<TraceRecord, { readonly kind: K }>;
