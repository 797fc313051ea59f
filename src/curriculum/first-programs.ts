// What readers run first on a page: the build runs it too, to see what the kernel must have for it (late-library.ts).
import type { Programs } from "../kernel/called-functions.ts";
import { readLessons, type Language, type Lesson } from "./lessons.ts";
import { pageNotebook } from "./notebook.ts";

/** Names of the realm that tell a program the time, or let it go on when it is over. */
const clocks = new Set(["Date", "performance", "setTimeout", "setInterval"]);

/** Ids of what "Run all" runs on a page, in its order. */
export const runOrder = ({ cells, exercises }: Lesson): readonly string[] =>
  [...cells, ...exercises].map(({ id }) => id);

/** By page, the programs that readers run first: all of a lesson, the first of any other page. */
export async function firstPrograms(language: Language): Promise<Map<string, Programs>> {
  const pages = new Map<string, Programs>();
  for (const { slug } of readLessons()) {
    const { lesson, programs } = await pageNotebook(slug === "" ? language : `${language}/${slug}`);
    // Its examples are run as cells of the reader's own.
    if (slug === "playground") continue;
    const isLesson = slug.includes("/");
    const first: { cell: string; code: string }[] = [];
    for (const id of isLesson ? runOrder(lesson) : runOrder(lesson).slice(0, 1)) {
      const program = programs.get(id);
      // What such a program calls, and when, is not the same twice.
      if (program === undefined || program.reads.some((name) => clocks.has(name))) break;
      first.push({ cell: id, code: program.code });
    }
    pages.set(slug, first);
  }
  return pages;
}
