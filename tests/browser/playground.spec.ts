// The playground: a blank notebook that fetches nothing, and examples that become cells of the reader's.
import { type Page } from "@playwright/test";
import { readLessons } from "../../src/curriculum/lessons.ts";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  heavy,
  languages,
  narrow,
  output,
  plainEditor,
  runButton,
  test,
  type Language,
} from "./lesson.ts";

test.use(narrow);

const examples = readLessons().find(({ slug }) => slug === "playground")?.cells ?? [];

async function openPlayground(page: Page, language: Language = "en"): Promise<void> {
  await page.goto(`/${language}/playground/`);
  await expect(runButton(cell(page, "own-1"), language)).toBeEnabled();
}
const example = (page: Page, id: string) => page.locator(`[data-example="${id}"] button`);

test("begins with one empty cell, whose text is kept", async ({ page, traffic }) => {
  await openPlayground(page);
  expect(traffic.matching(/insert-|structure\.|markdown|esbuild|monaco/)).toEqual([]);
  await expect(page.locator("main notebook-cell")).toHaveCount(1);
  const blank = cell(page, "own-1");
  await button(blank, "Edit").click();
  await plainEditor(blank).fill("6 * 7");
  await plainEditor(blank).press("Control+Enter");
  await expect(output(blank)).toContainText("42");
  await page.reload();
  await expect(blank).toContainText("6 * 7");
  await expect(page.locator("main notebook-cell")).toHaveCount(1);
});

for (const language of languages) {
  test(`every example becomes a cell that runs as it stands, without the compiler (${language})`, async ({
    page,
    traffic,
  }) => {
    await openPlayground(page, language);
    for (const [index, { id }] of examples.entries()) {
      await example(page, id).click();
      const own = cell(page, `own-${String(index + 2)}`);
      await expect(own).toBeFocused();
      await runButton(own, language).click();
      await expectDone(own);
      // A live diagram is an image, which has no text.
      await expect(output(own).locator(":scope > *").first()).toBeVisible();
      await expect(output(own).locator(".error")).toHaveCount(0);
    }
    // The empty cell stays below, for what comes next.
    await expect(page.locator("main notebook-cell").last()).toHaveAttribute("data-cell", "own-1");
    expect(traffic.matching(heavy.compiler)).toEqual([]);
  });
}

test("what has been added is there again, and an emptied notebook can be filled", async ({
  page,
}) => {
  await openPlayground(page);
  await example(page, "snapshots").click();
  await expect(cell(page, "own-2")).toBeFocused();
  await page.reload();
  await expect(cell(page, "own-2")).toContainText("snapshotTree(patient)");
  for (const id of await page
    .locator("main notebook-cell")
    .evaluateAll((cells) =>
      cells.map((element) => (element as HTMLElement).dataset["cell"] ?? ""),
    )) {
    await cell(page, id)
      .getByRole("button", { name: `More: ${id}` })
      .click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
  }
  await expect(page.locator("main notebook-cell")).toHaveCount(0);
  await button(page, "Add a Markdown cell below").click();
  await expect(page.locator("main notebook-cell textarea")).toBeFocused();
  await expect(page.locator("main notebook-cell")).toHaveCount(1);
});

for (const language of languages) {
  test(`is accessible and fits 320 pixels (${language})`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await openPlayground(page, language);
    await example(page, "two-machines").click();
    await expect(cell(page, "own-2")).toBeFocused();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      320,
    );
    expect(await complaints(page)).toEqual([]);
  });
}
