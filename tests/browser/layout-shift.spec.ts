// Nothing moves under the reader's eyes: not while a lesson loads, also slowly, and not while its cells run.
import { readLessons } from "../../src/curriculum/lessons.ts";
import { expect, languages, test } from "./lesson.ts";
import { slowLine } from "./slow-line.ts";

interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

declare global {
  /** Set before the page's own scripts. */
  var shifts: Shift[];
}

/** Below this it is digits of a time that ticks, moved by part of a pixel. */
const least = 0.0002;

// Slow, so that the page is painted while it is still coming.
const slow = test.extend({
  baseURL: async ({ baseURL }, use) => {
    const { address, server } = await slowLine(baseURL ?? "");
    await use(address);
    server.closeAllConnections();
    server.close();
  },
});

for (const language of languages)
  for (const { slug } of readLessons())
    slow(
      `nothing moves while ${language}/${slug} loads, runs and is scrolled`,
      async ({ page }) => {
        await page.addInitScript(() => {
          globalThis.shifts = [];
          const report = (list: PerformanceObserverEntryList) => {
            for (const entry of list.getEntries()) {
              const { value, sources } = entry as PerformanceEntry & {
                readonly value: number;
                readonly sources: readonly {
                  readonly node: Node | null;
                  readonly previousRect: DOMRectReadOnly;
                  readonly currentRect: DOMRectReadOnly;
                }[];
              };
              // While a page scrolls, Chromium tells of lines of text that have moved to where they were.
              const moved = sources
                .filter(
                  ({ previousRect: before, currentRect: after }) =>
                    JSON.stringify(before) !== JSON.stringify(after),
                )
                .map(({ node }) => (node as Element | null)?.outerHTML ?? "?");
              if (moved.length === 0 && sources.length > 0) continue;
              globalThis.shifts.push({ value, moved: moved.map((html) => html.slice(0, 80)) });
            }
          };
          new PerformanceObserver(report).observe({ type: "layout-shift", buffered: true });
        });
        await page.goto(`/${language}/${slug}/`, { timeout: 60_000 });
        const runAll = page.locator("[data-action=run-all]");
        if ((await runAll.count()) > 0) {
          await runAll.evaluate((button: HTMLButtonElement) => {
            button.click();
          });
          await expect(page.locator("notebook-cell[data-activity=ready]").first()).toBeVisible();
          // A page of fifty runs, fetched slowly.
          await expect(page.locator("notebook-cell:not([data-activity=ready])")).toHaveCount(0, {
            timeout: 60_000,
          });
        }
        await page.evaluate(async () => {
          for (let top = 0; top < document.documentElement.scrollHeight; top += 400) {
            scrollTo(0, top);
            await new Promise(requestAnimationFrame);
          }
        });
        const shifts = await page.evaluate(() => globalThis.shifts);
        expect(shifts.filter(({ value }) => value >= least)).toEqual([]);
      },
    );
