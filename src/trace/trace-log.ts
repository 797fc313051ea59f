// The trace as the simulation writes it: an append-only log in the order of simulated time. A long run may bound it: then of the kinds of record that every
// event makes only the newest are kept, and the totals of all.

import { RecordCounter } from "./counts.ts";
import type { TraceCounts } from "./counts.ts";
import type { RecordOf, TraceRecord } from "./record.ts";
import type { TraceSpec } from "./trace-spec.ts";

/** The kinds that guests make without end by running; all others come of operations, and are always kept. */
const frequent: ReadonlySet<TraceRecord["kind"]> = new Set(["exit", "slice", "io", "memory"]);

/** How many old records may wait to be thrown out together, at least: so that throwing out costs little each. */
const BATCH = 1024;

/** Where the simulation writes what happens on a server, oldest first; a cell reads it through `Trace`. */
export class TraceLog implements Iterable<TraceRecord> {
  readonly #records: TraceRecord[] = [];
  readonly #counter = new RecordCounter();
  readonly #limit: number;
  /** How many of the records are of a frequent kind. */
  #frequent = 0;
  #total = 0;

  constructor({ limit = Infinity }: TraceSpec = {}) {
    if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0))
      throw new RangeError(`limit ${limit} is not a whole number ≥ 0`);
    this.#limit = limit;
  }

  /** How many records it keeps at this moment. */
  get length(): number {
    return this.records.length;
  }

  /** How many records there ever were, kept or not. */
  get total(): number {
    return this.#total;
  }

  /** How many records were not kept, because the trace has a limit. */
  get dropped(): number {
    return this.#total - this.length;
  }

  /** The records that are kept, oldest first: the array is the log itself. */
  get records(): readonly TraceRecord[] {
    if (this.#frequent > this.#limit) this.#throwOut();
    return this.#records;
  }

  /** Adds a record. */
  append(record: TraceRecord): void {
    this.#total++;
    this.#counter.add(record);
    if (frequent.has(record.kind)) {
      if (this.#limit === 0) return;
      this.#frequent++;
    }
    this.#records.push(record);
    const waiting = this.#frequent - this.#limit;
    // At least as many go as stay: what is moved is paid for by what was appended since the last time.
    if (waiting >= BATCH && waiting * 2 >= this.#records.length) this.#throwOut();
  }

  /** The records of one kind that are kept, oldest first; of one subject alone, if one is named. */
  of<K extends TraceRecord["kind"]>(kind: K, subject?: string): RecordOf<K>[] {
    return this.records.filter(
      (record): record is RecordOf<K> =>
        record.kind === kind && (subject === undefined || record.subject === subject),
    );
  }

  /** Totals of all records there ever were, kept or not. */
  counts(subject?: string): TraceCounts {
    return this.#counter.counts(subject);
  }

  [Symbol.iterator](): Iterator<TraceRecord> {
    return this.records.values();
  }

  /** Removes the oldest records of the frequent kinds, down to the limit. */
  #throwOut(): void {
    const records = this.#records;
    let to = 0;
    for (const record of records) {
      if (this.#frequent > this.#limit && frequent.has(record.kind)) this.#frequent--;
      else records[to++] = record;
    }
    records.length = to;
  }
}
