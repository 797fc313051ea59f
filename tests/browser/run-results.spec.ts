// A run is seen to have done something: what it gave comes into view, as far as needed and no further, never under a
// reader who is elsewhere by then; and what is new in it is marked and said.
import { devices, type Locator, type Page } from "@playwright/test";
import {
  button,
  cell,
  expect,
  expectDone,
  languages,
  lesson,
  narrow,
  openLesson,
  output,
  plainEditor,
  runButton,
  runCell,
  test,
  writeAndRun,
} from "./lesson.ts";

const [first = "", second = ""] = lesson.cells.map(({ id }) => id);
const { viewport: _, defaultBrowserType: __, ...phone } = devices["Pixel 7"];

const words = {
  en: { asRecorded: "the same as recorded", asBefore: "the same as before" },
  ko: { asRecorded: "기록과 같음", asBefore: "지난번과 같음" },
} as const;

const said = (scope: Locator): Locator => scope.locator(".cell-origin .cell-change");
const scrolled = (page: Page): Promise<number> => page.evaluate(() => scrollY);

/** Whether an element is on the screen from its top to its bottom. */
const isInView = (element: Locator): Promise<boolean> =>
  element.evaluate((it) => {
    const { top, bottom } = it.getBoundingClientRect();
    const bar = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
    return top >= bar - 1 && bottom <= innerHeight;
  });
const expectInView = (element: Locator) => expect.poll(() => isInView(element)).toBe(true);

/** Resolves when what shows results has been fetched and has had its turn. */
const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState("networkidle");
  await page.evaluate(async () => {
    for (let frame = 0; frame < 60; frame += 1) await new Promise(requestAnimationFrame);
  });
};

/** The texts that are marked as new. */
const marked = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...(CSS.highlights.get("changed-output") ?? [])].map((range) => (range as Range).toString()),
  );

for (const language of languages)
  for (const [name, use] of [
    ["1440 × 900", { viewport: { width: 1440, height: 900 } }],
    ["a phone", { ...phone, viewport: { width: 375, height: 700 } }],
  ] as const)
    test.describe(`${language}, ${name}`, () => {
      test.use(use);
      test("the first Run brings its output into view and says that it is the recorded one", async ({
        page,
      }) => {
        await openLesson(page, language);
        const scope = cell(page, first);
        const origin = scope.locator(".cell-origin");
        expect(await isInView(origin)).toBe(false);
        await runButton(scope, language).click();
        await expectInView(origin);
        await expect(said(scope)).toHaveText(words[language].asRecorded);
        expect(await marked(page)).toEqual([]);
        // As little as needed: it stands at the foot of the window.
        await settled(page);
        const below = await origin.evaluate(
          (it) => innerHeight - it.getBoundingClientRect().bottom,
        );
        expect(below).toBeLessThan(24);
        const at = await scrolled(page);
        await runCell(page, first, language);
        await expect(said(scope)).toHaveText(words[language].asBefore);
        await settled(page);
        expect(await scrolled(page)).toBe(at);
      });
    });

