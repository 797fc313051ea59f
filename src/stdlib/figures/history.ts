// What happened to one machine, step by step, read from the trace.
import type { TraceRecord } from "../../trace/record.ts";
import { formatBytes } from "../../simulation/units.ts";
import { Figure } from "./figure.ts";
import { sentenceOf } from "../readers-words.ts";
import { labels, type Language } from "./labels.ts";
import { tableBundle } from "./table.ts";

interface Step {
  readonly event: string;
  readonly detail: string;
}

/** The steps that tell a machine's story; slices, exits and single requests are left to other figures. */
function step(record: TraceRecord, language: Language): Step | null {
  switch (record.kind) {
    case "lifecycle": {
      const change = record.from === record.to ? "" : `${record.from} → ${record.to}`;
      const detail = [change, record.detail].filter(Boolean).join(": ");
      return { event: record.operation, detail };
    }
    case "refusal":
      return { event: `${record.operation} ✗`, detail: sentenceOf(record, "message", language) };
    case "allocation":
      return { event: `${record.action} ${record.resource}`, detail: record.detail };
    case "guest":
      return { event: record.event, detail: record.detail };
    case "application":
      return { event: `${record.application} ${record.event}`, detail: "" };
    case "migration":
      return {
        event: `migration ${record.event}`,
        detail: `${record.detail}, ${formatBytes(record.bytes)}`,
      };
    case "management":
      return { event: `${record.request}: ${record.step}`, detail: record.hypervisor };
    case "exit":
    case "slice":
    case "io":
    case "frame":
    case "memory":
      return null;
  }
}

/**
 * Lists what happened to a machine (or to the server itself) so far, refusals included, from the trace.
 *
 * @param server a server, or a cluster for all that happened on any of its servers
 * @param subject name of a machine or of the server
 * @example history(server, "shop")
 */
export function history(
  server: { readonly trace: Iterable<TraceRecord> },
  subject: string,
): Figure {
  const records = [...server.trace].filter((record) => record.subject === subject);
  return new Figure((language) => {
    const rows = records.flatMap((record) => {
      const found = step(record, language);
      return found === null ? [] : [{ time: record.time, ...found }];
    });
    const options = { columns: ["time", "event", "detail"], units: { time: "ns" } } as const;
    return tableBundle(rows, options, labels[language].column, language);
  });
}
