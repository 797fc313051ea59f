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
// As in Xen each physical CPU has a run queue, and before it runs one that is OVER, or none, it looks for one that is
// UNDER in the others' queues (csched_load_balance). As Xen's manual has it, weight belongs to the machine, and its
// virtual CPUs share it. Simpler than there: UNDER and OVER change at once, not at the next tick. A credit is a
// nanosecond of CPU time (in Xen, 0.1 ms).

import { costs } from "../../host/costs.ts";
import { Heap } from "../../simulation/heap.ts";
import type { CpuShare } from "./cpu-share.ts";
import { RunQueues } from "./run-queues.ts";
import type { Waiting } from "./run-queues.ts";
import { checkScheduling, schedulerSpec } from "./scheduler.ts";
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
  const { timeSlice, migrationCost } = checkScheduling(
    "credit",
    spec,
    costs.accountingPeriod.value,
    "credit()",
  );
  return schedulerSpec(
    { name: "credit", timeSlice },
    (pcpus) => new CreditScheduler(timeSlice, pcpus, migrationCost),
  );
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
interface Books extends Waiting {
  credit: number;
  boosted: boolean;
  /** Its place among equals. */
  turn: number;
}

function rankOf({ credit, boosted }: Books): number {
  if (boosted) return Rank.boost;
  return credit >= 0 ? Rank.under : Rank.over;
}

/** By rank; among equals first come, first served. */
function before(a: Books, b: Books): boolean {
  const difference = rankOf(a) - rankOf(b);
  return difference === 0 ? a.turn < b.turn : difference > 0;
}

/** The virtual CPUs of one machine that take part in an accounting. */
interface Claim {
  readonly share: CpuShare;
  readonly books: Books[];
}

export class CreditScheduler implements Scheduler {
  readonly accounting: NonNullable<Scheduler["accounting"]>;
  readonly migrationCost: number;
  readonly #timeSlice: number;
  readonly #waiting: RunQueues<Books, Heap<Books>>;
  /** Those that wait or run. */
  readonly #runnable = new Set<Vcpu>();
  /** Those that earn credit: the runnable ones, and others until they have saved up a time slice. */
  readonly #earning = new Set<Vcpu>();
  readonly #books = new WeakMap<Vcpu, Books>();
  #turns = 0;
  /** What all have together: a debt is made up for at the next accounting. */
  #balance = 0;

  constructor(timeSlice: number, pcpus: number, migrationCost: number) {
    this.migrationCost = migrationCost;
    this.#timeSlice = timeSlice;
    this.#waiting = new RunQueues(pcpus, () => new Heap<Books>(before));
    this.accounting = {
      period: timeSlice,
      account: (pcpus) => {
        this.#account(pcpus);
      },
    };
  }

  enqueue(vcpu: Vcpu, woken: boolean): number {
    const books = this.#of(vcpu);
    if (books.home !== undefined) return books.home;
    books.boosted = woken && books.credit >= 0;
    books.turn = this.#turns++;
    this.#runnable.add(vcpu);
    this.#earning.add(vcpu);
    return this.#waiting.add(books);
  }

  remove(vcpu: Vcpu): void {
    this.#waiting.delete(this.#of(vcpu));
    this.#runnable.delete(vcpu);
  }

  next(pcpu: number): Vcpu | undefined {
    const best = this.#best(pcpu) ?? this.#waiting.elsewhere(pcpu, before, () => true);
    if (best) this.#waiting.delete(best);
    return best?.vcpu;
  }

  take(vcpu: Vcpu): void {
    this.#waiting.delete(this.#of(vcpu));
  }

  slice(vcpu: Vcpu): number {
    return this.#of(vcpu).boosted ? Math.ceil(this.#timeSlice / TICKS_PER_SLICE) : this.#timeSlice;
  }

  contends(vcpu: Vcpu, pcpu: number): boolean {
    const books = this.#of(vcpu);
    books.boosted = false;
    const best = this.#best(pcpu, books);
    return best !== undefined && rankOf(best) >= rankOf(books);
  }

  preempts(woken: Vcpu, running: Vcpu): boolean {
    return rankOf(this.#of(woken)) > rankOf(this.#of(running));
  }

  charge(vcpu: Vcpu, time: number): void {
    this.#of(vcpu).credit -= time;
  }

  /** Who is to run on `pcpu` next, unless `running` is to go on: none that is UNDER waits while one runs that is OVER. */
  #best(pcpu: number, running?: Books): Books | undefined {
    const local = this.#waiting.local(pcpu, before);
    const under = (books: Books | undefined) => books && rankOf(books) > Rank.over;
    if (under(local) || under(running)) return local;
    return this.#waiting.elsewhere(pcpu, before, (books) => rankOf(books) > Rank.over) ?? local;
  }

  #of(vcpu: Vcpu): Books {
    let books = this.#books.get(vcpu);
    if (books) return books;
    books = { vcpu, home: undefined, affinity: "", credit: 0, boosted: false, turn: 0 };
    this.#books.set(vcpu, books);
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
      for (const one of books) this.#give(one, one.credit + earned / books.length);
    }
    this.#balance = this.#clampCredit();
  }

  /** Sets the credit of one; if it waits and its rank is another now, it waits in another place. */
  #give(books: Books, credit: number): void {
    if (books.home === undefined || credit >= 0 === books.credit >= 0) books.credit = credit;
    else this.#waiting.moved(books, () => (books.credit = credit));
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
  #clampCredit(): number {
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
