// Everything that a cell can import: `import { Server, Hypervisor, GiB } from "hypervisor-notebook"`.
//
// What is named here comes with the kernel, which every first Run fetches. A file of `parts/` is fetched when a cell
// imports one of its names (src/kernel/bundle.ts cuts here); nothing of the kernel's own may need it.

export * from "./parts/clusters.ts";
export * from "./parts/containers.ts";
export * from "./parts/costs.ts";
export * from "./parts/exit-path.ts";
export * from "./parts/host-os.ts";
export * from "./parts/lifecycle.ts";
export * from "./parts/management.ts";
export * from "./parts/networks.ts";
export * from "./parts/remote-computer.ts";
export * from "./parts/overcommit.ts";
export * from "./parts/plots.ts";
export * from "./parts/schedulers.ts";
export * from "./parts/snapshot-tree.ts";
export * from "./parts/timelines.ts";
export * from "./parts/translation.ts";

export { Server } from "../host/server.ts";
export type { CpuUsage, Resources } from "../host/server.ts";
export type { ServerSpec } from "../host/server-spec.ts";
export type { RunOptions, RunProgress } from "../host/run-progress.ts";
export { baselineCpu } from "../host/cpu-baseline.ts";
export { cpuModels } from "../host/cpu-models.ts";
export type { CpuModel, CpuModelName } from "../host/cpu-models.ts";
export { osImages } from "../host/os-images.ts";
export type { OsImage } from "../host/os-images.ts";
export type { Device, DeviceBacking, DeviceDescription } from "../host/device.ts";
export type { Layer } from "../host/layers.ts";
export type { Component, ComponentRole } from "../host/component.ts";
export { PAGE_SIZE } from "../host/memory.ts";
export type { AddressRange } from "../host/memory.ts";
export { SECTOR_SIZE } from "../host/disk.ts";
export { BROADCAST_MAC } from "../host/network-interface.ts";

