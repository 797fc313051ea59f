// Search finds lessons in the page's language, and costs nothing when the reader does not search.
import { expect, openLesson, test, type Language } from "./lesson.ts";

const searchCode = /\/(ui-core|pagefind)/;

for (const [language, word, title, open] of [
  ["en", "side channel", "One server, many machines", "pointer"],
  ["ko", "부채널", "서버 한 대, 컴퓨터 여러 대", "keyboard"],
] as const satisfies readonly (readonly [Language, string, string, string])[])
  test(`a word finds its lesson, opened by ${open} (${language})`, async ({ page, traffic }) => {
    await openLesson(page, language);
    await page.waitForLoadState("networkidle");
    expect(traffic.matching(searchCode)).toEqual([]);
    if (open === "pointer") await page.locator("site-search button[data-open-modal]").click();
    else await page.keyboard.press("ControlOrMeta+k");
    const box = page.locator("site-search dialog input");
    await expect(box).toBeFocused();
    await box.fill(word);
    await expect(page.locator("site-search .pagefind-ui__result-link").first()).toContainText(
      title,
    );
  });
