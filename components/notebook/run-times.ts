// How long runs take, by the clock of the page, from the request to the reply. The session has no clock, so that it
// can be replayed; this stands beside it. Recorded outputs have no time: it would be another machine's.
import type { Session } from "../../src/notebook/session-state.ts";
import type { Language } from "../site/strings.ts";

export class RunTimes {
  readonly #started = new Map<number, number>();
  readonly #took = new Map<number, number>();

  started(run: number): void {
    this.#started.set(run, performance.now());
  }

  ended(run: number): void {
    const started = this.#started.get(run);
    if (started !== undefined && !this.#took.has(run))
      this.#took.set(run, performance.now() - started);
  }

  /** Milliseconds since the run that is under way has begun; undefined when none is. */
  elapsed({ evaluating }: Session): number | undefined {
    const started = this.#started.get(evaluating?.run ?? 0);
    return started === undefined ? undefined : performance.now() - started;
  }

  /** Milliseconds that the cell's last run took, if it has come to its end. */
  took({ cells }: Session, id: string): number | undefined {
    const cell = cells.get(id);
    return cell?.aborted === null ? this.#took.get(cell.evaluation?.run ?? 0) : undefined;
  }
}

/** As a person says it: "0.12s", "3.2s", "1m 5s"; in Korean "0.12초". */
export function timeText(milliseconds: number, language: Language): string {
  const seconds = milliseconds / 1000;
  const part = (unit: "minute" | "second", value: number, maximumFractionDigits = 0) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "narrow",
      minimumFractionDigits: maximumFractionDigits,
      maximumFractionDigits,
    }).format(value);
  if (seconds < 0.01) return `<${part("second", 0.01, 2)}`;
  if (seconds < 1) return part("second", seconds, 2);
  if (seconds < 60) return part("second", Math.floor(seconds * 10) / 10, 1);
  const whole = Math.floor(seconds);
  return `${part("minute", Math.floor(whole / 60))} ${part("second", whole % 60)}`;
}
