// What is promised of every lesson, in both languages: it weighs little, all of its cells run in the browser as they
// were recorded, it fits a narrow phone, and axe-core has nothing to complain about, before the run and after.
import { readLessons } from "../../src/curriculum/lessons.ts";
import { complaints } from "./axe.ts";
import { button, cell, expect, expectDone, languages, output, test } from "./lesson.ts";
import { fetched, kilobytes } from "./weigh.ts";

// The aims: 56 KiB to read, 120 KiB with all cells run.
const aim = { readable: 56, run: 120 };
// What each lesson has reached, rounded up, in KiB, so that it does not become more; and one of a run more, which is what
// shows the time of a run that takes long, as any may on a busy machine. Runs miss the aim by 8 to 24: a lesson's cells
// call three quarters of the library, with the sentences of its refusals, and most import one or two of its parts. A
// Korean page has what the kernel, the parts and the page say in Korean, beside the English of errors and code.
const korean = { readable: 1.75, run: 12.5 };
const reached: Readonly<Record<string, typeof aim>> = {
  "virtual-machines/one-server-many-machines": { readable: 54.5, run: 128 },
  "virtual-machines/a-safe-place-for-risky-work": { readable: 53, run: 137 },
  "hypervisors/the-layer-in-between": { readable: 57.5, run: 145 },
  "two-types/type-1-and-type-2": { readable: 57.25, run: 140 },
  // Its programs are the longest, and its tables; beyond the first cell it fetches all of the library.
  trust: { readable: 84.5, run: 242 },
  // All of the library's docstrings, and cells that fetch all of the library and nearly all of its parts.
  reference: { readable: 68.5, run: 219 },
};

const runAll = { en: "Run all", ko: "모두 실행" } as const;

// The playground's cells are the reader's (playground.spec.ts).
for (const lesson of readLessons().filter(({ slug }) => slug !== "" && slug !== "playground"))
  for (const language of languages)
    test.describe(`${lesson.slug} (${language})`, () => {
      const address = `/${language}/${lesson.slug}/`;
      const last = lesson.cells.at(-1)?.id ?? "";

      test("its weight, and the recorded outputs again after a run of all cells", async ({
        page,
        traffic,
      }) => {
        const outputs = () =>
          Promise.all(lesson.cells.map(({ id }) => output(cell(page, id)).innerText()));
        await page.goto(address);
        await page.waitForLoadState("networkidle");
        const recorded = await outputs();
        const readable = fetched(traffic);
        await button(page, runAll[language]).click();
        for (const { id } of lesson.cells) await expectDone(cell(page, id));
        const run = fetched(traffic);
        console.log(`${address}: readable ${kilobytes(readable)}, run ${kilobytes(run)}`);
        expect(await outputs()).toEqual(recorded);
        const limit = reached[lesson.slug] ?? aim;
        const more = language === "ko" ? korean : { readable: 0, run: 0 };
        expect(readable).toBeLessThanOrEqual((limit.readable + more.readable) * 1024);
        expect(run).toBeLessThanOrEqual((limit.run + more.run) * 1024);
      });

      test("fits a phone of 320 pixels, and is accessible in both themes, before and after a run", async ({
        page,
      }) => {
        const desktop = page.viewportSize() ?? { width: 1280, height: 720 };
        const phone = { width: 320, height: 700 };
        const overflow = () =>
          page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        await page.setViewportSize(phone);
        await page.goto(address);
        expect(await overflow()).toBeLessThanOrEqual(0);
        await button(page, runAll[language]).click();
        await expectDone(cell(page, last));
        expect(await overflow()).toBeLessThanOrEqual(0);
        // As wide as it gets: a run on a busy machine takes its time, and says so.
        await page.locator(".cell-time").evaluateAll((times) => {
          for (const time of times) time.textContent = "59.9초";
        });
        expect(await overflow()).toBeLessThanOrEqual(0);
        await page.setViewportSize(desktop);
        for (const theme of ["light", "dark"]) {
          await page.locator("html").evaluate((html, name) => {
            html.dataset["theme"] = name;
          }, theme);
          expect(await complaints(page), theme).toEqual([]);
        }
      });
    });
