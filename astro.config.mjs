import { fileURLToPath } from "node:url";
import mdx from "@astrojs/mdx";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import { readParts } from "./src/curriculum/lessons.ts";
import { classicScripts } from "./components/site/classic-scripts.ts";
import { contentSecurityPolicy } from "./components/site/content-security-policy.ts";
import { highlight } from "./components/site/highlight.ts";
import { indexedPages } from "./components/site/indexed-pages.ts";
import { inlineStyles } from "./components/site/inline-styles.ts";
import { lateCode } from "./components/site/late-code.ts";
import { lazySearchStyles } from "./components/site/lazy-search-styles.ts";
import { lazyStyles } from "./components/site/lazy-styles.ts";
import { modulePreload } from "./components/site/module-preload.ts";
import { searchLanguage } from "./components/site/search-language.ts";
import { searchText } from "./components/site/search-text.ts";
import { unusedStyles } from "./components/site/unused-styles.ts";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const search = searchText();

export default defineConfig({
  integrations: [
    search.before,
    starlight({
      title: { en: "The Hypervisor Notebook", ko: "하이퍼바이저 노트북" },
      defaultLocale: "en",
      locales: { en: { label: "English", lang: "en" }, ko: { label: "한국어", lang: "ko" } },
      favicon: "/favicon.svg",
      // What stands around the text comes before it; painted too soon it would move when the text has its place.
      sidebar: [
        ...readParts().map(({ title, lessons }) => ({
          label: title.en,
          translations: { ko: title.ko },
          // How much there is to do, for the reader's progress.
          items: lessons.map(({ slug, cells, exercises }) => ({
            slug,
            attrs: {
              "data-lesson": slug,
              "data-cells": cells.length,
              "data-exercises": exercises.length,
            },
          })),
        })),
        { slug: "playground" },
        { slug: "trust" },
        { slug: "reference" },
      ],
      customCss: [
        "./components/site/theme.css",
        "./components/site/highlight.css",
        "./components/notebook/notebook.css",
        "./components/notebook/exercise.css",
        "./components/notebook/own-cells.css",
        "./components/notebook/output.css",
        "./components/figures/figures.css",
      ],
      components: {
        PageTitle: "./components/site/PageTitle.astro",
        Search: "./components/site/Search.astro",
        ThemeProvider: "./components/site/ThemeProvider.astro",
      },
      // Code in prose uses Astro's highlighter, as the cells do: Expressive Code's frames would be a second style.
      expressiveCode: false,
      // The notebook's own pages are the site: nothing to advertise, no third-party request.
      credits: false,
      // src/pages/404.astro speaks both languages.
      disable404Route: true,
      // Lessons are not in Starlight's own folder; asides and heading links are for them too.
      markdown: { processedDirs: ["./content"] },
      pagination: true,
    }),
    search.after,
    mdx(),
    classicScripts(),
    indexedPages(),
    // Before the policy, which names the scripts of the finished pages.
    unusedStyles(),
    inlineStyles(),
    modulePreload(),
    contentSecurityPolicy(),
  ],
  // A page fetches what its reader asks for: no neighbour's page at a pointer that passes over its link.
  prefetch: false,
  markdown: {
    shikiConfig: highlight,
  },
  vite: {
    plugins: [
      lazyStyles(
        /\/node_modules\/monaco-editor\/|\/components\/(?:notebook\/.+|embed)\/[^/]+\.ts$/,
      ),
      lazySearchStyles(),
      searchLanguage(),
      lateCode(),
    ],
    resolve: {
      alias: {
        "@components": at("./components"),
        "hypervisor-notebook": at("./src/stdlib/index.ts"),
      },
    },
    worker: { format: "es" },
    // While authoring: what the notebook loads late is prepared early, or its first use would reload the page.
    optimizeDeps: {
      exclude: ["monaco-editor"],
      include: [
        "@jridgewell/sourcemap-codec",
        "@jridgewell/trace-mapping",
        "acorn",
        "diff",
        "esbuild-wasm",
        "magic-string",
        "mermaid",
      ],
    },
  },
});
