// What the model's words are called on a page, in the reader's language. In English they are called what they are, all but
// one: an idle machine, which libvirt calls blocked, is shown as running (idle).

import { transitions } from "../hypervisor/lifecycle/lifecycle.ts";
import { stateNames } from "../hypervisor/lifecycle/state-names.en.ts";
import type { Language } from "./figures/labels.ts";
import { ko } from "./display-names.ko.ts";
import type { DisplayNames, Words } from "./words.ts";

type EnglishNames = {
  readonly [Kind in keyof Words]?: Readonly<Partial<Record<Words[Kind], string>>>;
};

// The kernel of English pages is bundled without Korean (src/kernel/bundle.ts).
const names: Readonly<Record<Language, DisplayNames | EnglishNames>> = {
  en: { machine: stateNames, lifecycle: stateNames },
  ko,
};

/** The display name of a word of that kind; any other text as it is. */
export function displayName(kind: keyof Words, word: string, language: Language): string {
  const table: Readonly<Record<string, string>> = names[language]?.[kind] ?? {};
  return Object.hasOwn(table, word) ? (table[word] ?? word) : word;
}

// Words that no cell calls its machines and jobs. "read" and "network" are words of the model as well, but may be names.
const told: readonly (keyof Words)[] = [
  ...(["machine", "host", "container", "application", "migration", "request"] as const),
  ...(["component", "role", "layer", "server", "exit", "disposition", "scheduler"] as const),
  ...(["pause", "mode", "stop", "type", "basis", "operation", "part"] as const),
];

/** The kind of which all of these are words, as a text tells by itself; by the order of the table where there are several. */
export function kindOf(words: readonly string[], language: Language): keyof Words | undefined {
  if (words.length === 0) return undefined;
  if (language === "en")
    return words.every((word) => Object.hasOwn(transitions, word)) ? "machine" : undefined;
  return told.find((kind) => words.every((word) => Object.hasOwn(ko[kind], word)));
}
