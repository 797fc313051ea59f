// Xen's credit scheduler (xen/common/sched_credit.c). Running burns credit; at the end of each accounting period, one
// time slice long, new credit for all the CPU time of the next is shared out among the machines that want some, by
// weight. Who has credit is UNDER and runs before who has none and is OVER; among equals it is first come, first
// served. One that wakes up while UNDER is boosted: it runs first, for one tick, so that I/O is answered soon.
//
//              credit < 0                       wakes with credit
//      UNDER ─────────────▶ OVER      UNDER ─────────────────────▶ BOOST
//            ◀─────────────                 ◀───────────────────── one tick
//              accounting
//
// As Xen's manual has it, weight belongs to the machine, and its virtual CPUs share it. Simpler than there: one queue
// for all physical CPUs, and UNDER and OVER change at once, not at the next tick. A credit is a nanosecond of CPU time
// (in Xen, 0.1 ms).

import { costs } from "../../host/costs.ts";
import { options } from "../../simulation/argument.ts";
import type { CpuShare } from "./cpu-share.ts";
import { checkTimeSlice } from "./scheduler.ts";
import type { Scheduler, SchedulerSpec, TimeSliceSpec } from "./scheduler.ts";
import type { Vcpu } from "./vcpu.ts";

/**
 * Xen's credit scheduler: machines get CPU time by their `weight`, and one that wakes up for a moment goes first.
 *
 * @param spec `timeSlice`, which is also the accounting period, is 30 ms unless given, as in Xen; a tick is a third
 * @throws HypervisorError `invalid-argument`
 * @example
 * new Hypervisor({ scheduler: credit({ timeSlice: ms(5) }) })
 */
export function credit(spec: TimeSliceSpec = {}): SchedulerSpec {
  const asking = { subject: "scheduler", request: "cannot set up the credit scheduler" };
  const { timeSlice = costs.accountingPeriod.value } = options(asking, spec, "credit()");
  checkTimeSlice(asking.subject, asking.request, timeSlice);
  return { name: "credit", timeSlice, create: () => new CreditScheduler(timeSlice) };
}

/** Xen: CSCHED_TICKS_PER_TSLICE. */
const TICKS_PER_SLICE = 3;

/**
 * How many time slices of credit or debt are remembered of one that is not idle. In Xen it is one, and who must wait for
 * the slices of several others then loses credit: with weights 1, 2, 4 and 8 on one CPU the heaviest got 7 % too little
 * in this model. The number is this model's own.
 */
const MOST_SLICES = 16;

const Rank = { over: 0, under: 1, boost: 2 } as const;

/** What is known of a virtual CPU. */
interface Books {
  credit: number;
  boosted: boolean;
}

/** The virtual CPUs of one machine that take part in an accounting. */
interface Claim {
  readonly share: CpuShare;
  readonly books: Books[];
}

export class CreditScheduler implements Scheduler {
  readonly accounting: NonNullable<Scheduler["accounting"]>;
  readonly #timeSlice: number;
  readonly #queue = new Set<Vcpu>();
  /** Those that wait or run. */
  readonly #runnable = new Set<Vcpu>();
  /** Those that earn credit: the runnable ones, and others until they have saved up a time slice. */
  readonly #earning = new Set<Vcpu>();
  readonly #books = new WeakMap<Vcpu, Books>();
  /** What all have together: a debt is made up for at the next accounting. */
  #balance = 0;

  constructor(timeSlice: number) {
    this.#timeSlice = timeSlice;
    this.accounting = {
      period: timeSlice,
      account: (pcpus) => {
        this.#account(pcpus);
      },
    };
  }

  enqueue(vcpu: Vcpu, woken: boolean): void {
    const books = this.#of(vcpu);
    books.boosted = woken && books.credit >= 0;
    this.#queue.add(vcpu);
    this.#runnable.add(vcpu);
    this.#earning.add(vcpu);
  }

