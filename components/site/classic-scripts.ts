// Embedded pages may stand in a frame with `sandbox="allow-scripts"`: their origin is then opaque, and a browser loads
// modules for them only from servers that allow any origin (CORS), which not every static host does. A classic script
// needs no leave. So when all pages are built, the module that an embedded page loads is bundled, with what it imports,
// into one classic script. What is large and fetched late stays a module: where it cannot be had, the page goes on
// without (the plain editor for Monaco, a diagram's text for Mermaid).
import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { build, type Plugin } from "esbuild";
import { changePages } from "./built-pages.ts";

/** Late modules up to this size (bytes, as built) come along. */
const largest = 24 * 1024;

const moduleElement = /<script type="module" src="([^"]+)"><\/script>/g;

/** Bundles the modules of embedded pages; goes before what writes the policies, which name inline scripts. */
export function classicScripts(): AstroIntegration {
  return {
    name: "classic-scripts",
    hooks: {
      "astro:build:done": async ({ dir }) => {
        const root = fileURLToPath(dir);
        const folder = join(root, "embed");
        const made = new Map<string, Promise<string>>();
        await changePages(folder, async (html) => {
          const addresses = [...html.matchAll(moduleElement)].map(([, address = ""]) => address);
          for (const address of addresses)
            if (!made.has(address)) made.set(address, bundle(root, address));
          const classic = new Map(
            await Promise.all(
              addresses.map(async (address) => [address, await made.get(address)] as const),
            ),
          );
          return html.replace(
            moduleElement,
            (_, address: string) => `<script defer src="${classic.get(address) ?? ""}"></script>`,
          );
        });
      },
    },
  };
}

/** @returns the address of the classic script. */
async function bundle(root: string, address: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, address)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    // Addresses of workers are absolute, so any address of the site will do as their base.
    define: { "import.meta.url": "location.href" },
    plugins: [lateModules(root)],
    write: false,
    logLevel: "silent",
  });
  // Within a script that a page without an origin has loaded, addresses from the root mean nothing.
  const text = (outputFiles[0]?.text ?? "").replaceAll(
    /\bimport\((["'`])\/_astro\//g,
    "import(location.origin+$1/_astro/",
  );
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const made = `/embed/notebook-${hash}.js`;
  await mkdir(dirname(join(root, made)), { recursive: true });
  await writeFile(join(root, made), text);
  return made;
}

/** Leaves large late modules where they are, by their address on the site. */
const lateModules = (root: string): Plugin => ({
  name: "late-modules",
  setup(builder) {
    builder.onResolve({ filter: /^\.{0,2}\// }, async ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import") return;
      const file = path.startsWith("/") ? join(root, path) : resolve(resolveDir, path);
      if ((await stat(file)).size <= largest) return { path: file };
      return { path: file.slice(root.replace(/\/$/, "").length), external: true };
    });
  },
});
