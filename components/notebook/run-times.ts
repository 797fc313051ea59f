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

const units = { en: { minute: "m", second: "s" }, ko: { minute: "분", second: "초" } } as const;

/** As a person says it: "0.12s", "3.2s", "1m 5s"; in Korean "0.12초". (Without `Intl`, which a first call takes 20 ms to load.) */
export function timeText(milliseconds: number, language: Language): string {
  const seconds = milliseconds / 1000;
  const { minute, second } = units[language];
  if (seconds < 0.01) return `<0.01${second}`;
  if (seconds < 1) return `${seconds.toFixed(2)}${second}`;
  if (seconds < 60) return `${(Math.floor(seconds * 10) / 10).toFixed(1)}${second}`;
  const whole = Math.floor(seconds);
  return `${String(Math.floor(whole / 60))}${minute} ${String(whole % 60)}${second}`;
}
