// The reader's edits: kept over a reload, never run by it, and never lost to a Reset.
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
  test,
  write,
  writeAndRun,
  type Language,
} from "./lesson.ts";

test.use(narrow);

const code = (scope: ReturnType<typeof cell>) => scope.locator(".cell-editor code");
const original = lesson.cells.find(({ id }) => id === "two-machines")?.source ?? "";

test("an edit survives a reload, and nothing runs by itself", async ({ page }) => {
  await openLesson(page);
  await writeAndRun(page, "two-machines", "const mine = 6;\nmine * 7");
  await expect(output(cell(page, "two-machines"))).toHaveText("42");
  await page.reload();
  const scope = cell(page, "two-machines");
  await expect(code(scope)).toHaveText("const mine = 6;\nmine * 7");
  await expect(scope.locator(".cell-status")).toHaveText("edited");
  await expectDone(scope, "stale");
  expect(page.workers()).toEqual([]);
  await runButton(scope).click();
  await expect(output(scope)).toHaveText("42");
});

test("an edit that never ran survives as well, even when the page goes at once", async ({
  page,
}) => {
  await openLesson(page);
  await write(page, "two-machines", "1 + 1");
  await page.reload();
  await expect(code(cell(page, "two-machines"))).toHaveText("1 + 1");
});

test("an edit belongs to both languages", async ({ page }) => {
  await openLesson(page);
  await write(page, "two-machines", "1 + 1");
  await openLesson(page, "ko");
  await expect(code(cell(page, "two-machines"))).toHaveText("1 + 1");
});

test("a saved endless loop does not lock the reader out", async ({ page }) => {
  await openLesson(page);
  await writeAndRun(page, "two-machines", "while (true) {}");
  await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
  await page.reload();
  await expectDone(cell(page, "two-machines"), "stale");
  await button(cell(page, "two-machines"), "Reset").click();
  await runButton(cell(page, "devices")).click();
  await expectDone(cell(page, "devices"));
});

test("Reset brings the lesson's code back, and can be undone", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await expect(button(scope, "Reset")).toBeHidden();
  await write(page, "two-machines", "6 * 7");
  await button(scope, "Reset").click();
  await expect(plainEditor(scope)).toHaveValue(original);
  await button(scope, "Undo reset").click();
  await expect(plainEditor(scope)).toHaveValue("6 * 7");
  await button(scope, "Reset").click();
  await page.reload();
  await expect(code(scope)).toHaveText(original);
  await expectDone(scope, "fresh");
});

test("taking an edit back makes the recorded output valid again", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await write(page, "two-machines", `${original}\n`);
  await expectDone(scope, "stale");
  await write(page, "two-machines", original);
  await expectDone(scope, "fresh");
  await expect(scope.getByText("recorded", { exact: true })).toBeVisible();
});

test("what a Reset put aside can be brought back after a reload", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await write(page, "two-machines", "6 * 7");
  await button(scope, "Reset").click();
  await page.reload();
  await expect(code(scope)).toHaveText(original);
  await button(scope, "Undo reset").click();
  await expect(code(scope)).toHaveText("6 * 7");
  await page.reload();
  await expect(code(scope)).toHaveText("6 * 7");
});

test("what cannot be read is kept aside, and said", async ({ page }) => {
  await openLesson(page);
  await write(page, "two-machines", "6 * 7");
  await page.reload();
  const key = await page.evaluate(() => {
    const found = Object.keys(localStorage).find((each) => each.endsWith("/two-machines")) ?? "";
    localStorage.setItem(found, "{ half a record");
    return found;
  });
  await page.reload();
  await expect(page.locator(".notebook-notice")).toContainText("kept aside");
  await expect(code(cell(page, "two-machines"))).toHaveText(original);
  const kept = await page.evaluate<string[]>(() => Object.values<string>(localStorage));
  expect(key).toContain("hypervisor-notebook/v1/");
  expect(kept).toContain("{ half a record");
});

const fullWords = {
  en: { said: "no room left for your edits", dismiss: "Dismiss" },
  ko: { said: "저장 공간이 가득 찼습니다", dismiss: "닫기" },
} as const satisfies Record<Language, unknown>;

for (const language of languages)
  test.describe("on a full device", () => {
    test.use({ forgiven: /quota/i });

    test(`edits are kept in memory, which is said once and can be dismissed (${language})`, async ({
      page,
    }) => {
      const { said, dismiss } = fullWords[language];
      await openLesson(page, language);
      await page.evaluate(() => {
        for (let length = 2 ** 22; length >= 1; length /= 2) {
          try {
            for (let index = 0; ; index += 1)
              localStorage.setItem(`full-${String(length)}-${String(index)}`, "x".repeat(length));
          } catch {
            // Full for texts of this length: on with shorter ones.
          }
        }
      });
      const notices = page.locator(".notebook-notice");
      await cell(page, "two-machines").locator("[data-action=edit]").click();
      await plainEditor(cell(page, "two-machines")).fill("const mine = 6; mine");
      await runButton(cell(page, "two-machines"), language).click();
      await expect(output(cell(page, "two-machines"))).toHaveText("6");
      await expect(notices).toContainText(said);
      await button(notices, dismiss).click();
      await expect(notices).toHaveCount(0);
      await plainEditor(cell(page, "two-machines")).fill("const mine = 7; mine");
      await runButton(cell(page, "two-machines"), language).click();
      await expect(output(cell(page, "two-machines"))).toHaveText("7");
      await expect(notices).toHaveCount(0);
    });
  });

test.describe("where storage is refused", () => {
  // Starlight's sidebar stores its scroll position without asking whether it may.
  test.use({ forgiven: /full/ });

  for (const [name, said, refusal] of [
    [
      "looking at",
      "does not let the page store",
      () =>
        Object.defineProperty(window, "localStorage", {
          configurable: true,
          get: () => {
            throw new DOMException("The operation is insecure.", "SecurityError");
          },
        }),
    ],
    [
      "writing to",
      "no room left",
      () => {
        Storage.prototype.setItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      },
    ],
  ] as const)
    test(`where ${name} the storage is refused, everything works, and that is said once`, async ({
      page,
    }) => {
      const warnings: string[] = [];
      page.on("console", (message) => {
        if (message.text().startsWith("notebook:")) warnings.push(message.text());
      });
      await page.addInitScript(refusal);
      await openLesson(page);
      await expect(page.locator("html")).toHaveAttribute("data-theme", /light|dark/);
      await writeAndRun(page, "two-machines", "const mine = 6; mine");
      await expect(output(cell(page, "two-machines"))).toHaveText("6");
      await writeAndRun(page, "devices", "mine * 7");
      await expect(output(cell(page, "devices"))).toHaveText("42");
      await expect(page.locator(".notebook-notice")).toContainText(said);
      await button(cell(page, "devices"), "Reset").click();
      await expect(button(cell(page, "devices"), "Undo reset")).toBeVisible();
      expect(warnings).toHaveLength(1);
    });
});
