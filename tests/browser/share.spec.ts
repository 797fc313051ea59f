// A link with edits: what it holds, and that opening it shows whose code differs, runs nothing and replaces nothing.
import type { BrowserContext, Page } from "@playwright/test";
import { toFragment } from "../../components/notebook/share/fragment.ts";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  heavy,
  lesson,
  lessonAddress,
  narrow,
  openLesson,
  output,
  plainEditor,
  runButton,
  test,
  write,
} from "./lesson.ts";

test.use(narrow);

const theirs = `console.log("somebody else's");`;
const mine = `console.log("my own");`;

const banner = (page: Page) => page.getByRole("region", { name: "Edits in this link" });
const panel = (page: Page, id: string) =>
  page.getByRole("region", { name: `From the link: ${id}` });
const source = (page: Page, id: string) => cell(page, id).locator(".cell-editor");
const stored = (page: Page) => page.evaluate(() => JSON.stringify(Object.entries(localStorage)));

/** Presses an entry of the notebook's menu. */
async function choose(page: Page, name: string): Promise<void> {
  await page.locator("notebook-tools").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name }).click();
}

/** The link that a reader copies after editing these cells. */
async function linkWith(
  page: Page,
  context: BrowserContext,
  edits: Readonly<Record<string, string>>,
): Promise<string> {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLesson(page);
  for (const [id, text] of Object.entries(edits)) await write(page, id, text);
  await choose(page, "Copy link with my edits");
  await expect(page.locator(".kernel-status")).toContainText("Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => {
    localStorage.clear();
  });
  // Leaving would save what the page still has.
  await page.goto("about:blank");
  await page.goto(lessonAddress("en"));
  await page.evaluate(() => {
    localStorage.clear();
  });
  await page.goto("about:blank");
  return link;
}

test("an opened link shows whose code differs, runs nothing and stores nothing", async ({
  page,
  context,
  traffic,
}) => {
  const link = await linkWith(page, context, { shares: theirs, walls: theirs });
  expect(link).toContain("#share=v1.");
  traffic.forget();
  await page.goto(link);
  await expect(banner(page)).toContainText("This link changes 2 cells:");
  await expect(banner(page)).toContainText("Nothing has run and nothing of yours was replaced.");
  await expect(banner(page).getByRole("listitem")).toHaveText(["shares", "walls"]);
  for (const id of ["shares", "walls"]) {
    await expect(panel(page, id)).toContainText(theirs);
    await expect(source(page, id)).not.toContainText(theirs);
    await expect(cell(page, id)).toHaveAttribute("data-validity", "fresh");
    await expect(count(cell(page, id))).toHaveText("[ ]");
  }
  expect(traffic.matching(heavy.kernel)).toEqual([]);
  expect(traffic.matching(heavy.compiler)).toEqual([]);
  expect(await stored(page)).not.toContain("somebody");
  expect(await complaints(page)).toEqual([]);
});

test("until their code is taken, Run runs the reader's", async ({ page, context }) => {
  await page.goto(await linkWith(page, context, { shares: theirs }));
  await expect(panel(page, "shares")).toContainText("Run runs your own");
  await runButton(cell(page, "shares")).click();
  await expectDone(cell(page, "shares"));
  await expect(output(cell(page, "shares"))).not.toContainText("somebody");
});

test("their code is taken over, without running; undo brings back the reader's edit", async ({
  page,
  context,
}) => {
  const link = await linkWith(page, context, { shares: theirs });
  await openLesson(page);
  await write(page, "shares", mine);
  // The page is open: only the fragment changes.
  await page.goto(link);
  await expect(panel(page, "shares")).toContainText(theirs);
  await button(panel(page, "shares"), "Compare").click();
  const comparison = panel(page, "shares").getByRole("region", { name: "Comparison: shares" });
  await expect(comparison.locator(".comparison-lines del")).toContainText(mine);
  await expect(comparison.locator(".comparison-lines ins")).toContainText(theirs);
  await button(comparison, "Close the comparison").click();
  await expect(comparison).toHaveCount(0);
  await button(panel(page, "shares"), "Take it").click();
  await expect(plainEditor(cell(page, "shares"))).toHaveValue(theirs);
  await expect(cell(page, "shares")).toHaveAttribute("data-validity", "stale");
  await expect(output(cell(page, "shares"))).not.toContainText("somebody");
  await expect(banner(page)).toContainText("1 taken, 0 left.");
  expect(page.url()).not.toContain("share=");
  await button(panel(page, "shares"), "Undo").click();
  await expect(plainEditor(cell(page, "shares"))).toHaveValue(mine);
  await button(panel(page, "shares"), "Take it").click();
  await runButton(cell(page, "shares")).click();
  await expectDone(cell(page, "shares"));
  await expect(output(cell(page, "shares"))).toHaveText("somebody else's");
});

