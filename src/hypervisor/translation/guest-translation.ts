// How a guest's privileged operations are run and its addresses translated, on the hypervisors that it is on.

import { costs } from "../../host/costs.ts";
import type { PrivilegedOperation } from "../../trace/detail.ts";
import type { PrivilegedWork } from "../exits/privileged-operation.ts";
import type { Profile } from "../profiles/profile.ts";
import { waysOf } from "../profiles/ways.ts";
import type { LocalitySpec } from "../spec/kernel-spec.ts";
import { operationCosts, operationExitCycles } from "./operation-cost.ts";
import type { OperationCost } from "./operation-cost.ts";
import { missShare } from "./tlb-reach.ts";
import { referencesOf } from "./walk-references.ts";

export class GuestTranslation {
  readonly #costs: Readonly<Record<PrivilegedOperation, OperationCost>>;
  /**
   * Whether walks are two-dimensional. The hardware knows one level only: however many hypervisors there are, the one on
   * the server makes one page table of theirs (Turtles: multi-dimensional paging).
   */
  readonly isTwoDimensional: boolean;

  /** `tower` begins with the hypervisor on the server; empty on bare metal. */
  constructor(tower: readonly Profile[] = []) {
    const [bottom] = tower;
    this.#costs = operationCosts(tower);
    this.isTwoDimensional = bottom !== undefined && waysOf(bottom).paging === "nested";
  }

  cost(operation: PrivilegedOperation): OperationCost {
    return this.#costs[operation];
  }

  /** The cycles that an exit for some of them takes. */
  exitCycles(work: PrivilegedWork): number {
    return operationExitCycles(this.#costs[work.operation].exit, work);
  }

  /** References that a page walk makes at most, with huge pages in the guest and below it, in one of them, or in none. */
  references(hugePages: boolean, below = hugePages): number {
    const levels = costs.pageTableLevels.value;
    const belowLevels = this.isTwoDimensional ? levels - Number(below) : 0;
    return referencesOf(levels - Number(hugePages), belowLevels);
  }

  /** Cycles of page walks in each second of computing over a working set of `memory` bytes. */
  walkCycles(
    { pageVisits, hugePages = false, hugePagesBelow = hugePages }: LocalitySpec,
    memory: number,
  ): number {
    const below = this.isTwoDimensional ? hugePagesBelow : hugePages;
    const walks = pageVisits * missShare(memory, hugePages && below);
    return walks * this.references(hugePages, below) * costs.walkReference.value;
  }
}

/** With no hypervisor there. */
export const nativeTranslation = new GuestTranslation();
