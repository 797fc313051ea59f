// Astro puts the CSS of dynamically imported modules into every page that could load them (withastro/astro#9495):
// Monaco's 175 KB would block the first paint of lessons that the reader does not edit. This plugin turns the CSS that
// some modules import into a module that adds a <style> when it runs, so that it arrives with the code that needs it:
// that of Monaco, and of the notebook's parts that are fetched late (the folders of components/notebook).
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const prefix = "\0lazy-style:";

/** @param importers Modules whose CSS imports become lazy. */
export function lazyStyles(importers: RegExp): Plugin {
  return {
    name: "hypervisor-notebook:lazy-styles",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith(".css") || importer === undefined || !importers.test(importer)) return;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      // A virtual name that does not end in .css, or Vite would treat the module as a style sheet again.
      return resolved === null ? null : `${prefix}${resolved.id}.js`;
    },
    load(id) {
      if (!id.startsWith(prefix)) return;
      const file = id.slice(prefix.length, -".js".length);
      const imports: string[] = [];
      const css = JSON.stringify(readFileSync(file, "utf8")).replace(
        /url\((?:\\"|')?(\.[^)"'\\]+)(?:\\"|')?\)/g,
        (_, path: string) => {
          const name = `asset${String(imports.length)}`;
          imports.push(
            `import ${name} from ${JSON.stringify(`${join(dirname(file), path)}?url`)};`,
          );
          return `url(" + JSON.stringify(${name}) + ")`;
        },
      );
      return `${imports.join("\n")}\nconst style = document.createElement("style");\nstyle.textContent = ${css};\ndocument.head.append(style);\n`;
    },
  };
}
