// What happened in machines while something was done: differences of what they count, which cells would else write.
import { exitsBetween } from "../hypervisor/measurement/measurement.ts";
import type { ExitReason } from "../hypervisor/exits/exit.ts";
import type { VcpuMode } from "../hypervisor/scheduling/vcpu.ts";
import { domainOf, VirtualMachine } from "../hypervisor/virtual-machine.ts";
import { expectArgument } from "./figures/figure-argument.ts";
import { messages } from "./figures/messages.ts";

/** What happened in a machine meanwhile. Times are in nanoseconds, of all its virtual CPUs together. */
export interface MachineUsage extends Readonly<Record<VcpuMode, number>> {
  /** The machine's name. */
  readonly machine: string;
  /** `guest + hypervisor`: for how long its virtual CPUs had physical ones. */
  readonly run: number;
  /** How often its guest was left, by reason; 0 for those that did not occur. */
  readonly exits: Readonly<Record<ExitReason, number>>;
}

function totals({ cpuUsage, exits }: VirtualMachine) {
  const sum = { guest: 0, hypervisor: 0, ready: 0, blocked: 0, paused: 0 };
  for (const vcpu of cpuUsage)
    for (const mode of Object.keys(sum) as VcpuMode[]) sum[mode] += vcpu[mode];
  return { sum, exits };
}

/**
 * What happened in a machine, or in several, while `action` was carried out.
 * @param machines they stay on meanwhile
 * @param action lets time pass, as a rule
 * @throws HypervisorError `operation-invalid` for a machine that went off or started anew meanwhile: its counts begin with
 * its start; `invalid-argument`
 * @example
 * const { ready, exits } = during(vm, () => server.run(seconds(2)));
 * const [shop, blog] = during([a, b], () => server.run(ms(100)));
 */
export function during(machines: VirtualMachine, action: () => void): MachineUsage;
export function during(machines: readonly VirtualMachine[], action: () => void): MachineUsage[];
export function during(
  machines: VirtualMachine | readonly VirtualMachine[],
  action: () => void,
): MachineUsage | MachineUsage[] {
  const request = messages.request("during", "watch");
  const all = Array.isArray(machines) ? (machines as readonly VirtualMachine[]) : undefined;
  const list = [...(all ?? [machines as VirtualMachine])];
  const write = "during(vm, () => server.run(seconds(1)))";
  for (const vm of list) expectArgument(vm instanceof VirtualMachine, write, "VirtualMachine", vm);
  expectArgument(typeof action === "function", write, "function", action);
  const powered = (vm: VirtualMachine) => (domainOf(vm).isOn ? domainOf(vm).active : undefined);
  const on = list.map(powered);
  const before = list.map(totals);
  action();
  const usage = list.map((vm, at): MachineUsage => {
    // Its counts begin with its start.
    if (powered(vm) !== on[at])
      throw messages.refusal("operation-invalid/not-on", request, { machine: vm.name });
    const now = totals(vm);
    const then = before[at] ?? now;
    const spent = (mode: VcpuMode): number => now.sum[mode] - then.sum[mode];
    return {
      machine: vm.name,
      run: spent("guest") + spent("hypervisor"),
      guest: spent("guest"),
      hypervisor: spent("hypervisor"),
      ready: spent("ready"),
      blocked: spent("blocked"),
      paused: spent("paused"),
      exits: exitsBetween(then.exits, now.exits),
    };
  });
  return all ? usage : (usage[0] as MachineUsage);
}
