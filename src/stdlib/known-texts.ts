// Longer texts that the library itself has written in English, such as the remarks of profiles, and what they are in
// another language: a page that shows one shows it in the reader's. A part of the library brings its own when it comes.

import type { Language } from "./figures/labels.ts";

/** The same text in another language. */
export type InLanguage = (language: Exclude<Language, "en">) => string;

const known = new Map<string, InLanguage>();

/** Adds a text; called when the module that brings it is evaluated. */
export function addKnownText(english: string, inLanguage: InLanguage): void {
  known.set(english, inLanguage);
}

/** The text in the reader's language, if it is one that is known; else as it is. */
export function knownText(text: string, language: Language): string {
  return language === "en" ? text : (known.get(text)?.(language) ?? text);
}
