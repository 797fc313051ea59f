// Markdown that a link or a reload brings, written so that setting it takes hours, or the page millions of elements: the
// page goes on, shows what is written and why, and the cell can be deleted.
import { toFragment } from "../../components/notebook/share/fragment.ts";
import type { SharedOwnCell } from "../../src/notebook/share-link.ts";
import { cell, expect, languages, lesson, lessonAddress, narrow, runCell, test } from "./lesson.ts";
import type { Page } from "@playwright/test";

test.use(narrow);

const words = { en: "too many parts, or takes too long", ko: "너무 복잡해서" } as const;

/** Opens a link that brings these texts, and adds them. */
async function openLink(
  page: Page,
  sources: readonly string[],
  language: "en" | "ko" = "en",
  kind: "code" | "markdown" = "markdown",
): Promise<void> {
  const own = sources.map((source, index): SharedOwnCell => {
    const at = String(index + 1);
    return { id: `own-${at}`, kind, source, after: "walls", beside: "previous" };
  });
  await page.goto(
    lessonAddress(language) + (await toFragment({ lesson: lesson.slug, cells: [], own })),
  );
  await page.locator(".share-own .share-bar button").click();
  await expect(cell(page, "own-1")).toBeAttached();
}

const text = (page: Page, id = "own-1") => cell(page, id).locator(".cell-markdown");

/** The page does what it is asked: it deletes the cell, and runs another. */
async function expectDeletable(page: Page, id = "own-1"): Promise<void> {
  await cell(page, id).locator(".cell-more").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(cell(page, id)).toHaveCount(0);
  await runCell(page, "two-machines");
}

for (const [name, source] of [
  ["emphasis that does not close", "*a_ ".repeat(25_000)],
  ["fifty thousand headings", "a\n=\n".repeat(25_000)],
  ["quotations in each other", "> ".repeat(50_000)],
  ["links in each other", "[a](b".repeat(20_000)],
  ["images in each other", `${"![".repeat(39_000)}a${"](b)".repeat(5_000)}`],
  ["a table of thirty thousand columns", `${"|a".repeat(24_000)}\n${"|-".repeat(24_000)}`],
  [
    "lists in each other",
    Array.from({ length: 440 }, (_, at) => `${" ".repeat(at)}- a`).join("\n"),
  ],
  [
    "an address of fifty thousand letters",
    `[a]: /${"x".repeat(50_000)}\n\n${"[a] ".repeat(12_000)}`,
  ],
  ["backticks that do not close", Array.from({ length: 440 }, (_, at) => "`".repeat(at)).join(" ")],
] as const)
  test(`${name}: the page goes on, and the cell can be deleted`, async ({ page }) => {
    await openLink(page, [source]);
    // While it is being set as well as afterwards.
    await runCell(page, "two-machines");
    await expect(text(page)).toContainText(/too many parts|a/);
    await page.reload();
    await expectDeletable(page);
  });

test("fifty thousand lines of code: the page's list of contents is made, and the cell can be deleted", async ({
  page,
}) => {
  await openLink(page, ["a\n".repeat(45_000)], "en", "code");
  await page.reload();
  await expect(cell(page, "own-1")).toBeAttached();
  // As when the page is idle after it was opened, which may be before the cell is there or after.
  await page.evaluate(async () => {
    document.createElement("starlight-toc");
    await new Promise((resolve) => requestIdleCallback(resolve));
  });
  await expectDeletable(page);
});

for (const language of languages)
  test(`what is not set stands as it was written, with a word why (${language})`, async ({
    page,
  }) => {
    await openLink(page, ["> ".repeat(50_000)], language);
    await expect(text(page)).toContainText(words[language]);
    await expect(text(page)).toContainText("> > > >");
    expect((await text(page).textContent())?.length).toBeLessThan(6_000);
    await expect(text(page).locator("blockquote")).toHaveCount(0);
  });

test("twelve texts of a link have no more elements than a page shows, and the reader's own is set", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await openLink(
    page,
    Array.from({ length: 12 }, () => "a\n\n".repeat(4_500)),
  );
  await expect(text(page, "own-12")).not.toBeEmpty();
  await page.getByRole("button", { name: "Add a Markdown cell below: walls" }).click();
  const area = page.locator("notebook-cell[data-kind=markdown] textarea:visible");
  await area.fill("# Mine");
  await area.press("Shift+Enter");
  await expect(page.locator(".cell-markdown h3, .cell-markdown h4").first()).toHaveText("Mine");
  await expect(page.locator(".cell-markdown > .markdown-source")).not.toHaveCount(0);
  expect(await page.locator(".cell-markdown *").count()).toBeLessThan(45_000);
});
