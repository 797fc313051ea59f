// Who waits, by physical CPU, as Linux and Xen keep it: each CPU has a run queue of its own and looks there first;
// whether and when it takes work from another's is for the scheduler to say.
//
// A virtual CPU queues where it last ran, because its cache may still be warm there; one that may not run there, or
// never ran, queues where the fewest wait. Within a run queue those stand together that may run on the same CPUs:
// the first of such a lane says for all of them whether another CPU may take it, so none is looked through.

import { CpuSet } from "../../host/cpu-set.ts";
import type { Vcpu } from "./vcpu.ts";

/** The waiting ones that may run on the same physical CPUs, in the scheduler's order. */
export interface Lane<T> {
  readonly size: number;
  /** The one to run before all others in it. */
  readonly first: T | undefined;
  add(item: T): void;
  delete(item: T): boolean;
}

/** What a scheduler keeps of a virtual CPU. */
export interface Waiting {
  readonly vcpu: Vcpu;
  /** The run queue that it is in. */
  home: number | undefined;
  /** Where it may run, when it joined that queue. */
  affinity: string;
}

interface RunQueue<L> {
  readonly lanes: Map<string, L>;
  size: number;
}

export class RunQueues<T extends Waiting, L extends Lane<T>> {
  readonly #lane: () => L;
  readonly #queues: readonly RunQueue<L>[];
  /** The queues that are not empty. */
  readonly #busy: CpuSet;

  /** One run queue for each of so many physical CPUs; `lane` makes an empty lane. */
  constructor(pcpus: number, lane: () => L) {
    this.#lane = lane;
    this.#queues = Array.from({ length: pcpus }, () => ({ lanes: new Map<string, L>(), size: 0 }));
    this.#busy = new CpuSet(pcpus);
  }

  /** Returns the CPU whose queue it joined; who waits already stays where it is. */
  add(item: T): number {
    if (item.home !== undefined) return item.home;
    const { vcpu } = item;
    const home = this.#home(vcpu);
    const queue = this.#queues[home] as RunQueue<L>;
    const affinity = vcpu.lane;
    let lane = queue.lanes.get(affinity);
    if (!lane) queue.lanes.set(affinity, (lane = this.#lane()));
    lane.add(item);
    queue.size++;
    this.#busy.add(home);
    item.affinity = affinity;
    return (item.home = home);
  }

  delete(item: T): void {
    const { home, affinity } = item;
    const queue = home === undefined ? undefined : this.#queues[home];
    const lane = queue?.lanes.get(affinity);
    if (home === undefined || !queue || !lane) return;
    lane.delete(item);
    item.home = undefined;
    if (lane.size === 0) queue.lanes.delete(affinity);
    if (--queue.size === 0) this.#busy.delete(home);
  }

  /** Its place among the others has changed. */
  moved(item: T, change: () => void): void {
    const { home, affinity } = item;
    const lane = home === undefined ? undefined : this.#queues[home]?.lanes.get(affinity);
    lane?.delete(item);
    change();
    lane?.add(item);
  }

  /** The best in the run queue of `pcpu`. */
  local(pcpu: number, before: (a: T, b: T) => boolean): T | undefined {
    return this.#best(pcpu, pcpu, before);
  }

  /** The first in the run queues of the CPUs after `pcpu`, in a circle, that will do, and may run there. */
  elsewhere(
    pcpu: number,
    before: (a: T, b: T) => boolean,
    suits: (item: T) => boolean,
  ): T | undefined {
    const found = (cpu: number) => {
      const best = this.#best(cpu, pcpu, before);
      return best && suits(best) ? best : undefined;
    };
    let taken: T | undefined;
    const look = (cpu: number) => (taken = found(cpu)) !== undefined;
    this.#busy.first((cpu) => cpu > pcpu && look(cpu));
    if (!taken) this.#busy.first((cpu) => cpu < pcpu && look(cpu));
    return taken;
  }

  #home(vcpu: Vcpu): number {
    const { lastCpu } = vcpu;
    if (lastCpu !== undefined && vcpu.mayRunOn(lastCpu)) return lastCpu;
    let shortest: number | undefined;
    this.#queues.forEach(({ size }, cpu) => {
      const least = shortest === undefined ? Infinity : (this.#queues[shortest]?.size ?? 0);
      if (vcpu.mayRunOn(cpu) && size < least) shortest = cpu;
    });
    if (shortest !== undefined) return shortest;
    // Those that it shares the virtual CPUs of a machine with have them all, on CPUs that it may not have: it waits.
    const allowed = this.#queues.findIndex((_, cpu) => vcpu.share.allows(vcpu.index, cpu));
    if (allowed < 0) throw new Error(`"${vcpu.owner.name}" may run on no CPU`);
    return allowed;
  }

  #best(queue: number, pcpu: number, before: (a: T, b: T) => boolean): T | undefined {
    let best: T | undefined;
    for (const { first } of (this.#queues[queue] as RunQueue<L>).lanes.values()) {
      if (first?.vcpu.mayRunOn(pcpu) && (!best || before(first, best))) best = first;
    }
    return best;
  }
}
