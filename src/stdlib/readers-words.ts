// A refusal as the reader is told it. What a cell holds is the same in every language: `error.message` and the fields
// beside it are English. What a page shows of it is said from its data, in the reader's language.
import { refusalData } from "../simulation/error.ts";
import type { ErrorCode, HypervisorError } from "../simulation/error.ts";
import type { Language } from "../simulation/language.ts";
import type { RefusalRecord } from "../trace/record.ts";
import type { RefusalData } from "../trace/message.ts";
import { ko } from "./retelling.ko.ts";

const retelling: Readonly<Record<Language, typeof ko>> = { en: undefined, ko };

/** What is shown in place of properties, by their names; what is undefined is left out. */
export type Shown = Readonly<Record<string, string | undefined>>;

/**
 * What is shown of a refusal, or of its record in the trace, in the reader's language; null of any other value. None of
 * the value's own code is run. A text that a cell has changed is shown as it is.
 */
export function shownOf(value: object, language: Language): Shown | null {
  const told = retelling[language];
  const error = told && refusalData(value);
  if (error) return told.shown(value, error);
  if (ownData(value, "kind") !== "refusal") return null;
  const about = ownData(value, "about") as RefusalData | undefined;
  try {
    if (typeof about?.refusal.key !== "string") return null;
    // The data is there for the page to speak from, not to be read.
    return { ...told?.shown(value, about), about: undefined };
  } catch {
    return null; // A cell's own object that looks like a record, and is none.
  }
}

const ownData = (value: object, key: string): unknown =>
  Object.getOwnPropertyDescriptor(value, key)?.value as unknown;

/** A sentence of a refusal or of its record in the reader's language; in English where there is no other. */
export const sentenceOf = <P extends string>(
  refusal: Readonly<Record<P, string>> & (HypervisorError | RefusalRecord),
  part: P,
  language: Language,
): string => shownOf(refusal, language)?.[part] ?? refusal[part];

/** What a code means, in the reader's words; null where these are the code's own. */
export const codeName = (code: ErrorCode, language: Language): string | null =>
  retelling[language]?.codeNames[code] ?? null;

/**
 * Lets `String(error)` of a refusal speak the reader's language: a kernel says so for its realm.
 * @param language asked each time
 */
export function stringsInLanguage(language: () => Language): void {
  ko?.inStrings(() => language() === "ko");
}
