// What a run shows in place of what was there takes the same room, at each moment of the run: the reader's text stays
// where it is. layout-shift.spec.ts cannot see this, as browsers count no shift that follows a click at once.
import { readLessons } from "../../src/curriculum/lessons.ts";
import { expect, languages, test } from "./lesson.ts";

/** Heights within this are the same: the layout counts in 64ths of a pixel. */
const slack = 0.05;

for (const language of languages)
  for (const { slug } of readLessons().filter(({ slug }) => slug !== "" && slug !== "playground"))
    for (const width of language === "en" ? [1280, 375] : [375])
      test(`Run all moves nothing, at ${String(width)} px, in ${language}/${slug}`, async ({
        page,
      }) => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`/${language}/${slug}/`);
        await expect(page.locator("notebook-cell[data-activity=ready]").first()).toBeVisible();
        const moved = await page.evaluate(async (slack) => {
          // An exercise has shown nothing yet: what it shows takes room of its own.
          const steady = [
            ...document.querySelectorAll(
              "notebook-tools, notebook-cell:has(.cell-origin:not([hidden]))",
            ),
          ];
          const heights = () => steady.map((element) => element.getBoundingClientRect().height);
          const before = heights();
          const moved = new Set<string>();
          const look = () => {
            for (const [index, height] of heights().entries())
              if (Math.abs(height - (before[index] ?? 0)) > slack)
                moved.add(
                  `${steady[index]?.id || "toolbar"}: ${String(before[index])}, ${String(height)}`,
                );
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true, attributes: true });
          document.querySelector<HTMLElement>("[data-action=run-all]")?.click();
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          while (document.querySelector("notebook-cell:not([data-activity=ready])") !== null) {
            await frame();
            look();
          }
          observer.disconnect();
          return [...moved];
        }, slack);
        await expect(page.locator("notebook-cell[data-validity=evaluated]").first()).toBeVisible();
        expect(moved).toEqual([]);
      });
