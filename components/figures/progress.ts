// A bar that says how far a run has come. It is updated in place up to a hundred times, so it is no live region: a
// screen reader says that the cell has finished (the notebook announces that), and the percentage when asked for it.
import { escape } from "./html.ts";

export interface Progress {
  readonly label: string;
  /** 0 to 100. */
  readonly percent: number;
}

/** Whether data that a cell sent is a progress bar's. */
export function isProgress(value: unknown): value is Progress {
  if (typeof value !== "object" || value === null) return false;
  const { label, percent } = value as Record<string, unknown>;
  return typeof label === "string" && typeof percent === "number" && percent >= 0 && percent <= 100;
}

export function progressHtml({ label, percent }: Progress): string {
  const name = escape(label);
  const value = String(percent);
  return `<p class="progress" aria-live="off"><span aria-hidden="true">${name}</span> <progress max="100" value="${value}" aria-label="${name}" aria-valuetext="${value} %"></progress> <span aria-hidden="true">${value} %</span></p>`;
}
