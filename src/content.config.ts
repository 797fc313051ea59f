// The lessons' prose as Astro sees it: content/<part>/<lesson>/{en,ko}.mdx, addressed by language and slug.
import { docsSchema } from "@astrojs/starlight/schema";
import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";
import { slugOf } from "./curriculum/lessons.ts";

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: "./content",
      pattern: "**/{en,ko}.mdx",
      generateId: ({ entry }) => {
        const [, folder = "", language = ""] = /^(.+)\/(en|ko)\.mdx$/.exec(entry) ?? [];
        return [language, slugOf(folder)].filter((segment) => segment !== "").join("/");
      },
    }),
    schema: docsSchema(),
  }),
};
