// What an exit costs on a tower of hypervisors. The hardware knows one level only: whatever runs in guest mode, all the
// way up, leaves it to L0. L0 hands the exit to the hypervisor that it belongs to, which handles it as if it had the
// hardware, with privileged operations that each leave to L0 again; so exits multiply level by level (Ben-Yehuda et
// al., The Turtles Project, OSDI 2010).
//
//     L2 guest ──exit──▶ L0 ──hands on──▶ L1 ──20 operations, each an exit to L0──▶ L0 ──▶ L2 guest
//
// With another level in between, each of these exits is itself one of the level below, and multiplies again.

import { costs } from "../../host/costs.ts";
import type { Exit, ExitReason } from "../exits/exit.ts";
import { hopsOf } from "./profile.ts";
import type { CountedHop, Profile } from "./profile.ts";

/** L0 alone decides who has a physical CPU: the hypervisors above never see these. */
const keptByL0: readonly ExitReason[] = ["budget", "interrupt"];

const sum = (hops: readonly CountedHop[]): number =>
  hops.reduce((cycles, hop) => cycles + hop.cycles, 0);

/** The way of an exit of a guest on the last profile of `tower`, which begins with the one on the server. */
export function nestedHops(tower: readonly Profile[], reason: ExitReason): CountedHop[] {
  const [bottom] = tower;
  const own = tower.at(-1);
  if (!bottom || !own) return [];
  if (tower.length === 1 || keptByL0.includes(reason)) return hopsOf(bottom, reason);
  const below = tower.slice(0, -1);
  const level = below.length;
  /** What a privileged operation of this hypervisor takes: it is a guest itself. */
  const exit = sum(nestedHops(below, "wrmsr"));
  const operations = costs.nestedExitOperations.value * exit;
  const l0 = `L${level - 1} hypervisor`;
  return hopsOf(own, reason).flatMap(({ from, to, cycles }) => {
    const [at, next] = [`L${level} ${from}`, `L${level} ${to}`];
    const step = { from: at, to: next, cycles };
    if (from === "guest-os") {
      const left = { from: `L${level + 1} guest-os`, to: l0, cycles: exit };
      return [left, { ...step, from: l0 }, { from: next, to: l0, cycles: operations }];
    }
    // The control domain is a guest of this hypervisor, too: one more is entered and left.
    if (to === "control-domain")
      return [step, { from: next, to: l0, cycles: exit }, { from: at, to: l0, cycles: operations }];
    return [step];
  });
}

/**
 * The cycles that handling an exit takes, from leaving the guest to being back in it: the sum of its hops. With several
 * profiles, from the server up, it is an exit of a guest on the last of them, each nested in a machine of the one before.
 *
 * @example
 * exitCycles({ reason: "hlt" }, profiles.kvm); // 2,565
 * exitCycles({ reason: "hlt" }, profiles.kvm, profiles.kvm); // of a guest in a guest
 */
export function exitCycles({ reason }: Pick<Exit, "reason">, ...tower: Profile[]): number {
  return sum(nestedHops(tower, reason));
}
