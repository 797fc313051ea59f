// Rules about files that no linter knows: where they lie, how long they are, what they may mention.
// Each takes paths and texts and gives the list of what is wrong; nothing wrong is an empty list.
import { linesOfCode } from "./lines-of-code.ts";

/** What may lie at the top of the repository; a reader finds everything under a known name. */
export const topLevel: readonly string[] = [
  // the notebook
  ...["content", "components", "src", "tests", "public", "benchmarks", "docs"],
  // what it is and how to work on it
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"],
  // configuration
  ...["package.json", "package-lock.json", "tsconfig.json", "astro.config.mjs", "eslint.config.js"],
  ...["vitest.config.ts", "playwright.config.ts", ".prettierrc.json", ".prettierignore"],
  ...["astro.env", ".gitignore", ".gitattributes", ".editorconfig", ".npmrc", ".ci", ".github"],
];

/** Grab-bag names: they say that the author did not know where a thing belongs. */
const grabBags = /^(?:utils?|helpers?|commons?|misc|shared)$/;

/** Longest source file, in lines of code; beyond it a file holds more than one idea. */
export const longestFile = 500;

/** Files that are rightly longer, each with its reason. */
export const longerForAReason: Readonly<Record<string, string>> = {
  "content/trust/cells.ts":
    "the cells of one page: a row for every published figure, each with its experiment",
};

export function strayEntries(paths: readonly string[]): string[] {
  const entries = new Set(paths.map((path) => path.split("/")[0] ?? path));
  return [...entries].filter((entry) => !topLevel.includes(entry));
}

export function grabBagNames(paths: readonly string[]): string[] {
  return paths.filter((path) =>
    path.split("/").some((part) => grabBags.test(part.replace(/\..*$/, ""))),
  );
}

export const isSource = (path: string) =>
  /^(?:src|components|content|tests|benchmarks)\/.*\.(?:[cm]?[jt]s|astro|css)$/.test(path);

export function tooLong(path: string, text: string): boolean {
  if (!isSource(path) || path in longerForAReason) return false;
  // Most files have fewer lines than that with all their comments: they need not be parsed.
  return text.split("\n").length > longestFile && linesOfCode(path, text) > longestFile;
}

/**
 * Mentions of places outside the repository: folders beside it, a user's home, or `checkout`, the
 * directory that this very copy lies in. They work on one machine only.
 */
export function machinePaths(text: string, checkout: string): string[] {
  const places = [
    /\.\.\/shared\b/g,
    /(?<![\w.-])\/(?:home|Users)\/[\w.-]+\//g,
    /(?<![\w.-])\/root\//g,
  ];
  const directory = checkout.replace(/[\\/]$/, "");
  // A shallow one ("/app") would be found in every URL.
  if (directory.split(/[\\/]/).length > 2) {
    const literal = directory.replace(/[^\w/]/g, String.raw`\$&`);
    places.push(new RegExp(String.raw`(?<![\w.-])${literal}(?![\w-])`, "g"));
  }
  return places.flatMap((place) => text.match(place) ?? []);
}
