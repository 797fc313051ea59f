// axe-core finds nothing to complain about, on each kind of page, in both themes.
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  lessonAddress,
  openLesson,
  runButton,
  test,
} from "./lesson.ts";

// What is promised of lessons after a run is in lessons.spec.ts.
const pages = ["/", "/404.html", "/en/", "/ko/", lessonAddress("ko")];

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    for (const path of pages)
      test(`${path} is accessible`, async ({ page }) => {
        // The front door goes on to a language at once: without its script it stays, to be looked at.
        if (path === "/")
          await page.route("/", async (route) => {
            const response = await route.fetch();
            const html = (await response.text()).replace(/<script>.*?<\/script>/s, "");
            await route.fulfill({ response, body: html });
          });
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        expect(await complaints(page)).toEqual([]);
      });

    test("live outputs, an error, an open editor and a solution are accessible", async ({
      page,
    }) => {
      await openLesson(page);
      await button(page, "Run all").click();
      await expectDone(cell(page, "walls"));
      await button(cell(page, "devices"), "Edit").click();
      await expect(cell(page, "devices")).toHaveAttribute("data-editor", "monaco");
      await button(page, "Show a solution").click();
      await runButton(cell(page, "three-machines")).click();
      await expectDone(cell(page, "three-machines"));
      await expect(cell(page, "three-machines").locator(".error")).toBeVisible();
      expect(await complaints(page)).toEqual([]);
    });
  });
