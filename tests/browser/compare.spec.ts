// Other versions of a cell than the reader's: a newer lesson, another tab, a solution. Each is offered and compared line
// by line, none is imposed, and what gives way can be brought back.
import type { Page } from "@playwright/test";
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
const original = lesson.cells.find((each) => each.id === id)?.source ?? "";
const first = original.split("\n")[0] ?? "";
const code = (page: Page) => cell(page, id).locator(".cell-editor code");
const offer = (page: Page) => cell(page, id).locator(".cell-versions");
const comparison = (page: Page) => cell(page, id).locator(".comparison");

const words = {
  en: {
    changed: "has changed since your edit",
    keep: "Keep mine",
    take: "Take the new one",
    undo: "Undo reset",
    compare: "Compare",
    close: "Close the comparison",
    added: "added:",
  },
  ko: {
    changed: "원래 셀이 바뀌었습니다",
    keep: "내 코드 유지",
    take: "새 코드로 바꾸기",
    undo: "되돌리기 취소",
    compare: "비교",
    close: "비교 닫기",
    added: "더한 줄:",
  },
} as const satisfies Record<Language, unknown>;

/** Opens the lesson with an edit that was made of an older one. */
async function openWithOldEdit(page: Page, language: Language, source = "6 * 7"): Promise<void> {
  await openLesson(page, language);
  await page.evaluate(
    ([key, text]) => {
      localStorage.setItem(key, text);
    },
    [
      `hypervisor-notebook/v1/virtual-machines/one-server-many-machines/${id}`,
      JSON.stringify({ source, lessonHash: "of an older lesson", savedAt: null }),
    ] as const,
  );
  await page.reload();
  await expect(offer(page)).toContainText(words[language].changed);
  await expect(code(page)).toHaveText(source);
}

for (const language of languages)
  test(`mine is kept when the reader says so, and that sticks (${language})`, async ({ page }) => {
    await openWithOldEdit(page, language);
    await button(offer(page), words[language].keep).click();
    await expect(offer(page)).toHaveCount(0);
    await page.reload();
    await expect(code(page)).toHaveText("6 * 7");
    await expect(offer(page)).toHaveCount(0);
  });

for (const language of languages)
  test(`the new one is taken when the reader says so, and mine can be brought back after a reload (${language})`, async ({
    page,
  }) => {
    await openWithOldEdit(page, language);
    await button(offer(page), words[language].take).click();
    await expect(code(page)).toHaveText(original);
    await expect(offer(page)).toHaveCount(0);
    await page.reload();
    await expect(code(page)).toHaveText(original);
    await button(cell(page, id), words[language].undo).click();
    await expect(code(page)).toHaveText("6 * 7");
  });

test("who types on has not decided yet", async ({ page }) => {
  await openWithOldEdit(page, "en");
  await write(page, id, "6 * 8");
  await expect(offer(page)).toContainText(words.en.changed);
  await page.reload();
  await expect(code(page)).toHaveText("6 * 8");
  await expect(offer(page)).toContainText(words.en.changed);
});

for (const language of languages)
  test(`a comparison says what only one of the two has (${language})`, async ({ page }) => {
    const s = words[language];
    await openWithOldEdit(page, language, `// mine\n${original.replace(`${first}\n`, "")}`);
    const compare = button(offer(page), s.compare);
    await compare.click();
    await expect(compare).toHaveAttribute("aria-expanded", "true");
    await expect(comparison(page).locator("del.comparison-line")).toContainText(first);
    await expect(comparison(page).locator("ins.comparison-line")).toHaveText(
      `+${s.added} // mine\n`,
    );
    expect(await complaints(page)).toEqual([]);
    await button(comparison(page), s.close).click();
    await expect(comparison(page)).toHaveCount(0);
    await expect(compare).toBeFocused();
  });

