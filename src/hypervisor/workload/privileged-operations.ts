// Privileged operations of a guest's kernel as a task comes to them: each takes its time in the guest, and the guest is
// left for it where its hypervisor must see to it. Those of one kind are done several at a time, so that a million of
// them are not a million events: one exit then stands for several, and costs and counts as much.

import type { Exit } from "../exits/exit.ts";
import type { PrivilegedOperation } from "../../trace/detail.ts";
import { nativeTranslation } from "../translation/guest-translation.ts";
import type { OperationCost } from "../translation/operation-cost.ts";
import type { WorkloadGuestSetup } from "./workload-guest-setup.ts";
import type { Task } from "./workload-state.ts";

/** How many exits one of them stands for. */
const together = 16;
/** Cycles of operations that the guest is not left for, as one step. */
const inOneStep = 100_000;

/** How many of `left` operations are done in one step. */
function stepOf({ guest, exit }: OperationCost, left: number): number {
  const most = exit ? (exit.batch ?? together) : Math.ceil(inOneStep / Math.max(1, guest));
  return Math.min(left, most);
}

/** What these operations need from the guest. */
export type PrivilegedSetup = Pick<WorkloadGuestSetup, "translation" | "clock">;

export class PrivilegedOperations {
  readonly #setup: PrivilegedSetup;

  constructor(setup: PrivilegedSetup) {
    this.#setup = setup;
  }

  /** How long a task goes on in the guest until it has done the next of them. */
  until(task: Task): number {
    const { cost } = this.#of(task);
    return task.preparing ?? this.#setup.clock().duration(stepOf(cost, task.left) * cost.guest);
  }

  /** A task has a virtual CPU for at most `most`: how long it used it, how many are done, and why it leaves the guest. */
  run(
    task: Task,
    most: number,
  ): { readonly elapsed: number; readonly done: number; readonly exit?: Exit } {
    // The guest is there again after the exit for the last of them.
    if (task.preparing === 0) {
      delete task.preparing;
      return { elapsed: 0, done: task.left };
    }
    const until = this.until(task);
    const elapsed = Math.min(until, most);
    if (elapsed < until) {
      task.preparing = until - elapsed;
      return { elapsed, done: 0 };
    }
    delete task.preparing;
    const { operation, cost } = this.#of(task);
    const done = stepOf(cost, task.left);
    if (!cost.exit) return { elapsed, done };
    const { reason, number = 0, batch } = cost.exit;
    const work = { operation, operations: done, exits: batch === undefined ? done : 1 };
    const exit: Exit =
      reason === "hypercall" ? { reason, elapsed, number, work } : { reason, elapsed, work };
    if (done < task.left) return { elapsed, done, exit };
    // A program goes on, or has come to its end, once its hypervisor has done the last of them.
    task.preparing = 0;
    return { elapsed, done: 0, exit };
  }

  #of({ demands, at }: Task): { operation: PrivilegedOperation; cost: OperationCost } {
    const demand = demands[at];
    if (demand?.kind !== "privileged") throw new Error("no privileged operation");
    const { operation } = demand;
    const here = this.#setup.translation?.() ?? nativeTranslation;
    return { operation, cost: here.cost(operation) };
  }
}
