// Why a virtual CPU left the guest. An exit is data, shaped like KVM_RUN's exit reasons (Linux, Documentation/virt/
// kvm/api.rst), so that one dispatch can handle those of every guest engine.

import { formatAddress, formatBytes } from "../simulation/units.ts";

interface ExitBase {
  /** How long the guest ran before it, in nanoseconds. */
  readonly elapsed: number;
}

/** A transfer that the guest's driver asks of a virtio device. */
export interface IoRequest {
  readonly device: "disk" | "network";
  readonly operation: "read" | "write" | "send";
  readonly bytes: number;
  /** The guest's own number for it; comes back with the completion. Absent when the guest waits for none. */
  readonly tag?: number;
}

export type Exit =
  /** The budget was used up: the guest did nothing special, its time was over. */
  | (ExitBase & { readonly reason: "budget" })
  /** The hypervisor needed the CPU itself and interrupted the guest. */
  | (ExitBase & { readonly reason: "interrupt" })
  /** The guest has nothing to do until an interrupt comes (x86 HLT, RISC-V WFI). */
  | (ExitBase & { readonly reason: "hlt" })
  /** The guest called the hypervisor on purpose. */
  | (ExitBase & { readonly reason: "hypercall"; readonly number: number })
  /** The guest wrote to a port: here, a line on its serial console. */
  | (ExitBase & { readonly reason: "io"; readonly port: number; readonly text: string })
  /** The guest rang the doorbell of a virtio device. */
  | (ExitBase & { readonly reason: "mmio"; readonly request: IoRequest })
  /** The guest set its timer for the next tick. */
  | (ExitBase & { readonly reason: "wrmsr"; readonly register: "IA32_TSC_DEADLINE" })
  /** The guest touched a guest-physical address that one of the translation stages refuses. */
  | (ExitBase & {
      readonly reason: "guest-page-fault";
      readonly stage: "stage-1" | "stage-2";
      readonly access: "load" | "store";
      readonly address: number;
    })
  /** The guest powered off, restarted, or panicked. */
  | (ExitBase & {
      readonly reason: "system-event";
      readonly event: "shutdown" | "reset" | "crash";
      readonly message: string;
    });

export type ExitReason = Exit["reason"];

/** What became of an exit: the guest goes on, waits, or is not to run again. */
export type Disposition = "handled" | "blocked" | "stopped";

/** The particulars of an exit in a few words, for the trace. */
export function describeExit(exit: Exit): string {
  switch (exit.reason) {
    case "budget":
      return "time slice over";
    case "interrupt":
      return "called back by the hypervisor";
    case "hlt":
      return "idle";
    case "hypercall":
      return `number ${exit.number}`;
    case "io":
      return `port ${formatAddress(exit.port)}: ${exit.text}`;
    case "mmio":
      return `${exit.request.device} ${exit.request.operation} ${formatBytes(exit.request.bytes)}`;
    case "wrmsr":
      return exit.register;
    case "guest-page-fault":
      return `${exit.stage} ${exit.access} at gpa ${formatAddress(exit.address)}`;
    case "system-event":
      return exit.message === "" ? exit.event : `${exit.event}: ${exit.message}`;
    default:
      return exit satisfies never;
  }
}
