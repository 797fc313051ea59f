// Longer texts that the library itself has written in English, such as the remarks of profiles: a page that shows one
// shows it in the reader's language.
import { generic } from "../hypervisor/profiles/generic-profile.ts";
import { inEach } from "../simulation/language.ts";
import type { Language } from "./figures/labels.ts";
import { ko } from "./generic-remark.ko.ts";
import { partText } from "./representations.ts";

const genericRemark = inEach(generic.remark, ko);

/** The text in the reader's language, if it is one that is known; else as it is. */
export function knownText(text: string, language: Language): string {
  if (language === "en") return text;
  return text === generic.remark ? genericRemark[language] : (partText(text, language) ?? text);
}
