// An append-only log in the order of simulated time.

import type { RecordOf, TraceRecord } from "./record.ts";

/** The record of everything that happened on a server, oldest first. */
export class Trace implements Iterable<TraceRecord> {
  readonly #records: TraceRecord[] = [];

  /** How many records there are. */
  get length(): number {
    return this.#records.length;
  }

  /** All records, oldest first. The array is the log itself: read it, do not change it. */
  get records(): readonly TraceRecord[] {
    return this.#records;
  }

  /** Adds a record. Called by the simulation. */
  append(record: TraceRecord): void {
    this.#records.push(record);
  }

  /** The records of one kind, oldest first: `trace.of("exit")`; of one machine: `trace.of("exit", "shop")`. */
  of<K extends TraceRecord["kind"]>(kind: K, subject?: string): RecordOf<K>[] {
    return this.#records.filter(
      (record): record is RecordOf<K> =>
        record.kind === kind && (subject === undefined || record.subject === subject),
    );
  }

  [Symbol.iterator](): Iterator<TraceRecord> {
    return this.#records.values();
  }

  toJSON(): readonly TraceRecord[] {
    return this.#records;
  }
}
