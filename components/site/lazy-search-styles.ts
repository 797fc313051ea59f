// The looks of the search's dialog are a fifth of Starlight's styles, and few readers of a lesson open it. This plugin
// takes them out of the style sheet of every page and puts them beside the search's code, which Search.astro lets
// come when a reader reaches for it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const name = "\0lazy-search-styles";
const dialog = "/starlight/dist/components/Search.astro";

export function lazySearchStyles(): Plugin {
  let moved = false;
  return {
    name: "hypervisor-notebook:lazy-search-styles",
    enforce: "pre",
    resolveId: (source) => (source === name ? name : null),
    load: (id) => (id === name ? styleModule() : null),
    transform(code, id) {
      const file = id.replaceAll("\\", "/");
      if (/\/@pagefind\/default-ui\/.*ui-core\.mjs/.test(file))
        return { code: `import ${JSON.stringify(name)};\n${code}`, map: null };
      if (!file.includes(`${dialog}?astro&type=style`) || !code.includes(".pagefind-ui__"))
        return null;
      moved = true;
      return { code: "", map: null };
    },
    // A later Starlight may write its search in another way: then this plugin has to follow. (Astro also makes a client
    // of nothing, to read the content.)
    buildEnd(error) {
      const isSite = this.environment.name === "client" && !this.getModuleIds().next().done;
      if (error === undefined && isSite && !moved)
        this.warn("the search's styles were not found in Starlight's Search.astro.");
    },
  };
}

/** A module that adds the global styles of Starlight's dialog, and those of Pagefind that they import. */
function styleModule(): string {
  const require = createRequire(import.meta.url);
  const source = readFileSync(
    require.resolve("@astrojs/starlight/components/Search.astro"),
    "utf8",
  );
  const css = /<style is:global>(?<css>[\s\S]*?)<\/style>/.exec(source)?.groups?.["css"];
  if (css === undefined)
    throw new Error(
      "lazy-search-styles: expected global styles in Starlight's Search.astro, found none.",
    );
  const whole = css.replace(
    /@import url\('(?<file>[^']+)'\) layer\((?<layer>[\w.]+)\);/,
    (_, file: string, layer: string) =>
      `@layer ${layer} {${readFileSync(require.resolve(file), "utf8")}}`,
  );
  return `const style = document.createElement("style");\nstyle.textContent = ${JSON.stringify(whole)};\ndocument.head.append(style);\n`;
}
