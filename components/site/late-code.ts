// What is fetched late asks for what it imports itself. Vite would have every page carry the list of all that any late
// part imports, and code that fetches it and late style sheets ahead of their use: 2 KB for what few readers open.
import type { Plugin } from "vite";

const helper = "\0vite/preload-helper.js";

export function lateCode(): Plugin {
  return {
    name: "hypervisor-notebook:late-code",
    enforce: "pre",
    configEnvironment: (name) => (name === "client" ? { build: { modulePreload: false } } : null),
    // Styles of late code come with it (lazy-styles.ts), so nothing is left for Vite's helper to do.
    load: (id) => (id === helper ? "export const __vitePreload = (load) => load();" : null),
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === "chunk" && /__vite__mapDeps\(\[/.test(chunk.code))
          this.error(
            `late-code: expected the late parts of ${chunk.fileName} to bring their styles themselves, found a style sheet. Hint: import it where lazy-styles.ts finds it.`,
          );
    },
  };
}
