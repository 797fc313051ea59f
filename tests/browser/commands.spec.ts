// Command mode: a cell has the focus and keys are commands, as in Jupyter, whatever the keyboard's language; and the
// sheet that lists them.
import type { Page } from "@playwright/test";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  languages,
  lesson,
  monacoText,
  narrow,
  openLesson,
  openMonaco,
  output,
  plainEditor,
  runCell,
  test,
  write,
  writeAndRun,
} from "./lesson.ts";

const [first = "", second = "", third = ""] = lesson.cells.map(({ id }) => id);
const sheet = (page: Page, name = "Keyboard shortcuts") => page.getByRole("dialog", { name });

type Key = Pick<
  KeyboardEventInit,
  "key" | "code" | "isComposing" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;
/** Presses keys one after the other on what has the focus, as a page receives them. */
const dispatch = (page: Page, ...events: readonly Key[]) =>
  page.evaluate((all) => {
    for (const init of all)
      document.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }),
      );
  }, events);

test("Esc leaves the editor for the cell, j and k go from cell to cell, Enter edits again", async ({
  page,
}) => {
  await openLesson(page);
  await openMonaco(page, first);
  await monacoText(cell(page, first)).press("Escape");
  await expect(cell(page, first)).toBeFocused();
  for (const [key, at] of [
    ["k", first],
    ["j", second],
    ["ArrowDown", third],
    ["ArrowUp", second],
    ["k", first],
  ] as const) {
    await page.keyboard.press(key);
    await expect(cell(page, at)).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(monacoText(cell(page, first))).toBeFocused();
});

test("no key is lost while the keys' meaning is on its way", async ({ page }) => {
  await openLesson(page);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/command-mode/, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(/command-mode/);
  await cell(page, first).focus();
  await asked;
  await dispatch(page, { key: "j", code: "KeyJ" }, { key: "j", code: "KeyJ" });
  await expect(cell(page, first)).toBeFocused();
  release();
  await expect(cell(page, third)).toBeFocused();
});

const layouts: readonly (readonly [string, Key])[] = [
  ["a Korean input method that gives letters", { key: "ㅓ", code: "KeyJ" }],
  ["an input method that tells nothing", { key: "Process", code: "KeyJ" }],
  ["Caps Lock", { key: "J", code: "KeyJ" }],
  ["a keyboard where J is elsewhere", { key: "j", code: "KeyC" }],
];
for (const [name, event] of layouts)
  test(`keys are found with ${name}`, async ({ page }) => {
    await openLesson(page);
    await cell(page, first).focus();
    await dispatch(page, event);
    await expect(cell(page, second)).toBeFocused();
  });

const elsewhere: readonly (readonly [string, Key])[] = [
  ["while a syllable is being composed", { key: "ㅓ", code: "KeyJ", isComposing: true }],
  ["with Ctrl", { key: "j", code: "KeyJ", ctrlKey: true }],
  ["with Cmd", { key: "j", code: "KeyJ", metaKey: true }],
  ["with Alt", { key: "j", code: "KeyJ", altKey: true }],
  ["with Shift", { key: "J", code: "KeyJ", shiftKey: true }],
  ["where another key says so", { key: "x", code: "KeyJ" }],
];
test("a key is no command", async ({ page }) => {
  await openLesson(page);
  await cell(page, first).focus();
  for (const [name, event] of elsewhere)
    await test.step(name, async () => {
      await dispatch(page, event);
      await expect(cell(page, first)).toBeFocused();
    });
  // They were ignored, not waited for.
  await dispatch(page, { key: "j", code: "KeyJ" });
  await expect(cell(page, second)).toBeFocused();
});

test("outside of cells, keys are the browser's", async ({ page }) => {
  await openLesson(page);
  await cell(page, first).focus();
  await button(page, "Run all").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("h");
  await expect(button(page, "Run all")).toBeFocused();
  await expect(sheet(page)).toHaveCount(0);
});

test.describe("in the plain editor", () => {
  test.use(narrow);

  test("letters are typed, Korean ones too, and command nothing", async ({ page }) => {
    await openLesson(page);
    await write(page, first, "");
    await plainEditor(cell(page, first)).pressSequentially("jh00");
    await dispatch(page, { key: "ㅓ", code: "KeyJ" });
    await expect(plainEditor(cell(page, first))).toBeFocused();
    await expect(plainEditor(cell(page, first))).toHaveValue("jh00");
    await expect(sheet(page)).toHaveCount(0);
  });

  test("i i stops the run, 0 0 restarts the kernel and says so; one of them does nothing", async ({
    page,
  }) => {
    await openLesson(page);
    await writeAndRun(page, first, "while (true) {}");
    await expect(cell(page, first)).toHaveAttribute("data-activity", "evaluating");
    await plainEditor(cell(page, first)).press("Escape");
    await page.keyboard.press("i");
    await page.keyboard.press("0");
    await page.keyboard.press("i");
    await expect(cell(page, first)).toHaveAttribute("data-activity", "evaluating");
    await page.keyboard.press("i");
    await expectDone(cell(page, first), "aborted");
    await writeAndRun(page, first, "6 * 7");
    await expect(output(cell(page, first))).toHaveText("42");
    await cell(page, first).focus();
    await page.keyboard.press("0");
    await page.keyboard.press("0");
    await expect(page.locator(".kernel-status")).toHaveText(/restarted/);
    await expect(count(cell(page, first))).toHaveText("[ ]");
  });
});

for (const run of ["Shift+Enter", "Control+Enter", "Alt+Enter"])
  for (const editor of ["plain", "Monaco"] as const)
    test.describe(`in ${editor}`, () => {
      if (editor === "plain") test.use(narrow);
      test(`${run} runs the cell and adds no line`, async ({ page }) => {
        await openLesson(page);
        if (editor === "plain") await button(cell(page, first), "Edit").click();
        else await openMonaco(page, first);
        const text =
          editor === "plain" ? plainEditor(cell(page, first)) : monacoText(cell(page, first));
        await text.press(run);
        await expect(count(cell(page, first))).toHaveText("[1]");
        await expectDone(cell(page, first));
      });
    });

test("Alt+Enter runs the cell in command mode", async ({ page }) => {
  await openLesson(page);
  await cell(page, first).press("Alt+Enter");
  await expectDone(cell(page, first));
  await expect(count(cell(page, first))).toHaveText("[1]");
});

test("after a press of Run, keys are the cell's; Esc gives it the focus", async ({ page }) => {
  await openLesson(page);
  await runCell(page, second);
  await expect(button(cell(page, second), "Run")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(cell(page, second)).toBeFocused();
  await button(cell(page, second), "Run").focus();
  await page.keyboard.press("j");
  await expect(cell(page, third)).toBeFocused();
});

for (const [way, open] of [
  ["h", (page: Page) => cell(page, first).press("h")],
  ["?", (page: Page) => cell(page, first).press("?")],
  ["ㅗ", (page: Page) => dispatch(page, { key: "ㅗ", code: "KeyH" })],
] as const)
  test(`${way} opens the list of keys, Esc closes it and goes back`, async ({ page }) => {
    await openLesson(page);
    await cell(page, first).focus();
    await open(page);
    await expect(sheet(page)).toBeVisible();
    await page.keyboard.press("j");
    await page.keyboard.press("Escape");
    await expect(sheet(page)).toHaveCount(0);
    await expect(cell(page, first)).toBeFocused();
  });

for (const language of languages)
  for (const width of [1280, 320])
    test(`the list of keys has every key, is in the window and accessible (${language}, ${String(width)} px)`, async ({
      page,
    }) => {
      await page.setViewportSize({ width, height: 700 });
      await openLesson(page, language);
      const more = language === "en" ? "More" : "더 보기";
      const name = language === "en" ? "Keyboard shortcuts" : "키보드 단축키";
      await page.locator("notebook-tools").getByRole("button", { name: more }).click();
      await page.getByRole("menuitem", { name }).click();
      const list = sheet(page, name);
      await expect(list).toBeVisible();
      const rows = list.locator("dl > div");
      for (const keys of ["J", "K", "↓", "↑", "0 0", "I I", "Enter", "Esc", "H", "?"])
        await expect(
          rows.filter({ has: page.locator("dt", { hasText: keys }) }).first(),
        ).toBeVisible();
      await expect(list.locator("dd:empty, dt:empty")).toHaveCount(0);
      const box = await list.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect(await complaints(page)).toEqual([]);
      await list.getByRole("button").click();
      await expect(list).toHaveCount(0);
    });
