// The styles of a page stand in the page. As files they are a second trip to the server before anything can be painted;
// within the page they come with its text, and compress with it; so do those for paper.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { changePages } from "./built-pages.ts";

const sheet = /<link rel="stylesheet" href="(\/[^"]+)"(?: media="(\w+)")?>/g;

/** Puts every built page's style sheets into it; goes after what changes style sheets (unused-styles.ts). */
export function inlineStyles(): AstroIntegration {
  return {
    name: "hypervisor-notebook:inline-styles",
    hooks: { "astro:build:done": ({ dir }) => inlineStylesOf(fileURLToPath(dir)) },
  };
}

/** Puts the style sheets of every page in this folder into it. */
export async function inlineStylesOf(root: string): Promise<void> {
  const sheets = new Map<string, string>();
  await changePages(root, async (html) => {
    for (const [, address = ""] of html.matchAll(sheet))
      if (!sheets.has(address)) sheets.set(address, await readFile(join(root, address), "utf8"));
    return html.replace(sheet, (_, address: string, media?: string) =>
      withinPage(sheets.get(address), media),
    );
  });
}

function withinPage(css = "", media?: string): string {
  // Addresses in a style sheet are relative to it; here none are.
  const found = /<\/style|url\((?!["']?(?:data:|\/|#))[^)]*\)|@import/i.exec(css)?.[0];
  if (found !== undefined)
    throw new Error(
      `inline-styles: expected styles that can stand in any page, found ${JSON.stringify(found)}. Hint: write the address from the root, or as data.`,
    );
  return `<style${media === undefined ? "" : ` media="${media}"`}>${css}</style>`;
}
