// The two menus: they open at their button, are walked through with the keys of the menu pattern, and do what they say.
import { complaints } from "./axe.ts";
import { cell, expect, narrow, openLesson, output, runCell, test } from "./lesson.ts";

test("the cell's menu opens by keyboard, clears the output, and gives the focus back", async ({
  page,
}) => {
  await openLesson(page);
  await runCell(page, "two-machines");
  const scope = cell(page, "two-machines");
  const more = scope.getByRole("button", { name: "More: two-machines" });
  await more.press("Enter");
  const menu = page.getByRole("menu", { name: "Cell menu: two-machines" });
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(menu.getByRole("menuitem").last()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  await menu.getByRole("menuitem", { name: "Clear output" }).press("Enter");
  await expect(menu).toHaveCount(0);
  await expect(more).toBeFocused();
  await expect(output(scope)).toBeEmpty();
});

test("Esc and a click elsewhere close a menu, its button too", async ({ page }) => {
  await openLesson(page);
  const more = page.locator("notebook-tools").getByRole("button", { name: "More" });
  const menu = page.getByRole("menu");
  await more.click();
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(more).toBeFocused();
  await more.click();
  await page.locator("h1").click();
  await expect(menu).toHaveCount(0);
  await more.click();
  await expect(menu).toBeVisible();
  await more.click();
  await expect(menu).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use(narrow);
  test.use({ viewport: { width: 320, height: 700 } });
  test("an open menu is within the window, and accessible", async ({ page }) => {
    await openLesson(page);
    await cell(page, "two-machines").getByRole("button", { name: "More: two-machines" }).click();
    const box = await page.getByRole("menu").boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    expect(await complaints(page)).toEqual([]);
  });
});
