// Why a virtual CPU left the guest. An exit is data, shaped like KVM_RUN's exit reasons (Linux, Documentation/virt/
// kvm/api.rst), so that one dispatch can handle those of every guest engine.

import type { NetworkInterface } from "../../host/network-interface.ts";
import type { PrivilegedWork } from "./privileged-operation.ts";
import type { E1000Register, ExitDetail, IdeRegister, OutOfMemory } from "../../trace/detail.ts";

interface ExitBase {
  /** How long the guest ran before it, in nanoseconds. */
  readonly elapsed: number;
}

/** A device that carries out requests. */
export type IoDevice = "disk" | "network";

/** A transfer that the guest's driver asks of a device, or that has come for it. */
export interface IoRequest {
  readonly device: IoDevice;
  readonly operation: "read" | "write" | "send" | "receive";
  readonly bytes: number;
  /** How many requests it stands for, each made when the one before it is complete; one, where it is not said. */
  readonly times?: number;
  /** Where on the disk, in bytes from its start. */
  readonly offset?: number;
  /** The guest's own number for it; comes back with the completion. */
  readonly tag: number;
  /** Of what is sent to another machine, or to a client: whom it goes to, and what happens then. Not kept in snapshots. */
  readonly message?: Sent;
}

/** Something that has left a machine. */
export interface Sent {
  /** Whether its receiver is behind that interface as well, so that it need not leave by it. */
  staysBehind(nic: NetworkInterface): boolean;
  /** Whether its receiver is inside the sender. */
  readonly inwards?: boolean;
  /** So many bytes have left, the first of them at the moment `since`. */
  sent(bytes: number, since: number): void;
}

/** What becomes of something that has come over the network; one of the two, once. */
export interface Received {
  /** A process has it. */
  taken(): void;
  lost(): void;
  /** It is for a guest inside the machine: no process of the machine's own copies it. */
  readonly isForwarded?: boolean;
}

/** Why a virtual CPU left the guest, and the particulars, as data; the reasons are those of KVM_RUN. */
export type Exit =
  /** The budget was used up: the guest did nothing special, its time was over. */
  | (ExitBase & { readonly reason: "budget" })
  /** The hypervisor needed the CPU itself and interrupted the guest. */
  | (ExitBase & { readonly reason: "interrupt" })
  /** The guest has nothing to do until an interrupt comes (x86 HLT, RISC-V WFI). */
  | (ExitBase & { readonly reason: "hlt" })
  /** The guest called the hypervisor on purpose. */
  | (ExitBase & {
      readonly reason: "hypercall";
      readonly number: number;
      /** What its kernel has the hypervisor do for it, with paravirtual paging. */
      readonly work?: PrivilegedWork;
    })
  /** The guest's kernel did something that its hypervisor must see to: a page fault, or a write to a page table or CR3. */
  | (ExitBase & { readonly reason: "exception" | "cr-access"; readonly work: PrivilegedWork })
  /** The guest used a port, for a line on its serial console. */
  | (ExitBase & {
      readonly reason: "io";
      readonly port: number;
      readonly text: string;
      readonly request?: undefined;
    })
  /**
   * The same for a register of an emulated device. The access that `begins` the request is the last of those that set it
   * up.
   */
  | (ExitBase & {
      readonly reason: "io";
      readonly port: number;
      readonly register: IdeRegister;
      readonly request: IoRequest;
      readonly begins?: boolean;
    })
  /**
   * The guest rang the doorbell of a virtio device, for one request or several; or, with a `register`, used an emulated
   * device, as for `io`.
   */
  | (ExitBase & {
      readonly reason: "mmio";
      readonly request: IoRequest;
      readonly more?: readonly IoRequest[];
      readonly register?: E1000Register;
      readonly begins?: boolean;
    })
  /** The guest set its timer for the next tick, or said that it is through with an interrupt. */
  | (ExitBase & {
      readonly reason: "wrmsr";
      readonly register: "IA32_TSC_DEADLINE" | "IA32_X2APIC_EOI";
      readonly to?: undefined;
    })
  /** The guest interrupts another of its virtual CPUs, the one of that number. */
  | (ExitBase & {
      readonly reason: "wrmsr";
      readonly register: "IA32_X2APIC_ICR";
      readonly to: number;
    })
  /** The guest spun on a lock for so long that the CPU left it (Intel: pause-loop exiting; AMD: pause filter). */
  | (ExitBase & { readonly reason: "pause" })
  /** The guest touched a guest-physical address that one of the translation stages refuses. */
  | (ExitBase & {
      readonly reason: "guest-page-fault";
      readonly stage: "stage-1" | "stage-2";
      readonly access: "load" | "store";
      readonly address: number;
      /** What it is resolved by, when the address is the machine's own and its page is merely not there. */
      readonly backing?: Backing;
      /** How many pages were met one after another, where one exit stands for several: each is handled for itself. */
      readonly pages?: number;
    })
  /** The guest powered off or restarted. */
  | (ExitBase & { readonly reason: "system-event"; readonly event: "shutdown" | "reset" })
  /** It panicked. */
  | (ExitBase & {
      readonly reason: "system-event";
      readonly event: "crash";
      readonly cause: OutOfMemory;
    });

