// A virtual machine as plain data: its devices, in the same rows as a server's own, and the layers that it adds.

import type { Device } from "../../host/device.ts";
import { BLOCK_SIZE } from "../../host/disk.ts";
import type { Extent } from "../../host/extents.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { Layer } from "../../host/layers.ts";
import { PAGE_SIZE } from "../../host/memory.ts";
import { count, formatAddress, formatBitRate, formatBytes } from "../../simulation/units.ts";
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
  { name, cpus, nic, disk: storage, site }: Hardware,
  allocated: number,
  frames: readonly Extent[] | undefined,
): Device[] {
  const ranges = frames?.map(({ start, length }) => {
    const end = (start + length) * PAGE_SIZE - 1;
    return `${formatAddress(start * PAGE_SIZE)} to ${formatAddress(end)}`;
  });
  // Under overcommit there may be thousands.
  const beyond = ranges && ranges.length > 4 ? ` and ${ranges.length - 4} more ranges` : "";
  const listed = ranges?.slice(0, 4).join(", ") ?? "";
  return [
    {
      kind: "CPU",
      name: "vcpu",
      amount: vcpus,
      unit: "CPUs",
      description: count(vcpus, "virtual CPU"),
      backedBy: `time on the ${count(cpus.length, "CPU")} of ${name}`,
    },
    {
      kind: "memory",
      name: "memory",
      amount: memory,
      unit: "bytes",
      description: formatBytes(memory),
      backedBy: ranges ? `host memory ${listed}${beyond}` : "nothing while it is off",
    },
    {
      kind: "storage",
      name: "vda",
      amount: disk,
      unit: "bytes",
      description: formatBytes(disk),
      backedBy: `${count(allocated / BLOCK_SIZE, "block")} of ${storage === site?.shared ? "the shared storage" : "sda"}`,
    },
    {
      kind: "network interface",
      name: "eth0",
      amount: nic.bandwidth,
      unit: "bit/s",
      description: `${formatBitRate(nic.bandwidth)}, ${mac}`,
      backedBy: `a port of the virtual switch, uplink ${nic.name}`,
    },
  ];
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
  const name = `${domain}: ${os?.name ?? "no operating system"}`;
  const running = applications.filter(({ state }) => state === "running");
  return [
    { id, kind: "guest-os", name, on: [below], role: "guest server" },
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
    ...{ name, vcpus, memory, disk, mac, schedule, ...running, inbox },
    ...((diskUsage.thin || snapshots.length > 0) && { diskUsage, snapshots }),
    ...(pauseReason !== undefined && { pauseReason }),
    ...(nested && { nested }),
  };
}
