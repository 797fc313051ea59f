// Several tabs of one lesson, and what a cell has been before: no text that the reader typed gives way unseen, whichever
// tab is closed, reloaded or cleared, and each can be brought back.
import type { BrowserContext, Page } from "@playwright/test";
import { toFragment } from "../../components/notebook/share/fragment.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  languages,
  lesson,
  lessonAddress,
  narrow,
  openLesson,
  plainEditor,
  test,
  write,
  type Language,
} from "./lesson.ts";

test.use(narrow);

const id = "two-machines";
const key = `hypervisor-notebook/v1/${lesson.slug}/${id}`;
const original = lesson.cells.find((each) => each.id === id)?.source ?? "";
const code = (page: Page, of = id) => cell(page, of).locator(".cell-editor code");
const offer = (page: Page, of = id) => cell(page, of).locator(".cell-versions");
const history = (page: Page) => cell(page, id).locator(".cell-history");

const words = {
  en: {
    twoTabs: "This cell was edited in two tabs.",
    otherTab: "edited in another tab",
    take: "Take the other one",
    keep: "Keep this one",
    history: "Earlier versions",
    restore: /^Bring back: /,
    compare: /^Compare: /,
    received: "taken from elsewhere",
    takeAll: "Take all",
  },
  ko: {
    twoTabs: "두 탭에서 이 셀을 서로 다르게 고쳤습니다.",
    otherTab: "다른 탭에서 이 셀을 고쳤습니다.",
    take: "다른 코드로 바꾸기",
    keep: "이 코드 유지",
    history: "이전 코드",
    restore: /^되살리기: /,
    compare: /^비교: /,
    received: "가져온 코드",
    takeAll: "모두 가져오기",
  },
} as const satisfies Record<Language, unknown>;

/** Writes into the plain editor of a page in any language, and waits until it is stored. */
async function edit(page: Page, source: string): Promise<void> {
  const scope = cell(page, id);
  if ((await plainEditor(scope).count()) === 0) await scope.locator("[data-action=edit]").click();
  await plainEditor(scope).fill(source);
  await expect.poll(() => stored(page)).toBe(source);
}

const stored = (page: Page): Promise<string | undefined> =>
  page.evaluate(
    (name) => (JSON.parse(localStorage.getItem(name) ?? "{}") as { source?: string }).source,
    key,
  );

async function openOther(context: BrowserContext, address: string): Promise<Page> {
  const other = await context.newPage();
  await other.goto(address);
  await expect(other.locator("notebook-cell .cell-run:enabled").first()).toBeVisible();
  return other;
}

async function openHistory(page: Page, language: Language): Promise<void> {
  await cell(page, id).locator("[data-feature=cell-menu]").press("Enter");
  await page.getByRole("menuitem", { name: words[language].history }).press("Enter");
  await expect(history(page)).toBeFocused();
}

for (const language of languages)
  test.describe(`one cell edited in two tabs (${language})`, () => {
    const s = words[language];

    test("one is closed, the other reloaded: both texts are there, and said to be", async ({
      page,
      context,
    }) => {
      await openLesson(page, language);
      const other = await openOther(context, lessonAddress(language === "en" ? "ko" : "en"));
      await edit(page, "const first = 1;");
      await edit(other, "const second = 2;");
      await other.close();
      await page.reload();
      await expect(code(page)).toHaveText("const second = 2;");
      await expect(offer(page)).toContainText(s.twoTabs);
      expect(await complaints(page)).toEqual([]);
      // Not to decide is to be asked again.
      await page.reload();
      await button(offer(page), s.take).click();
      await expect(code(page)).toHaveText("const first = 1;");
      await page.reload();
      await expect(code(page)).toHaveText("const first = 1;");
      await expect(offer(page)).toHaveCount(0);
      await openHistory(page, language);
      await expect(history(page).locator("li")).toContainText(["const second = 2;"]);
    });

    test("what is kept is not asked about again", async ({ page, context }) => {
      await openLesson(page, language);
      const other = await openOther(context, lessonAddress(language));
      await edit(page, "const first = 1;");
      await edit(other, "const second = 2;");
      await other.close();
      await page.reload();
      await button(offer(page), s.keep).click();
      await expect(offer(page)).toHaveCount(0);
      await page.reload();
      await expect(code(page)).toHaveText("const second = 2;");
      await page.waitForLoadState("networkidle");
      await expect(offer(page)).toHaveCount(0);
    });
  });

