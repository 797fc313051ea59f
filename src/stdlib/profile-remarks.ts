// What is said of the products, for pages in another language; comes with the products.
import { profiles } from "../hypervisor/profiles/profiles.ts";
import { virtualizationWays } from "../hypervisor/profiles/virtualization-ways.ts";
import type { Language } from "./figures/labels.ts";
import { ko } from "./profile-remarks.ko.ts";

// English is what the profiles have themselves.
const remarks: Readonly<Record<Language, Readonly<Record<string, string>> | undefined>> = {
  en: undefined,
  ko,
};

/** The remark on a product, given in English, in the reader's language; undefined for any other text. */
export function remarkIn(text: string, language: Language): string | undefined {
  const found = Object.entries({ ...profiles, ...virtualizationWays }).find(
    ([, { remark }]) => remark === text,
  );
  return found && remarks[language]?.[found[0]];
}
