// What an editor does beyond taking text: formatting, going to errors, being exchanged for the other one, and taking
// Korean from an input method.
import type { Page } from "@playwright/test";
import {
  button,
  cell,
  expect,
  heavy,
  languages,
  monacoText,
  narrow,
  openLesson,
  openMonaco,
  output,
  plainEditor,
  test,
  write,
  writeMonaco,
  type Language,
} from "./lesson.ts";

const words = {
  en: { format: "Format code", plain: "Use the plain editor", more: "More" },
  ko: { format: "코드 서식 맞추기", plain: "단순 편집기 쓰기", more: "더 보기" },
} as const satisfies Record<Language, unknown>;

async function choose(page: Page, id: string, item: string, language: Language = "en") {
  await cell(page, id)
    .getByRole("button", { name: `${words[language].more}: ${id}` })
    .click();
  await page.getByRole("menuitem", { name: item }).click();
}

// A key in quotes is a word for the reader, and keeps them.
const untidy = "const  box = {'a':1,\nb : 2}\nbox";
const tidy = 'const box = { "a": 1, b: 2 };\nbox;';

test.describe("in the plain editor", () => {
  test.use(narrow);

  test("Format writes the code as the lessons are written, and undo takes it back", async ({
    page,
    traffic,
  }) => {
    await openLesson(page);
    await write(page, "two-machines", untidy);
    expect(traffic.matching(/format/)).toEqual([]);
    const text = plainEditor(cell(page, "two-machines"));
    await text.press("Shift+Alt+F");
    await expect(text).toHaveValue(tidy);
    await text.press("ControlOrMeta+z");
    await expect(text).toHaveValue(untidy);
  });

  test("code that cannot be parsed is left as it is, and the reader is told where it breaks", async ({
    page,
  }) => {
    await openLesson(page);
    await write(page, "two-machines", "const = 1");
    await choose(page, "two-machines", words.en.format);
    await expect(page.locator(".kernel-status")).toHaveText(/^Not formatted: .+\(1:7\)$/);
    await expect(plainEditor(cell(page, "two-machines"))).toHaveValue("const = 1");
    await write(page, "two-machines", "const a = 1");
    await expect(page.locator(".kernel-status")).toBeEmpty();
  });

  test("F8 goes to the line that a run failed at", async ({ page }) => {
    await openLesson(page);
    await write(page, "two-machines", "const a = 1;\nthrow new Error('here');\na");
    const text = plainEditor(cell(page, "two-machines"));
    await text.press("Control+Enter");
    await expect(output(cell(page, "two-machines"))).toContainText("here");
    await text.press("Control+Home");
    await text.press("F8");
    // The command is fetched when it is first used.
    const line = () =>
      text.evaluate(
        (area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length,
      );
    await expect.poll(line).toBe(2);
    // Its message is one of this code: it goes with a reset.
    const status = page.locator(".kernel-status");
    await expect(status).toHaveText(/^two-machines, line 2: /);
    await button(cell(page, "two-machines"), "Reset").click();
    await expect(status).toBeEmpty();
  });
});

for (const language of languages)
  test(`the choice of the plain editor is remembered (${language})`, async ({ page, traffic }) => {
    await openLesson(page, language);
    await openMonacoByClick(page);
    await choose(page, "two-machines", words[language].plain, language);
    const scope = cell(page, "two-machines");
    await expect(plainEditor(scope)).toBeVisible();
    await expect(scope).toHaveAttribute("data-editor", "plain");
    await page.reload();
    traffic.forget();
    await scope.locator(".cell-editor code").click();
    await expect(plainEditor(scope)).toBeFocused();
    expect(traffic.matching(heavy.editor)).toEqual([]);
  });

async function openMonacoByClick(page: Page): Promise<void> {
  const scope = cell(page, "two-machines");
  await scope.locator(".cell-editor code").click();
  await expect(scope).toHaveAttribute("data-editor", "monaco");
}

test("each of two open editors runs its own cell", async ({ page }) => {
  await openLesson(page);
  await openMonaco(page, "two-machines");
  await openMonaco(page, "devices");
  await writeMonaco(page, "two-machines", "6 * 7");
  await monacoText(cell(page, "two-machines")).press("Control+Enter");
  await expect(output(cell(page, "two-machines"))).toHaveText("42");
  await expect(cell(page, "devices").locator(".cell-count")).toHaveText("[ ]");
});

test("in Monaco, Format is one step of undo, and F8 goes from error to error, over all cells", async ({
  page,
}) => {
  await openLesson(page);
  await openMonaco(page, "two-machines");
  const lines = cell(page, "two-machines").locator(".view-lines");
  await writeMonaco(page, "two-machines", untidy);
  await monacoText(cell(page, "two-machines")).press("Shift+Alt+F");
  await expect(lines).toHaveText('const box = { "a": 1, b: 2 };box;');
  await page.keyboard.press("ControlOrMeta+z");
  await expect(lines).toHaveText("const  box = {'a':1,b : 2}box");

  await writeMonaco(page, "two-machines", `const n: number = "x";\nconst m: number = "y";\nn + m`);
  const editor = cell(page, "two-machines").locator(".monaco-editor").first();
  await expect(editor.locator(".squiggly-error")).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+Home");
  for (const line of [1, 2, 1]) {
    await page.keyboard.press("F8");
    await expect(page.locator(".kernel-status")).toHaveText(
      new RegExp(`^two-machines, line ${String(line)}: `),
    );
  }
  await writeMonaco(page, "two-machines", "1");
  await expect(editor.locator(".squiggly-error")).toHaveCount(0);
  await page.keyboard.press("F8");
  await expect(page.locator(".kernel-status")).toHaveText(/^No errors are known/);
});

test("in a long cell the page follows the caret, and a reset takes the error's message away", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 600 });
  await openLesson(page);
  const editor = await openMonaco(page, "two-machines");
  await writeMonaco(page, "two-machines", "");
  const caret = () =>
    editor
      .locator(".cursor")
      .first()
      .evaluate((it) => {
        const { top, bottom } = it.getBoundingClientRect();
        const { scrollPaddingTop } = getComputedStyle(document.documentElement);
        return top >= Number.parseFloat(scrollPaddingTop) - 1 && bottom <= innerHeight;
      });
  for (let line = 0; line < 40; line += 1) await page.keyboard.press("Enter");
  await page.keyboard.type("end");
  await expect.poll(caret).toBe(true);
  await page.keyboard.press("ControlOrMeta+Home");
  await expect.poll(caret).toBe(true);
  await page.keyboard.press("ControlOrMeta+End");
  await expect.poll(caret).toBe(true);

  await writeMonaco(page, "two-machines", 'const n: number = "x";');
  // Until the type checker has looked at this text, errors are those of the one before.
  await expect(async () => {
    await page.keyboard.press("F8");
    const status = page.locator(".kernel-status");
    await expect(status).toHaveText(/^two-machines, line 1: .+not assignable/, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator(".monaco-hover:visible")).toContainText("not assignable");
  await button(cell(page, "two-machines"), "Reset").click();
  await expect(page.locator(".kernel-status")).toBeEmpty();
  await expect(page.locator(".monaco-hover:visible")).toHaveCount(0);
});

