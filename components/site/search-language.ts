// Pagefind has its words in Korean, too, and would choose them by the page's language when it is mounted. The module that
// it is published as (1.5.2) was built for a server, where nothing is mounted: it speaks English everywhere. So they are
// chosen where the English ones are set. As translations of Starlight's they would be in every page.
import type { Plugin } from "vite";

const english = 'let automatic_translations = availableTranslations["en"];';
const chosen =
  'let automatic_translations = availableTranslations[document.documentElement.lang] ?? availableTranslations["en"];';

export function searchLanguage(): Plugin {
  return {
    name: "hypervisor-notebook:search-language",
    enforce: "pre",
    transform(code, id) {
      if (!/\/@pagefind\/default-ui\/.*ui-core\.mjs/.test(id.replaceAll("\\", "/"))) return null;
      // A later Pagefind may be mended, or write it in another way: then this plugin has to follow.
      if (!code.includes(english))
        this.warn(
          "search-language: expected Pagefind to set English words first, found no such line.",
        );
      return { code: code.replace(english, chosen), map: null };
    },
  };
}
