// Says what records, migrations, requests and devices carry as code and data, in the reader's language.

import { isFrozenData } from "../../trace/frozen.ts";
import { inEach } from "../../simulation/language.ts";
import type { Language } from "./labels.ts";
import { en } from "./record-words.en.ts";
import { ko } from "./record-words.ko.ts";
import type { Sayable, Sentences } from "./sentences.ts";

const sentences: Readonly<Record<Language, Sentences>> = inEach(en, ko);

/** The sentence of a code with its data. */
export function say(data: Sayable, language: Language): string {
  const sentence = sentences[language][data.code] as (data: Sayable) => string;
  return sentence(data);
}

/** Whether a value is one that can be said: data of the model's own, with a code that has a sentence. */
export function isSayable(value: unknown): value is Sayable {
  if (typeof value !== "object" || value === null || !isFrozenData(value)) return false;
  const { code } = value as { readonly code?: unknown };
  return typeof code === "string" && Object.hasOwn(en, code);
}
