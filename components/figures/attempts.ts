// What was asked of a hypervisor and what it answered: done, or refused with the three parts of every refusal.
import { strings, type Language } from "../site/strings.ts";
import { escape } from "./html.ts";

export interface Attempt {
  readonly asked: string;
  /** The refusal's code, or the word for "done". */
  readonly answer: string;
  /** What the code means, in the reader's words, unless these are its own. */
  readonly meaning?: string;
  readonly refused: boolean;
  readonly found: string | null;
  readonly expected: string | null;
  readonly hint: string | null;
}

const isText = (value: unknown): boolean => value === null || typeof value === "string";

/** Whether data that a cell sent is a list of attempts. */
export function isAttempts(value: unknown): value is readonly Attempt[] {
  return (
    Array.isArray(value) &&
    value.every((item: unknown) => {
      if (typeof item !== "object" || item === null) return false;
      const { asked, answer, refused, meaning, ...said } = item as Record<string, unknown>;
      return (
        typeof asked === "string" &&
        typeof answer === "string" &&
        typeof refused === "boolean" &&
        (meaning === undefined || typeof meaning === "string") &&
        [said["found"], said["expected"], said["hint"]].every(isText)
      );
    })
  );
}

/** Attempts as an HTML list. */
export function attemptsHtml(attempts: readonly Attempt[], language: Language): string {
  const s = strings[language];
  const items = attempts.map(({ asked, answer, meaning, refused, found, expected, hint }) => {
    const parts = [
      [s.found, found],
      [s.expected, expected],
      [s.hint, hint],
    ]
      .filter(([, text]) => text !== null)
      .map(([name, text]) => `<dt>${escape(name ?? "")}</dt><dd>${escape(text ?? "")}</dd>`);
    const what = meaning === undefined ? "" : ` <small>${escape(meaning)}</small>`;
    const details = parts.length === 0 ? "" : `<dl>${parts.join("")}</dl>`;
    return `<li class="${refused ? "refused" : "done"}"><p>${escape(asked)} <code>${escape(answer)}</code>${what}</p>${details}</li>`;
  });
  return `<ul class="attempts">${items.join("")}</ul>`;
}
