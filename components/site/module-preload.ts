// A module is asked for when the one that imports it has come: three trips to the server until a cell can run. So each
// built page names in its head all that its own modules import at once, and asks for everything in one trip. (What is
// imported late, in `import()`, is not named: late-code.ts.)
import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { parse } from "acorn";
import { changePages } from "./built-pages.ts";

const moduleElement = /<script type="module" src="(\/[^"]+)"/g;

/** Names the modules of every built page in its head. Embedded pages have none (classic-scripts.ts). */
export function modulePreload(): AstroIntegration {
  return {
    name: "module-preload",
    hooks: {
      "astro:build:done": ({ dir }) => preloadModules(fileURLToPath(dir)),
    },
  };
}

/** Names the modules of every page in this folder. */
export async function preloadModules(root: string): Promise<void> {
  const known = new Map<string, Promise<Imports>>();
  const read = (address: string) => {
    const found = known.get(address) ?? readImports(root, address);
    known.set(address, found);
    return found;
  };
  await changePages(root, async (html) => {
    const addresses = [...html.matchAll(moduleElement)].map(([, address = ""]) => address);
    if (addresses.length === 0) return html;
    const direct = new Map<string, string>();
    for (const address of addresses) direct.set(address, (await read(address)).only ?? address);
    const named = html.replace(moduleElement, (element, address: string) =>
      element.replace(address, () => direct.get(address) ?? address),
    );
    const all = await closure([...direct.values()], async (address) => (await read(address)).all);
    return withPreloads(named, all);
  });
}

interface Imports {
  /** Addresses of what the module imports at once. */
  readonly all: readonly string[];
  /** The one module that it imports, when it does nothing else: the page can do that itself. */
  readonly only: string | undefined;
}

/** The page with these modules named at the end of its head, behind the styles, which the first paint waits for. */
export function withPreloads(html: string, addresses: readonly string[]): string {
  const links = addresses.map((address) => `<link rel="modulepreload" href="${address}">`);
  return html.replace("</head>", () => `${links.join("")}</head>`);
}

/** These modules and all that they import, each once. */
export async function closure(
  addresses: readonly string[],
  importsOf: (address: string) => Promise<readonly string[]>,
): Promise<string[]> {
  const all = new Set(addresses);
  // A set is walked to its end, also where that moves meanwhile.
  for (const address of all) for (const imported of await importsOf(address)) all.add(imported);
  return [...all];
}

async function readImports(root: string, address: string): Promise<Imports> {
  const { body } = parse(await readFile(join(root, address), "utf8"), {
    ecmaVersion: "latest",
    sourceType: "module",
  });
  const all = body.flatMap((statement) => {
    const source = "source" in statement ? statement.source?.value : undefined;
    return typeof source === "string" ? [posix.join(posix.dirname(address), source)] : [];
  });
  return { all, only: body.length === 1 ? all[0] : undefined };
}
