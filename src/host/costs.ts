// What things cost. Every number of the model that is not simply counted stands here, with its unit and where it
// comes from: a publication, or the word "model" where it is this project's own assumption. No constant here says
// which hypervisor is faster; that is for the runs to show.

/** One constant of the cost model. */
export interface Cost {
  readonly value: number;
  readonly unit:
    | "cycles"
    | "ns"
    | "bytes"
    | "bytes/s"
    | "bit/s"
    | "Hz"
    | "requests"
    | "rounds"
    | "operations"
    | "pages"
    | "pages/s"
    | "percent";
  /** The publication the value was taken from, or "model". */
  readonly source: string;
}

const dall2016 =
  "Dall et al., ARM Virtualization: Performance and Architectural Implications, ISCA 2016 (KVM on x86)";
const waldspurger2002 = "Waldspurger, Memory Resource Management in VMware ESX Server, OSDI 2002";
const dall2017 =
  "Dall et al., Optimizing the Design and Implementation of KVM/ARM, USENIX ATC 2017 (KVM on x86)";
const clark2005 = "Clark et al., Live Migration of Virtual Machines, NSDI 2005";

const adams2006 =
  "Adams and Agesen, A Comparison of Software and Hardware Techniques for x86 Virtualization, ASPLOS 2006 (Pentium 4 672)";

