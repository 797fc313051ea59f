// What a trace counts of every record, also of those it does not keep: how many of each kind, how often and at what
// cost guests were left, what the devices carried. Its size depends on who there is, not on how long it runs.

import type { TraceRecord } from "./record.ts";

/** How many records there were, kept or not, by kind. */
export type KindCounts = Partial<Record<TraceRecord["kind"], number>>;

/** Totals of everything that was recorded, about one subject or about all. */
export interface TraceCounts {
  /** Records by kind, in alphabetical order. */
  readonly kinds: Readonly<KindCounts>;
  /** Exits by reason: how many, and the nanoseconds that the hypervisor took for them. */
  readonly exits: Readonly<Record<string, { readonly count: number; readonly cost: number }>>;
  /** Requests that devices carried out, as in `io["disk read"]`: how many, and their bytes. */
  readonly io: Readonly<Record<string, { readonly count: number; readonly bytes: number }>>;
}

/** A number of things, and the sum of something about them. */
interface Sum {
  count: number;
  amount: number;
}

function add(sums: Map<string, Sum>, key: string, amount: number, times = 1): void {
  const sum = sums.get(key);
  if (sum) {
    sum.count += times;
    sum.amount += amount;
  } else {
    sums.set(key, { count: times, amount });
  }
}

class Counter {
  readonly kinds = new Map<string, Sum>();
  readonly exits = new Map<string, Sum>();
  readonly io = new Map<string, Sum>();
}

function sorted<T>(all: readonly Counter[], part: keyof Counter, shape: (sum: Sum) => T) {
  const merged = new Map<string, Sum>();
  for (const counter of all) {
    for (const [key, { count, amount }] of counter[part]) {
      const sum = merged.get(key) ?? { count: 0, amount: 0 };
      merged.set(key, { count: sum.count + count, amount: sum.amount + amount });
    }
  }
  const entries = [...merged].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, sum]) => [key, shape(sum)]));
}

export class RecordCounter {
  readonly #subjects = new Map<string, Counter>();

  /** Counts a record. */
  add(record: TraceRecord): void {
    let counter = this.#subjects.get(record.subject);
    if (!counter) this.#subjects.set(record.subject, (counter = new Counter()));
    add(counter.kinds, record.kind, 0);
    if (record.kind === "exit") add(counter.exits, record.reason, record.cost, record.times);
    if (record.kind === "io")
      add(counter.io, `${record.device} ${record.operation}`, record.bytes, record.times);
  }

  /** The totals of one subject, or of all. */
  counts(subject?: string): TraceCounts {
    const one = subject === undefined ? undefined : this.#subjects.get(subject);
    const all = subject === undefined ? [...this.#subjects.values()] : one ? [one] : [];
    return {
      kinds: sorted(all, "kinds", ({ count }) => count),
      exits: sorted(all, "exits", ({ count, amount }) => ({ count, cost: amount })),
      io: sorted(all, "io", ({ count, amount }) => ({ count, bytes: amount })),
    };
  }
}
