// The reader's edits: kept over a reload, never run by it, and never lost to a Reset.
import {
  button,
  cell,
  expect,
  expectDone,
  lesson,
  narrow,
  openLesson,
  output,
  plainEditor,
  runButton,
  test,
  write,
  writeAndRun,
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

test("a saved endless loop locks nobody out", async ({ page }) => {
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

test("an edit of a cell that the lesson has since changed is offered, not imposed", async ({
  page,
}) => {
  await openLesson(page);
  await write(page, "two-machines", "6 * 7");
  await page.reload();
  await page.evaluate(() => {
    for (const [key, text] of Object.entries(localStorage)) {
      if (!key.endsWith("/two-machines")) continue;
      const edit = JSON.parse(text as string) as Record<string, unknown>;
      localStorage.setItem(key, JSON.stringify({ ...edit, lessonHash: "of an older lesson" }));
    }
  });
  await page.reload();
  const scope = cell(page, "two-machines");
  await expect(code(scope)).toHaveText("6 * 7");
  await expect(scope.locator(".cell-notice")).toContainText("has changed since your edit");
  await button(scope, "Keep mine").click();
  await expect(scope.locator(".cell-notice")).not.toContainText("since your edit");
  await page.reload();
  await expect(code(scope)).toHaveText("6 * 7");
  await expect(scope.locator(".cell-notice")).not.toContainText("since your edit");
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
  await expect(page.locator(".storage-status")).toContainText("kept aside");
  await expect(code(cell(page, "two-machines"))).toHaveText(original);
  const kept = await page.evaluate<string[]>(() => Object.values<string>(localStorage));
  expect(key).toContain("hypervisor-notebook/v1/");
  expect(kept).toContain("{ half a record");
});

test.describe("where storage is refused", () => {
  // Starlight's sidebar stores its scroll position without asking whether it may.
  test.use({ forgiven: /full/ });

  for (const [name, refusal] of [
    [
      "looking at",
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
      await expect(page.locator(".storage-status")).toContainText("does not let the page store");
      await button(cell(page, "devices"), "Reset").click();
      await expect(button(cell(page, "devices"), "Undo reset")).toBeVisible();
      expect(warnings).toHaveLength(1);
    });
});
