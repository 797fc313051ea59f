// Where the numbers of costs.ts come from: a publication, or the word "model" where it is this project's own assumption.
// Apart from them, since only a reader wants to know: the model computes without, and a part of the library brings it.
import { frozen } from "../trace/frozen.ts";
import { costs as values, type CostValue } from "./costs.ts";

const dall2016 =
  "Dall et al., ARM Virtualization: Performance and Architectural Implications, ISCA 2016 (KVM on x86)";
const knuth1998 =
  "Knuth, The Art of Computer Programming, volume 3, second edition, 1998, section 6.1: the 80-20 rule of commercial files (Heising 1963)";
const lagarCavilla2019 =
  "Lagar-Cavilla et al., Software-Defined Far Memory in Warehouse-Scale Computers, ASPLOS 2019 (read second-hand: blog.acolyer.org, May 2019)";
const waldspurger2002 = "Waldspurger, Memory Resource Management in VMware ESX Server, OSDI 2002";
const dall2017 =
  "Dall et al., Optimizing the Design and Implementation of KVM/ARM, USENIX ATC 2017 (KVM on x86)";
const clark2005 = "Clark et al., Live Migration of Virtual Machines, NSDI 2005";
const agache2020 =
  "Agache et al., Firecracker: Lightweight Virtualization for Serverless Applications, NSDI 2020";
const vsphere =
  "VMware, vSphere 6.5 Resource Management, 2016, Sample Overhead Memory on Virtual Machines";

const adams2006 =
  "Adams and Agesen, A Comparison of Software and Hardware Techniques for x86 Virtualization, ASPLOS 2006 (Pentium 4 672)";

const barham2003 = "Barham et al., Xen and the Art of Virtualization, SOSP 2003 (Xeon 2.4 GHz)";
const intelIdle =
  "Linux 6, drivers/idle/intel_idle.c: snb_cstates, the table of the CPU whose clock is cpuFrequency";