  remove(vcpu: Vcpu): void {
    this.#queue.delete(vcpu);
    this.#runnable.delete(vcpu);
  }

  next(pcpu: number): Vcpu | undefined {
    const best = this.#best(pcpu);
    if (best) this.#queue.delete(best);
    return best;
  }

  slice(vcpu: Vcpu): number {
    return this.#of(vcpu).boosted ? Math.ceil(this.#timeSlice / TICKS_PER_SLICE) : this.#timeSlice;
  }

  contends(vcpu: Vcpu, pcpu: number): boolean {
    this.#of(vcpu).boosted = false;
    const best = this.#best(pcpu);
    return best !== undefined && this.#rank(best) >= this.#rank(vcpu);
  }

  preempts(woken: Vcpu, running: Vcpu): boolean {
    return this.#rank(woken) > this.#rank(running);
  }

  charge(vcpu: Vcpu, time: number): void {
    this.#of(vcpu).credit -= time;
  }

  /** The first of those of the highest rank that may run there. */
  #best(pcpu: number): Vcpu | undefined {
    let best: Vcpu | undefined;
    for (const vcpu of this.#queue) {
      if (!vcpu.mayRunOn(pcpu)) continue;
      if (!best || this.#rank(vcpu) > this.#rank(best)) best = vcpu;
      if (this.#rank(best) === Rank.boost) break;
    }
    return best;
  }

  #rank(vcpu: Vcpu): number {
    const { credit, boosted } = this.#of(vcpu);
    if (boosted) return Rank.boost;
    return credit >= 0 ? Rank.under : Rank.over;
  }

  #of(vcpu: Vcpu): Books {
    let books = this.#books.get(vcpu);
    if (!books) this.#books.set(vcpu, (books = { credit: 0, boosted: false }));
    return books;
  }

  #account(pcpus: number): void {
    const debt = Math.max(0, -this.#balance);
    let total = pcpus * this.#timeSlice + debt;
    // No machine can use more than all its virtual CPUs running all the time; what is above that goes to the others.
    // Those that reach their limit first, for their weight, are served first, so one pass is enough.
    const claims = this.#claims();
    const weights = claims.reduce((sum, { share }) => sum + share.weight, 0);
    const limit = ({ share, books }: Claim): number => {
      const most = books.length * this.#timeSlice + (debt * share.weight) / weights;
      const capped = share.cap === 0 ? Infinity : (share.cap / 100) * this.#timeSlice;
      return Math.min(most, capped);
    };
    const byLimit = claims
      .map((claim) => ({ ...claim, most: limit(claim) }))
      .sort((a, b) => a.most / a.share.weight - b.most / b.share.weight);
    let left = weights;
    for (const { share, books, most } of byLimit) {
      const earned = Math.min(most, (total * share.weight) / left);
      total -= earned;
      left -= share.weight;
      for (const one of books) one.credit += earned / books.length;
    }
    this.#balance = this.#settle();
  }

  #claims(): Claim[] {
    const claims = new Map<CpuShare, Claim>();
    for (const vcpu of this.#earning) {
      const { share } = vcpu;
      const claim = claims.get(share) ?? { share, books: [] };
      claims.set(share, claim);
      claim.books.push(this.#of(vcpu));
    }
    return [...claims.values()];
  }

  /** Holds credit within some time slices either way; who has saved up that much and is idle earns no more. */
  #settle(): number {
    let balance = 0;
    for (const vcpu of this.#earning) {
      const books = this.#of(vcpu);
      const gone = vcpu.account.mode === undefined;
      if (gone || (books.credit > this.#timeSlice && !this.#runnable.has(vcpu))) {
        this.#earning.delete(vcpu);
        books.credit = this.#timeSlice / 2;
        continue;
      }
      const most = MOST_SLICES * this.#timeSlice;
      books.credit = Math.max(-most, Math.min(most, books.credit));
      balance += books.credit;
    }
    return balance;
  }
}
