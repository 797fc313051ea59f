// How a kernel speaks to its reader: in which language it says what it says itself, and what it shows of objects that
// the library has words for. Sentences stand in English where they are said; words.ko.ts has the Korean of each, and a
// sentence that it lacks is a type error. Errors of the kernel's own have English messages, as the library's have, so
// that code which reads them is the same in every language; what the reader is told of them is kept here.
import type { Language } from "./protocol.ts";
import { fill } from "./sentence.ts";
import { ko } from "./words.ko.ts";

/** A sentence of the kernel's in English, `{0}` standing for the first of the values, and these. */
export type Sentence = readonly [template: keyof typeof ko, ...values: unknown[]];

/** What is shown in place of an object's properties, by their names; undefined for one that is left out. */
type Shown = Readonly<Record<string, string | undefined>>;

/** The library's words for an object; null for one that it shows as it is. Must run none of the object's code. */
export type ShownOf = (value: object, language: Language) => Shown | null;

export interface Voice {
  readonly language: Language;
  /** A sentence in the reader's language. */
  say(...sentence: Sentence): string;
  /** What the reader is shown in place of an object: itself, or a copy whose sentences are in their language. */
  readable(value: object): object;
  /**
   * An error of the kernel's own.
   * @param make gets its English message and hint; "" for none
   */
  error<E extends Error>(
    make: (message: string, hint: string) => E,
    message: Sentence,
    hint?: Sentence,
  ): E;
}

// The kernel of English pages is bundled without Korean (bundle.ts).
const sentences: Readonly<Record<Language, Readonly<Record<string, string>> | undefined>> = {
  en: undefined,
  ko,
};

/** A voice in a language. `shownOf` tells what the library has words for. */
export function createVoice(language: Language, shownOf: ShownOf = () => null): Voice {
  const own = sentences[language];
  const told = new WeakMap<object, Shown>();
  const say = ([template, ...values]: Sentence, words = own) =>
    fill(words?.[template] ?? template, values);
  return {
    language,
    say: (...sentence) => say(sentence),
    readable(value) {
      const shown = told.get(value) ?? shownOf(value, language);
      return shown === null ? value : withProperties(value, shown);
    },
    error(make, message, hint) {
      const error = make(say(message, {}), hint ? say(hint, {}) : "");
      if (own) told.set(error, { message: say(message), ...(hint && { hint: say(hint) }) });
      return error;
    },
  };
}

/** The voice of code that is not a kernel's: English. */
export const plainVoice: Voice = createVoice("en");

/** A copy of an object with other values. No getter is run. */
function withProperties(value: object, shown: Shown): object {
  const own = Object.getOwnPropertyDescriptors(value) as Record<string, PropertyDescriptor>;
  for (const [key, text] of Object.entries(shown)) {
    const { enumerable = false } = own[key] ?? {};
    own[key] = { value: text, enumerable };
    if (text === undefined) Reflect.deleteProperty(own, key);
  }
  return Object.create(Object.getPrototypeOf(value) as object | null, own) as object;
}
