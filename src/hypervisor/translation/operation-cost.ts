// What a privileged operation of a guest's kernel takes, in the guest and in the hypervisor, by the way of running it.
// What was published is used as it is (Adams and Agesen's nanobenchmarks; Barham et al.'s native times); what follows from
// it is named here, and no figure that a run is compared with comes in.
//
//                        natively   binary transl.   hardware, shadow   paravirtual           hardware, nested
//   page fault           1,093      + trap, or two   + exit             + passed on           as natively
//   one entry            1          + callout, trap  + exit             + call                as natively
//   many entries         1 each     + the same each  + exit each        + a call for 2,048    as natively
//   CR3                  switch     + callout        + exit             + call                as natively
//                                   + first pages    + first pages
//   thread state         nothing    in the cache     nothing            + call                nothing
//   system call          call       + trap           as natively        as natively           as natively
//
// The second of two, where the translator is a simple one: what it leaves as it is, traps.

import { costs } from "../../host/costs.ts";
import type { PrivilegedOperation } from "../../trace/detail.ts";
import type { PrivilegedReason } from "../exits/privileged-operation.ts";
import { exitCycles } from "../profiles/exit-cost.ts";
import type { CountedHop, Profile } from "../profiles/profile.ts";
import { waysOf } from "../profiles/ways.ts";

/** What one operation takes. */
export interface OperationCost {
  /** Cycles in the guest, what the operation takes natively among them. */
  readonly guest: number;
  /** Why and at what cost the hypervisor is at it; absent when it is not. */
  readonly exit?: OperationExit;
}

export interface OperationExit {
  readonly reason: PrivilegedReason;
  /** Of a call, its number in Xen's interface (xen/include/public/xen.h). */
  readonly number?: number;
  /** Cycles for each exit. */
  readonly cycles: number;
  /** Cycles for each operation that it carries, where there can be several. */
  readonly each?: number;
  /** How many it carries at most. 1 unless given. */
  readonly batch?: number;
}

type Costs = Readonly<Record<PrivilegedOperation, OperationCost>>;

const mmuUpdate = 1;
const stackSwitch = 3;
const mmuExtended = 26;

/** What an operation takes with no hypervisor there. */
const natively: Readonly<Record<PrivilegedOperation, number>> = {
  "page-fault": costs.pageFault.value,
  "page-table-write": costs.pageTableWrite.value,
  "page-table-writes": costs.pageTableWrite.value,
  "address-space": costs.contextSwitch.value,
  "thread-state": 0,
  "system-call": costs.systemCall.value,
  fork:
    costs.fork.value -
    costs.forkPageFaults.value * (costs.pageFault.value + costs.pageTableWrite.value) -
    costs.forkSwitches.value * costs.contextSwitch.value,
};

const operations = Object.keys(natively) as readonly PrivilegedOperation[];

/** The guest is left for these alone, and the others take what they take natively. */
function beside(
  exits: Partial<Record<PrivilegedOperation, OperationExit>>,
  inGuest: Partial<Record<PrivilegedOperation, number>> = {},
): Costs {
  const of = (operation: PrivilegedOperation): OperationCost => {
    const exit = exits[operation];
    return { guest: natively[operation] + (inGuest[operation] ?? 0), ...(exit && { exit }) };
  };
  return Object.fromEntries(operations.map((operation) => [operation, of(operation)])) as Costs;
}

/** Shadow page tables are empty at first: a process that goes on faults for the first pages it touches. */
const firstPages = costs.shadowFirstPages.value;

const leftByTranslated = {
  "page-fault": { reason: "exception", cycles: costs.pageFaultTranslated.value },
  "address-space": {
    reason: "cr-access",
    cycles: costs.calloutTranslated.value + firstPages * costs.pageFaultTranslated.value,
  },
  "system-call": { reason: "exception", cycles: costs.exceptionTranslated.value },
} as const;
const inCache = { "thread-state": costs.translationCache.value };
const translated = beside(leftByTranslated, {
  ...inCache,
  "page-table-write": costs.pageTableWriteTranslated.value,
  "page-table-writes": costs.pageTableWriteTranslated.value,
});

