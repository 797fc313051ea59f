// The `console` that cells see: log, info and debug go to stdout, warnings and errors to stderr, tables are shown as
// tables; errors that are printed, and traces, are told as thrown ones are, with their place in the reader's cells.
// (https://console.spec.whatwg.org/)
import { formatConsole } from "./console-format.ts";
import { isError } from "./error-report.ts";
import { inspect } from "./inspect.ts";
import { consoleRows, type Rows } from "./table.ts";
import { plainVoice, type Voice } from "./voice.ts";

export interface ConsoleSink {
  write(name: "stdout" | "stderr", text: string): void;
  /** Shows rows as a table. */
  table(rows: Rows): void;
  /** Tells of an error; false where no more of them are told. */
  report(error: unknown): boolean;
  /** Shows the calls that have led here. */
  trace(text: string): void;
  /** Whose words these are: what one has left open is closed for the next. */
  speaker(): object | null;
}

const now = performance.now.bind(performance);

/** More is not shown: `depth: Infinity` of a list that contains itself a thousand times over. */
const maximumDepth = 100;

export function createConsole(sink: ConsoleSink, voice: Voice = plainVoice) {
  const depths = new WeakMap<object, number>();
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const speaker = () => sink.speaker() ?? depths;
  const depth = () => depths.get(speaker()) ?? 0;
  const line = (name: "stdout" | "stderr", text: string) => {
    const indented = depth() === 0 ? text : text.replace(/^/gm, "  ".repeat(depth()));
    sink.write(name, `${indented}\n`);
  };
  const out = (...values: unknown[]) => line("stdout", formatConsole(values, voice));
  const warn = (...values: unknown[]) => line("stderr", formatConsole(values, voice));
  /** The errors at the end are told below the text. */
  const err = (...values: unknown[]) => {
    const from = values.findLastIndex((value) => !isError(value)) + 1;
    const errors = values.slice(from);
    // A format may have a place for them.
    const isText = from > 0 && !/%[sdifoOc]/.test(String(values[0]));
    if (isText || from === values.length) warn(...values.slice(0, from));
    else if (from > 0) warn(...values);
    for (const error of errors) if (!sink.report(error)) warn(error);
  };
  const group = (...values: unknown[]) => {
    if (values.length > 0) out(...values);
    depths.set(speaker(), depth() + 1);
  };
  const elapsed = (label: string, data: unknown[]) => {
    const start = timers.get(label);
    if (start === undefined) warn(notCalled("time", label));
    else out("%s", `${label}: ${(now() - start).toFixed(1)} ms`, ...data);
  };
  const notCalled = (name: string, label: string) =>
    voice.say("{0} has not been called", `console.${name}("${label}")`);
  return {
    log: out,
    info: out,
    debug: out,
    dirxml: out,
    dir(value?: unknown, options?: { readonly depth?: unknown } | null) {
      const { depth: wanted } = options ?? {};
      // As Node counts: 0 is the value alone. `null` is all of it.
      const levels = wanted === null ? maximumDepth : Number(wanted) + 1;
      const limits = Number.isNaN(levels) ? {} : { depth: Math.min(maximumDepth, levels) };
      line("stdout", inspect(value, limits, voice));
    },
    warn: err,
    error: err,
    trace: (...values: unknown[]) => sink.trace(formatConsole(values, voice)),
    assert(condition?: unknown, ...values: unknown[]) {
      if (condition) return;
      const failed = voice.say("Assertion failed");
      const [first, ...rest] = values;
      if (typeof first === "string") err(`${failed}: ${first}`, ...rest);
      else err(values.length > 0 ? `${failed}:` : failed, ...values);
    },
    table(data?: unknown, columns?: unknown) {
      let rows: Rows | null = null;
      try {
        rows = consoleRows(data, columns, voice);
      } catch {
        // A proxy that throws has no rows; the inspector shows what can be shown.
      }
      if (rows === null) out(data);
      else sink.table(rows);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => void depths.set(speaker(), Math.max(0, depth() - 1)),
    count(label: unknown = "default") {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      out(`${String(label)}: ${count}`);
    },
    countReset(label: unknown = "default") {
      if (!counts.delete(String(label))) warn(notCalled("count", String(label)));
    },
    time(label: unknown = "default") {
      if (!timers.has(String(label))) timers.set(String(label), now());
    },
    timeLog: (label: unknown = "default", ...data: unknown[]) => elapsed(String(label), data),
    timeEnd(label: unknown = "default") {
      elapsed(String(label), []);
      timers.delete(String(label));
    },
    /** Outputs are the notebook's to clear. */
    clear() {},
  };
}