test("any edited cell is compared with the lesson from its menu, and the comparison follows the typing", async ({
  page,
}) => {
  await openLesson(page);
  const more = cell(page, id).getByRole("button", { name: `More: ${id}` });
  const entry = page.getByRole("menuitem", { name: /^Compare with the lesson/ });
  await more.click();
  await expect(entry).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await write(page, id, `${original}\n// one more`);
  await more.click();
  await entry.click();
  await expect(comparison(page).locator(".comparison-lines")).toBeFocused();
  await expect(comparison(page).locator("ins.comparison-line")).toHaveCount(1);
  await write(page, id, `${original}\n// one more\n// and another`);
  await expect(comparison(page).locator("ins.comparison-line")).toHaveCount(2);
  await expect(comparison(page).locator("del.comparison-line")).toHaveCount(0);
  await write(page, id, original);
  await expect(comparison(page)).toContainText("The two are the same.");
});

test("the solution is compared with the reader's code, which stays", async ({ page }) => {
  const [exercise] = lesson.exercises;
  await openLesson(page);
  await write(page, exercise?.id ?? "", "const mine = 1;");
  const scope = page.locator(`notebook-exercise[data-exercise="${exercise?.id ?? ""}"]`);
  await button(scope, "Show a solution").click();
  await button(scope, "Show it all the same").click();
  await button(scope, "Compare with mine").click();
  await expect(scope.locator("del.comparison-line")).toContainText("const mine = 1;");
  await expect(scope.locator("ins.comparison-line")).toHaveCount(
    exercise?.solution.split("\n").length ?? 0,
  );
  await expect(plainEditor(cell(page, exercise?.id ?? ""))).toHaveValue("const mine = 1;");
});

test.describe("at 320 pixels", () => {
  test.use({ viewport: { width: 320, height: 700 } });
  test("a comparison scrolls by itself, and the page does not", async ({ page }) => {
    await openWithOldEdit(page, "en", `// ${"long ".repeat(60)}`);
    await button(offer(page), "Compare").click();
    const lines = comparison(page).locator(".comparison-lines");
    await lines.focus();
    const scrolls = () => lines.evaluate((element) => element.scrollLeft);
    await page.keyboard.press("ArrowRight");
    await expect.poll(scrolls).toBeGreaterThan(0);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

test("an edit in another tab is offered, and either of the two can be brought back", async ({
  page,
  context,
}) => {
  await openLesson(page);
  const other = await context.newPage();
  await other.goto(lessonAddress("ko"));
  await write(page, id, "const mine = 1;");
  await expect(offer(other)).toContainText("다른 탭에서");
  await cell(other, id).locator("[data-action=edit]").click();
  await plainEditor(cell(other, id)).fill("const other = 2;");
  await expect(offer(page)).toContainText("edited in another tab");
  await expect(plainEditor(cell(page, id))).toHaveValue("const mine = 1;");
  await button(offer(page), "Compare").click();
  await expect(comparison(page).locator("ins.comparison-line")).toContainText("const other = 2;");
  await button(offer(page), "Take the other tab's").click();
  await expect(plainEditor(cell(page, id))).toHaveValue("const other = 2;");
  await button(offer(page), "Bring mine back").click();
  await expect(plainEditor(cell(page, id))).toHaveValue("const mine = 1;");
  await expect(offer(page)).toHaveCount(0);
});

test("another tab's edit that this tab wrote over is kept, also over a reload", async ({
  page,
  context,
}) => {
  await openLesson(page);
  await write(page, id, "const mine = 1;");
  const other = await context.newPage();
  await other.goto(lessonAddress("en"));
  await write(other, id, "const other = 2;");
  await expect(offer(page)).toContainText("edited in another tab");
  await other.close();
  await write(page, id, "const mine = 3;");
  await page.reload();
  await expect(code(page)).toHaveText("const mine = 3;");
  await cell(page, id)
    .getByRole("button", { name: `More: ${id}` })
    .click();
  await page.getByRole("menuitem", { name: "Earlier versions" }).click();
  const kept = cell(page, id).locator(".cell-history li").filter({ hasText: "const other = 2;" });
  await kept.getByRole("button", { name: /^Bring back: / }).click();
  await expect(code(page)).toHaveText("const other = 2;");
});
