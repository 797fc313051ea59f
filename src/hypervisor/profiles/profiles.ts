// The hypervisors that the notebook compares. Structure is taken from the makers' documentation and, where open, from
// the source; costs are named, never written here, so each has its source or the word "model" in src/host/costs.ts.
//
// Machines are thought of as a cloud has them today: paravirtual disk and network (virtio, PVH front ends, VMBus,
// pvscsi/vmxnet3), and hardware-assisted CPUs.

import { frozen } from "../../trace/frozen.ts";
import { called, generic, handledByHypervisor, paths } from "./generic-profile.ts";
import type { Hop, Profile, ProfileBackend } from "./profile.ts";

const toVmmProcess: Hop = { from: "hypervisor", to: "vmm-process", cost: "userSpaceRoundTrip" };
const toDevice = (from: Hop["from"]): Hop => ({ from, to: "hardware", cost: "backendRequest" });

/** By way of the control domain: the guest calls the hypervisor, which lets the control domain run. */
const toControlDomain: readonly Hop[] = [
  called,
  { from: "hypervisor", to: "control-domain", cost: "controlDomainRoundTrip" },
];

/** A monitor in a world of its own gives the CPU back to the host OS. */
const toHostWorld: Hop = { from: "hypervisor", to: "host-os", cost: "worldSwitchRoundTrip" };
const upToVmmProcess: Hop = { from: "host-os", to: "vmm-process", cost: "userSpaceRoundTrip" };
const systemCall: Hop = { from: "vmm-process", to: "host-os", cost: "systemCall" };

/** The front end's partner is a driver in the control domain; they tell each other by event channels, which are calls. */
const controlDomainBackend: ProfileBackend = {
  role: "control-domain",
  request: [toDevice("control-domain")],
  interrupt: "hypercall",
};
/** A thread of the machine's process asks the host OS for the transfer, as any program does. */
const processBackend: ProfileBackend = {
  role: "vmm-process",
  request: [systemCall, toDevice("host-os")],
  interrupt: "systemCall",
};

const esxi: Profile = {
  id: "esxi",
  product: "VMware ESXi",
  kind: "type 1",
  installsOn: "a bare server",
  remark:
    "The VMkernel has drivers of its own. Each machine has a VMX process beside it in user space; the host agent hostd only manages.",
  drivers: "hypervisor",
  deviceModels: "vmm-process",
  management: "management",
  localConsole: "setup",
  components: [
    { role: "hypervisor", name: "VMkernel", dependsOn: [] },
    { role: "management", name: "hostd", dependsOn: ["hypervisor"] },
    { role: "vmm-process", name: "VMX", dependsOn: ["hypervisor"] },
    { role: "guest-os", name: "guest OS", dependsOn: ["vmm-process"] },
  ],
  paths: paths({
    io: [handledByHypervisor, toVmmProcess],
    "system-event": [handledByHypervisor, toVmmProcess],
    mmio: [handledByHypervisor, toDevice("hypervisor")],
  }),
  vmm: { machine: "vmxMemory", vcpu: "vmxMemoryVcpu", mebibyte: "vmxMemoryMebibyte" },
};

const xen: Profile = {
  id: "xen",
  product: "Xen",
  kind: "type 1",
  installsOn: "a bare server",
  remark:
    "The hypervisor has no drivers for disk and network: a privileged guest, Domain-0, has them and carries the I/O of all others. Xen restarts the machine when Domain-0 crashes (xen/common/shutdown.c).",
  drivers: "control-domain",
  deviceModels: "control-domain",
  management: "management",
  localConsole: "management",
  components: [
    { role: "hypervisor", name: "Xen", dependsOn: ["control-domain"] },
    { role: "control-domain", name: "Domain-0", dependsOn: ["hypervisor"] },
    { role: "management", name: "toolstack (xl)", dependsOn: ["control-domain"] },
    { role: "guest-os", name: "DomU", dependsOn: ["hypervisor", "control-domain"] },
  ],
  paths: paths({
    io: toControlDomain,
    "system-event": toControlDomain,
    mmio: [called],
  }),
  backend: controlDomainBackend,
};

const hyperV: Profile = {
  id: "hyperV",
  product: "Microsoft Hyper-V",
  kind: "type 1",
  installsOn: "a bare server",
  remark:
    "It is switched on in a Windows that is there already, and at the next boot that Windows runs on it, as the root partition: it has the drivers and a worker process for each machine. When the root partition crashes, the whole machine restarts.",
  drivers: "control-domain",
  deviceModels: "vmm-process",
  management: "management",
  localConsole: "management",
  components: [
    { role: "hypervisor", name: "Hyper-V", dependsOn: ["control-domain"] },
    { role: "control-domain", name: "root partition", dependsOn: ["hypervisor"] },
    {
      role: "management",
      name: "Virtual Machine Management Service",
      dependsOn: ["control-domain"],
    },
    { role: "vmm-process", name: "vmwp.exe", dependsOn: ["control-domain"] },
    { role: "guest-os", name: "child partition", dependsOn: ["vmm-process"] },
  ],
  paths: paths({
    io: [
      handledByHypervisor,
      { from: "hypervisor", to: "control-domain", cost: "controlDomainRoundTrip" },
      { from: "control-domain", to: "vmm-process", cost: "userSpaceRoundTrip" },
    ],
    "system-event": [
      handledByHypervisor,
      { from: "hypervisor", to: "control-domain", cost: "controlDomainRoundTrip" },
      { from: "control-domain", to: "vmm-process", cost: "userSpaceRoundTrip" },
    ],
    mmio: [called],
  }),
  backend: controlDomainBackend,
};