test("a hover lies over the bench", async ({ page }) => {
  await page.setViewportSize({ width: 1000, height: 700 });
  await openLesson(page);
  await page.locator("[data-feature=bench]").click();
  await expect(page.locator(".bench")).toBeVisible();
  const editor = await openMonaco(page, "two-machines");
  await writeMonaco(page, "two-machines", `import { GiB } from "hypervisor-notebook";\nGiB(1)`);
  // Just above the bench, which it is then opened over.
  const word = editor.getByText("GiB", { exact: true }).last();
  await word.evaluate((it) => {
    const bench = document.querySelector(".bench")?.getBoundingClientRect().top ?? 0;
    scrollBy({ top: it.getBoundingClientRect().bottom - bench + 30, behavior: "instant" });
  });
  await word.hover();
  const hover = page.locator(".monaco-hover:visible");
  await expect(hover).toContainText("GiB");
  const covered = await hover.evaluate((it) => {
    const { left, right, top, bottom } = it.getBoundingClientRect();
    const points = [top + 4, (top + bottom) / 2, bottom - 4].map((y) => [(left + right) / 2, y]);
    return points.filter(([x = 0, y = 0]) => !it.contains(document.elementFromPoint(x, y)));
  });
  expect(covered).toEqual([]);
  expect(await hover.evaluate((it) => it.closest(".main-pane") === null)).toBe(true);
});

