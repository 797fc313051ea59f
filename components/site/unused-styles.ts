// Starlight's style sheet is for all that a site can be made of; this site has no hero, no badge, no banner. After the
// build, those of its rules go whose selector names a class or an id that no page and no script has; our own style sheets
// stay as they are, since a script may put a class together. The names that Astro gives to a component's own styles are
// made short on the way: their eight random letters do not compress.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import postcss, { type Container } from "postcss";

export function unusedStyles(): AstroIntegration {
  return {
    name: "hypervisor-notebook:unused-styles",
    hooks: { "astro:build:done": ({ dir }) => trim(fileURLToPath(dir)) },
  };
}

function trim(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    join(folder, name),
  );
  const named = (pattern: RegExp) => files.filter((name) => pattern.test(name));
  const pages = new Map(named(/\.html$/).map((name) => [name, readFileSync(name, "utf8")]));
  const scripts = named(/\/_astro\/.*\.js$/).map((name) => readFileSync(name, "utf8"));
  const words = new Set([...pages.values(), ...scripts].join("\n").match(/[\w:-]+/g));
  const short = shortNames([...pages.values()]);
  const renamed = new Map<string, string>();
  for (const name of named(/\/_astro\/.*\.css$/)) {
    const text = short(withoutUnused(readFileSync(name, "utf8"), words));
    // A style sheet's address says what is in it.
    const hash = createHash("sha256").update(text).digest("base64url").slice(0, 8);
    const own = `${basename(name).split(".")[0] ?? "style"}.${hash}.css`;
    writeFileSync(name, text);
    renameSync(name, join(dirname(name), own));
    renamed.set(basename(name), own);
  }
  for (const [name, text] of pages) {
    let page = short(text);
    for (const [old, own] of renamed) page = page.replaceAll(old, own);
    writeFileSync(name, page);
  }
}

/** Without those of Starlight's rules that have a class or an id which occurs nowhere. */
function withoutUnused(css: string, words: ReadonlySet<string>): string {
  const root = postcss.parse(css);
  root.walkAtRules("layer", (layer) => {
    if (layer.params.startsWith("starlight")) removeUnused(layer, words);
  });
  return root.toString();
}

function removeUnused(layer: Container, words: ReadonlySet<string>): void {
  layer.walkRules((rule) => {
    const isUsed = (selector: string) =>
      [...withoutNot(selector).matchAll(/[.#]((?:[\w-]|\\.)+)/g)].every(([, name = ""]) =>
        words.has(name.replaceAll("\\", "")),
      );
    // Inside @keyframes a selector is a moment.
    const { parent } = rule;
    if (parent?.type === "atrule" && "name" in parent && /keyframes$/.test(parent.name)) return;
    const used = rule.selectors.filter(isUsed);
    if (used.length > 0) rule.selectors = used;
    else removeWithEmpty(rule);
  });
}

/** What stands in `:not(…)` need not be there. */
const withoutNot = (selector: string): string =>
  selector.replace(/:not\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, "");

function removeWithEmpty(node: Container): void {
  const { parent } = node;
  node.remove();
  if (parent?.type === "atrule" && parent.nodes?.length === 0) removeWithEmpty(parent);
}

/** Replaces `astro-by6fddyj` by `a0`, as long as no page says that for itself. */
function shortNames(pages: readonly string[]): (text: string) => string {
  const scoped = /\bastro-[a-z0-9]{8}\b/g;
  const names = [...new Set(pages.flatMap((page) => page.match(scoped) ?? []))].sort();
  const short = new Map(names.map((name, at) => [name, `a${at.toString(36)}`]));
  return (text) => text.replace(scoped, (name) => short.get(name) ?? name);
}
