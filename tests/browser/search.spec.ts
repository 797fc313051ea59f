// Search finds lessons in the page's language, and costs nothing when the reader does not search.
import { expect, lessonAddress, openLesson, test, type Language } from "./lesson.ts";

const searchCode = /\/(ui-core|pagefind)/;

for (const [language, word, title, open, clear, counted] of [
  ["en", "side channel", "One server, many machines", "pointer", "Clear", / results? for /],
  ["ko", "부채널", "서버 한 대, 컴퓨터 여러 대", "keyboard", "비우기", /에 대한 결과 /],
] as const satisfies readonly (readonly [Language, string, string, string, string, RegExp])[])
  test(`a word finds its lesson, opened by ${open} (${language})`, async ({ page, traffic }) => {
    await openLesson(page, language);
    await page.waitForLoadState("networkidle");
    expect(traffic.matching(searchCode)).toEqual([]);
    if (open === "pointer") await page.locator("site-search button[data-open-modal]").click();
    else await page.keyboard.press("ControlOrMeta+k");
    const box = page.locator("site-search dialog input");
    await expect(box).toBeFocused();
    await box.fill(word);
    const search = page.locator("site-search dialog");
    await expect(search.locator(".pagefind-ui__search-clear")).toHaveText(clear);
    await expect(search.locator(".pagefind-ui__message")).toContainText(counted);
    await expect(page.locator("site-search .pagefind-ui__result-link").first()).toContainText(
      title,
    );
  });

test("what a search shows of a page is its text, without the words of buttons", async ({
  page,
}) => {
  await openLesson(page, "ko");
  await page.locator("site-search button[data-open-modal]").click();
  await page.locator("site-search dialog input").fill("스냅샷");
  const excerpts = page.locator("site-search .pagefind-ui__result-excerpt");
  await expect(excerpts.first()).toContainText("스냅샷");
  expect((await excerpts.allInnerTexts()).join("\n")).not.toMatch(/편집|되돌리기중지|마크다운|⋯/);
});

test("the links beside headings are called in the page's language", async ({ page }) => {
  for (const [language, label] of [
    ["en", /^Section titled “.+”$/],
    ["ko", /^섹션 제목: “.+”$/],
  ] as const) {
    await page.goto(lessonAddress(language));
    const labels = await page.locator(".sl-anchor-link .sr-only").allInnerTexts();
    expect(labels.length).toBeGreaterThan(3);
    for (const text of labels) expect(text).toMatch(label);
  }
});
