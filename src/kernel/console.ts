// The `console` that cells see: log, info and debug go to stdout, warnings and errors to stderr, tables are
// shown as tables.
import { formatConsole } from "./console-format.ts";
import { consoleRows } from "./table.ts";
import { plainVoice, type Voice } from "./voice.ts";

export interface ConsoleSink {
  write(name: "stdout" | "stderr", text: string): void;
  /** Shows rows as a table. */
  table(rows: readonly Readonly<Record<string, unknown>>[]): void;
}

const now = performance.now.bind(performance);

export function createConsole(sink: ConsoleSink, voice: Voice = plainVoice) {
  let depth = 0;
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const line = (name: "stdout" | "stderr", text: string) => {
    const indented = depth === 0 ? text : text.replace(/^/gm, "  ".repeat(depth));
    sink.write(name, `${indented}\n`);
  };
  const out = (...values: unknown[]) => line("stdout", formatConsole(values, voice));
  const err = (...values: unknown[]) => line("stderr", formatConsole(values, voice));
  const group = (...values: unknown[]) => {
    if (values.length > 0) out(...values);
    depth++;
  };
  const elapsed = (label: string) => {
    const start = timers.get(label);
    if (start === undefined) err(voice.say('console.time("{0}") has not been called', label));
    else out(`${label}: ${(now() - start).toFixed(1)} ms`);
  };
  return {
    log: out,
    info: out,
    debug: out,
    dir: (value?: unknown) => out(value),
    warn: err,
    error: err,
    trace: (...values: unknown[]) => err(voice.say("Trace:"), ...values),
    assert(condition?: unknown, ...values: unknown[]) {
      if (!condition) err(voice.say("Assertion failed:"), ...values);
    },
    table(data?: unknown, columns?: readonly string[]) {
      const rows = consoleRows(data, columns, voice);
      if (rows === null) out(data);
      else sink.table(rows);
    },
    group,
    groupCollapsed: group,
    groupEnd() {
      depth = Math.max(0, depth - 1);
    },
    count(label: unknown = "default") {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      out(`${String(label)}: ${count}`);
    },
    countReset: (label: unknown = "default") => void counts.delete(String(label)),
    time: (label: unknown = "default") => void timers.set(String(label), now()),
    timeLog: (label: unknown = "default") => elapsed(String(label)),
    timeEnd(label: unknown = "default") {
      elapsed(String(label));
      timers.delete(String(label));
    },
    /** Outputs are the notebook's to clear. */
    clear() {},
  };
}