const sources: Readonly<Record<keyof typeof values, string>> = {
  hypercall: dall2016,
  exitHandledInKernel: dall2017,
  exitHandledInUserSpace: dall2017,
  pageFaultTranslated: `${adams2006}, 3,927 cycles and natively 1,093`,
  pageFaultFirstVt: `${adams2006}, 11,242 cycles and natively 1,093`,
  pageTableWriteTranslated: `${adams2006}, 391 cycles and natively 1`,
  pageTableWriteFirstVt: `${adams2006}, 12,733 cycles and natively 1`,
  exceptionTranslated: `${adams2006}, a division by zero: 3,223 cycles and natively 889`,
  trapTranslated: `${adams2006}, rdtsc by a trap`,
  calloutTranslated: `${adams2006}, rdtsc by a callout`,
  translationCache: `${adams2006}, rdtsc in the translation cache`,
  exitFirstVt: `${adams2006}, an exit by a page fault and an entry`,
  pageFault: adams2006,
  exception: `${adams2006}, a division by zero, natively`,
  pageTableWrite: adams2006,
  pageTableBatch: barham2003,
  contextSwitch: `${barham2003}, lmbench's ctx 2p/0K natively: 0.77 µs at 2.4 GHz`,
  fork: `${barham2003}, lmbench's fork natively: 110 µs at 2.4 GHz`,
  forkPageFaults: `model (natively a fork takes as long as so many page faults: 110 and 1.42 µs, ${barham2003})`,
  forkSwitches:
    "model (to the process that is made, which ends, and back to the one that waits for it: lmbench, src/lat_proc.c)",
  shadowFirstPages: "model (its code, its library, its data and its stack)",
  pageTableLevels: "AMD64 Architecture Programmer's Manual, volume 2, 2023: paging in long mode",
  tlbEntries: "Intel's Nehalem, 2008: the second-level TLB (read second-hand)",
  hugeTlbEntries: "Intel's Nehalem, 2008: the first-level data TLB (read second-hand)",
  cacheLine: "Intel's Nehalem, 2008: lines of 64 bytes (read second-hand)",
  memoryLatency:
    "Molka et al., Memory Performance and Cache Coherency Effects on an Intel Nehalem Multiprocessor System, PACT 2009 (read second-hand)",
  walkReference: "model (the entry is found in a second-level cache of 10 cycles)",
  userSpaceRoundTrip: `${dall2017}: an exit handled in user space less one handled in the kernel`,
  vcpuSwitch: "model",
  controlDomainRoundTrip:
    "model (the control domain's virtual CPU is put on, then the guest's again: vcpuSwitch, twice)",
  worldSwitchRoundTrip: "model (all registers change hands, there and back: vcpuSwitch, twice)",
  systemCall: "model (the kernel is entered and left, and the call looked up)",
  threadWakeup: "model (the thread is put on a run queue; no other address space is entered)",
  c1Exit: intelIdle,
  c1eExit: intelIdle,
  c3Exit: intelIdle,
  c6Exit: intelIdle,
  c1eResidency: intelIdle,
  c3Residency: intelIdle,
  c6Residency: intelIdle,
  qemuRequest:
    "Ming Lei, QEMU, commit dd67c1d7e751, 2014: a thread that submits each read of 4 KiB by itself carries 65,000 a second, less a system call; its clock, which is not told, is taken for cpuFrequency",
  firecrackerRequest:
    "model (four system calls: epoll_wait, read of the doorbell, lseek and read, as in Firecracker, devices/src/virtio/block)",
  backendRequest: "model (the guest's buffers are looked up and a driver is called)",
  networkPacket:
    "Rizzo, netmap: A Novel Framework for Fast Packet I/O, USENIX ATC 2012: a program sends at most 1.05 million packets a second through FreeBSD's network stack on a core of 2.93 GHz; receiving is taken to cost as much",
  memoryCopy:
    "model (a cycle a byte, as for migrationPage; a page that is mapped instead is taken to cost as much)",
  acknowledgedPackets: "RFC 1122, Requirements for Internet Hosts, 1989, section 4.2.3.2",
  layerLookup:
    "model (the layer's table is in memory, and its driver calls the next: QEMU's caches hold the tables of 256 GiB, docs/qcow2-cache.txt; that long chains cost reads: Nguetchouang et al., Virtual Disk Snapshot Management at Scale, 2022)",
  layerTable: "model (one block of qcow2's L2 table; refcounts and flushes are left out)",
  dirtyBitmapGranularity:
    "QEMU 8.2, 2023, block/dirty-bitmap.c, bdrv_get_default_bitmap_granularity: 64 KiB unless the format has smaller clusters",
  ringSize: "model (QEMU's VIRTIO_NET_TX_QUEUE_DEFAULT_SIZE in hw/net/virtio-net.c)",
  pauseLoopWindow: "model (Linux, arch/x86/kvm/x86.h: KVM_VMX_DEFAULT_PLE_WINDOW)",
  paravirtualSpin: "model (Linux, SPIN_THRESHOLD: 2^15 turns of a loop, here of a cycle each)",
  nestedExitOperations:
    "Ben-Yehuda et al., The Turtles Project, OSDI 2010: cpuid takes 2,600 cycles in a guest and 58,000 in a nested one, so (58,000 - 2 × 2,600) / 2,600 more exits",
  timeSlice: "model",
  accountingPeriod: "model (Xen's default time slice, CSCHED_DEFAULT_TSLICE_MS in sched_credit.c)",
  fairSlice:
    "model (Linux, kernel/sched/fair.c: a base slice of 0.7 ms, times 4 on 8 CPUs or more)",
  shortestRun: "model",
  guestTick: "model (a kernel built with CONFIG_HZ=250)",
  listenBacklog: "Linux 5.4 and later, net.core.somaxconn",
  guestPowerOffCompute: "model",
  guestPowerOffWrite: "model",
  containerSetup:
    "model (namespaces and a cgroup are made, layers are mounted, a program is loaded)",
  containerEngineMemory: "model",
  cpuFrequency: dall2016.replace("KVM on x86", "Xeon E5-2450"),
  diskLatency: "model (a SATA solid-state disk)",
  diskBandwidth: "model (a SATA solid-state disk)",
  diskRequest: "model",
  networkRequest: "model (TCP segmentation offload)",
  socketBuffer: "Linux 6, net/ipv4/tcp.c: what tcp_wmem lets a send buffer grow to, unless changed",
  switchBuffer: "model (a switch whose ports share tens of MiB)",
  retransmissionTimeout: "RFC 6298, Computing TCP's Retransmission Timer, 2011: the first one",
  networkBandwidth: "model",
  networkRoundTrip: "Felter et al., An Updated Performance Comparison, 2014 (TCP_RR, native)",
  migrationChunk: "model",
  migrationPage: "model (a cycle a byte: it is looked up, copied once, and sent)",
  zeroPageCheck: "model (a cycle for four bytes: it is read from memory, and no more)",
  zeroPageMarker:
    "model (QEMU, migration/ram.c, save_zero_page: a header of 8 bytes, and one more)",
  migrationBandwidthStep: clark2005,
  migrationLowWater: clark2005,
  migrationRounds: "model",
  migrationSwitchover: "model",
  heartbeatInterval: "model",
  failoverDetection: "model",
  networkLatency:
    "Felter et al., An Updated Performance Comparison of Virtual Machines and Linux Containers, 2014: half of a round trip of 37.6 µs between two native systems (TCP_RR)",
  managementEnvelope: "model (headers, authentication and encryption)",
  managementRequest:
    "model (the request is decoded, its sender checked, and the operation carried out)",
  managementTimeout: "model",
  hypervisorMemory: "model",
  hypervisorDisk: "model",
  qemuMemory: `${agache2020}: of a machine of 256 MB, and taken to be as much of others`,
  cloudHypervisorMemory: agache2020,
  firecrackerMemory: agache2020,
  vmxMemory: `${vsphere}: a line through the table, at no virtual CPU and no memory`,
  vmxMemoryVcpu: `${vsphere}: from 20.29 MB with one virtual CPU to 48.16 MB with eight`,
  vmxMemoryMebibyte: `${vsphere}: from 20.29 MB at 256 MB to 139.62 MB at 16384 MB`,
  workingSetWindow:
    "model (what a working set is: Denning, CACM 1968; how long the window is, is assumed)",
  hotPages: knuth1998,
  hotTouches: knuth1998,
  coldPages: lagarCavilla2019,
  coldAfter: `${lagarCavilla2019}; there it is time, here CPU time`,
  faultRun: "model (fewer events; each fault costs what it costs alone)",
  backingRun: "model (a large page of 2 MiB)",
  swapCluster: "Linux 6, Documentation/admin-guide/sysctl/vm.rst: page-cluster is 3, eight pages",
  bootCache: "model",
  pageDescriptor: "Linux 6 on 64-bit processors, include/linux/mm_types.h: struct page",
  memoryHigh: waldspurger2002,
  memorySoft: waldspurger2002,
  memoryHard: waldspurger2002,
  memoryLow: waldspurger2002,
  idleTax: waldspurger2002,
  samplePeriod: waldspurger2002,
  samplePages: waldspurger2002,
  guestReclaim: "Linux 6, include/linux/swap.h: SWAP_CLUSTER_MAX",
  guestWatermark:
    "Linux 6, Documentation/admin-guide/sysctl/vm.rst: watermark_scale_factor is 10, so 0.1 % from one watermark to the next",
  equalPages: waldspurger2002,
  scanRate: "Linux 6, Documentation/admin-guide/mm/ksm.rst: 100 pages each 20 ms",
  scanPeriod: "model",
  balloonRate: "model",
  balloonLimit: "model (ESX, Mem.CtlMaxPercent)",
  balloonBatch: "Linux 6, drivers/virtio/virtio_balloon.c: VIRTIO_BALLOON_ARRAY_PFNS_MAX",
  memoryPeriod: "model",
};

/** One constant of the cost model. */
export interface Cost extends CostValue {
  /** The publication the value was taken from, or "model". */
  readonly source: string;
}

type Costs = {
  readonly [Name in keyof typeof values]: (typeof values)[Name] & Pick<Cost, "source">;
};

/** The constants by name. */
export const costs = frozen(
  Object.fromEntries(
    Object.entries(values).map(([name, cost]) => [
      name,
      { ...cost, source: sources[name as keyof typeof values] },
    ]),
  ) as Costs,
);
