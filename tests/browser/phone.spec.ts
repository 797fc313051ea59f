// On a phone: the plain editor, the same Run, and a page that scrolls one way.
import { devices } from "@playwright/test";
import {
  cell,
  expect,
  heavy,
  languages,
  openLesson,
  output,
  plainEditor,
  runButton,
  test,
} from "./lesson.ts";

const { viewport: _, defaultBrowserType: __, ...phone } = devices["Pixel 7"];

for (const width of [320, 375])
  test.describe(`at ${String(width)} pixels`, () => {
    test.use({ ...phone, viewport: { width, height: 700 } });

    for (const language of languages)
      test(`the page does not scroll sideways, before or after a run (${language})`, async ({
        page,
      }) => {
        await openLesson(page, language);
        const overflow = () =>
          page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(await overflow()).toBeLessThanOrEqual(0);
        await page.getByRole("button", { name: /^(Run all|모두 실행)$/ }).tap();
        await expect(cell(page, "walls")).toHaveAttribute("data-validity", "evaluated");
        expect(await overflow()).toBeLessThanOrEqual(0);
        // Nor is anything cut off by it: every cell's buttons lie within the window.
        for (const run of await page.locator(".cell-run:visible").all()) {
          const box = await run.boundingBox();
          expect((box?.x ?? NaN) + (box?.width ?? NaN)).toBeLessThanOrEqual(width);
        }
      });
  });

test.describe("with a finger", () => {
  test.use({ ...phone, viewport: { width: 375, height: 700 } });
  test("the code opens in a plain editor, and runs", async ({ page, traffic }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await scope.locator(".cell-editor").tap();
    await expect(plainEditor(scope)).toBeFocused();
    await plainEditor(scope).fill("const answer: number = 6 * 7;\nanswer");
    await runButton(scope).tap();
    await expect(output(scope)).toHaveText("42");
    await expect(scope).toHaveAttribute("data-editor", "plain");
    expect(traffic.matching(heavy.editor)).toEqual([]);
  });
});
