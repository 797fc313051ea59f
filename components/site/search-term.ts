// What is searched for when a reader writes a term: in Korean, one that is written together where the pages write it apart
// (가상머신) is searched by its words. Comes with the search's code.
import { isKnown, partsOf } from "./korean-compounds.ts";

const words = await knownWords();

async function knownWords(): Promise<ReadonlySet<string>> {
  if (document.documentElement.lang !== "ko") return new Set();
  try {
    const response = await fetch("/pagefind/words.ko.txt");
    if (response.ok) return new Set((await response.text()).split(" "));
    console.info("search: the list of words did not come.", response.status);
  } catch (error) {
    console.info("search: the list of words did not come.", error);
  }
  return new Set();
}

/** The term as it is searched for. */
export const searchTerm = (term: string): string =>
  term.replace(/[가-힣]{4,}/g, (word) =>
    isKnown(word, words) ? word : (partsOf(word, words)?.join(" ") ?? word),
  );
