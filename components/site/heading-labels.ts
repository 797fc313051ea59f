// The links beside headings have a label for screen readers. Starlight knows its Korean, but takes a file's language from
// its place in src/content/docs, and the lessons are elsewhere: it is put into Korean when all pages are there.
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { changePages } from "./built-pages.ts";

export function headingLabels(): AstroIntegration {
  return {
    name: "hypervisor-notebook:heading-labels",
    hooks: {
      "astro:build:done": ({ dir }) =>
        changePages(fileURLToPath(dir), (html) =>
          html.includes('<html lang="ko"')
            ? html.replaceAll(">Section titled “", ">섹션 제목: “")
            : html,
        ),
    },
  };
}
