// What happened to one machine, step by step, read from the trace.
import type { TraceRecord } from "../../trace/record.ts";
import { formatBytes } from "../../simulation/units.ts";
import { Figure } from "./figure.ts";
import { labels } from "./labels.ts";
import { tableBundle } from "./table.ts";

interface Step {
  readonly event: string;
  readonly detail: string;
}

/** The steps that tell a machine's story; slices, exits and single requests are left to other figures. */
function step(record: TraceRecord): Step | null {
  switch (record.kind) {
    case "lifecycle": {
      const change = record.from === record.to ? "" : `${record.from} → ${record.to}`;
      const detail = [change, record.detail].filter(Boolean).join(": ");
      return { event: record.operation, detail };
    }
    case "refusal":
      return { event: `${record.operation} ✗`, detail: record.message };
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
  const rows = [...server.trace]
    .filter((record) => record.subject === subject)
    .flatMap((record) => {
      const found = step(record);
      return found === null ? [] : [{ time: record.time, ...found }];
    });
  return new Figure((language) =>
    tableBundle(
      rows,
      { columns: ["time", "event", "detail"], units: { time: "ns" } },
      labels[language].column,
    ),
  );
}