for (const language of languages)
  for (const width of [375, 1440])
    test(`own code, a link, another link: the own one is among the earlier versions (${language}, ${String(width)} px)`, async ({
      page,
    }) => {
      const s = words[language];
      await page.setViewportSize({ width, height: 800 });
      const link = (source: string) =>
        toFragment({
          lesson: lesson.slug,
          cells: [{ id, source, lessonHash: hashSource(original) }],
          own: [],
        });
      await openLesson(page, language);
      await page.evaluate(() => {
        localStorage.setItem("hypervisor-notebook/editor", "plain");
      });
      await page.reload();
      await edit(page, "const mine = 1;");
      for (const source of ["const linkA = 1;", "const linkB = 2;"]) {
        // From elsewhere: a link within its page is taken out of the address as soon as it is told of.
        await page.goto("about:blank");
        await page.goto(lessonAddress(language) + (await link(source)));
        await button(page.locator(".share-banner"), s.takeAll).click();
        await expect(code(page)).toHaveText(source);
        await expect.poll(() => stored(page)).toBe(source);
      }
      await openHistory(page, language);
      const items = history(page).locator("li");
      await expect(items).toHaveCount(2);
      await expect(items.nth(0)).toContainText("const linkA = 1;");
      await expect(items.nth(0)).toContainText(s.received);
      await expect(items.nth(1)).toContainText("const mine = 1;");
      await expect(items.nth(1)).not.toContainText(s.received);
      expect(await complaints(page)).toEqual([]);
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(await overflow()).toBeLessThanOrEqual(0);
      await items.nth(1).getByRole("button", { name: s.compare }).press("Enter");
      await expect(items.nth(1).locator("ins.comparison-line")).toContainText("const mine = 1;");
      expect(await overflow()).toBeLessThanOrEqual(0);
      // All of an item is within the list: only the lines that are compared scroll.
      const list = history(page).locator("ul");
      expect(await list.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
      await items.nth(1).getByRole("button", { name: s.restore }).press("Enter");
      await expect(code(page)).toHaveText("const mine = 1;");
      await expect(history(page)).toBeFocused();
      await expect(items.nth(0)).toContainText("const linkB = 2;");
      await page.keyboard.press("Escape");
      await expect(history(page)).toHaveCount(0);
      await expect(cell(page, id).locator("[data-feature=cell-menu]")).toBeFocused();
      await page.reload();
      await expect(code(page)).toHaveText("const mine = 1;");
    });

test("a cell that was never anything else has no earlier versions", async ({ page }) => {
  await openLesson(page);
  await cell(page, id).locator("[data-feature=cell-menu]").click();
  const entry = page.getByRole("menuitem", { name: words.en.history });
  await expect(entry).toHaveAttribute("aria-disabled", "true");
});

test("a page that is hidden has written what was typed", async ({ page }) => {
  await openLesson(page);
  await button(cell(page, id), "Edit").click();
  const found = await plainEditor(cell(page, id)).evaluate((area, name) => {
    (area as HTMLTextAreaElement).value = "typed just now";
    area.dispatchEvent(new Event("input"));
    const before = localStorage.getItem(name);
    document.dispatchEvent(new Event("visibilitychange"));
    return { before, after: localStorage.getItem(name) };
  }, key);
  expect(found.before).toBeNull();
  expect(found.after).toContain("typed just now");
});

test("a page that comes back from the browser's cache looks for what was written meanwhile", async ({
  page,
}) => {
  await openLesson(page);
  await edit(page, "const mine = 1;");
  await page.evaluate((name) => {
    // No event tells a page of what it writes itself, nor one in the cache of anything.
    const edit = JSON.parse(localStorage.getItem(name) ?? "{}") as object;
    localStorage.setItem(name, JSON.stringify({ ...edit, source: "const meanwhile = 2;" }));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  }, key);
  await expect(offer(page)).toContainText(words.en.otherTab);
  await expect(plainEditor(cell(page, id))).toHaveValue("const mine = 1;");
});

test("a cell of the reader's own is told of in the other tab, too", async ({ page, context }) => {
  await openLesson(page);
  await cell(page, id).locator("> .cell-insert [data-kind=code]").press("Enter");
  await expect(plainEditor(cell(page, "own-1"))).toBeFocused();
  await write(page, "own-1", "const mine = 1;");
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).join()))
    .toContain("own-cells/v1");
  const other = await openOther(context, lessonAddress("en"));
  await write(other, "own-1", "const second = 2;");
  await expect(offer(page, "own-1")).toContainText(words.en.otherTab);
  await write(page, "own-1", "const mine = 3;");
  await expect(offer(other, "own-1")).toContainText(words.en.otherTab);
  await other.close();
  await page.reload();
  await expect(code(page, "own-1")).toHaveText("const mine = 3;");
  await button(offer(page, "own-1"), words.en.take).click();
  await expect(code(page, "own-1")).toHaveText("const second = 2;");
  await button(offer(page, "own-1"), "Bring mine back").click();
  await expect(code(page, "own-1")).toHaveText("const mine = 3;");
});

test("an embedded cell and its lesson's page tell each other", async ({ page, context }) => {
  await openLesson(page);
  const other = await openOther(context, `/embed/en/${lesson.slug}/${id}/`);
  await edit(page, "const mine = 1;");
  await expect(offer(other)).toContainText(words.en.otherTab);
  await edit(other, "const embedded = 2;");
  await expect(offer(page)).toContainText(words.en.otherTab);
});

test("what is cleared in one tab while another has it open is offered there, and not lost in it", async ({
  page,
  context,
}) => {
  await openLesson(page);
  await edit(page, "const mine = 1;");
  const other = await openOther(context, lessonAddress("en"));
  await other.locator("[data-feature=notebook-menu]").click();
  await other.getByRole("menuitem", { name: "My progress" }).click();
  const dialog = other.getByRole("dialog");
  await button(dialog, "Clear my code").click();
  await button(dialog, "Clear my code in all lessons: sure?").click();
  await expect(offer(page)).toContainText(words.en.otherTab);
  await expect(plainEditor(cell(page, id))).toHaveValue("const mine = 1;");
  await edit(page, "const mine = 2;");
  await button(dialog, "Undo").click();
  await expect.poll(() => stored(page)).toBe("const mine = 2;");
  await page.reload();
  await expect(code(page)).toHaveText("const mine = 2;");
  await button(offer(page), words.en.take).click();
  await expect(code(page)).toHaveText("const mine = 1;");
});
