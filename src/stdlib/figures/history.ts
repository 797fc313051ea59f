// What happened to one machine, step by step, read from the trace.
import { normalized } from "../../simulation/argument.ts";
import type { TraceRecord } from "../../trace/record.ts";
import { described } from "../../simulation/described.ts";
import { suggestedNames } from "../../simulation/nearest-name.ts";
import { displayName } from "../display-names.ts";
import type { Words } from "../words.ts";
import { formatBytes } from "../../simulation/units.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import { sentenceOf } from "../readers-words.ts";
import { labels, type Language } from "./labels.ts";
import { messages } from "./messages.ts";
import { say } from "./record-words.ts";
import { tableBundle } from "./table.ts";

/** What has a trace: a server, a cluster. */
interface Traced {
  readonly trace: Iterable<TraceRecord>;
}

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
      const detail = record.detail ? say(record.detail, language) : "";
      return { event: `${record.application} ${event}`, detail };
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

/** @throws HypervisorError `invalid-argument` */
function recordsOf(server: Traced, subject: string): readonly TraceRecord[] {
  const { trace } = Object(server) as Partial<Traced>;
  const fits = has(trace, Symbol.iterator);
  expectArgument(fits, 'history(server, "shop")', "Server | Cluster", server);
  const all = [...server.trace];
  const records = all.filter((record) => record.subject === subject);
  // Before anything has happened no name is a mistake.
  if (records.length > 0 || all.length === 0) return records;
  const known = [...new Set(all.map((record) => record.subject))];
  throw messages.refusal("invalid-argument/subject", messages.request("history", "show"), {
    subject: described(subject),
    names: suggestedNames(subject, known, 5),
  });
}

/**
 * Lists what happened to a machine (or to the server itself) so far, refusals included, from the trace.
 *
 * @param server a server, or a cluster for all that happened on any of its servers
 * @param subject name of a machine or of the server
 * @throws HypervisorError `invalid-argument`
 * @example history(server, "shop")
 */
export function history(server: Traced, subject: string): Figure {
  const records = recordsOf(server, normalized(subject));
  return new Figure((language) => {
    const rows = records.flatMap((record) => {
      const found = step(record, language);
      return found === null ? [] : [{ time: record.time, ...found }];
    });
    const options = { columns: ["time", "event", "detail"], units: { time: "ns" } } as const;
    return tableBundle(rows, options, labels[language].column, language);
  });
}
