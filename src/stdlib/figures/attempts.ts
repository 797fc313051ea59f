// Refusals are part of how a hypervisor works, so a cell can ask for many things at once and see each answer.
import { HypervisorError } from "../../simulation/error.ts";
import { codeName, sentenceOf } from "../readers-words.ts";
import { Figure } from "./figure.ts";
import { expectArgument, isObject } from "./figure-argument.ts";
import { labels } from "./labels.ts";

interface Answer {
  readonly asked: string;
  /** Null when it was done. */
  readonly refusal: HypervisorError | null;
}

function ask(asked: string, request: () => unknown): Answer {
  try {
    request();
    return { asked, refusal: null };
  } catch (error) {
    // Anything but a refusal is a mistake in the cell, and shown as one.
    if (error instanceof HypervisorError) return { asked, refusal: error };
    throw error;
  }
}

/**
 * Tries each request in turn and shows how it was answered: done, or refused, with what was expected and found.
 * A refused request changes nothing; one that is not refused is really carried out.
 *
 * @throws HypervisorError `invalid-argument`
 * @example attempts({ "start it twice": () => shop.start() })
 */
export function attempts(requests: Readonly<Record<string, () => unknown>>): Figure {
  const write = 'attempts({ "start it": () => vm.start() })';
  expectArgument(isObject(requests), write, "object", requests);
  for (const request of Object.values(requests))
    expectArgument(typeof request === "function", write, "function", request);
  const answers = Object.entries(requests).map(([asked, request]) => ask(asked, request));
  return new Figure((language) => {
    const { done, column } = labels[language];
    const rows = answers.map(({ asked, refusal }) => {
      const said = (part: "found" | "expected" | "hint") =>
        refusal && sentenceOf(refusal, part, language);
      const meaning = refusal && codeName(refusal.code, language);
      return {
        asked,
        answer: refusal?.code ?? done,
        ...(meaning !== null && { meaning }),
        refused: refusal !== null,
        found: said("found"),
        expected: said("expected"),
        hint: said("hint"),
      };
    });
    const text = rows.map(({ asked, answer, meaning, found, expected, hint }) =>
      [
        `${asked}: ${meaning === undefined ? answer : `${meaning} (${answer})`}`,
        ...Object.entries({ found, expected, hint }).map(([name, value]) =>
          value === null ? null : `  ${column[name as "found"]}: ${value}`,
        ),
      ]
        .filter((line) => line !== null)
        .join("\n"),
    );
    return {
      "application/vnd.hypervisor-notebook.attempts+json": rows,
      "text/plain": text.join("\n"),
    };
  });
}
