// The words by which the model calls things: states, roles, reasons. Code compares them, so they are English and stay as
// they are; what a page shows are their display names (display-names.ts). By kind, as one word may mean two things.

import type { Component, ComponentRole } from "../host/component.ts";
import type { Device } from "../host/device.ts";
import type { ContainerState } from "../hypervisor/container/container-lifecycle.ts";
import type { Disposition, ExitReason } from "../hypervisor/exits/exit.ts";
import type { HostOsState } from "../hypervisor/host-os/host-boot.ts";
import type { DomainState } from "../hypervisor/lifecycle/lifecycle.ts";
import type { PauseReason } from "../hypervisor/machine/domain.ts";
import type { MigrationMode, MigrationState, StopReason } from "../hypervisor/machine/migration.ts";
import type { RequestState } from "../hypervisor/management/management-request.ts";
import type { Profile } from "../hypervisor/profiles/profile.ts";
import type { SchedulerSpec } from "../hypervisor/scheduling/scheduler.ts";
import type { VcpuMode } from "../hypervisor/scheduling/vcpu.ts";
import type { ApplicationState } from "../hypervisor/workload/workload-state.ts";
import type { LayerKind } from "../trace/layers.ts";
import type { IdeRegister, ManagementCall } from "../trace/detail.ts";
import type {
  AllocationRecord,
  ApplicationRecord,
  FrameRecord,
  GuestRecord,
  IoRecord,
  IoStep,
  LifecycleOperation,
  LifecycleState,
  MemoryRecord,
  MigrationRecord,
  ResourceKind,
  TraceRecord,
} from "../trace/record.ts";

/** Operations that leave a record only when they are refused. */
type RefusedOperation =
  | "run"
  | "add"
  | "drain"
  | "consolidate"
  | "protect"
  | "lookup"
  | "launch"
  | "nest"
  | "spawn"
  | "readDisk"
  | "writeDisk"
  | "pull"
  | "removeImage"
  | "killProcess"
  | "readFile"
  | "writeFile"
  | "readMemory"
  | "writeMemory"
  | "guest.read"
  | "guest.write"
  | "guest.translate"
  | "guest.readDisk"
  | "guest.writeDisk"
  | "guest.send"
  | "guest.connect"
  | "connect"
  | "defineNetwork"
  | "guest.receive";

/** The words of each kind. */
export interface Words {
  readonly machine: DomainState;
  readonly host: HostOsState;
  readonly container: ContainerState;
  readonly application: ApplicationState;
  readonly migration: MigrationState;
  /** A request from a management console: its state, and a step of it. */
  readonly request: RequestState;
  readonly component: Component["state"];
  /** What a lifecycle record's subject was or became, whatever that is. */
  readonly lifecycle: LifecycleState;
  readonly role: ComponentRole | "hardware";
  readonly exit: ExitReason;
  readonly disposition: Disposition;
  readonly scheduler: SchedulerSpec["name"];
  readonly ioStep: IoStep["doing"];
  readonly vcpu: VcpuMode;
  readonly pause: PauseReason;
  readonly mode: MigrationMode;
  readonly stop: StopReason;
  readonly layer: LayerKind;
  /** What a layer is called where one server is inside another. */
  readonly server: "host server" | "guest server";
  /** The type of a hypervisor, and what it is installed on. */
  readonly type: Profile["kind"];
  readonly basis: Profile["installsOn"];
  readonly resource: ResourceKind;
  readonly device: Device["kind"];
  readonly operation: LifecycleOperation | RefusedOperation | ManagementCall["operation"];
  readonly guestEvent: GuestRecord["event"];
  readonly applicationEvent: ApplicationRecord["event"];
  readonly migrationEvent: MigrationRecord["event"];
  readonly allocation: AllocationRecord["action"];
  readonly memory: MemoryRecord["action"];
  readonly transfer: IoRecord["operation"];
  readonly ioDevice: IoRecord["device"];
  readonly frame: FrameRecord["outcome"];
  readonly unit: Device["unit"];
  readonly register: IdeRegister;
  /** Names of parts and products that are no proper names. */
  readonly part:
    | "hypervisor"
    | "guest OS"
    | "host OS"
    | "operating system"
    | "root partition"
    | "child partition"
    | "vmmon and the monitor"
    | "VMMR0 in vboxdrv"
    | "Workstation's window"
    | "a hypervisor of type 1"
    | "bare metal";
  /** What a record of the trace is about. Last: other words are told from the texts of a column first. */
  readonly record: TraceRecord["kind"];
}

/** A display name for every word. */
export type DisplayNames = {
  readonly [Kind in keyof Words]: Readonly<Record<Words[Kind], string>>;
};
