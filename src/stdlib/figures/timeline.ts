// Who had which CPU, and when: the schedule's slices, one lane for each physical CPU.
import type { Server } from "../../host/server.ts";
import { options as checkOptions } from "../../simulation/argument.ts";
import { formatDuration } from "../../simulation/units.ts";
import { messages } from "./messages.ts";
import { Figure } from "./figure.ts";
import { expectArgument, has } from "./figure-argument.ts";
import { labels, type Language } from "./labels.ts";

/** What part of the time is drawn. */
export interface TimelineOptions {
  /** Start of the window in nanoseconds of simulated time; 0 unless given. */
  readonly from?: number;
  /** End of the window; the present unless given. */
  readonly to?: number;
}

interface Span {
  readonly start: number;
  end: number;
  readonly subject: number;
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? "0 %" : `${String(Math.round((part / whole) * 1000) / 10)} %`;

/**
 * Draws which machine each physical CPU ran, from the trace.
 *
 * @throws HypervisorError `invalid-argument`
 * @example timeline(server, { to: ms(200) })
 */
export function timeline(server: Server, options: TimelineOptions = {}): Figure {
  expectArgument(has(server, "slices"), "timeline(server)", "Server", server);
  const known = { from: true, to: true } as const;
  const write = "timeline(server, { to: ms(200) })";
  checkOptions(messages.request("timeline", "show"), options, write, known);
  const from = options.from ?? 0;
  const to = options.to ?? server.now;
  const slices = server.slices().filter(({ start, end }) => end > from && start < to);
  const subjects = [...new Set(slices.map(({ subject }) => subject))].sort();
  const lanes = Array.from({ length: server.capacity.cpus }, (_, cpu) => {
    const spans: Span[] = [];
    for (const slice of slices) {
      if (slice.pcpu !== cpu) continue;
      const subject = subjects.indexOf(slice.subject);
      const [start, end] = [Math.max(slice.start, from), Math.min(slice.end, to)];
      const last = spans.at(-1);
      // Slices of one machine that touch are one bar.
      if (last?.subject === subject && last.end === start) last.end = end;
      else spans.push({ start, end, subject });
    }
    return { name: `cpu${String(cpu)}`, spans };
  });
  const title = (language: Language) =>
    labels[language].timeline(formatDuration(from), formatDuration(to));
  const text = (language: Language) =>
    lanes.map(({ name, spans }) => {
      const time = (index?: number) =>
        spans
          .filter(({ subject }) => index === undefined || subject === index)
          .reduce((sum, { start, end }) => sum + end - start, 0);
      const parts = subjects
        .map((subject, index) => ({ subject, spent: time(index) }))
        .filter(({ spent }) => spent > 0)
        .map(({ subject, spent }) => `${subject} ${percent(spent, to - from)}`);
      const list = parts.length > 0 ? parts.join(", ") : labels[language].idle;
      return labels[language].lane(name, percent(time(), to - from), list);
    });
  return new Figure((language) => ({
    "application/vnd.hypervisor-notebook.timeline+json": {
      title: title(language),
      from,
      to,
      subjects,
      lanes,
    },
    "text/plain": [title(language), ...text(language)].join("\n"),
  }));
}