const kvm: Profile = {
  id: "kvm",
  product: "KVM",
  kind: "disputed",
  installsOn: "a host OS",
  hostFamilies: ["Linux"],
  remark:
    "A module makes the running Linux kernel itself a hypervisor. Installed on a host OS, whose processes and scheduler go on: type 2. The kernel on the bare hardware is the hypervisor: type 1. Both are said of it.",
  drivers: "host-os",
  deviceModels: "vmm-process",
  management: "management",
  localConsole: "management",
  components: [
    { role: "host-os", name: "Linux", dependsOn: ["hypervisor"] },
    { role: "hypervisor", name: "kvm.ko", dependsOn: ["host-os"] },
    { role: "management", name: "libvirtd", dependsOn: ["host-os"] },
    { role: "vmm-process", name: "QEMU", dependsOn: ["host-os", "hypervisor"] },
    { role: "guest-os", name: "guest OS", dependsOn: ["vmm-process"] },
  ],
  paths: paths({
    io: [handledByHypervisor, toVmmProcess],
    "system-event": [handledByHypervisor, toVmmProcess],
    mmio: [handledByHypervisor, { from: "hypervisor", to: "host-os", cost: "threadWakeup" }],
  }),
  vmm: { machine: "qemuMemory" },
  // The number of CPUs is what is recommended (KVM_CAP_NR_VCPUS); with more, QEMU warns and goes on (accel/kvm/kvm-all.c).
  // vSphere refuses (NotEnoughLogicalCpus).
  moreVcpusThanCpus: true,
  // vhost: a thread of the host's kernel.
  backend: { role: "host-os", request: [toDevice("host-os")], interrupt: "threadWakeup" },
};

const workstation: Profile = {
  id: "workstation",
  product: "VMware Workstation",
  kind: "type 2",
  installsOn: "a host OS",
  hostFamilies: ["Linux", "Windows"],
  remark:
    "The monitor runs in a world of its own beside the host OS, and gives the CPU back to it for interrupts and I/O (Sugerman et al., USENIX ATC 2001).",
  drivers: "host-os",
  deviceModels: "vmm-process",
  management: "management",
  localConsole: "management",
  components: [
    { role: "host-os", name: "host OS", dependsOn: ["hypervisor"] },
    { role: "hypervisor", name: "vmmon and the monitor", dependsOn: ["host-os"] },
    { role: "management", name: "Workstation's window", dependsOn: ["host-os"] },
    { role: "vmm-process", name: "vmware-vmx", dependsOn: ["host-os", "hypervisor"] },
    { role: "guest-os", name: "guest OS", dependsOn: ["vmm-process"] },
  ],
  paths: paths({
    budget: [handledByHypervisor, toHostWorld],
    interrupt: [handledByHypervisor, toHostWorld],
    hlt: [handledByHypervisor, toHostWorld],
    io: [handledByHypervisor, toHostWorld, upToVmmProcess],
    "system-event": [handledByHypervisor, toHostWorld, upToVmmProcess],
    mmio: [
      handledByHypervisor,
      toHostWorld,
      { from: "host-os", to: "vmm-process", cost: "threadWakeup" },
    ],
  }),
  backend: processBackend,
  passthrough: false,
};

const virtualBox: Profile = {
  id: "virtualBox",
  product: "Oracle VirtualBox",
  kind: "type 2",
  installsOn: "a host OS",
  hostFamilies: ["Linux", "Windows", "macOS"],
  remark:
    "The part that enters the guest is a module of the host's kernel, as KVM's is; devices are played by the machine's process. That process ends when it loses VBoxSVC (\"VBoxSVC became unavailable, exiting\").",
  drivers: "host-os",
  deviceModels: "vmm-process",
  management: "management",
  localConsole: "management",
  components: [
    { role: "host-os", name: "host OS", dependsOn: ["hypervisor"] },
    { role: "hypervisor", name: "VMMR0 in vboxdrv", dependsOn: ["host-os"] },
    { role: "management", name: "VBoxSVC", dependsOn: ["host-os"] },
    {
      role: "vmm-process",
      name: "VBoxHeadless",
      dependsOn: ["host-os", "hypervisor", "management"],
    },
    { role: "guest-os", name: "guest OS", dependsOn: ["vmm-process"] },
  ],
  paths: paths({
    io: [handledByHypervisor, toVmmProcess],
    "system-event": [handledByHypervisor, toVmmProcess],
    mmio: [handledByHypervisor, { from: "hypervisor", to: "vmm-process", cost: "threadWakeup" }],
  }),
  backend: processBackend,
  passthrough: false,
};

const bareMetal: Profile = {
  id: "bareMetal",
  product: "bare metal",
  kind: "bare metal",
  installsOn: "a bare server",
  remark:
    "No hypervisor: one operating system has the server, and a program reaches a device through it alone.",
  drivers: "host-os",
  deviceModels: "host-os",
  management: "host-os",
  components: [{ role: "host-os", name: "operating system", dependsOn: [] }],
};

/** What a `Hypervisor` can be, by name: `new Hypervisor({ profile: profiles.xen })`. */
export const profiles = frozen({
  generic,
  esxi,
  xen,
  hyperV,
  kvm,
  workstation,
  virtualBox,
  bareMetal,
} as const);
