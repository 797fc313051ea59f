// Search finds lessons in the page's language, and costs nothing when the reader does not search.
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
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

/** Opens the search and writes into it. */
async function search(page: Page, term: string): Promise<void> {
  const box = page.locator("site-search dialog input");
  if (!(await box.isVisible())) await page.locator("site-search button[data-open-modal]").click();
  await box.fill(term);
}

for (const [language, common, more, none] of [
  ["en", "server", "Load more results", "No results for qqqqqq"],
  ["ko", "서버", "검색 결과 더 보기", "ㅋㅋㅋㅋ에 대한 결과 없음"],
] as const)
  test(`the search speaks its page's language (${language})`, async ({ page }) => {
    await page.goto(`/${language}/playground/`);
    await search(page, common);
    await expect(page.locator("site-search .pagefind-ui__button")).toHaveText(more);
    const dialog = page.locator("site-search dialog");
    await search(page, language === "en" ? "qqqqqq" : "ㅋㅋㅋㅋ");
    await expect(dialog.locator(".pagefind-ui__message")).toHaveText(none);
    if (language === "ko") expect(await dialog.innerText()).not.toMatch(/[A-Za-z]{2}/);
    else expect(await dialog.innerText()).not.toMatch(/[가-힣]/);
  });

test("a part of a Korean compound is found, and a term that is written together where the page writes it apart", async ({
  page,
}) => {
  await page.goto("/ko/playground/");
  const marks = page.locator("site-search .pagefind-ui__result-excerpt mark");
  const message = page.locator("site-search .pagefind-ui__message");
  const marked = async () => [
    ...new Set((await marks.allInnerTexts()).map((text) => /[가-힣]+/.exec(text)?.[0] ?? "")),
  ];
  await search(page, "체제");
  await expect(message).toHaveText(/^체제에 대한 결과 \d+건$/);
  await expect(marks.first()).toHaveText(/^운영체제/);
  for (const text of await marked()) expect(text).toMatch(/^운영체제/);
  await search(page, "모리");
  await expect(message).toHaveText("모리에 대한 결과 없음");
  await search(page, "가상머신");
  await expect(message).toHaveText(/^가상머신에 대한 결과 \d+건$/);
  await expect.poll(marked).toContain("머신");
  expect(await marked()).toContain("가상");
  await search(page, "물리메모리를");
  await expect(message).toHaveText(/^물리메모리를에 대한 결과 \d+건$/);
  await expect.poll(marked).toContain("메모리를");
  expect(await marked()).toContain("물리");
});

test("without the list of words the search does what it can", async ({ page }) => {
  await page.route("**/pagefind/words.ko.txt", (route) => route.abort());
  await page.goto("/ko/playground/");
  await search(page, "가상머신");
  await expect(page.locator("site-search .pagefind-ui__message")).toHaveText(/결과 \d+건$/);
});

test("what is shown of a page has no words of buttons, none that run into each other, and no marks", () => {
  const folder = "dist/pagefind/fragment";
  const names = readdirSync(folder);
  expect(names.length).toBeGreaterThan(10);
  const texts = names.map((name) => gunzipSync(readFileSync(`${folder}/${name}`)).toString("utf8"));
  const all = texts.join("\n");
  // The words are there, so that what is not there is not missing for another reason.
  for (const word of [
    "하이퍼바이저",
    "운영체제",
    "라이브 마이그레이션",
    "시각 일어난 일 내용",
    "만들어지기까지. ",
  ])
    expect(all).toContain(word);
  expect(
    all.match(/(?:힌트|Hint) \d+(?:\/| of )\d+|\+ (?:코드|Code)|내 코드와 비교|Compare with mine/g),
  ).toBe(null);
  expect(all.match(/[가-힣]\^[가-힣]/g)).toBe(null);
});

test("the pages are as they were before the index was made", async ({ page }) => {
  await page.goto("/ko/playground/");
  await expect(page.locator("[data-feature=insert-example]").first()).toBeVisible();
  for (const slug of ["playground", "trust", "virtual-machines/one-server-many-machines"]) {
    const html = readFileSync(`dist/ko/${slug}/index.html`, "utf8");
    expect(html).not.toMatch(/[가-힣]\^[가-힣]|data-pagefind-ignore/);
    expect(html).toContain("<button");
  }
});

test("the index of a language weighs less than its texts", () => {
  const texts = readdirSync("dist/pagefind/fragment");
  const parts = readdirSync("dist/pagefind/index");
  for (const language of ["en", "ko"]) {
    const of = (name: string) => name.startsWith(`${language}_`);
    const text = texts
      .filter(of)
      .map((name) => gunzipSync(readFileSync(`dist/pagefind/fragment/${name}`)).length);
    const index = parts
      .filter(of)
      .map((name) => readFileSync(`dist/pagefind/index/${name}`).length);
    const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
    expect(sum(index)).toBeGreaterThan(10_000);
    expect(sum(index), language).toBeLessThan(sum(text) * 0.6);
  }
  expect(readFileSync("dist/pagefind/words.ko.txt").length).toBeLessThan(12_000);
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