test("a name that another cell declares is known as soon as it is written, without a run", async ({
  page,
}) => {
  await openLesson(page);
  await openMonaco(page, "two-machines");
  await writeMonaco(page, "two-machines", "const fresh = { layers: 3 };");
  await expect.poll(() => page.locator(".kernel-status").count()).toBe(1);
  const editor = await openMonaco(page, "devices");
  await writeMonaco(page, "devices", "fresh.lay");
  // Wrong as it stands, since `fresh` is known; completing it makes it right.
  await expect(editor.locator(".squiggly-error")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Control+Space");
  await expect(page.locator(".suggest-widget.visible")).toContainText("layers");
  await page.keyboard.press("Enter");
  await expect(editor.locator(".view-lines")).toHaveText("fresh.layers");
  await expect(editor.locator(".squiggly-error")).toHaveCount(0);
});

test("signature help shows the library's parameters", async ({ page }) => {
  await openLesson(page);
  await openMonaco(page, "devices");
  await writeMonaco(page, "devices", `import { Server } from "hypervisor-notebook";\n`);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("new Server(");
  await expect(page.locator(".parameter-hints-widget.visible")).toContainText("Server(");
});

/** Types as a Korean input method does: syllables grow under the caret and are then committed. */
async function compose(page: Page, steps: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  for (const text of steps)
    await devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  await devtools.send("Input.insertText", { text: steps.at(-1) ?? "" });
}

test("Korean can be typed into both editors", async ({ page }) => {
  await openLesson(page);
  await openMonaco(page, "two-machines");
  await writeMonaco(page, "two-machines", `"`);
  await page.keyboard.press("ControlOrMeta+End");
  await compose(page, ["ㅎ", "하", "한"]);
  await compose(page, ["ㄱ", "그", "글"]);
  await page.keyboard.type(`"`);
  await page.keyboard.press("Control+Enter");
  await expect(output(cell(page, "two-machines"))).toHaveText(`"한글"`);

  await choose(page, "two-machines", words.en.plain);
  const text = plainEditor(cell(page, "two-machines"));
  await text.fill(`"`);
  await text.press("End");
  await compose(page, ["ㅅ", "서", "섭"]);
  await compose(page, ["ㅓ", "버"]);
  await text.press("End");
  await page.keyboard.type(`"`);
  await text.press("Control+Enter");
  await expect(output(cell(page, "two-machines"))).toHaveText(`"섭버"`);
});

test("Enter that ends a syllable runs nothing", async ({ page }) => {
  await openLesson(page);
  await choose(page, "two-machines", words.en.plain);
  const scope = cell(page, "two-machines");
  await button(scope, "Edit").click();
  await plainEditor(scope).dispatchEvent("keydown", {
    key: "Enter",
    code: "Enter",
    ctrlKey: true,
    isComposing: true,
  });
  await expect(scope).toHaveAttribute("data-activity", "ready");
  await expect(scope.locator(".cell-count")).toHaveText("[ ]");
});
