// A virtual machine as it is asked for: sizes, devices, its share of the CPUs.

import { cpuModelNames } from "../../host/cpu-models.ts";
import type { OptionNames } from "../../simulation/argument.ts";

/** What a virtual machine is to have. */
export interface DomainSpec extends ScheduleSpec, DeviceSpec {
  /** Its name, unique on its hypervisor. */
  readonly name: string;
  /** Number of virtual CPUs. */
  readonly vcpus: number;
  /** Memory in bytes, as in `GiB(8)`; whole pages of 4 KiB. Taken from the server while the machine is on. */
  readonly memory: number;
  /** Disk in bytes, as in `GiB(40)`; whole blocks of 4 KiB. Taken from the server as long as the machine is defined. */
  readonly disk: number;
  /**
   * The physical CPUs that its virtual CPUs may run on, by number from 0, as libvirt's `cpuset`: `[0, 1]`. All unless
   * given; `vm.pin` sets it for a single virtual CPU.
   */
  readonly affinity?: readonly number[];
  /**
   * Whether blocks of the disk are taken when they are first written, and not all at once. The disks of all machines
   * may then be larger than the server's; a machine whose write finds no room is paused. false unless given.
   */
  readonly thin?: boolean;
  /**
   * Where the disk is: on the server's own ("local"), or on the storage that all servers of the cluster reach ("shared").
   * "local" unless given.
   */
  readonly storage?: "local" | "shared";
  /**
   * The CPU that its guest finds, as libvirt's `<cpu>`: "host-model", that of the server it is started on, or what its
   * cluster's `cpuBaseline` leaves of it; "host-passthrough", the server's just as it is, so that it moves to none but the
   * same; or a model by name, as "Haswell". "host-model" unless given.
   */
  readonly cpu?: CpuKind;
  /** What happens to its virtual CPUs that spin on a lock: "native" unless given, that is, nothing. */
  readonly spinlocks?: SpinlockKind;
  /**
   * Bytes of its memory that are its own under any circumstances: a hypervisor that overcommits memory neither takes
   * them back nor promises them to another. 0 unless given; without `overcommit()` all memory is reserved.
   */
  readonly reservation?: number;
  /** What it is worth when memory is short, beside others, 1 to 1,000,000. Ten for each MiB of memory unless given, as in ESX. */
  readonly memoryShares?: number;
  /**
   * Bytes of its disk that its operating system pages to when its memory is short; with 0 it cannot. Unless given, what the
   * installer of Ubuntu Server makes: twice the memory below 1 GiB, less of more, and at most a quarter of the disk that
   * the system leaves free, or 8 GiB. When memory and swap are full, the system's OOM killer ends an application.
   */
  readonly swap?: number;
  /**
   * Name of the virtual network that it is at, from `hypervisor.defineNetwork`. "default" unless given: a bridge to the
   * physical network.
   */
  readonly network?: string;
  /** The VLAN that its port is in, 1 to 4094, on a bridge (`<vlan><tag id="10"/></vlan>`). In none unless given. */
  readonly vlan?: number;
}

/** What `create` needs: a machine, and the operating system to put on it. */
export interface CreateSpec extends DomainSpec {
  /** The operating system to install: "ubuntu-24.04"; `osImages` lists them. */
  readonly image: string;
}

/** The ways of a machine to its devices. */
export interface DeviceSpec {
  /**
   * What its disk is attached to: "virtio", paravirtual; "ide", an emulated controller; "passthrough", a virtual function
   * of the server's disk, which is neither thin nor shared, nor has snapshots. "virtio" unless given.
   */
  readonly diskBus?: "virtio" | "ide" | "passthrough";
  /**
   * What its network interface is: "virtio", paravirtual; "e1000", an emulated Intel chip; "passthrough", a virtual
   * function of the server's interface. "virtio" unless given.
   */
  readonly nicModel?: "virtio" | "e1000" | "passthrough";
  /**
   * The largest packet that its network interface sends or receives, in bytes, as libvirt's `<mtu size="9000"/>`: 576 to
   * 65,535. It matters without segmentation offload, when each packet is a request to the interface. 1,500 unless given.
   */
  readonly mtu?: number;
  /**
   * Whether the guest hands its network interface up to 64 KiB at once, to be cut into packets there (TSO, "tx
   * segmentation offload" of ethtool), or cuts them itself; and whether what comes is put together there. true unless
   * given; false for an e1000, whose emulation is measured without in the papers that the notebook compares with.
   */
  readonly segmentationOffload?: boolean;
  /** The most that it gets of the disk: `{ totalIopsSec: 500 }`. Not for a disk of its own. No limit unless given. */
  readonly iotune?: IoTune;
  /** The most that it sends: `{ outbound: Mbps(100) }`. Not for an interface of its own. No limit unless given. */
  readonly iftune?: IfTune;
}

/**
 * What happens to a virtual CPU that spins. `native`: it spins on. `pause-loop exiting`: after a while the CPU leaves
 * the guest with a `pause` exit, and the hypervisor gives the physical CPU to another. `paravirtual`: the guest knows
 * that it is one, halts after a while, and has the hypervisor wake it.
 */
export type SpinlockKind = (typeof spinlockKinds)[number];

/** What the CPU of a guest is made after. */
export type CpuKind = (typeof cpuKinds)[number];

export const cpuKinds = ["host-model", "host-passthrough", ...cpuModelNames] as const;

export const spinlockKinds = ["native", "pause-loop exiting", "paravirtual"] as const;

/** How a machine stands among the others when CPU time is short, as `virsh schedinfo` sets it. */
export interface ScheduleSpec {
  /**
   * Its share relative to other machines', 1 to 65,535, as in Xen: twice the weight, twice the CPU time, when both
   * want it. It belongs to the machine, however many virtual CPUs that has. 256 unless given. Round robin ignores it.
   */
  readonly weight?: number;
  /**
   * The most CPU time it may get, in percent of one physical CPU, as in Xen: 50 is half a CPU, 200 is two, and 0 is
   * no limit. It holds even while CPUs are idle, and time held back counts as ready time. 0 unless given.
   */
  readonly cap?: number;
}

/** The most that a machine gets of the disk, in libvirt's words (`<iotune>`, `virsh blkdeviotune`). */
export interface IoTune {
  /** Requests per second, reads and writes together (`total_iops_sec`). No limit unless given. */
  readonly totalIopsSec?: number;
  /** Bytes per second, reads and writes together (`total_bytes_sec`). No limit unless given. */
  readonly totalBytesSec?: number;
}

/** The most that a machine sends to the network, in libvirt's words (`<bandwidth>`, `virsh domiftune`). */
export interface IfTune {
  /** Bits per second, as in `Mbps(100)` (`outbound`, which libvirt counts in kilobytes). */
  readonly outbound: number;
}

/** The options of a schedule. */
export const scheduleOptions: OptionNames<ScheduleSpec> = { weight: true, cap: true };

/** The options of a machine. */
export const domainOptions: OptionNames<DomainSpec> = {
  name: true,
  vcpus: true,
  memory: true,
  disk: true,
  affinity: true,
  thin: true,
  storage: true,
  cpu: true,
  spinlocks: true,
  reservation: true,
  memoryShares: true,
  swap: true,
  diskBus: true,
  nicModel: true,
  mtu: true,
  segmentationOffload: true,
  iotune: true,
  iftune: true,
  network: true,
  vlan: true,
  ...scheduleOptions,
};

/** The options of a machine that is created with a system. */
export const createOptions: OptionNames<CreateSpec> = { ...domainOptions, image: true };
