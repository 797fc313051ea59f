// What is done to the pages once Starlight has made the search's index of them.
//
// The links beside headings have a label for screen readers. Starlight knows its Korean, but takes a file's language from
// its place in src/content/docs, and the lessons are elsewhere: it is put into Korean here. And the marks that keep the
// words of buttons out of the index have done their work.
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { changePages } from "./built-pages.ts";

export function indexedPages(): AstroIntegration {
  return {
    name: "hypervisor-notebook:indexed-pages",
    hooks: {
      "astro:build:done": ({ dir }) =>
        changePages(fileURLToPath(dir), (html) => {
          const page = html.replace(/(<[^<>]*?) data-pagefind-ignore(?:="[^"]*")?(?=[ >])/g, "$1");
          return page.includes('<html lang="ko"')
            ? page.replaceAll(">Section titled “", ">섹션 제목: “")
            : page;
        }),
    },
  };
}
