// What a refusal says, made from its data, in any language whose catalogues are there.

import type { Message, RefusalData } from "../trace/message.ts";
import { catalogueOf } from "./catalogue.ts";
import type { Messages } from "./catalogue.ts";
import type { Sentences } from "./error.ts";
import { inEach } from "./language.ts";
import type { Language } from "./language.ts";
import { en } from "./refusal-message.en.ts";
import { ko } from "./refusal-message.ko.ts";

/** The sentences of a refusal in one language. */
export interface Said extends Sentences {
  readonly request: string;
  /** All of it in one line. */
  readonly message: string;
}

const messageIn = inEach(en, ko);

/**
 * Says a refusal in a language.
 *
 * @param about the data of a `HypervisorError` or of a record of kind `refusal`
 * @returns null where there is no data, or no catalogue that has its keys: what the error or the record says itself, in
 * English, is to be shown then
 */
export function inLanguage(about: RefusalData | undefined, language: Language): Said | null {
  if (about === undefined) return null;
  const request = said("requests", about.request, language) as string | null;
  const sentences = said("refusals", about.refusal, language) as Sentences | null;
  if (request === null || sentences === null) return null;
  const parts = { request, ...sentences };
  return { ...parts, message: messageIn[language]({ subject: about.subject, ...parts }) };
}

function said(kind: keyof Messages, { key, details }: Message, language: Language): unknown {
  const at = key.indexOf(":");
  const entries = catalogueOf(key.slice(0, at))?.in(language)?.[kind];
  const own = key.slice(at + 1);
  if (entries === undefined || !Object.hasOwn(entries, own)) return null;
  const say = entries[own] as (details: unknown) => unknown;
  return say(details);
}
