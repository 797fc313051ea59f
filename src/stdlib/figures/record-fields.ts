// Which words of the model the fields of its own rows hold. Where a row of a table is a record of the trace or a device,
// its words need not be told from the texts beside it (cell-words.ts).
import type { RecordOf, TraceRecord } from "../../trace/record.ts";
import type { Words } from "../words.ts";
import { isSayable } from "./record-words.ts";

type Kind = TraceRecord["kind"];

type Fields<K extends Kind> = { readonly [F in keyof RecordOf<K>]?: keyof Words };

const fields: { readonly [K in Kind]: Fields<K> } = {
  lifecycle: { operation: "operation", from: "lifecycle", to: "lifecycle" },
  refusal: { operation: "operation" },
  allocation: { action: "allocation", resource: "resource" },
  guest: { event: "guestEvent" },
  application: { event: "applicationEvent" },
  exit: { reason: "exit", disposition: "disposition" },
  slice: {},
  io: { device: "ioDevice", operation: "transfer" },
  frame: { outcome: "frame" },
  migration: { event: "migrationEvent" },
  memory: { action: "memory" },
  management: { step: "request" },
};

const own = (row: object, field: string): unknown =>
  Object.getOwnPropertyDescriptor(row, field)?.value as unknown;

/** By field, the kind of the words in it; undefined for a row that is none of the model's own. None of its code is run. */
export function wordFields(row: object): Readonly<Record<string, keyof Words>> | undefined {
  if (isSayable(own(row, "description"))) return { kind: "device", unit: "unit" };
  const kind = own(row, "kind");
  if (typeof kind !== "string" || !Object.hasOwn(fields, kind)) return undefined;
  if (typeof own(row, "time") !== "number" || typeof own(row, "subject") !== "string")
    return undefined;
  return { kind: "record", ...fields[kind as Kind] };
}
