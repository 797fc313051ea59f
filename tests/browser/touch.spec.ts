// Under a finger: all that is pressed is at least 44 pixels wide and high, on every page, with whatever opens on it.
import { readdirSync } from "node:fs";
import { devices, type Locator, type Page } from "@playwright/test";
import { button, cell, expect, languages, openLesson, test } from "./lesson.ts";
import { dist } from "./weigh.ts";

const { viewport: _, defaultBrowserType: __, ...phone } = devices["Pixel 7"];
test.use({ ...phone, viewport: { width: 375, height: 700 } });

/** As large as the guidelines for fingers ask for (WCAG 2.5.5), in pixels. */
const least = 44;

/** What is pressed and is on the screen somewhere, smaller than that. Links in running text are as high as their line. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate((size) => {
    const pressed = `button, summary, select, input:not([type=hidden]), [role=button], [role=menuitem], [role=tab], nav a`;
    return [...document.querySelectorAll<HTMLElement>(pressed)].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const isThere = element.checkVisibility({ visibilityProperty: true }) && width * height > 1;
      const isSmall = width < size - 0.05 || height < size - 0.05;
      const html = element.outerHTML.replaceAll(/\s+/g, " ").slice(0, 100);
      return isThere && isSmall ? [`${width.toFixed(1)} × ${height.toFixed(1)}: ${html}`] : [];
    });
  }, least);

/** Icons that are not in the middle of a button that has nothing else. */
const askew = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const middle = (element: Element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    };
    return [...document.querySelectorAll("button, summary")].flatMap((button) => {
      const isSeen = (element: Element) =>
        element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 1;
      const [icon, ...others] = [...button.children].filter(isSeen);
      const hasText = [...button.childNodes].some(
        (node) => node instanceof Text && node.data.trim() !== "",
      );
      if (!isSeen(button) || !(icon instanceof SVGElement) || others.length > 0 || hasText)
        return [];
      const [at, of] = [middle(icon), middle(button)];
      const far = Math.hypot(at.x - of.x, at.y - of.y);
      return far < 1.5 ? [] : [`${far.toFixed(1)}: ${button.outerHTML.slice(0, 100)}`];
    });
  });

const expectLarge = async (page: Page, state: string): Promise<void> => {
  expect(await small(page), state).toEqual([]);
};

const pages = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".html") && !name.startsWith("kernel/"))
  .map((name) => `/${name.replaceAll("\\", "/").replace(/(?:^|(?<=\/))index\.html$/, "")}`);
const byKind = Map.groupBy(pages, (page) => (page.includes("/embed/") ? "embeds" : "pages"));

for (const [kind, addresses] of byKind)
  test(`on all ${kind}, as they come`, async ({ page }) => {
    test.setTimeout(300_000);
    expect(addresses.length).toBeGreaterThan(5);
    for (const address of addresses) {
      await page.goto(address, { waitUntil: "domcontentloaded" });
      await expectLarge(page, address);
      expect(await askew(page), address).toEqual([]);
    }
  });

/** Long enough for a part of the page that is fetched late. */
const turn = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 40; frame += 1) await new Promise(requestAnimationFrame);
  });

const words = {
  en: { more: "More", check: "Check" },
  ko: { more: "더 보기", check: "확인" },
} as const;

