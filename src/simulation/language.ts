// The languages of the page. English is everywhere; the others are for the page, and lie in files of their own, `*.ko.ts`,
// which the kernel of English pages is bundled without (src/kernel/bundle.ts).

/** Languages that pages are in. */
export type Language = "en" | "ko";

/** The same words in each language; English ones where the others have not come. */
export const inEach = <T>(en: T, ko: T | undefined): Readonly<Record<Language, T>> => ({
  en,
  ko: ko ?? en,
});
