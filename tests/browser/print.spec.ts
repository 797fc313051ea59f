// On paper a lesson is a readable text: light, whole, with nothing to press.
import type { Page } from "@playwright/test";
import {
  button,
  cell,
  expect,
  heavy,
  narrow,
  openLesson,
  openMonaco,
  runCell,
  test,
  write,
  writeMonaco,
} from "./lesson.ts";

/** Shows the page as it is printed, on a sheet as wide as A4 without its margins. */
async function onPaper(page: Page): Promise<void> {
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
  });
}

test.describe("in a dark window", () => {
  test.use({ colorScheme: "dark" });

  test("a printed lesson is light, says where it is from, and has nothing to press", async ({
    page,
  }) => {
    await openLesson(page);
    await onPaper(page);
    for (const selector of ["body", "notebook-cell", ".cell-editor"])
      await expect
        .poll(() =>
          page
            .locator(selector)
            .first()
            .evaluate((it) => getComputedStyle(it).backgroundColor),
        )
        .toMatch(/^rgb\((?:25[0-5]|24\d)|^rgba\(0, 0, 0, 0\)/);
    await expect(page.getByRole("button").and(page.locator(":visible:not(th button)"))).toHaveCount(
      0,
    );
    await expect(page.locator("nav:visible")).toHaveCount(0);
    const shown = page.locator("figure.diagram img:visible");
    await expect(shown).not.toHaveCount(0);
    await expect(shown.and(page.locator(".on-dark"))).toHaveCount(0);
    // In titles, not in the words of its address.
    const from = await page
      .locator("notebook-tools")
      .evaluate((tools) => getComputedStyle(tools, "::after").content);
    expect(from).toBe('"The Hypervisor Notebook · Virtual machines"');
  });
});

test("nothing is cut at the edge of the sheet", async ({ page }) => {
  await openLesson(page, "ko");
  await runCell(page, "work", "ko");
  await onPaper(page);
  const cut = await page
    .locator("main *")
    .evaluateAll((elements) =>
      elements
        .filter(
          (one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1,
        )
        .map((one) => one.outerHTML.slice(0, 80)),
    );
  expect(cut).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(718);
});

test("what a reader has typed is printed whole, from Monaco too", async ({ page }) => {
  await openLesson(page);
  const long = `const text = "${"long ".repeat(60)}end";`;
  await openMonaco(page, "shares");
  await writeMonaco(page, "shares", long);
  await expect(cell(page, "shares").locator(".cell-status")).toHaveText("edited");
  await onPaper(page);
  const printed = cell(page, "shares").locator(".printed-code");
  await expect(printed).toBeVisible();
  await expect(printed).toHaveText(long);
  await expect(cell(page, "shares").locator(".monaco-editor").first()).toBeHidden();
  await page.evaluate(() => {
    dispatchEvent(new Event("afterprint"));
  });
  await expect(printed).toHaveCount(0);
});

test.describe("with what the reader has opened", () => {
  test.use(narrow);

  test("a shown solution and hints that are closed stay off the paper; code of others too", async ({
    page,
  }) => {
    await openLesson(page);
    await button(page, "Show a solution").click();
    await write(page, "shares", "1");
    await onPaper(page);
    await expect(page.locator(".exercise-solution")).toBeHidden();
    for (const text of await page.locator(".exercise-hint > div").all())
      await expect(text).toBeHidden();
  });

  test("a lesson fits on a few pages, and printing runs nothing", async ({ page, traffic }) => {
    await openLesson(page);
    const pdf = await page.pdf({ format: "A4" });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.length).toBeLessThan(13);
    expect(traffic.matching(heavy.kernel)).toEqual([]);
  });
});
