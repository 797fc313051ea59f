// What is fetched late asks for what it imports itself. Vite would have every page carry the list of all that any late
// part imports, and code that fetches it and late style sheets ahead of their use: 2 KB for what few readers open.
//
// And a page's script is one file: what a late part uses as well would otherwise be a file of its own, and small files
// compress badly.
import type { BuildEnvironmentOptions, Plugin, Rolldown } from "vite";

const helper = "\0vite/preload-helper.js";

/** The page's script, from which all late parts are fetched. */
const page = /\/components\/notebook\/page\.ts$/;

/** Whether a module comes with the page's script: it is imported by it, or by what it imports. */
function comesWithPage(id: string, context: Rolldown.ChunkingContext): boolean {
  const seen = new Set<string>();
  const reaches = (module: string): boolean => {
    if (page.test(module)) return true;
    if (seen.has(module)) return false;
    seen.add(module);
    return context.getModuleInfo(module)?.importers.some(reaches) ?? false;
  };
  return reaches(id);
}

const build = {
  modulePreload: false,
  rolldownOptions: {
    output: {
      codeSplitting: {
        groups: [
          {
            name: (id: string, context: Rolldown.ChunkingContext) =>
              comesWithPage(id, context) ? "notebook" : null,
          },
        ],
      },
    },
  },
} satisfies BuildEnvironmentOptions;

const fetchLate = `export const __vitePreload = (load) => load().catch((error) => {
  dispatchEvent(new Event("part-missing"));
  throw error;
});`;

export function lateCode(): Plugin {
  return {
    name: "hypervisor-notebook:late-code",
    enforce: "pre",
    configEnvironment: (name) => (name === "client" ? { build } : null),
    // Styles of late code come with it (lazy-styles.ts), so nothing is left for Vite's helper to do but to tell the
    // page of what could not be had (site-trouble.ts).
    load: (id) => (id === helper ? fetchLate : null),
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === "chunk" && /__vite__mapDeps\(\[/.test(chunk.code))
          this.error(
            `late-code: expected the late parts of ${chunk.fileName} to bring their styles themselves, found a style sheet. Hint: import it where lazy-styles.ts finds it.`,
          );
    },
  };
}
