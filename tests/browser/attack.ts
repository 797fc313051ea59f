// What the tests of attacks share: a reader who has an edit of their own on the page, a cell that misbehaves, and the
// question whether the page is still the reader's afterwards.
import type { Page } from "@playwright/test";
import {
  button,
  cell,
  expect,
  expectDone,
  openLesson,
  output,
  plainEditor,
  runButton,
  write,
  writeAndRun,
} from "./lesson.ts";

/** The cell that attacks, and the one with the reader's edit. */
export const hostile = "two-machines";
const own = "creation";
const edit = `const mine = 40 + 2;\nmine`;

/** Opens the lesson, where the reader has edited another cell before anything happens. */
export async function openWithEdit(page: Page): Promise<void> {
  await openLesson(page);
  await write(page, own, edit);
  await expect.poll(() => storedEdit(page)).toContain("const mine = 40 + 2;");
}

const storedEdit = (page: Page): Promise<string> =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .map((key) => JSON.stringify(localStorage.getItem(key)).replaceAll("\\", ""))
      .join(),
  );

/** Runs the attack to its end, or to Stop where it has none. */
export async function attack(page: Page, code: string, end: "ends" | "is stopped"): Promise<void> {
  const scope = cell(page, hostile);
  await writeAndRun(page, hostile, code);
  if (end === "is stopped") {
    await expect(scope).toHaveAttribute("data-activity", "evaluating");
    await button(scope, "Stop").click();
  }
  await expect(scope).toHaveAttribute("data-activity", "ready");
  await expect(runButton(scope)).toBeEnabled();
}

/** The page is still the reader's: their edit is there, here and on the device, and runs. */
export async function expectUsable(page: Page): Promise<void> {
  await button(page, "Restart").click();
  await expect(plainEditor(cell(page, own))).toHaveValue(edit);
  expect(await storedEdit(page)).toContain("const mine = 40 + 2;");
  await runButton(cell(page, own)).click();
  await expectDone(cell(page, own));
  await expect(output(cell(page, own))).toHaveText("42", { useInnerText: true });
}
