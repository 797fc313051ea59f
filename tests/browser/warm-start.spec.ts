// What is fetched before the reader asks for anything, on a page that is left alone.
import {
  cell,
  expect,
  expectDone,
  heavy,
  languages,
  openLesson,
  runButton,
  test,
} from "./lesson.ts";
import { fetched, kilobytes } from "./weigh.ts";

/** In KiB: the aim. A Korean kernel has what it says in Korean beside the English. */
const limits = { en: 104, ko: 112 };

test.describe("where nothing speaks against it", () => {
  test.use({ savesData: false });
  for (const language of languages)
    test(`a kernel stands ready once the page is idle, and the first Run takes it (${language})`, async ({
      page,
      traffic,
    }) => {
      await openLesson(page, language);
      await expect(page.locator('iframe[sandbox="allow-scripts"]')).toBeAttached();
      await expect.poll(() => page.frames().length).toBe(2);
      await page.waitForLoadState("networkidle");
      const warm = fetched(traffic);
      console.log(`${language}: readable with the warm kernel ${kilobytes(warm)}`);
      expect(warm).toBeLessThanOrEqual(limits[language] * 1024);
      await runButton(cell(page, "two-machines"), language).click();
      await expectDone(cell(page, "two-machines"));
      expect(traffic.matching(heavy.kernel).filter((path) => path.endsWith(".html"))).toHaveLength(
        1,
      );
      expect(await page.locator('iframe[sandbox="allow-scripts"]').count()).toBe(1);
    });

  test("nothing has run until Run is pressed", async ({ page }) => {
    await openLesson(page);
    await expect(page.locator('iframe[sandbox="allow-scripts"]')).toBeAttached();
    await expect(page.locator("notebook-tools")).toHaveAttribute("data-kernel-status", "none");
    await expect(cell(page, "two-machines")).toHaveAttribute("data-validity", "fresh");
  });

  test("a page without a cell in view waits until one comes into view", async ({
    page,
    traffic,
  }) => {
    await page.setViewportSize({ width: 375, height: 120 });
    await openLesson(page);
    await page.waitForLoadState("networkidle");
    expect(traffic.matching(heavy.kernel)).toEqual([]);
    await cell(page, "two-machines").locator(".cell-bar").scrollIntoViewIfNeeded();
    await expect.poll(() => traffic.matching(heavy.kernel)).toHaveLength(1);
  });
});

test.describe("otherwise", () => {
  test.use({ savesData: false });
  for (const [why, connection] of [
    ["saves data", { saveData: true }],
    ["is on a slow line", { effectiveType: "3g" }],
  ] as const)
    test(`a reader who ${why} is fetched no kernel unasked`, async ({ page, traffic }) => {
      await page.addInitScript((value) => {
        Object.defineProperty(Navigator.prototype, "connection", { get: () => value });
      }, connection);
      await openLesson(page);
      await page.waitForLoadState("networkidle");
      // Longer than the page has to be idle.
      await page.waitForTimeout(1_500);
      expect(traffic.matching(heavy.kernel)).toEqual([]);
    });
});