for (const language of languages)
  test(`whatever is opened on a lesson's page (${language})`, async ({ page }) => {
    const w = words[language];
    await openLesson(page, language);
    const tools = page.locator("notebook-tools");
    const menu = page.getByRole("menu");
    const items = menu.locator("[role=menuitem]:not([aria-disabled=true])");
    /** What was opened before may still be on its way: it is closed, as often as it takes. */
    const open = (opener: Locator) =>
      expect(async () => {
        await page.keyboard.press("Escape");
        if ((await menu.count()) === 0) await opener.tap({ timeout: 2_000 });
        await expect(menu).toBeVisible({ timeout: 2_000 });
      }).toPass();
    const openMenu = () => open(button(tools, w.more));
    test.setTimeout(240_000);
    // Every entry of the menus, by its place: what it opens is looked at.
    await openMenu();
    await expectLarge(page, "the notebook's menu");
    const entries = await items.allTextContents();
    expect(entries.length).toBeGreaterThan(4);
    await page.keyboard.press("Escape");
    await page.locator("[data-action=run-all]").tap();
    await expect(page.locator("notebook-cell:not([data-activity=ready])")).toHaveCount(0);
    await expectLarge(page, "what has run, with tables");
    page.on("filechooser", () => undefined);
    for (const [index, entry] of entries.entries()) {
      await openMenu();
      await items.nth(index).tap();
      await turn(page);
      await expectLarge(page, entry);
    }
    await page.reload();
    const scope = cell(page, "two-machines");
    const more = scope.getByRole("button", { name: `${w.more}: two-machines` });
    await open(more);
    await expectLarge(page, "a cell's menu");
    const own = await items.allTextContents();
    await page.keyboard.press("Escape");
    await scope.locator("[data-action=edit]").tap();
    await page.keyboard.type("throw new Error('x'); ");
    await scope.locator(".cell-run").tap();
    await expect(scope.locator(".error")).toBeVisible();
    await expectLarge(page, "an edited cell with an error");
    for (const [index, entry] of own.entries()) {
      await open(more);
      await items.nth(index).tap();
      await turn(page);
      await expectLarge(page, entry);
    }
    await expectLarge(page, "cells of the reader's own");
  });

for (const language of languages)
  test(`the exercise, the bench and the search (${language})`, async ({ page }) => {
    const w = words[language];
    await openLesson(page, language);
    const exercise = page.locator("notebook-exercise").first();
    await exercise.locator("[data-action=hint]").tap();
    await expect(exercise.locator(".exercise-hint:visible")).toHaveCount(1);
    await exercise.locator("[data-action=solution]").tap();
    await expect(exercise.locator(".exercise-question")).toBeVisible();
    await expectLarge(page, "the question before a solution");
    await exercise.locator("[data-action=solution-anyway]").tap();
    await exercise.getByRole("button", { name: w.check }).first().tap();
    await expect(exercise.locator(".exercise-feedback")).not.toBeEmpty();
    await exercise.locator("[data-feature=compare]").tap();
    await expect(page.locator(".comparison")).toBeVisible();
    await expectLarge(page, "a solution beside the reader's code");
    await page.locator("[data-feature=bench]").tap();
    await expect(page.locator(".bench")).toBeVisible();
    await page.locator("notebook-cell .cell-run").first().tap();
    await page.locator(".bench-fold").tap();
    await expect(page.locator(".bench-machine").first()).toBeVisible();
    await expectLarge(page, "the bench");
    await page.locator(".bench-close").tap();
    await page.locator("site-search button").first().tap();
    const search = page.locator("site-search input");
    await expect(search).toBeVisible();
    await search.fill("hypervisor");
    await expect(page.locator(".pagefind-ui__result").first()).toBeVisible();
    await expectLarge(page, "the search");
  });

test.describe("on a phone, the bench", () => {
  for (const viewport of [
    { width: 375, height: 700 },
    { width: 700, height: 375 },
  ])
    test(`leaves the page to its reader at ${String(viewport.width)} × ${String(viewport.height)}`, async ({
      page,
    }) => {
      await page.setViewportSize(viewport);
      await openLesson(page);
      await page.locator("[data-feature=bench]").tap();
      const bench = page.locator(".bench");
      await expect(bench.locator(".bench-body")).toBeVisible();
      await page.locator("notebook-cell .cell-editor").first().tap();
      await expect(bench.locator(".bench-body")).toBeHidden();
      const height = (await bench.boundingBox())?.height ?? NaN;
      expect(height).toBeLessThan(70);
      // The last line of the page can be scrolled to above it.
      await page.evaluate(() => {
        scrollTo(0, document.documentElement.scrollHeight);
      });
      const last = await page.locator("main").evaluate((it) => it.getBoundingClientRect().bottom);
      expect(last).toBeLessThanOrEqual(viewport.height - height + 1);
      await page.locator(".bench-fold").tap();
      await expect(bench.locator(".bench-body")).toBeVisible();
      // Left open, it does not lie over the page that is read next.
      await page.reload();
      await expect(bench).toBeVisible();
      await expect(bench.locator(".bench-body")).toBeHidden();
    });
});