/** The reason alone: "mmio", "hlt", … */
export type ExitReason = Exit["reason"];

const reasons: Readonly<Record<ExitReason, true>> = {
  budget: true,
  interrupt: true,
  hlt: true,
  hypercall: true,
  exception: true,
  "cr-access": true,
  io: true,
  mmio: true,
  wrmsr: true,
  pause: true,
  "guest-page-fault": true,
  "system-event": true,
};

/** All reasons there are. */
export const exitReasons = Object.keys(reasons) as readonly ExitReason[];

/** What became of an exit: the guest goes on, waits, or is not to run again. */
export type Disposition = "handled" | "blocked" | "stopped";

/** How many exits one after another it stands for, each of which is handled. */
export function timesOf(exit: Exit): number {
  if (exit.reason === "guest-page-fault") return exit.backing?.faults ?? 1;
  return exit.reason === "mmio" && exit.register === undefined ? (exit.request.times ?? 1) : 1;
}

/** The requests that are on their way to the device once this exit is handled. */
export function requestsOf(exit: Exit): readonly IoRequest[] {
  if (exit.reason === "mmio" && (exit.register === undefined || exit.begins))
    return [exit.request, ...(exit.more ?? [])];
  return exit.reason === "io" && exit.request && exit.begins ? [exit.request] : [];
}

/** The privileged operations of the guest's kernel that it is for. */
export function workOf(exit: Exit): PrivilegedWork | undefined {
  const { reason } = exit;
  return reason === "hypercall" || reason === "exception" || reason === "cr-access"
    ? exit.work
    : undefined;
}

/** What is to be written to the disk by these requests. */
export function writesOf(requests: readonly IoRequest[]): readonly IoRequest[] {
  return requests.filter(({ operation }) => operation === "write");
}

/** The reason whose way it takes: a register of an emulated device is the device model's, however it is reached. */
export function handledAs(exit: Exit): ExitReason {
  return exit.reason === "mmio" && exit.register !== undefined ? "io" : exit.reason;
}

// Most exits have nothing to say but their reason, and guests make them by the million: their details are made once.
const timeSliceOver: ExitDetail = Object.freeze({ code: "time-slice-over" });
const calledBack: ExitDetail = Object.freeze({ code: "called-back" });
const idle: ExitDetail = Object.freeze({ code: "idle" });
const spinning: ExitDetail = Object.freeze({ code: "spinning" });
const timer: ExitDetail = Object.freeze({ code: "msr", register: "IA32_TSC_DEADLINE" });
const endOfInterrupt: ExitDetail = Object.freeze({ code: "msr", register: "IA32_X2APIC_EOI" });
const betweenCpus: ExitDetail = Object.freeze({ code: "msr", register: "IA32_X2APIC_ICR" });

/** The particulars of an exit, for the trace. */
export function detailOf(exit: Exit): ExitDetail {
  switch (exit.reason) {
    case "budget":
      return timeSliceOver;
    case "interrupt":
      return calledBack;
    case "hlt":
      return idle;
    case "hypercall":
      return exit.work
        ? { code: "privileged", ...exit.work }
        : { code: "hypercall", number: exit.number };
    case "exception":
    case "cr-access":
      return { code: "privileged", ...exit.work };
    case "io":
      return exit.request
        ? { code: "port-register", port: exit.port, register: exit.register }
        : { code: "console", port: exit.port, text: exit.text };
    case "mmio": {
      const { request, more, register } = exit;
      if (register !== undefined) return { code: "register", register };
      const { device, operation, bytes } = request;
      return { code: "request", device, operation, bytes, more: more?.length ?? 0 };
    }
    case "wrmsr":
      if (exit.to !== undefined) return betweenCpus;
      return exit.register === "IA32_TSC_DEADLINE" ? timer : endOfInterrupt;
    case "pause":
      return spinning;
    case "guest-page-fault": {
      const { stage, access, address, backing } = exit;
      const fault = { code: "page-fault", stage, access, address } as const;
      if (!backing) return fault;
      const { cause, faults } = backing;
      return { ...fault, cause, ...(faults !== undefined && { faults }) };
    }
    case "system-event":
      return exit.event === "crash"
        ? { ...exit.cause, code: "panic" }
        : { code: "power", event: exit.event };
    default:
      return exit satisfies never;
  }
}

/** A page fault that the hypervisor resolves by backing pages, as plain data. */
export interface Backing {
  /** Whose pages: those of the operating system, its cache, or an application. */
  readonly area: string;
  readonly cause: "first touch" | "swapped" | "shared";
  /** How many faults are resolved one after another; one, where it is not said. */
  readonly faults?: number;
}
