// What the search's index is made of. Pagefind reads the finished pages; here it reads them as a reader does, and they are
// put back as they were when it is done:
//
// - without the words of buttons, but for those that are the text itself (a table's heads, the playground's examples);
// - with a space between neighbours that only the page's styles keep apart (a table's heads, a term and its meaning);
// - Korean compounds with a mark between their parts. Pagefind indexes `a^b` as ab, a and b, at one place. The mark is
//   taken out of the texts that it shows.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import type { AstroIntegration } from "astro";
import { changePages } from "./built-pages.ts";
import { partsOf, standingWords } from "./korean-compounds.ts";

/** Where the page's search finds the words by which it takes a written-together term apart. */
export const wordsFile = "pagefind/words.ko.txt";

/** Parts of the field's compounds that need not stand alone on a page. */
const partsOfTerms = ["운영", "체제"];

const marked = /(?<=[가-힣])\^(?=[가-힣])/g;
const attributes = `(?:"[^"]*"|'[^']*'|[^'">])*`;
// A summary is the button of its details.
const button = new RegExp(`<(button|summary)\\b(${attributes})>[^]*?</\\1>`, "g");
const isContent = /\bdata-feature="(?:sort-table|insert-example)"/;
// Pagefind ends a sentence itself where a paragraph, a heading or a cell of a table ends.
const apart = /<\/(?:th|dt|dd|pre|button|figcaption|caption|text)>|<span class="fact\b/g;
const sentences = /<\/(?:h[1-6]|p|td|div|ul|li)>/g;
const markup = new RegExp(
  `(<!--[^]*?-->|<(script|style|template)\\b${attributes}>[^]*?</\\2>|<${attributes}>)`,
  "g",
);

/** A page's HTML as it is read aloud: no buttons, no words that run into each other. */
export const readable = (html: string): string =>
  html
    .replace(button, (whole, _, has: string) => (isContent.test(has) ? whole : " "))
    .replace(apart, " $&");

/** Changes the text between the tags. */
function changeText(html: string, change: (text: string) => string): string {
  let result = "";
  let end = 0;
  for (const { index, 0: tag } of html.matchAll(markup)) {
    result += change(html.slice(end, index)) + tag;
    end = index + tag.length;
  }
  return result + change(html.slice(end));
}

/** The text of a page without its tags. */
export function textOf(html: string): string {
  const texts: string[] = [];
  changeText(html.replace(sentences, " $&"), (text) => {
    texts.push(text);
    return text;
  });
  return texts.join("");
}

/** Puts a mark between the parts of each Korean compound in a page's text. */
export const withMarks = (html: string, words: ReadonlySet<string>): string =>
  changeText(html, (text) =>
    text.replace(/[가-힣]{4,}/g, (word) => partsOf(word, words)?.join("^") ?? word),
  );

/** What the search shows of a page, without the marks. */
export const withoutMarks = (text: string): string => text.replace(marked, "");

/** The steps before and after the one in which Starlight has the index made. */
export function searchText(): { before: AstroIntegration; after: AstroIntegration } {
  const pages = new Map<string, string>();
  let words: ReadonlySet<string> = new Set();
  return {
    before: {
      name: "hypervisor-notebook:before-search",
      hooks: {
        "astro:build:done": async ({ dir }) => {
          const folder = fileURLToPath(dir);
          const korean: string[] = [];
          await changePages(folder, (html, name) => {
            if (!html.includes("data-pagefind-body")) return html;
            pages.set(join(folder, name), html);
            const text = readable(html);
            if (html.includes('<html lang="ko"')) korean.push(textOf(mainOf(text)));
            return text;
          });
          if (korean.some((text) => text.search(marked) >= 0))
            throw new Error(
              "search-text: expected no ^ between Korean letters, found one. Hint: choose another mark.",
            );
          words = new Set([...standingWords(korean), ...partsOfTerms]);
          await changePages(folder, (html) =>
            html.includes("data-pagefind-body") && html.includes('<html lang="ko"')
              ? withMarks(html, words)
              : html,
          );
        },
      },
    },
    after: {
      name: "hypervisor-notebook:after-search",
      hooks: {
        "astro:build:done": async ({ dir }) => {
          for (const [path, html] of pages) await writeFile(path, html);
          const shown = fileURLToPath(new URL("pagefind/fragment/", dir));
          for (const name of await readdir(shown)) {
            const path = join(shown, name);
            const text = gunzipSync(await readFile(path)).toString("utf8");
            if (text.search(marked) >= 0) await writeFile(path, gzipSync(withoutMarks(text)));
          }
          await writeFile(new URL(wordsFile, dir), [...words].sort().join(" "));
        },
      },
    },
  };
}

/** What of a page Pagefind indexes. */
const mainOf = (html: string): string =>
  html.slice(html.indexOf("data-pagefind-body"), html.indexOf("</main>"));
