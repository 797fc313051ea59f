// A page comes without the source maps of its lesson's cells: they are fetched when a cell of the lesson is in a trace.
import type { Page } from "@playwright/test";
import { readLessons } from "../../src/curriculum/lessons.ts";
import {
  cell,
  expect,
  expectDone,
  languages,
  narrow,
  output,
  test,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

const slug = "virtual-machines/a-safe-place-for-risky-work";
const helper = "look = (vm: VirtualMachine)";
const lessons = readLessons();
const cells = lessons.find((lesson) => lesson.slug === slug)?.cells ?? [];
const at = cells.findIndex(({ source }) => source.en.includes(helper));
const definer = cells[at];
const caller = cells[at + 1]?.id ?? "";
const maps = /\/maps\//;

async function throwInLesson(page: Page): Promise<void> {
  await page.goto(`/en/${slug}/`);
  await writeAndRun(page, caller, "look(undefined as never)");
  await expectDone(cell(page, caller));
}

test("an error in a function of the lesson names the line of the lesson's cell", async ({
  page,
  traffic,
}) => {
  await throwInLesson(page);
  const lines = definer?.source.en.split("\n") ?? [];
  const first = lines.findIndex((line) => line.includes(helper)) + 1;
  const place = output(cell(page, caller)).locator(".error-place").first();
  await expect(place).toHaveAttribute("data-cell", definer?.id ?? "");
  const line = Number(await place.getAttribute("data-line"));
  expect(line).toBeGreaterThanOrEqual(first);
  expect(lines[line - 1]).toContain("vm");
  expect(traffic.matching(maps)).toHaveLength(1);
});

test("without the maps the error is shown, without the line of the lesson's cell", async ({
  page,
}) => {
  await page.route("**/maps/*.json", (route) => route.abort());
  await throwInLesson(page);
  const place = output(cell(page, caller)).locator(".error-place");
  await expect(output(cell(page, caller)).locator(".error-name")).toHaveText("TypeError");
  await expect(place).toHaveAttribute("data-cell", caller);
});

for (const language of languages)
  test(`every lesson has the maps of its own code (${language})`, async ({ page }) => {
    for (const lesson of lessons) {
      await page.goto(`/${language}/${lesson.slug === "" ? "" : `${lesson.slug}/`}`);
      const address = await page.locator("notebook-tools").getAttribute("data-maps");
      const answer = await page.request.get(address ?? "");
      expect(answer.ok()).toBe(true);
      expect(Object.keys((await answer.json()) as object)).toEqual(
        expect.arrayContaining(lesson.cells.map(({ id }) => id)),
      );
    }
  });
