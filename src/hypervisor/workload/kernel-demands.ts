// What an application has its kernel do, as demands; and the time of page walks, which is on top of what it computes.

import { timeOf } from "../../host/clock-rate.ts";
import { costs } from "../../host/costs.ts";
import type { Demand } from "../exits/guest-paging.ts";
import type { PrivilegedOperation } from "../../trace/detail.ts";
import type { KernelSpec } from "../spec/kernel-spec.ts";
import type { ApplicationSpec, Client } from "../spec/workload-spec.ts";
import { nativeTranslation } from "../translation/guest-translation.ts";
import type { WorkloadGuestSetup } from "./workload-guest-setup.ts";
import { demandsOf } from "./workload-state.ts";

/** What a program asks of its kernel, as operations. */
function kernelDemands({
  systemCalls = 0,
  pageFaults = 0,
  pageTableWrites = 0,
  contextSwitches = 0,
  forks = 0,
}: KernelSpec): Demand[] {
  const switches = contextSwitches + forks * costs.forkSwitches.value;
  const faults = pageFaults + forks * costs.forkPageFaults.value;
  const counts = {
    fork: forks,
    "page-fault": faults,
    // The kernel resolves each of them with an entry.
    "page-table-write": faults,
    "page-table-writes": pageTableWrites,
    "address-space": switches,
    // The thread's kernel stack, and that the FPU is to trap.
    "thread-state": 2 * switches,
    "system-call": systemCalls,
  };
  return Object.entries(counts).map(([operation, amount]) => ({
    kind: "privileged",
    operation: operation as PrivilegedOperation,
    amount,
  }));
}

/** What a program finds where it runs: how its addresses are translated. */
type Place = Partial<Record<"translation", WorkloadGuestSetup["translation"] | undefined>>;

/** The work of a request or a thread in this guest, page walks included. */
export function computeIn(
  { translation }: Place,
  { compute, locality, memory }: Exclude<ApplicationSpec, Client>,
): number {
  const here = translation?.() ?? nativeTranslation;
  const cycles = locality ? here.walkCycles(locality, memory) : 0;
  const walks = cycles === 0 ? 0 : timeOf(cycles, costs.cpuFrequency.value) / 1e9;
  return Math.round(compute * (1 + walks));
}

/**
 * What each request of a service, or each thread of a batch job, asks for in this guest. How long page walks take is settled
 * here: one that goes on elsewhere, from a snapshot or after a migration, keeps what it began with.
 */
export function demandsIn(place: Place, spec: ApplicationSpec): Demand[] {
  const demands = demandsOf(spec);
  if (spec.kind === "client") return demands;
  const { kernel } = spec;
  return demands.flatMap((demand): Demand[] => {
    if (demand.kind !== "compute") return [demand];
    const amount = computeIn(place, spec);
    return [{ ...demand, amount }, ...(kernel ? kernelDemands(kernel) : [])];
  });
}
