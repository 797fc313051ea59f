// The page before the reader runs anything: readable without scripts, in both languages, and quiet.
import {
  button,
  cell,
  expect,
  heavy,
  languages,
  lesson,
  lessonAddress,
  lessonIn,
  names,
  openLesson,
  output,
  runButton,
  test,
} from "./lesson.ts";

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  for (const language of languages) {
    test(`every cell shows its code and its recorded outputs (${language})`, async ({ page }) => {
      await page.goto(lessonAddress(language));
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      const { cells, exercises } = lessonIn(language);
      for (const { id, source } of cells) {
        const scope = cell(page, id);
        await expect(scope.locator(".cell-editor code")).toHaveText(source);
        await expect(output(scope)).toHaveText(/\S|^$/);
        await expect(output(scope).locator("> *").first()).toBeVisible();
        await expect(scope.getByText(names[language].recorded, { exact: true })).toBeVisible();
        await expect(scope).toHaveAttribute("data-validity", "fresh");
        await expect(scope).toHaveAttribute("data-activity", "ready");
      }
      for (const { id, starter } of exercises)
        await expect(cell(page, id).locator(".cell-editor code")).toHaveText(starter);
    });

    test(`no button pretends to work (${language})`, async ({ page }) => {
      await page.goto(lessonAddress(language));
      const live = page.locator(
        "notebook-tools button, notebook-cell button, notebook-exercise button",
      );
      expect(await live.count()).toBeGreaterThan(lesson.cells.length);
      for (const control of await live.all())
        expect((await control.isHidden()) || (await control.isDisabled())).toBe(true);
      for (const { id } of lesson.cells)
        await expect(runButton(cell(page, id), language)).toBeDisabled();
    });

    test(`hints can be read (${language})`, async ({ page }) => {
      await page.goto(lessonAddress(language));
      const hint = page.locator(".exercise-hint").first();
      await hint.locator("summary").click();
      await expect(hint.locator("div")).toBeVisible();
    });
  }

  test("recorded diagrams are images of a known size, with text in their place", async ({
    page,
  }) => {
    await page.goto(lessonAddress("en"));
    const image = output(cell(page, "two-machines")).locator("img:visible");
    await image.scrollIntoViewIfNeeded();
    await expect(image).toHaveCount(1);
    await expect(image).toHaveAttribute("alt", /guest server: shop/i);
    await expect(image).toHaveAttribute("width", /^[1-9]\d*$/);
    await expect(image).toHaveAttribute("height", /^[1-9]\d*$/);
    await expect
      .poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth))
      .toBeGreaterThan(0);
    // The place that is kept for it has its shape, so nothing shifts when it arrives.
    const [kept, drawn] = await image.evaluate((img: HTMLImageElement) => [
      Number(img.getAttribute("width")) / Number(img.getAttribute("height")),
      img.naturalWidth / img.naturalHeight,
    ]);
    expect(kept).toBeCloseTo(drawn ?? NaN, 1);
  });

  test("the front door offers both languages", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("link", { name: "English" })).toHaveAttribute("href", "/en/");
    await expect(page.getByRole("link", { name: "한국어" })).toHaveAttribute("href", "/ko/");
  });
});

for (const [browserLanguage, expected] of [
  ["en-GB", "/en/"],
  ["ko-KR", "/ko/"],
  ["fr-FR", "/en/"],
] as const) {
  test.describe(`a browser set to ${browserLanguage}`, () => {
    test.use({ locale: browserLanguage });
    test(`goes to ${expected}`, async ({ page }) => {
      await page.goto("/");
      await page.waitForURL(`**${expected}`);
    });
  });
}

test.describe("in both languages", () => {
  for (const [from, to, label] of [
    ["en", "ko", "한국어"],
    ["ko", "en", "English"],
  ] as const)
    test(`the language switch leads from ${from} to the same lesson in ${to}`, async ({ page }) => {
      await page.goto(lessonAddress(from));
      await page.locator("starlight-lang-select select:visible").selectOption({ label });
      await page.waitForURL(`**${lessonAddress(to)}`);
      await expect(page.locator("html")).toHaveAttribute("lang", to);
      await expect(runButton(cell(page, "two-machines"), to)).toBeEnabled();
    });

  test("code is the same but for its words, and the page speaks the language", async ({ page }) => {
    await page.goto(lessonAddress("ko"));
    await expect(button(cell(page, "two-machines"), "실행")).toBeVisible();
    await expect(button(cell(page, "two-machines"), "Run")).toHaveCount(0);
    const alternative = output(cell(page, "two-machines")).locator("img").first();
    await expect(alternative).toHaveAttribute("alt", /게스트 서버/);
    await expect(cell(page, "two-machines").locator("code")).toHaveText(
      lessonIn("ko").cells.find(({ id }) => id === "two-machines")?.source ?? "",
    );
  });
});

for (const language of languages)
  test(`nothing runs and nothing for running is fetched before a click (${language})`, async ({
    page,
    traffic,
  }) => {
    await openLesson(page, language);
    await page.waitForLoadState("networkidle");
    expect(page.workers()).toEqual([]);
    expect(page.frames()).toHaveLength(1);
    for (const pattern of Object.values(heavy)) expect(traffic.matching(pattern)).toEqual([]);
    for (const { id } of lesson.cells) {
      await expect(cell(page, id)).toHaveAttribute("data-activity", "ready");
      await expect(cell(page, id)).toHaveAttribute("data-validity", "fresh");
    }
  });

test("looking at a cell may fetch the kernel, and runs nothing", async ({ page, traffic }) => {
  await openLesson(page);
  await cell(page, "two-machines").hover();
  await expect.poll(() => traffic.matching(heavy.kernel).length).toBe(1);
  await expect(cell(page, "two-machines")).toHaveAttribute("data-validity", "fresh");
  await expect(cell(page, "two-machines").locator(".cell-count")).toHaveText("[ ]");
});