/**
 * A translator that leaves writes to page tables as they are: each traps, and is carried out for the guest. That makes the
 * shadow's entry invalid, so once the guest's kernel has resolved a fault the program faults once more, which the guest
 * never sees: its hypervisor makes the entry (Adams and Agesen: trace and hidden page fault).
 */
const tracedWrite = {
  reason: "exception",
  cycles: costs.trapTranslated.value + costs.pageTableWriteTranslated.value,
} as const;
const traced = beside(
  {
    ...leftByTranslated,
    "page-fault": { reason: "exception", cycles: 2 * costs.pageFaultTranslated.value },
    "page-table-write": tracedWrite,
    "page-table-writes": tracedWrite,
  },
  inCache,
);

const writeExit = { reason: "exception", cycles: costs.pageTableWriteFirstVt.value } as const;
const shadowed = beside({
  "page-fault": { reason: "exception", cycles: costs.pageFaultFirstVt.value },
  "page-table-write": writeExit,
  "page-table-writes": writeExit,
  "address-space": {
    reason: "cr-access",
    cycles: costs.exitFirstVt.value + firstPages * costs.pageFaultFirstVt.value,
  },
});

const call = costs.exception.value;
const checked = costs.pageTableWriteTranslated.value;
const update = { reason: "hypercall", number: mmuUpdate, cycles: call, each: checked } as const;
const paravirtual = beside({
  "page-fault": { reason: "exception", cycles: costs.exception.value },
  "page-table-write": update,
  "page-table-writes": { ...update, batch: costs.pageTableBatch.value },
  "address-space": { reason: "hypercall", number: mmuExtended, cycles: call },
  "thread-state": { reason: "hypercall", number: stackSwitch, cycles: call },
});

const native = beside({});

/** On that profile alone. Nested paging is the CPU's: in a machine that was not given it, shadow paging takes its place. */
function alone(profile: Profile, hasNestedPaging: boolean): Costs {
  const { privileged, paging } = waysOf(profile);
  if (privileged === "binary translation")
    return profile.translator === "simple" ? traced : translated;
  if (paging === "paravirtual") return paravirtual;
  return paging === "nested" && hasNestedPaging ? native : shadowed;
}

/**
 * What the operations of a guest take on the last profile of `tower`, which begins with the one on the server; on none of
 * them, what they take natively. Each exit in a machine is one of all the levels below as well.
 */
export function operationCosts(tower: readonly Profile[]): Costs {
  const own = tower.at(-1);
  if (!own) return native;
  const below = tower.slice(0, -1);
  const costs = alone(
    own,
    below.every((profile) => waysOf(profile).paging === "nested"),
  );
  if (tower.length === 1) return costs;
  const nested = ({ guest, exit }: OperationCost): OperationCost => {
    if (!exit) return { guest };
    const more = exitCycles(exit, ...tower) - exitCycles(exit, own);
    return { guest, exit: { ...exit, cycles: exit.cycles + more } };
  };
  return Object.fromEntries(
    operations.map((operation) => [operation, nested(costs[operation])]),
  ) as Costs;
}

/**
 * The way of an exit for privileged operations, which takes so many cycles: that of any exit, all of it at the first part
 * that it reaches.
 */
export function operationHops(hops: readonly CountedHop[], cycles: number): CountedHop[] {
  return hops.map((hop, at) => ({ ...hop, cycles: at === 0 ? cycles : 0 }));
}

/** What an exit for so many operations takes. */
export function operationExitCycles(
  exit: OperationExit | undefined,
  { exits, operations: count }: { readonly exits: number; readonly operations: number },
): number {
  return exit ? exit.cycles * exits + (exit.each ?? 0) * count : 0;
}
