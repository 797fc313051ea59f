// The record of what happened, as a cell reads it.

import { frozen } from "./frozen.ts";
import type { TraceCounts } from "./counts.ts";
import type { RecordOf, TraceRecord } from "./record.ts";
import type { TraceLog } from "./trace-log.ts";

/** The record of everything that happened on a server, oldest first: `server.trace`. What is read of it cannot be changed. */
export class Trace implements Iterable<TraceRecord> {
  readonly #log: TraceLog;

  /** @internal `server.trace` is one. */
  constructor(log: TraceLog) {
    this.#log = log;
  }

  /** How many records it keeps at this moment. */
  get length(): number {
    return this.#log.length;
  }

  /** How many records there ever were, kept or not. */
  get total(): number {
    return this.#log.total;
  }

  /** How many records were not kept, because the trace has a limit. */
  get dropped(): number {
    return this.#log.dropped;
  }

  /** The records that are kept, oldest first: a copy of the list. */
  get records(): readonly TraceRecord[] {
    return this.#log.records.map(frozen);
  }

  /**
   * The records of one kind that are kept, oldest first: `trace.of("exit")`; of one machine: `trace.of("exit",
   * "shop")`.
   */
  of<K extends TraceRecord["kind"]>(kind: K, subject?: string): RecordOf<K>[] {
    return this.#log.of(kind, subject?.normalize("NFC")).map(frozen);
  }

  /**
   * Totals of all records there ever were, kept or not: of one machine, `trace.counts("shop").exits.hlt`, or of all,
   * `trace.counts().kinds.slice`. Exact, whatever the limit.
   */
  counts(subject?: string): TraceCounts {
    return this.#log.counts(subject?.normalize("NFC"));
  }

  /** One record after another, oldest first: `for (const record of server.trace)`. */
  [Symbol.iterator](): Iterator<TraceRecord> {
    return this.records.values();
  }

  toJSON(): readonly TraceRecord[] {
    return this.records;
  }
}
