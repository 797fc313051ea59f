// What happened to one machine, step by step, read from the trace.
import { normalized } from "../../simulation/argument.ts";
import type { TraceRecord } from "../../trace/record.ts";
import { displayName } from "../display-names.ts";
import type { Words } from "../words.ts";
import { formatBytes } from "../../simulation/units.ts";
import { Figure } from "./figure.ts";
import { sentenceOf } from "../readers-words.ts";
import { labels, type Language } from "./labels.ts";
import { say } from "./record-words.ts";
import { tableBundle } from "./table.ts";

interface Step {
  readonly event: string;
  readonly detail: string;
}

/** The steps that tell a machine's story; slices, exits and single requests are left to other figures. */
function step(record: TraceRecord, language: Language): Step | null {
  const name = (kind: keyof Words, word: string) => displayName(kind, word, language);
  switch (record.kind) {
    case "lifecycle": {
      const [from, to] = [name("lifecycle", record.from), name("lifecycle", record.to)];
      const change = record.from === record.to ? "" : `${from} → ${to}`;
      const detail = record.detail && say(record.detail, language);
      return {
        event: name("operation", record.operation),
        detail: [change, detail].filter(Boolean).join(": "),
      };
    }
    case "refusal":
      return {
        event: `${name("operation", record.operation)} ✗`,
        detail: sentenceOf(record, "message", language),
      };
    case "allocation": {
      const { allocated } = labels[language];
      const [resource, action] = [
        name("resource", record.resource),
        name("allocation", record.action),
      ];
      return { event: allocated(resource, action), detail: say(record.detail, language) };
    }
    case "guest":
      return { event: name("guestEvent", record.event), detail: say(record.detail, language) };
    case "application": {
      const event = name("applicationEvent", record.event);
      return { event: `${record.application} ${event}`, detail: "" };
    }
    case "migration":
      return {
        event: labels[language].migrated(name("migrationEvent", record.event)),
        detail: `${say(record.detail, language)}, ${formatBytes(record.bytes)}`,
      };
    case "management": {
      const asked = say(record.request, language);
      return { event: `${asked}: ${name("request", record.step)}`, detail: record.hypervisor };
    }
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
  const name = normalized(subject);
  const records = [...server.trace].filter((record) => record.subject === name);
  return new Figure((language) => {
    const rows = records.flatMap((record) => {
      const found = step(record, language);
      return found === null ? [] : [{ time: record.time, ...found }];
    });
    const options = { columns: ["time", "event", "detail"], units: { time: "ns" } } as const;
    return tableBundle(rows, options, labels[language].column, language);
  });
}