export { Hypervisor } from "../hypervisor/hypervisor.ts";
export type { HypervisorSpec } from "../hypervisor/hypervisor-spec.ts";
export type { QueueDiscipline } from "../host/device-queue.ts";
export type { StorageSpec } from "../host/disk.ts";
export type { IoTune } from "../hypervisor/spec/domain-spec.ts";
export type { DeviceSpec } from "../hypervisor/spec/domain-spec.ts";
export type { CloneSpec } from "../hypervisor/storage/clone.ts";
export { ControlDomain } from "../hypervisor/io/control-domain.ts";
export type { ControlDomainSpec } from "../hypervisor/io/control-domain.ts";
export type { IoCounts, IoUsage, NetworkCounts } from "../hypervisor/io/domain-io.ts";
export { hopsOf, requestHopsOf } from "../hypervisor/profiles/profile.ts";
export { exitCycles } from "../hypervisor/profiles/exit-cost.ts";
export type {
  CountedHop,
  CycleCost,
  ExitPaths,
  Hop,
  Profile,
  ProfileBackend,
  ProfileComponent,
} from "../hypervisor/profiles/profile.ts";
export type { Paging, Privileged, Translator } from "../hypervisor/profiles/ways.ts";
export { reserved } from "../hypervisor/memory/reserved.ts";
export type {
  HypervisorMemory,
  MemorySpec,
  MemoryState,
  MemoryUsage,
} from "../hypervisor/memory/machine-memory.ts";
export { during } from "./during.ts";
export type { MachineUsage } from "./during.ts";
export type { Measurement, Work } from "../hypervisor/measurement/measurement.ts";
export { VirtualMachine } from "../hypervisor/virtual-machine.ts";
export type { MachineManager } from "../hypervisor/virtual-machine.ts";
export type { Software } from "../host/system-software.ts";
export type { PauseReason } from "../hypervisor/machine/domain.ts";
export type { Snapshot } from "../hypervisor/machine/domain-snapshots.ts";
export type { DiskUsage } from "../hypervisor/storage/virtual-disk.ts";
export type { CpuKind, CreateSpec, DomainSpec } from "../hypervisor/spec/domain-spec.ts";
export type { ScheduleSpec } from "../hypervisor/spec/domain-spec.ts";
export { roundRobin } from "../hypervisor/scheduling/round-robin.ts";
export type { SchedulerSpec, TimeSliceSpec } from "../hypervisor/scheduling/scheduler.ts";
export { transitions } from "../hypervisor/lifecycle/lifecycle.ts";
export type { DomainState, Operation } from "../hypervisor/lifecycle/lifecycle.ts";
export { storageStates } from "../hypervisor/lifecycle/storage-rules.ts";
export type { StorageOperation } from "../hypervisor/lifecycle/storage-rules.ts";
export { batch, client, service } from "../hypervisor/workload/application.ts";
export type {
  Application,
  RequestCounts,
  ResponseTime,
} from "../hypervisor/workload/application.ts";
export type { ApplicationState } from "../hypervisor/workload/workload-state.ts";
export type {
  ApplicationSpec,
  Batch,
  BatchSpec,
  Client,
  ClientSpec,
  Service,
  ServiceHandle,
  ServiceSpec,
} from "../hypervisor/spec/workload-spec.ts";
export type { KernelSpec, LocalitySpec } from "../hypervisor/spec/kernel-spec.ts";
export type { LockSpec } from "../hypervisor/spec/workload-spec.ts";
export type { SpinlockKind } from "../hypervisor/spec/domain-spec.ts";
export type { ConnectSpec, Delivery, NetworkInfo } from "../hypervisor/network/host-networks.ts";
export type { DhcpLease, DhcpMessage } from "../hypervisor/network/hypervisor-networks.ts";
export type {
  NetworkMode,
  NetworkSpec,
  PortForward,
  Protocol,
} from "../hypervisor/network/network-spec.ts";
export type { Reach } from "../hypervisor/network/reachability.ts";
export type { FrameSpec, GuestAccess, Translation } from "../hypervisor/machine/guest-access.ts";
export type { Forwarding, Frame } from "../hypervisor/io/virtual-switch.ts";
export type { PrivilegedWork } from "../hypervisor/exits/privileged-operation.ts";
export type { Disposition, Exit, ExitReason } from "../hypervisor/exits/exit.ts";
export type { VcpuMode, VcpuUsage } from "../hypervisor/scheduling/vcpu.ts";

export { HypervisorError } from "../simulation/error.ts";
export type { ErrorCode } from "../simulation/error.ts";
export {
  formatAddress,
  formatBitRate,
  formatBytes,
  formatDuration,
  Gbps,
  Mbps,
  GHz,
  GiB,
  hours,
  KiB,
  MiB,
  minutes,
  ms,
  seconds,
  TiB,
  us,
} from "../simulation/units.ts";

export type { Trace } from "../trace/trace.ts";
export type { TraceSpec } from "../trace/trace-spec.ts";
export type { LayerKind } from "../trace/layers.ts";
export type { KindCounts, TraceCounts } from "../trace/counts.ts";
export type {
  AllocationRecord,
  ApplicationRecord,
  ExitRecord,
  FrameRecord,
  GuestRecord,
  IoRecord,
  IoStep,
  LifecycleOperation,
  LifecycleRecord,
  LifecycleState,
  ManagementRecord,
  MigrationRecord,
  MemoryRecord,
  RecordOf,
  RefusalRecord,
  ResourceKind,
  SliceRecord,
  TraceRecord,
} from "../trace/record.ts";

export type {
  AllocationDetail,
  ApplicationFailure,
  CrashCause,
  Detail,
  DropRule,
  ExitDetail,
  GuestDetail,
  LifecycleDetail,
  ManagementCall,
  MigrationDetail,
  MigrationFailure,
  NetworkHop,
  PrivilegedOperation,
  ServerLost,
} from "../trace/detail.ts";

export * from "./figures/index.ts";
