// In which language a compiler speaks: what it says itself, that is. esbuild, Sucrase and acorn say in English what they
// do not understand.
import { ko } from "./compiler-words.ko.ts";
import type { Language } from "./protocol.ts";
import { fill } from "./sentence.ts";

/** A sentence of the compiler's in English, `{0}` standing for the first of the values, and these. */
export type CompilerSentence = readonly [template: keyof typeof ko, ...values: unknown[]];

const sentences: Readonly<Record<Language, Readonly<Record<string, string>> | undefined>> = {
  en: undefined,
  ko,
};

/** A sentence in a language. */
export const inWords = ([template, ...values]: CompilerSentence, language: Language): string =>
  fill(sentences[language]?.[template] ?? template, values);
