// What a machine writes to the trace: every record gets the present time and the machine's name.

import type { Hardware } from "../../host/hardware.ts";
import type { AllocationDetail, LifecycleDetail } from "../../trace/detail.ts";
import type { LifecycleOperation, ResourceKind, TraceRecord } from "../../trace/record.ts";
import type { DomainState } from "./lifecycle.ts";

type WithoutPlace<R> = R extends TraceRecord ? Omit<R, "time" | "subject"> : never;

export class DomainLog {
  readonly #hardware: Hardware;
  readonly #subject: string;

  constructor(hardware: Hardware, subject: string) {
    this.#hardware = hardware;
    this.#subject = subject;
  }

  /** Adds a record to the trace. */
  append(record: WithoutPlace<TraceRecord>): void {
    const { simulation, trace } = this.#hardware;
    trace.append({ time: simulation.now, subject: this.#subject, ...record });
  }

  /** An operation was carried out, or the guest changed its state. */
  lifecycle(
    operation: LifecycleOperation,
    from: DomainState,
    to: DomainState,
    detail?: LifecycleDetail,
  ): void {
    this.append({
      kind: "lifecycle",
      operation,
      from,
      to,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  /** A resource was given to the machine. */
  allocated(resource: ResourceKind, amount: number, detail: AllocationDetail): void {
    this.append({ kind: "allocation", action: "allocate", resource, amount, detail });
  }

  /** A resource was taken back. */
  released(resource: ResourceKind, amount: number, detail: AllocationDetail): void {
    this.append({ kind: "allocation", action: "release", resource, amount, detail });
  }
}