test("an edit that was exchanged for theirs can be brought back after a reload", async ({
  page,
  context,
}) => {
  const link = await linkWith(page, context, { shares: theirs });
  await openLesson(page);
  await write(page, "shares", mine);
  await page.goto(link);
  await button(panel(page, "shares"), "Take it").click();
  await expect(plainEditor(cell(page, "shares"))).toHaveValue(theirs);
  await page.reload();
  await button(cell(page, "shares"), "More: shares").click();
  await page.getByRole("menuitem", { name: "Earlier versions" }).click();
  const kept = cell(page, "shares").locator(".cell-history li").filter({ hasText: mine });
  await kept.getByRole("button", { name: /^Bring back: / }).click();
  await button(cell(page, "shares"), "Edit").click();
  await expect(plainEditor(cell(page, "shares"))).toHaveValue(mine);
});

test("what is left stays as it was, and all can be taken or left at once", async ({
  page,
  context,
}) => {
  const link = await linkWith(page, context, { shares: theirs, walls: theirs, work: theirs });
  await page.goto(link);
  await button(panel(page, "work"), "Leave").click();
  await expect(panel(page, "work")).toBeHidden();
  await button(banner(page), "Take all").click();
  await expect(banner(page)).toContainText("2 taken, 1 left.");
  await expect(source(page, "walls")).toContainText(theirs);
  await expect(source(page, "work")).not.toContainText(theirs);
  await button(banner(page), "Close").click();
  await expect(banner(page)).toHaveCount(0);
  await page.goto(link);
  await expect(banner(page).getByRole("listitem")).toHaveText(["work"]);
  await button(banner(page), "Leave all").click();
  await expect(banner(page)).toContainText("0 taken, 1 left.");
});

test("cells that the sender has added are shown as text, markup too, and run no more than the others", async ({
  page,
  traffic,
}) => {
  const source = "<img src=x onerror=alert(1)> and `code`";
  await page.goto(
    lessonAddress("en") +
      (await toFragment({
        lesson: lesson.slug,
        cells: [],
        own: [{ id: "own-1", kind: "markdown", source, after: "walls", beside: "previous" }],
      })),
  );
  await expect(banner(page)).toContainText("one cell that the lesson does not have");
  await expect(banner(page)).toContainText("Text, below walls");
  await expect(banner(page).getByRole("group", { name: "From the link: own-1" })).toHaveText(
    source,
  );
  expect(await complaints(page)).toEqual([]);
  expect(traffic.matching(heavy.kernel)).toEqual([]);
  await button(banner(page), "Leave all").click();
  await expect(banner(page)).toContainText("0 taken, 1 left.");
});

test("a link of another lesson leads to that lesson", async ({ page, context }) => {
  const link = new URL(await linkWith(page, context, { shares: theirs }));
  await page.goto(`/en/two-types/type-1-and-type-2/${link.hash}`);
  await expect(banner(page)).toContainText("These edits belong to another lesson.");
  await banner(page).getByRole("link").click();
  await expect(panel(page, "shares")).toContainText(theirs);
});

for (const [what, fragment, message] of [
  ["was cut", "#share=v1.q1YqSy0qzszPU7Iy", "cannot be read"],
  ["is no such link", "#share=<img src=x onerror=alert(1)>", "cannot be read"],
  ["is of a newer version", "#share=v2.AAAA", "newer version"],
  ["is too long", `#share=v1.${"A".repeat(200_001)}`, "larger than anything"],
] as const)
  test(`a link that ${what} says so and changes nothing`, async ({ page }) => {
    await page.goto(lessonAddress("en") + fragment);
    await expect(banner(page)).toContainText(message);
    await expect(banner(page)).toContainText("Nothing was changed.");
    await expect(page.locator(".share-panel")).toHaveCount(0);
    await button(banner(page), "Close").click();
    await expect(banner(page)).toHaveCount(0);
    expect(page.url()).not.toContain("share=");
  });

test("where the clipboard is refused, the link stands in a field, selected", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
  });
  await openLesson(page);
  await write(page, "shares", theirs);
  await choose(page, "Copy link with my edits");
  const field = page.getByRole("textbox", { name: /clipboard/ });
  await expect(field).toBeFocused();
  const selected = await field.evaluate((input: HTMLInputElement) =>
    input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0),
  );
  expect(selected).toContain("#share=v1.");
});

test("a link that a text around it has encoded and lengthened opens, and is forgotten", async ({
  page,
}) => {
  const fragment = await toFragment({
    lesson: lesson.slug,
    cells: [],
    own: [{ id: "own-1", kind: "code", source: theirs, after: "walls", beside: "previous" }],
  });
  await page.goto(`${lessonAddress("en")}${fragment.replace("=", "%3D")}).`);
  await expect(banner(page)).toContainText(theirs);
  await button(banner(page), "Leave all").click();
  await expect(banner(page)).toContainText("0 taken, 1 left.");
  expect(page.url()).not.toContain("share");
});

test("a link to a cell leads to it", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLesson(page);
  await cell(page, "walls").getByRole("button", { name: "More: walls" }).click();
  await page.getByRole("menuitem", { name: "Copy link to this cell" }).click();
  await expect(page.locator(".kernel-status")).toHaveText("Link to this cell copied.");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto("about:blank");
  await page.goto(link);
  await expect(cell(page, "walls")).toBeInViewport();
});
