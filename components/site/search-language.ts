// Pagefind has its words in Korean, too, and would choose them by the page's language when it is mounted. The module that
// it is published as (1.5.2) was built for a server, where nothing is mounted: it speaks English everywhere. So they are
// chosen where the English ones are set. As translations of Starlight's they would be in every page.
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const searchTerm = fileURLToPath(new URL("search-term.ts", import.meta.url));

const english = 'let automatic_translations = availableTranslations["en"];';
const chosen =
  'let automatic_translations = availableTranslations[document.documentElement.lang] ?? availableTranslations["en"];';

// What is searched for is not always what is written (search-term.ts).
const term = "let processTerm = opts.processTerm ?? null;";
const ownTerm = "let processTerm = opts.processTerm ?? searchTerm;";

export function searchLanguage(): Plugin {
  return {
    name: "hypervisor-notebook:search-language",
    enforce: "pre",
    transform(code, id) {
      if (!/\/@pagefind\/default-ui\/.*ui-core\.mjs/.test(id.replaceAll("\\", "/"))) return null;
      // A later Pagefind may be mended, or write it in another way: then this plugin has to follow.
      if (!code.includes(english) || !code.includes(term))
        this.warn(
          "search-language: expected Pagefind to set English words and its term's change first, found no such lines.",
        );
      const own = `import { searchTerm } from ${JSON.stringify(searchTerm)};\n`;
      return { code: own + code.replace(english, chosen).replace(term, ownTerm), map: null };
    },
  };
}
