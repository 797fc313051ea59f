// What is left of the CPU work of tasks. A demand says it as work, that is, as time on a CPU of the reference frequency;
// a task that is at it counts what is left as time on the CPUs that it has, so that nothing need be converted while it
// runs. It is converted where a demand begins, where a guest is saved and restored, and where it moves to another server.

import type { ClockRate } from "../../host/clock-rate.ts";
import type { Demand } from "../exits/guest-paging.ts";

/** A task, as far as there is CPU time in it: of its demand, its section of a lock, and the network stack. */
interface AtWork<Section extends { readonly left: number }> {
  readonly demands: readonly Demand[];
  readonly at: number;
  readonly left: number;
  readonly section?: Section;
  readonly preparing?: number;
  /** The thread that it sends for. */
  readonly sending?: { readonly thread?: AtWork<Section> };
}

/** What a task has before it that begins with a demand: time of computing, or an amount. */
export function amountOf(demand: Demand | undefined, clock: ClockRate): number {
  if (!demand) return 0;
  return demand.kind === "compute" ? clock.time(demand.amount) : demand.amount;
}

/** What is left of a task, with what is CPU time converted by `anew`. */
export function converted<Section extends { readonly left: number }>(
  { demands, at, left, section, preparing }: AtWork<Section>,
  anew: (left: number) => number,
): Pick<AtWork<Section>, "left" | "section" | "preparing"> {
  return {
    left: demands[at]?.kind === "compute" ? anew(left) : left,
    ...(section && { section: { ...section, left: anew(section.left) } }),
    ...(preparing !== undefined && { preparing: anew(preparing) }),
  };
}

/** All tasks of a guest, some of them more than once. */
interface Tasks<Section extends { readonly left: number }> {
  readonly ready: readonly AtWork<Section>[];
  readonly current: readonly (AtWork<Section> | undefined)[];
  readonly waiting: readonly { readonly task: AtWork<Section> }[];
  readonly applications: readonly { readonly idle: readonly AtWork<Section>[] }[];
}

/** They are on other CPUs from now on, where what is left of work takes another time. */
export function moveTasks<Section extends { readonly left: number }>(
  { ready, current, waiting, applications }: Tasks<Section>,
  anew: (left: number) => number,
): void {
  const all = new Set([
    ...ready,
    ...current.filter((one) => one !== undefined),
    ...waiting.map(({ task }) => task),
    ...applications.flatMap(({ idle }) => idle),
  ]);
  for (const { sending } of [...all]) if (sending?.thread) all.add(sending.thread);
  for (const one of all) Object.assign(one, converted(one, anew));
}
