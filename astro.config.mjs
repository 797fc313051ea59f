import { fileURLToPath } from "node:url";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";
import { readParts } from "./src/curriculum/lessons.ts";
import { lazyStyles } from "./components/site/lazy-styles.ts";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  integrations: [
    starlight({
      title: { en: "The Hypervisor Notebook", ko: "하이퍼바이저 노트북" },
      defaultLocale: "en",
      locales: { en: { label: "English", lang: "en" }, ko: { label: "한국어", lang: "ko" } },
      favicon: "/favicon.svg",
      sidebar: readParts().map(({ title, lessons }) => ({
        label: title.en,
        translations: { ko: title.ko },
        items: lessons.map(({ slug }) => slug),
      })),
      customCss: [
        "./components/site/theme.css",
        "./components/notebook/notebook.css",
        "./components/figures/figures.css",
      ],
      components: { PageTitle: "./components/site/PageTitle.astro" },
      // Code in prose uses Astro's highlighter, as the cells do: Expressive Code's frames would be a second style.
      expressiveCode: false,
      // The notebook's own pages are the site: nothing to advertise, no third-party request.
      credits: false,
      // Lessons are not in Starlight's own folder; asides and heading links are for them too.
      markdown: { processedDirs: ["./content"] },
      pagination: true,
    }),
  ],
  markdown: {
    shikiConfig: {
      themes: { light: "github-light-high-contrast", dark: "github-dark" },
      defaultColor: false,
    },
  },
  vite: {
    plugins: [lazyStyles(/\/node_modules\/monaco-editor\//)],
    resolve: {
      alias: {
        "@components": at("./components"),
        "hypervisor-notebook": at("./src/stdlib/index.ts"),
      },
    },
    worker: { format: "es" },
    optimizeDeps: { exclude: ["monaco-editor"] },
  },
});
