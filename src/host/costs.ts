// What things cost. Every number of the model that is not simply counted stands here, with its unit; cost-sources.ts
// says of each where it comes from. No constant here says which hypervisor is faster; that is for the runs to show.

/** One constant of the cost model, as the model uses it. */
export interface CostValue {
  readonly value: number;
  readonly unit:
    | "cycles"
    | "ns"
    | "bytes"
    | "bytes/s"
    | "bit/s"
    | "Hz"
    | "requests"
    | "packets"
    | "rounds"
    | "levels"
    | "operations"
    | "pages"
    | "pages/s"
    | "cycles/byte"
    | "percent";
}

/** The constants by name. */
export const costs = {
  /** Guest → hypervisor → guest with nothing to do in between. */
  hypercall: { value: 1_300, unit: "cycles" },
  /** An exit that the hypervisor handles by itself. */
  exitHandledInKernel: { value: 2_565, unit: "cycles" },
  /** An exit that a device model in a user-space process handles. */
  exitHandledInUserSpace: { value: 6_732, unit: "cycles" },
  /** What a guest's page fault takes beyond a native one, under binary translation. */
  pageFaultTranslated: { value: 3_927 - 1_093, unit: "cycles" },
  /** The same on the first CPUs with VT-x, whose shadow page tables cost an exit. */
  pageFaultFirstVt: { value: 11_242 - 1_093, unit: "cycles" },
  /** The same of a write to a page table that the hypervisor shadows, under binary translation. */
  pageTableWriteTranslated: { value: 391 - 1, unit: "cycles" },
  /** The same on the first CPUs with VT-x. */
  pageTableWriteFirstVt: { value: 12_733 - 1, unit: "cycles" },
  /** The same of an exception that the guest's kernel is to have, under binary translation. */
  exceptionTranslated: { value: 3_223 - 889, unit: "cycles" },
  /** An instruction of translated code traps into the monitor, which emulates it. */
  trapTranslated: { value: 2_030, unit: "cycles" },
  /** Translated code calls the monitor, and goes on. */
  calloutTranslated: { value: 1_254, unit: "cycles" },
  /** A privileged instruction that translated code does by itself. */
  translationCache: { value: 216, unit: "cycles" },
  /** The first CPUs with VT-x leave a guest and enter it again. */
  exitFirstVt: { value: 1_931 + 2_409, unit: "cycles" },
  /** A page fault reaches the kernel, which goes back to the program; what it does about it comes on top. */
  pageFault: { value: 1_093, unit: "cycles" },
  /** Another exception does; and so a paravirtual guest calls its hypervisor, or has an exception from it. */
  exception: { value: 889, unit: "cycles" },
  /** An entry of a page table is written. */
  pageTableWrite: { value: 1, unit: "cycles" },
  /** How many writes to page tables one call of a paravirtual guest carries. */
  pageTableBatch: { value: 2_048, unit: "operations" },
  /** A kernel goes on with another process, or turns from nothing to a thread that was woken. */
  contextSwitch: { value: 1_848, unit: "cycles" },
  /** A process is made, and ends at once. */
  fork: { value: 264_000, unit: "cycles" },
  /** How many page faults take as long as that. */
  forkPageFaults: { value: 77, unit: "operations" },
  /** How often the CPU turns to another process meanwhile, within that time. */
  forkSwitches: { value: 2, unit: "operations" },
  /** How many pages a process touches at once when it goes on, which its shadow page table has no entries for. */
  shadowFirstPages: { value: 4, unit: "pages" },
  /** Levels of a page table. */
  pageTableLevels: { value: 4, unit: "levels" },
  /** How many pages of 4 KiB a TLB holds. */
  tlbEntries: { value: 512, unit: "pages" },
  /** How many pages of 2 MiB it holds. */
  hugeTlbEntries: { value: 32, unit: "pages" },
  /** What a cache brings in at once. */
  cacheLine: { value: 64, unit: "bytes" },
  /** Until a line comes from the memory beside the CPU. */
  memoryLatency: { value: 65, unit: "ns" },
  /** A page walk reads one entry. */
  walkReference: { value: 10, unit: "cycles" },
  /** From the kernel's part of a hypervisor to its user-space process and back. */
  userSpaceRoundTrip: { value: 6_732 - 2_565, unit: "cycles" },
  /** Putting another virtual CPU on a physical one: registers saved and loaded. */
  vcpuSwitch: { value: 4_000, unit: "cycles" },
  /** To a control domain and back. */
  controlDomainRoundTrip: { value: 2 * 4_000, unit: "cycles" },
  /** From a monitor with a world of its own to the host OS's world and back. */
  worldSwitchRoundTrip: { value: 2 * 4_000, unit: "cycles" },
  /** A process asks its kernel for something, and goes on. */
  systemCall: { value: 1_000, unit: "cycles" },
  /** A kernel lets one of its own threads know that there is work. */
  threadWakeup: { value: 1_500, unit: "cycles" },
  /** An idle CPU is interrupted: until it executes again, by the state that it is in. */
  c1Exit: { value: 2_000, unit: "ns" },
  c1eExit: { value: 10_000, unit: "ns" },
  c3Exit: { value: 80_000, unit: "ns" },
  c6Exit: { value: 104_000, unit: "ns" },
  /** How long a CPU must be idle for a state to be worth it. */
  c1eResidency: { value: 20_000, unit: "ns" },
  c3Residency: { value: 211_000, unit: "ns" },
  c6Residency: { value: 345_000, unit: "ns" },
  /** A back end takes a request off a ring and hands it to the device's driver. */
  backendRequest: { value: 3_000, unit: "cycles" },
  /** QEMU's thread has the kernel carry out one request to a disk, and learns that it is done; telling the guest comes on top. */
  qemuRequest: { value: 31_300, unit: "cycles" },
  /** Firecracker's thread does, up to the device's driver. */
  firecrackerRequest: { value: 4_000, unit: "cycles" },

  /** A kernel's network stack takes a packet from a process to the driver, or from the driver to a process. */
  networkPacket: { value: 2_790, unit: "cycles" },
  /** Bytes are copied: between a process and its kernel, or between a guest and a back end. */
  memoryCopy: { value: 1, unit: "cycles/byte" },
  /** After so many packets without a gap their receiver says that it has them. */
  acknowledgedPackets: { value: 2, unit: "packets" },

  /** A back end looks for a block in a layer of a disk, and goes on to the one below it. */
  layerLookup: { value: 2_000, unit: "cycles" },
  /** What is written of a layer's table before a block is written there for the first time. */
  layerTable: { value: 4_096, unit: "bytes" },
  /** What one bit of a dirty bitmap stands for: a disk is copied in such pieces. */
  dirtyBitmapGranularity: { value: 64 * 2 ** 10, unit: "bytes" },

  /** How many requests a ring between a guest and a back end holds. */
  ringSize: { value: 256, unit: "requests" },

  /** How long a loop that waits for a lock may be before the CPU leaves the guest, with pause-loop exiting. */
  pauseLoopWindow: { value: 4_096, unit: "cycles" },
  /** How long a guest with paravirtual spinlocks waits for one before it halts. */
  paravirtualSpin: { value: 2 ** 15, unit: "cycles" },

  /** How many privileged operations a hypervisor in a machine needs to handle an exit of its guest; each exits to L0. */
  nestedExitOperations: { value: 20, unit: "operations" },

  /** How long a virtual CPU may run while others wait. */
  timeSlice: { value: 10_000_000, unit: "ns" },
  /** How often credit is shared out, and how often a cap grants new CPU time. */
  accountingPeriod: { value: 30_000_000, unit: "ns" },
  /** How long a virtual CPU may run under the fair scheduler while others wait. */
  fairSlice: { value: 2_800_000, unit: "ns" },
  /** The shortest time that a machine with a cap is let run before it is stopped again. */
  shortestRun: { value: 100_000, unit: "ns" },
  /** The guest kernel's timer tick while it has work. */
  guestTick: { value: 4_000_000, unit: "ns" },
  /** How many requests may wait for a service before new ones are dropped. */
  listenBacklog: { value: 4_096, unit: "requests" },
  /** CPU time (`cpuFrequency`) that a guest operating system needs to stop its services. */
  guestPowerOffCompute: { value: 400_000_000, unit: "ns" },
  /** What a guest operating system writes to its disk before it powers off. */
  guestPowerOffWrite: { value: 16 * 2 ** 20, unit: "bytes" },

  /** CPU time from asking for a container to its main process: what a new process takes more than `fork`. */
  containerSetup: { value: 40_000_000, unit: "ns" },
  /** Memory that a container engine keeps for itself. */
  containerEngineMemory: { value: 128 * 2 ** 20, unit: "bytes" },

  /** Clock of a physical CPU, unless the server says otherwise: the reference, of which all CPU times here are. */
  cpuFrequency: { value: 2_100_000_000, unit: "Hz" },
  /** Disk: time per request, whatever its size. */
  diskLatency: { value: 80_000, unit: "ns" },
  /** Disk: data per second once a request is served. */
  diskBandwidth: { value: 500_000_000, unit: "bytes/s" },
  /** The largest request a guest's disk driver sends; a longer transfer is split. */
  diskRequest: { value: 2 ** 20, unit: "bytes" },
  /** The largest transfer that a guest hands to its network interface at once. */
  networkRequest: { value: 64 * 2 ** 10, unit: "bytes" },
  /** How much a thread may have handed to its socket that has not left the network interface. */
  socketBuffer: { value: 4 * 2 ** 20, unit: "bytes" },
  /** How much of what is sent to a server waits at the port of its switch before more is dropped. */
  switchBuffer: { value: 2 ** 20, unit: "bytes" },
  /** When a client asks again that has heard nothing. */
  retransmissionTimeout: { value: 1_000_000_000, unit: "ns" },
  /** Speed of the server's network interface, unless the server says otherwise. */
  networkBandwidth: { value: 10_000_000_000, unit: "bit/s" },
  /** From one server's network interface to another's and back, for a small message. */
  networkRoundTrip: { value: 37_600, unit: "ns" },

  /** The part of a migration that is handed to the network interface at once. */
  migrationChunk: { value: 256 * 2 ** 10, unit: "bytes" },
  /** To look at a page and copy it into a socket, with what the network stack does for it. */
  migrationPage: { value: 4096, unit: "cycles" },
  /** To find that a page holds only zeros. */
  zeroPageCheck: { value: 1024, unit: "cycles" },
  /** What is sent of a page that holds only zeros: that it does. */
  zeroPageMarker: { value: 9, unit: "bytes" },
  /** What pre-copy may send more in the next round than was dirtied in the one before. */
  migrationBandwidthStep: { value: 50_000_000, unit: "bit/s" },
  /** With less than this left, pre-copy stops the machine and sends the rest. */
  migrationLowWater: { value: 256 * 2 ** 10, unit: "bytes" },
  /** After so many rounds pre-copy stops the machine, unless it is told otherwise. */
  migrationRounds: { value: 30, unit: "rounds" },
  /** Between two servers: registers and devices change hands, and the network learns where the machine is. */
  migrationSwitchover: { value: 30_000_000, unit: "ns" },

  /** How often a server of a cluster lets the others know that it is there. */
  heartbeatInterval: { value: 1_000_000_000, unit: "ns" },
  /** After so long without a heartbeat a server is taken for dead, and its machines are started elsewhere. */
  failoverDetection: { value: 15_000_000_000, unit: "ns" },

  /** From one computer to another on the same network, one way, through both network stacks. */
  networkLatency: { value: 18_800, unit: "ns" },
  /** What a request to the management part, or its answer, has beside its contents. */
  managementEnvelope: { value: 1_024, unit: "bytes" },
  /** CPU time that the management part takes for a request. */
  managementRequest: { value: 2_000_000, unit: "ns" },
  /** How long a console waits for an answer, unless it says otherwise. */
  managementTimeout: { value: 10_000_000_000, unit: "ns" },

  /** Memory that a type 1 hypervisor keeps for itself. */
  hypervisorMemory: { value: 2 ** 30, unit: "bytes" },
  /** Disk that a type 1 hypervisor takes for itself. */
  hypervisorDisk: { value: 4 * 2 ** 30, unit: "bytes" },

  /** Memory that QEMU takes for a machine, beside the machine's own. */
  qemuMemory: { value: 131_000_000, unit: "bytes" },
  /** The same of the monitors Cloud Hypervisor and Firecracker. */
  cloudHypervisorMemory: { value: 13_300_000, unit: "bytes" },
  firecrackerMemory: { value: 2_500_000, unit: "bytes" },
  /** Memory that ESXi takes for a machine, for each virtual CPU of it, and for each MiB of its memory. */
  vmxMemory: { value: 14_410_000, unit: "bytes" },
  vmxMemoryVcpu: { value: 3_982_000, unit: "bytes" },
  vmxMemoryMebibyte: { value: 7_400, unit: "bytes" },

  /** CPU time in which an application touches each page of its working set for the first time. */
  workingSetWindow: { value: 1_000_000_000, unit: "ns" },
  /** So much of a working set's pages gets so much of the touches, and so again within those. */
  hotPages: { value: 20, unit: "percent" },
  hotTouches: { value: 80, unit: "percent" },
  /** So much of a working set is not touched for so long. */
  coldPages: { value: 32, unit: "percent" },
  coldAfter: { value: 120_000_000_000, unit: "ns" },
  /** CPU time whose page faults are taken together, one after another, when there are several in it. */
  faultRun: { value: 50_000_000, unit: "ns" },
  /** How many pages are backed at once when the first of them is touched. */
  backingRun: { value: 512, unit: "pages" },
  /** How many pages are read from swap at once, by a hypervisor or by a guest. */
  swapCluster: { value: 8, unit: "pages" },
  /** What of the pages that a boot reads is only cache; the rest the operating system keeps using. */
  bootCache: { value: 50, unit: "percent" },
  /** What a guest kernel keeps about each page of its memory. */
  pageDescriptor: { value: 64, unit: "bytes" },
  /** Free memory that a hypervisor aims at when it takes memory from machines. */
  memoryHigh: { value: 6, unit: "percent" },
  /** With less free memory it asks balloons. */
  memorySoft: { value: 4, unit: "percent" },
  /** With less free memory it swaps. */
  memoryHard: { value: 2, unit: "percent" },
  /** With less free memory it swaps in all haste. */
  memoryLow: { value: 1, unit: "percent" },
  /** What of a page that a machine does not use is taxed away. */
  idleTax: { value: 75, unit: "percent" },
  /** How often it estimates what part of a machine's memory is in use. */
  samplePeriod: { value: 30_000_000_000, unit: "ns" },
  /** How many pages, picked at random, it watches for that. */
  samplePages: { value: 100, unit: "pages" },
  /** How many pages a guest kernel puts on its disk at once when it needs memory: at least so many, */
  guestReclaim: { value: 32, unit: "pages" },
  /** and one of so many of its memory, by which it has more free then. */
  guestWatermark: { value: 1_000, unit: "pages" },
  /** What of an operating system's pages is the same in all machines that run it: ten of one kind share up to so much. */
  equalPages: { value: 67, unit: "percent" },
  /** How fast pages are compared with others. */
  scanRate: { value: 5_000, unit: "pages/s" },
  /** How often that is done. */
  scanPeriod: { value: 1_000_000_000, unit: "ns" },
  /** How fast a balloon grows and shrinks. */
  balloonRate: { value: 256 * 2 ** 20, unit: "bytes/s" },
  /** The most of a machine's memory that its balloon takes. */
  balloonLimit: { value: 65, unit: "percent" },
  /** How many pages a balloon driver hands over in one call. */
  balloonBatch: { value: 256, unit: "pages" },
  /** How often it takes memory while it is short of it, and gives back what it need not have taken. */
  memoryPeriod: { value: 100_000_000, unit: "ns" },
} as const satisfies Record<string, CostValue>;
