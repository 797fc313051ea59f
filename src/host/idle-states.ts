// The states of an idle CPU. The deeper it sleeps the less power it takes, and the longer it needs to execute again when
// it is interrupted; so the operating system picks one by how long it expects the CPU to be idle, as Linux's menu governor
// does: the deepest that is worth it. Both expect what was usual the last eight times or so (Linux: INTERVALS in
// drivers/cpuidle/governors/menu.c). A CPU that is still idle when its timer ticks was expected to be busy sooner, and gets
// the deepest (tick_nohz_idle_got_tick).

import { costs } from "./costs.ts";

/** A state of an idle CPU, by Intel's name. */
export type IdleStateName = "C1" | "C1E" | "C3" | "C6";

/** The states, the lightest first. */
export const idleStateNames: readonly IdleStateName[] = ["C1", "C1E", "C3", "C6"];

interface IdleState {
  /** Nanoseconds until it executes again. */
  readonly exit: number;
  /** Nanoseconds for which it must be idle for the state to be worth it. */
  readonly residency: number;
}

const states: Readonly<Record<IdleStateName, IdleState>> = {
  C1: { exit: costs.c1Exit.value, residency: 0 },
  C1E: { exit: costs.c1eExit.value, residency: costs.c1eResidency.value },
  C3: { exit: costs.c3Exit.value, residency: costs.c3Residency.value },
  C6: { exit: costs.c6Exit.value, residency: costs.c6Residency.value },
};

/** The states that a server's CPUs may be in, up to the deepest. */
export class IdleStates {
  readonly #allowed: readonly IdleState[];

  constructor(deepest: IdleStateName) {
    const names = idleStateNames.slice(0, idleStateNames.indexOf(deepest) + 1);
    this.#allowed = names.map((name) => states[name]);
  }

  /** How long a CPU needs to execute again that has been idle for so long, and was expected to be for so long. */
  exitLatency(idle: number, expected: number): number {
    const counted = idle >= costs.guestTick.value ? Infinity : expected;
    let latency: number = costs.c1Exit.value;
    for (const { exit, residency } of this.#allowed) if (residency <= counted) latency = exit;
    return latency;
  }
}

/** For how long a CPU is idle as a rule, in nanoseconds, once it was for `idle`: longer than a tick counts as a tick. */
export function usualIdle(before: number, idle: number): number {
  return before + (Math.min(idle, costs.guestTick.value) - before) / 8;
}
