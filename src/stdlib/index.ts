// Everything that a cell can import: `import { Server, Hypervisor, GiB } from "hypervisor-notebook"`.

export { Server } from "../host/server.ts";
export type { CpuUsage, Resources, ServerSpec } from "../host/server.ts";
export type { RunOptions, RunProgress } from "../host/run-progress.ts";
export { osImages } from "../host/os-images.ts";
export type { OsImage } from "../host/os-images.ts";
export type { Device } from "../host/device.ts";
export type { Layer, LayerKind } from "../host/layers.ts";
export type { Component, ComponentRole } from "../host/component.ts";
export { costs } from "../host/costs.ts";
export type { Cost } from "../host/costs.ts";
export { PAGE_SIZE } from "../host/memory.ts";
export { SECTOR_SIZE } from "../host/disk.ts";
export { BROADCAST_MAC } from "../host/network-interface.ts";

export { Hypervisor } from "../hypervisor/hypervisor.ts";
export type { HypervisorSpec } from "../hypervisor/hypervisor.ts";
export { HostOs } from "../hypervisor/host-os/host-os.ts";
export type { HostOsSpec } from "../hypervisor/host-os/host-os.ts";
export type { HostOsState } from "../hypervisor/host-os/host-boot.ts";
export { ControlDomain } from "../hypervisor/io/control-domain.ts";
export type { ControlDomainSpec } from "../hypervisor/io/control-domain.ts";
export type { IoCounts, IoUsage } from "../hypervisor/io/domain-io.ts";
export { exitCycles, hopsOf, requestHopsOf } from "../hypervisor/profiles/profile.ts";
export { ContainerEngine } from "../hypervisor/container/container-engine.ts";
export type { ContainerEngineSpec } from "../hypervisor/container/container-engine.ts";
export { Container } from "../hypervisor/container/container.ts";
export type { ContainerDiskUsage } from "../hypervisor/container/container.ts";
export type { ContainerSpec } from "../hypervisor/container/container-admission.ts";
export { containerImages } from "../hypervisor/container/container-images.ts";
export type { ContainerImage, ImageLayer } from "../hypervisor/container/container-images.ts";
export type { StoredImage } from "../hypervisor/container/image-store.ts";
export { containerTransitions } from "../hypervisor/container/container-lifecycle.ts";
export type {
  ContainerOperation,
  ContainerState,
} from "../hypervisor/container/container-lifecycle.ts";
export type {
  CountedHop,
  CycleCost,
  ExitPaths,
  Hop,
  Profile,
  ProfileBackend,
  ProfileComponent,
} from "../hypervisor/profiles/profile.ts";
export { overcommit } from "../hypervisor/memory/overcommit-spec.ts";
export type { OvercommitSpec } from "../hypervisor/memory/overcommit-spec.ts";
export { reserved } from "../hypervisor/memory/reserved.ts";
export type {
  HypervisorMemory,
  MemorySpec,
  MemoryState,
  MemoryUsage,
} from "../hypervisor/memory/machine-memory.ts";
export { profiles } from "../hypervisor/profiles/profiles.ts";
export { VirtualMachine } from "../hypervisor/virtual-machine.ts";
export type { PauseReason } from "../hypervisor/domain.ts";
export type { Snapshot } from "../hypervisor/storage/domain-snapshots.ts";
export type { DiskUsage } from "../hypervisor/storage/virtual-disk.ts";
export type { CloneSpec, CreateSpec, DomainSpec } from "../hypervisor/admission.ts";
export type { ScheduleSpec } from "../hypervisor/scheduling/cpu-share.ts";
export { roundRobin } from "../hypervisor/scheduling/round-robin.ts";
export { credit } from "../hypervisor/scheduling/credit-scheduler.ts";
export { fair } from "../hypervisor/scheduling/fair-scheduler.ts";
export type { SchedulerSpec, TimeSliceSpec } from "../hypervisor/scheduling/scheduler.ts";
export { transitions } from "../hypervisor/lifecycle.ts";
export type { DomainState, Operation } from "../hypervisor/lifecycle.ts";
export { storageStates } from "../hypervisor/storage/storage-rules.ts";
export type { StorageOperation } from "../hypervisor/storage/storage-rules.ts";
export { batch, service } from "../hypervisor/workload/application.ts";
export type {
  Application,
  ApplicationState,
  Batch,
  BatchSpec,
  RequestCounts,
  ResponseTime,
  Service,
  ServiceSpec,
} from "../hypervisor/workload/application.ts";
export type { FrameSpec, GuestAccess, Translation } from "../hypervisor/guest-access.ts";
export type { Forwarding, Frame } from "../hypervisor/io/virtual-switch.ts";
export type { Disposition, Exit, ExitReason } from "../hypervisor/exit.ts";
export type { VcpuMode, VcpuUsage } from "../hypervisor/scheduling/vcpu.ts";

export { HypervisorError } from "../simulation/error.ts";
export type { ErrorCode } from "../simulation/error.ts";
export {
  formatAddress,
  formatBitRate,
  formatBytes,
  formatDuration,
  Gbps,
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

export { Trace } from "../trace/trace.ts";
export type { TraceSpec } from "../trace/trace.ts";
export type { KindCounts, TraceCounts } from "../trace/counts.ts";
export type {
  AllocationRecord,
  ApplicationRecord,
  ExitRecord,
  FrameRecord,
  GuestRecord,
  IoRecord,
  IoStep,
  LifecycleRecord,
  MemoryRecord,
  RecordOf,
  RefusalRecord,
  ResourceKind,
  SliceRecord,
  TraceRecord,
} from "../trace/record.ts";

export * from "./figures/index.ts";
