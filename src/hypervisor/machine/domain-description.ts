// A virtual machine as plain data: its devices, in the same rows as a server's own, and the layers that it adds.

import { frozen } from "../../trace/frozen.ts";
import type { Device } from "../../host/device.ts";
import { BLOCK_SIZE } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { Layer } from "../../host/layers.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import type { DomainSpec } from "../spec/domain-spec.ts";
import type { CpuShare } from "../scheduling/cpu-share.ts";
import type { DiskUsage } from "../storage/virtual-disk.ts";
import type { NestedHypervisor } from "./nesting.ts";
import type { Application } from "../workload/application.ts";
import type { OsImage } from "../../host/os-images.ts";

/** What it has, and what is really behind each: `allocated` bytes of disk, `frames` of memory while it is on. */
export function domainDevices(
  { vcpus, memory, disk }: DomainSpec,
  mac: string,
  { name, cpus, nic, disk: storage, shared }: Hardware,
  allocated: number,
  frames: readonly Extent[] | undefined,
): Device[] {
  // Under overcommit there may be thousands.
  const ranges = (frames ?? []).slice(0, 4).map(({ start, length }) => {
    return { start: start * PAGE_SIZE, end: (start + length) * PAGE_SIZE };
  });
  return frozen([
    {
      kind: "CPU",
      name: "vcpu",
      amount: vcpus,
      unit: "CPUs",
      description: { code: "virtual-cpus", cpus: vcpus },
      backedBy: { code: "cpu-time", cpus: cpus.length, server: name },
    },
    {
      kind: "memory",
      name: "memory",
      amount: memory,
      unit: "bytes",
      description: { code: "bytes", bytes: memory },
      backedBy: frames
        ? { code: "host-memory", ranges, more: frames.length - ranges.length }
        : { code: "no-memory" },
    },
    {
      kind: "storage",
      name: "vda",
      amount: disk,
      unit: "bytes",
      description: { code: "bytes", bytes: disk },
      backedBy: {
        code: "blocks",
        blocks: allocated / BLOCK_SIZE,
        storage: storage === shared ? "shared" : "local",
      },
    },
    {
      kind: "network interface",
      name: "eth0",
      amount: nic.bandwidth,
      unit: "bit/s",
      description: { code: "interface", bandwidth: nic.bandwidth, mac },
      backedBy: { code: "switch-port", uplink: nic.name },
    },
  ]);
}

/** Its guest operating system and what runs in it, a hypervisor as well, standing on layer `below`. */
export function domainLayers(
  machine: {
    readonly name: string;
    readonly os: OsImage | undefined;
    readonly applications: readonly Application[];
    readonly nested: NestedHypervisor | undefined;
  },
  below: string,
): Layer[] {
  const { name: domain, os, applications, nested } = machine;
  const id = `guest-os:${domain}`;
  const running = applications.filter(({ state }) => state === "running");
  return [
    {
      ...{ id, kind: "guest-os", name: domain, on: [below], role: "guest server" },
      system: os?.name ?? null,
    },
    ...running.map((application): Layer => ({
      id: `application:${domain}/${application.name}`,
      kind: "application",
      name: application.name,
      on: [id],
    })),
    ...(nested?.software.layers(id) ?? []),
  ];
}

/** What can be seen of a machine. */
interface Described {
  readonly name: string;
  readonly vcpus: number;
  readonly memory: number;
  readonly disk: number;
  readonly mac: string;
  readonly state: string;
  readonly os: OsImage | undefined;
  readonly booted: boolean;
  readonly console: readonly string[];
  readonly exits: object;
  readonly cpuUsage: readonly object[];
  readonly applications: readonly object[];
  readonly diskUsage: DiskUsage;
  readonly pauseReason: string | undefined;
  readonly nested: object | undefined;
  snapshots(): readonly object[];
}

/** All that can be seen of it; `inbox` is the number of frames that its guest has not read yet. */
export function domainData(machine: Described, schedule: CpuShare, inbox: number): object {
  const { name, vcpus, memory, disk, mac, state, os, booted, console } = machine;
  const { exits, cpuUsage, applications } = machine;
  const running = { state, os: os?.id ?? null, booted, console, exits, cpuUsage, applications };
  const { diskUsage, pauseReason, nested } = machine;
  const snapshots = machine.snapshots();
  return {
    ...{ name, vcpus, memory, disk, mac, schedule: schedule.toJSON(), ...running, inbox },
    ...((diskUsage.thin || snapshots.length > 0) && { diskUsage, snapshots }),
    ...(pauseReason !== undefined && { pauseReason }),
    ...(nested && { nested }),
  };
}