/** The constants by name. */
export const costs = {
  /** Guest → hypervisor → guest with nothing to do in between. */
  hypercall: { value: 1_300, unit: "cycles", source: dall2016 },
  /** An exit that the hypervisor handles by itself. */
  exitHandledInKernel: { value: 2_565, unit: "cycles", source: dall2017 },
  /** An exit that a device model in a user-space process handles. */
  exitHandledInUserSpace: { value: 6_732, unit: "cycles", source: dall2017 },
  /** What a guest's page fault takes beyond a native one, under binary translation. */
  pageFaultTranslated: {
    value: 3_927 - 1_093,
    unit: "cycles",
    source: `${adams2006}, 3,927 cycles and natively 1,093`,
  },
  /** The same on the first CPUs with VT-x, whose shadow page tables cost an exit. */
  pageFaultFirstVt: {
    value: 11_242 - 1_093,
    unit: "cycles",
    source: `${adams2006}, 11,242 cycles and natively 1,093`,
  },
  /** From the kernel's part of a hypervisor to its user-space process and back. */
  userSpaceRoundTrip: {
    value: 6_732 - 2_565,
    unit: "cycles",
    source: `${dall2017}: an exit handled in user space less one handled in the kernel`,
  },
  /** Putting another virtual CPU on a physical one: registers saved and loaded. */
  vcpuSwitch: { value: 4_000, unit: "cycles", source: "model" },
  /** To a control domain and back. */
  controlDomainRoundTrip: {
    value: 2 * 4_000,
    unit: "cycles",
    source:
      "model (the control domain's virtual CPU is put on, then the guest's again: vcpuSwitch, twice)",
  },
  /** From a monitor with a world of its own to the host OS's world and back. */
  worldSwitchRoundTrip: {
    value: 2 * 4_000,
    unit: "cycles",
    source: "model (all registers change hands, there and back: vcpuSwitch, twice)",
  },
  /** A process asks its kernel for something, and goes on. */
  systemCall: {
    value: 1_000,
    unit: "cycles",
    source: "model (the kernel is entered and left, and the call looked up)",
  },
  /** A kernel lets one of its own threads know that there is work. */
  threadWakeup: {
    value: 1_500,
    unit: "cycles",
    source: "model (the thread is put on a run queue; no other address space is entered)",
  },
  /** A back end takes a request off a ring and hands it to the device's driver. */
  backendRequest: {
    value: 3_000,
    unit: "cycles",
    source: "model (the guest's buffers are looked up and a driver is called)",
  },

  /** How many requests a ring between a guest and a back end holds. */
  ringSize: {
    value: 256,
    unit: "requests",
    source: "model (QEMU's VIRTIO_NET_TX_QUEUE_DEFAULT_SIZE in hw/net/virtio-net.c)",
  },

  /** How long a loop that waits for a lock may be before the CPU leaves the guest, with pause-loop exiting. */
  pauseLoopWindow: {
    value: 4_096,
    unit: "cycles",
    source: "model (Linux, arch/x86/kvm/x86.h: KVM_VMX_DEFAULT_PLE_WINDOW)",
  },
  /** How long a guest with paravirtual spinlocks waits for one before it halts. */
  paravirtualSpin: {
    value: 2 ** 15,
    unit: "cycles",
    source: "model (Linux, SPIN_THRESHOLD: 2^15 turns of a loop, here of a cycle each)",
  },

  /** How many privileged operations a hypervisor in a machine needs to handle an exit of its guest; each exits to L0. */
  nestedExitOperations: {
    value: 20,
    unit: "operations",
    source:
      "Ben-Yehuda et al., The Turtles Project, OSDI 2010: cpuid takes 2,600 cycles in a guest and 58,000 in a nested one, so (58,000 - 2 × 2,600) / 2,600 more exits",
  },

  /** How long a virtual CPU may run while others wait. */
  timeSlice: { value: 10_000_000, unit: "ns", source: "model" },
  /** How often credit is shared out, and how often a cap grants new CPU time. */
  accountingPeriod: {
    value: 30_000_000,
    unit: "ns",
    source: "model (Xen's default time slice, CSCHED_DEFAULT_TSLICE_MS in sched_credit.c)",
  },
  /** How long a virtual CPU may run under the fair scheduler while others wait. */
  fairSlice: {
    value: 2_800_000,
    unit: "ns",
    source: "model (Linux, kernel/sched/fair.c: a base slice of 0.7 ms, times 4 on 8 CPUs or more)",
  },
  /** The shortest time that a machine with a cap is let run before it is stopped again. */
  shortestRun: { value: 100_000, unit: "ns", source: "model" },
  /** The guest kernel's timer tick while it has work. */
  guestTick: { value: 4_000_000, unit: "ns", source: "model (a kernel built with CONFIG_HZ=250)" },
  /** How many requests may wait for a service before new ones are dropped. */
  listenBacklog: {
    value: 4_096,
    unit: "requests",
    source: "Linux 5.4 and later, net.core.somaxconn",
  },
  /** CPU time a guest operating system needs to stop its services. */
  guestPowerOffCompute: { value: 400_000_000, unit: "ns", source: "model" },
  /** What a guest operating system writes to its disk before it powers off. */
  guestPowerOffWrite: { value: 16 * 2 ** 20, unit: "bytes", source: "model" },

  /** CPU time from asking for a container to its main process: what a new process takes more than `fork`. */
  containerSetup: {
    value: 40_000_000,
    unit: "ns",
    source: "model (namespaces and a cgroup are made, layers are mounted, a program is loaded)",
  },
  /** Memory that a container engine keeps for itself. */
  containerEngineMemory: { value: 128 * 2 ** 20, unit: "bytes", source: "model" },

  /** Clock of a physical CPU, unless the server says otherwise. */
  cpuFrequency: {
    value: 2_100_000_000,
    unit: "Hz",
    source: dall2016.replace("KVM on x86", "Xeon E5-2450"),
  },
  /** Disk: time per request, whatever its size. */
  diskLatency: { value: 80_000, unit: "ns", source: "model (a SATA solid-state disk)" },
  /** Disk: data per second once a request is served. */
  diskBandwidth: { value: 500_000_000, unit: "bytes/s", source: "model (a SATA solid-state disk)" },
  /** The largest request a guest's disk driver sends; a longer transfer is split. */
  diskRequest: { value: 2 ** 20, unit: "bytes", source: "model" },
  /** The largest transfer that a guest hands to its network interface at once. */
  networkRequest: {
    value: 64 * 2 ** 10,
    unit: "bytes",
    source: "model (TCP segmentation offload)",
  },
  /** Speed of the server's network interface, unless the server says otherwise. */
  networkBandwidth: { value: 10_000_000_000, unit: "bit/s", source: "model" },
  /** From one server's network interface to another's and back, for a small message. */
  networkRoundTrip: {
    value: 37_600,
    unit: "ns",
    source: "Felter et al., An Updated Performance Comparison, 2014 (TCP_RR, native)",
  },

  /** The part of a migration that is handed to the network interface at once. */
  migrationChunk: { value: 256 * 2 ** 10, unit: "bytes", source: "model" },
  /** What pre-copy may send more in the next round than was dirtied in the one before. */
  migrationBandwidthStep: { value: 50_000_000, unit: "bit/s", source: clark2005 },
  /** With less than this left, pre-copy stops the machine and sends the rest. */
  migrationLowWater: { value: 256 * 2 ** 10, unit: "bytes", source: clark2005 },
  /** After so many rounds pre-copy stops the machine, unless it is told otherwise. */
  migrationRounds: { value: 30, unit: "rounds", source: "model" },
  /** Between two servers: registers and devices change hands, and the network learns where the machine is. */
  migrationSwitchover: { value: 30_000_000, unit: "ns", source: "model" },

  /** How often a server of a cluster lets the others know that it is there. */
  heartbeatInterval: { value: 1_000_000_000, unit: "ns", source: "model" },
  /** After so long without a heartbeat a server is taken for dead, and its machines are started elsewhere. */
  failoverDetection: { value: 15_000_000_000, unit: "ns", source: "model" },

  /** From one computer to another on the same network, one way, through both network stacks. */
  networkLatency: {
    value: 18_800,
    unit: "ns",
    source:
      "Felter et al., An Updated Performance Comparison of Virtual Machines and Linux Containers, 2014: half of a round trip of 37.6 µs between two native systems (TCP_RR)",
  },
  /** What a request to the management part, or its answer, has beside its contents. */
  managementEnvelope: {
    value: 1_024,
    unit: "bytes",
    source: "model (headers, authentication and encryption)",
  },
  /** CPU time that the management part takes for a request. */
  managementRequest: {
    value: 2_000_000,
    unit: "ns",
    source: "model (the request is decoded, its sender checked, and the operation carried out)",
  },
  /** How long a console waits for an answer, unless it says otherwise. */
  managementTimeout: { value: 10_000_000_000, unit: "ns", source: "model" },

  /** Memory that a type 1 hypervisor keeps for itself. */
  hypervisorMemory: { value: 2 ** 30, unit: "bytes", source: "model" },
  /** Disk that a type 1 hypervisor takes for itself. */
  hypervisorDisk: { value: 4 * 2 ** 30, unit: "bytes", source: "model" },

  /** CPU time in which an application touches each page of its working set once: the window of its working set. */
  workingSetWindow: {
    value: 1_000_000_000,
    unit: "ns",
    source: "model (what a working set is: Denning, CACM 1968; how long the window is, is assumed)",
  },
  /** How many pages are backed at once when the first of them is touched. */
  backingRun: { value: 512, unit: "pages", source: "model (a large page of 2 MiB)" },
  /** How many pages are read from swap at once, by a hypervisor or by a guest. */
  swapCluster: {
    value: 8,
    unit: "pages",
    source: "Linux 6, Documentation/admin-guide/sysctl/vm.rst: page-cluster is 3, eight pages",
  },
  /** What of the pages that a boot reads is only cache; the rest the operating system keeps using. */
  bootCache: { value: 50, unit: "percent", source: "model" },
  /** What a guest kernel keeps about each page of its memory. */
  pageDescriptor: {
    value: 64,
    unit: "bytes",
    source: "Linux 6 on 64-bit processors, include/linux/mm_types.h: struct page",
  },
  /** Free memory that a hypervisor aims at when it takes memory from machines. */
  memoryHigh: { value: 6, unit: "percent", source: waldspurger2002 },
  /** With less free memory it asks balloons. */
  memorySoft: { value: 4, unit: "percent", source: waldspurger2002 },
  /** With less free memory it swaps. */
  memoryHard: { value: 2, unit: "percent", source: waldspurger2002 },
  /** With less free memory it swaps in all haste. */
  memoryLow: { value: 1, unit: "percent", source: waldspurger2002 },
  /** What of a page that a machine does not use is taxed away. */
  idleTax: { value: 75, unit: "percent", source: waldspurger2002 },
  /** How often it estimates what part of a machine's memory is in use. */
  samplePeriod: { value: 30_000_000_000, unit: "ns", source: waldspurger2002 },
  /** How many pages, picked at random, it watches for that. */
  samplePages: { value: 100, unit: "pages", source: waldspurger2002 },
  /** How many pages a guest kernel puts on its disk at once when it needs memory. */
  guestReclaim: {
    value: 32,
    unit: "pages",
    source: "Linux 6, include/linux/swap.h: SWAP_CLUSTER_MAX",
  },
  /** What of an operating system's pages is the same in all machines that run it: ten of one kind share up to so much. */
  equalPages: { value: 67, unit: "percent", source: waldspurger2002 },
  /** How fast pages are compared with others. */
  scanRate: {
    value: 5_000,
    unit: "pages/s",
    source: "Linux 6, Documentation/admin-guide/mm/ksm.rst: 100 pages each 20 ms",
  },
  /** How often that is done. */
  scanPeriod: { value: 1_000_000_000, unit: "ns", source: "model" },
  /** How fast a balloon grows and shrinks. */
  balloonRate: { value: 256 * 2 ** 20, unit: "bytes/s", source: "model" },
  /** The most of a machine's memory that its balloon takes. */
  balloonLimit: { value: 65, unit: "percent", source: "model (ESX, Mem.CtlMaxPercent)" },
  /** How many pages a balloon driver hands over in one call. */
  balloonBatch: {
    value: 256,
    unit: "pages",
    source: "Linux 6, drivers/virtio/virtio_balloon.c: VIRTIO_BALLOON_ARRAY_PFNS_MAX",
  },
  /** How often it takes memory while it is short of it, and gives back what it need not have taken. */
  memoryPeriod: { value: 100_000_000, unit: "ns", source: "model" },
} as const satisfies Record<string, Cost>;