test("a reader who wants no motion gets none", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.addInitScript(() => {
    const scroll = window.scrollBy.bind(window);
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    window.scrollBy = (options?: unknown) => {
      asked.push((options as ScrollToOptions).behavior);
      scroll(options as ScrollToOptions);
    };
  });
  await openLesson(page);
  await runCell(page, first);
  await expectInView(cell(page, first).locator(".cell-origin"));
  expect(await page.evaluate("asked")).toEqual(["instant"]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test.describe("in a narrow window", () => {
  test.use(narrow);

  const slow = (shown: string) =>
    `await new Promise((resolve) => setTimeout(resolve, 5000));\n${shown}`;
  const long = `Array.from({ length: 38 }, (_, n) => "line " + n).join("\\n")`;
  const elsewhere: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    ["has scrolled", (page) => page.mouse.wheel(0, 60)],
    [
      "has scrolled by the bar",
      (page) =>
        page.evaluate(() => {
          scrollBy(0, 60);
        }),
    ],
    [
      "types in another cell",
      async (page) => {
        await cell(page, second).evaluate((it) => {
          it.focus({ preventScroll: true });
        });
        await page.keyboard.press("Shift");
        await page.keyboard.press("x");
      },
    ],
  ];
  for (const [what, act] of elsewhere)
    test(`the page does not move under a reader who ${what}`, async ({ page }) => {
      await openLesson(page);
      // What brings outputs into view is there already, and could.
      await runCell(page, second);
      await writeAndRun(page, first, slow(`console.log(${long})`));
      await expect(cell(page, first)).toHaveAttribute("data-activity", "evaluating");
      await act(page);
      await settled(page);
      const at = await scrolled(page);
      await expect(cell(page, first)).toHaveAttribute("data-activity", "evaluating");
      await expectDone(cell(page, first));
      await settled(page);
      expect(await scrolled(page)).toBe(at);
      expect(await isInView(cell(page, first).locator(".cell-origin"))).toBe(false);
    });

  test("a run that goes on writing is followed to its end, an error included", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(
      page,
      first,
      `for (let n = 0; n < 60; n += 1) {
  console.log("line", n);
  await new Promise((resolve) => setTimeout(resolve, 10));
}
throw new Error("at the end");`,
    );
    await expectDone(cell(page, first));
    await expectInView(output(cell(page, first)).locator(".error"));
  });

  test("what is new is marked in a table and in text, and is old after the next run", async ({
    page,
  }) => {
    await openLesson(page);
    const scope = cell(page, first);
    const table = (memory: number) =>
      `console.log("one\\ntwo ${String(memory)}");\n[{ name: "shop", memory: ${String(memory)} }, { name: "blog", memory: 4 }]`;
    await writeAndRun(page, first, table(8));
    await expect(said(scope)).toHaveText(/changes, marked$/);
    await writeAndRun(page, first, table(9));
    await expect(said(scope)).toHaveText("2 changes, marked");
    expect(await marked(page)).toEqual(["two 9", "9"]);
    await runCell(page, first);
    await expect(said(scope)).toHaveText("the same as before");
    expect(await marked(page)).toEqual([]);
    await writeAndRun(page, first, `console.log("one\\ntwo 9");`);
    await expect(said(scope)).toHaveText("less than before");
  });

  test("a diagram that is another is marked as a whole, and the same is the same", async ({
    page,
  }) => {
    await openLesson(page);
    const scope = cell(page, first);
    const { source } = lesson.cells[0] ?? { source: "" };
    await writeAndRun(page, first, source.replace('name: "shop"', 'name: "market"'));
    await expect(said(scope)).toHaveText("1 change, marked");
    await expect(output(scope).locator("[data-changed] img")).not.toHaveCount(0);
    await runCell(page, first);
    await expect(said(scope)).toHaveText("the same as before");
    await expect(output(scope).locator("[data-changed]")).toHaveCount(0);
  });

  test("a recorded table that the reader has sorted is not taken for another", async ({ page }) => {
    await openLesson(page);
    const withTable = page.locator("notebook-cell:has(.cell-output thead button)").first();
    const id = (await withTable.getAttribute("data-cell")) ?? "";
    const head = cell(page, id).locator("thead button").last();
    await head.click();
    await expect(cell(page, id).locator("th[aria-sort]")).toHaveCount(1);
    await head.click();
    await runCell(page, id);
    await expect(said(cell(page, id))).toHaveText("the same as recorded");
  });

  test("a check shows its verdict", async ({ page }) => {
    await openLesson(page);
    const bar = page.locator(".exercise-bar").first();
    const check = button(bar, "Check");
    // At the foot of the window.
    await check.evaluate((it) => {
      it.scrollIntoView({ block: "end" });
    });
    await check.click();
    await expect(page.locator(".exercise-feedback").first()).not.toBeEmpty();
    await expectInView(page.locator(".exercise-feedback").first());
  });
});

for (const [name, code] of [
  ["an output", `console.log(Array.from({ length: 20 }, (_, n) => "line " + n).join("\\n"))`],
  [
    "an error",
    `console.log(Array.from({ length: 20 }, (_, n) => n).join("\\n"));\nthrow new Error("here")`,
  ],
] as const)
  test.describe(`Shift+Enter after ${name}`, () => {
    test.use(narrow);
    test("selects the next cell and keeps what came in view", async ({ page }) => {
      await openLesson(page);
      await button(cell(page, first), "Edit").click();
      await plainEditor(cell(page, first)).fill(code);
      await plainEditor(cell(page, first)).press("Shift+Enter");
      await expect(cell(page, second)).toBeFocused();
      await expectDone(cell(page, first));
      const seen =
        name === "an error"
          ? output(cell(page, first)).locator(".error")
          : output(cell(page, first));
      await expectInView(seen);
      await settled(page);
      expect(await isInView(seen)).toBe(true);
      // As near to the next cell as that allows: it is in view, or the output at the top.
      const place = await seen.evaluate((it) => it.getBoundingClientRect().top);
      const bar = await page.evaluate(() =>
        Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop),
      );
      expect((await isInView(cell(page, second))) || place - bar < 8).toBe(true);
    });
  });
