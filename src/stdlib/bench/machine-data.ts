// A virtual machine as plain data for the bench: numbers, names and states, no words. The page has the words.
import type { Application } from "../../hypervisor/workload/application.ts";
import type { VcpuUsage } from "../../hypervisor/scheduling/vcpu.ts";
import type { VirtualMachine } from "../../hypervisor/virtual-machine.ts";
import type { IoCounts } from "../../hypervisor/io/domain-io.ts";

/** How much of one machine is told. */
const most = { vcpus: 64, applications: 50, snapshots: 50 };

const accountOf = ({ vcpu, mode, guest, hypervisor, ready, blocked, paused }: VcpuUsage) => ({
  vcpu,
  mode: mode ?? null,
  guest,
  hypervisor,
  ready,
  blocked,
  paused,
});

export type VcpuAccount = ReturnType<typeof accountOf>;

/** Where the time of virtual CPUs went, in nanoseconds, all taken together. */
export function sumOf(usage: readonly VcpuUsage[]) {
  const sum = { guest: 0, hypervisor: 0, ready: 0, blocked: 0, paused: 0 };
  for (const vcpu of usage)
    for (const mode of Object.keys(sum) as (keyof typeof sum)[]) sum[mode] += vcpu[mode];
  return sum;
}

export const applicationData = ({ name, kind, state, cpuTime, requests }: Application) => ({
  name,
  kind,
  state,
  cpuTime,
  completed: requests.completed,
  pending: requests.pending,
});

const countsOf = ({ requests, bytes, notifications, interrupts, meanLatency }: IoCounts) => ({
  requests,
  bytes,
  notifications,
  interrupts,
  meanLatency: meanLatency ?? null,
});

/** All that the bench tells of a machine, but for a hypervisor in it. */
export function machineData(vm: VirtualMachine) {
  const { name, state, booted, os, vcpus, memory, disk, cpuUsage, diskUsage, memoryUsage } = vm;
  const { resident, shared, ballooned, swapped } = memoryUsage;
  return {
    name,
    state,
    booted,
    isTemplate: vm.isTemplate,
    os: os?.name ?? null,
    vcpus,
    memory,
    disk,
    diskTaken: diskUsage.allocated,
    memoryUse: { resident, shared, ballooned, swapped },
    usage: sumOf(cpuUsage),
    accounts: cpuUsage.slice(0, most.vcpus).map(accountOf),
    io: { disk: countsOf(vm.io.disk), network: countsOf(vm.io.network) },
    exits: Object.entries(vm.exits).map(([reason, count]) => ({ reason, count })),
    snapshots: vm
      .snapshots()
      .slice(-most.snapshots)
      .map((taken) => ({
        name: taken.name,
        current: taken.current,
        state: taken.state,
        time: taken.time,
      })),
    applications: vm.applications.slice(-most.applications).map(applicationData),
  };
}
