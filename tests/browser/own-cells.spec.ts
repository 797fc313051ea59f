// Cells of the reader's own, on a lesson's page: added, run, moved, deleted, brought back, and there again after a
// reload. Narrow, where the code opens in the plain editor, so that no test here needs Monaco.
import type { Locator, Page } from "@playwright/test";
import { complaints } from "./axe.ts";
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
  runCell,
  test,
} from "./lesson.ts";

test.use(narrow);

const first = "two-machines";
const second = lesson.cells[1]?.id ?? "";
/** The first name that the first cell declares; `server` in the lesson. */
const addCode = (page: Page, below: string): Locator =>
  page.getByRole("button", { name: `Add a code cell below: ${below}` });
const addMarkdown = (page: Page, below: string): Locator =>
  page.getByRole("button", { name: `Add a Markdown cell below: ${below}` });

async function choose(page: Page, id: string, entry: string): Promise<void> {
  await cell(page, id)
    .getByRole("button", { name: `More: ${id}` })
    .click();
  await page.getByRole("menuitem", { name: entry }).click();
}
async function undo(page: Page): Promise<void> {
  await page.locator("notebook-tools").getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Undo delete or move" }).click();
}
/** Adds a code cell with this text. */
async function add(page: Page, below: string, id: string, source: string): Promise<Locator> {
  await addCode(page, below).click();
  const own = cell(page, id);
  await expect(plainEditor(own)).toBeFocused();
  await plainEditor(own).fill(source);
  return own;
}
const order = (page: Page): Promise<string[]> =>
  page
    .locator("main notebook-cell")
    .evaluateAll((cells) => cells.map((element) => (element as HTMLElement).dataset["cell"] ?? ""));
const lessonOrder = [...lesson.cells, ...lesson.exercises].map(({ id }) => id);

test("nothing about own cells is fetched before there is one", async ({ page, traffic }) => {
  await openLesson(page);
  expect(traffic.matching(/insert-button|structure|markdown/)).toEqual([]);
  expect(await order(page)).toEqual(lessonOrder);
});

test("an added cell opens for writing, runs with the lesson's names, and survives a reload", async ({
  page,
}) => {
  await openLesson(page);
  const own = await add(page, first, "own-1", "[shop, blog].length * 21");
  await runButton(own).click();
  await expectDone(own);
  await expect(output(own)).toContainText("42");
  // It needed the lesson's cell, which was run for it.
  await expectDone(cell(page, first));
  expect(await order(page)).toEqual([first, "own-1", ...lessonOrder.slice(1)]);

  await page.reload();
  await expect(own).toContainText("[shop, blog].length * 21");
  expect(await order(page)).toEqual([first, "own-1", ...lessonOrder.slice(1)]);
  await expect(own).toHaveAttribute("data-validity", "fresh");
  await expect(output(own)).toBeEmpty();
  await runButton(own).click();
  await expect(output(own)).toContainText("42");
});

test("what an own cell changes makes the lesson's cell below stale, deleting it as well", async ({
  page,
}) => {
  await openLesson(page);
  const own = await add(page, first, "own-1", "server.run(1);");
  await runCell(page, "own-1");
  await expect(cell(page, second)).toHaveAttribute("data-validity", "stale");
  await runCell(page, second);
  await choose(page, "own-1", "Delete");
  await expect(own).toHaveCount(0);
  await expect(cell(page, second)).toHaveAttribute("data-validity", "stale");
  await undo(page);
  await expect(cell(page, second)).toHaveAttribute("data-validity", "evaluated");
});

test("a deleted cell comes back with code and output, and the focus goes where the work is", async ({
  page,
}) => {
  await openLesson(page);
  const own = await add(page, first, "own-1", '"hello " + "you"');
  await runCell(page, "own-1");
  await choose(page, "own-1", "Delete");
  await expect(own).toHaveCount(0);
  await expect(cell(page, second)).toBeFocused();
  await expect(page.getByRole("status").first()).toContainText("own-1 deleted");
  await undo(page);
  await expect(own).toBeFocused();
  await expect(output(own)).toContainText("hello you");
  await choose(page, "own-1", "Delete");
  await page.reload();
  await expect(runButton(cell(page, first))).toBeEnabled();
  await expect(own).toHaveCount(0);
});

test("a cell moves step by step past the prose and the lesson's cells", async ({ page }) => {
  await openLesson(page);
  const own = await add(page, first, "own-1", "1");
  const besides = () =>
    own.evaluate((element) =>
      [element.previousElementSibling, element.nextElementSibling].map((sibling) =>
        sibling?.matches("notebook-cell, notebook-exercise") === true
          ? ((sibling as HTMLElement).dataset["cell"] ?? "exercise")
          : "prose",
      ),
    );
  expect(await besides()).toEqual([first, "prose"]);
  await choose(page, "own-1", "Move down");
  expect(await besides()).toEqual(["prose", second]);
  await choose(page, "own-1", "Move down");
  expect(await besides()).toEqual([second, "prose"]);
  expect(await order(page)).toEqual([first, second, "own-1", ...lessonOrder.slice(2)]);
  await expect(own).toBeFocused();
  await page.reload();
  await expect(own).toBeVisible();
  expect(await besides()).toEqual([second, "prose"]);
  for (const _ of ["above second", "below first", "above first"])
    await choose(page, "own-1", "Move up");
  expect(await besides()).toEqual(["prose", first]);
  expect(await order(page)).toEqual(["own-1", ...lessonOrder]);
  await undo(page);
  expect(await besides()).toEqual([first, "prose"]);
});

test("cells can be added above the first, below an exercise, and beside each other", async ({
  page,
}) => {
  await openLesson(page);
  await choose(page, first, "Add code cell above");
  await expect(plainEditor(cell(page, "own-1"))).toBeFocused();
  await choose(page, "own-1", "Add code cell below");
  const exercise = lesson.exercises[0]?.id ?? "";
  await addCode(page, exercise).click();
  await choose(page, "own-3", "Add Markdown cell below");
  expect(await order(page)).toEqual(["own-1", "own-2", ...lessonOrder, "own-3", "own-4"]);
  await expect(page.locator("notebook-exercise notebook-cell")).toHaveCount(
    lesson.exercises.length,
  );
});

test("deleting a running cell stops it", async ({ page }) => {
  await openLesson(page);
  const own = await add(page, first, "own-1", "for (;;);");
  await runButton(own).click();
  await expect(own).toHaveAttribute("data-activity", "evaluating");
  await choose(page, "own-1", "Delete");
  await runCell(page, first);
});

test("an own cell has the markup of the lesson's", async ({ page }) => {
  await openLesson(page);
  await add(page, first, "own-1", "1");
  const skeleton = (id: string) =>
    cell(page, id).evaluate((element) => {
      const kept = [...element.querySelectorAll("*")].filter(
        (inner) => inner.closest(".cell-output > *, .cell-editor > *") === null,
      );
      return kept.map((inner) => `${inner.localName}.${String(inner.getAttribute("class"))}`);
    });
  expect(await skeleton("own-1")).toEqual(await skeleton(second));
});

test.describe("Markdown", () => {
  async function write(page: Page, text: string): Promise<Locator> {
    await openLesson(page);
    await addMarkdown(page, first).click();
    const own = cell(page, "own-1");
    await expect(plainEditor(own)).toBeFocused();
    await plainEditor(own).fill(text);
    await plainEditor(own).press("Shift+Enter");
    return own;
  }

  test("is set, opens again by Enter and double-click, and is kept", async ({ page }) => {
    const own = await write(
      page,
      "# Mine\n\nsome **bold** text\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    );
    await expect(own.getByRole("heading", { name: "Mine" })).toBeVisible();
    await expect(own.locator("strong")).toHaveText("bold");
    await expect(own.getByRole("cell", { name: "2" })).toBeVisible();
    await expect(plainEditor(own)).toBeHidden();
    await expect(cell(page, second)).toBeFocused();

    await own.focus();
    await page.keyboard.press("Enter");
    await expect(plainEditor(own)).toBeFocused();
    await plainEditor(own).fill("other");
    await plainEditor(own).press("Control+Enter");
    await expect(own.locator(".cell-markdown")).toHaveText("other");
    await expect(own).toBeFocused();
    await own.locator(".cell-markdown").dblclick();
    await expect(plainEditor(own)).toBeFocused();

    await page.reload();
    await expect(own.locator(".cell-markdown")).toHaveText("other");
  });

  test("lets no markup, script, image or other address through", async ({ page, traffic }) => {
    const own = await write(
      page,
      [
        '<img src="https://example.com/1.png" onerror="document.title=1">',
        "<script>document.title = 2</script>",
        "![a cat](https://example.com/cat.png)",
        "[x](javascript:alert(1)) [y](data:text/html,hi) [z](https://example.com/)",
        "<https://example.com/auto> <svg onload=alert(1)>",
        '[t](https://example.com/ "onmouseover=alert(1)")',
      ].join("\n\n"),
    );
    const text = own.locator(".cell-markdown");
    await expect(text).toContainText("image: a cat");
    await expect(text).toContainText("<script>");
    await expect(text.locator("img, script, svg, iframe, style")).toHaveCount(0);
    const addresses = await text
      .locator("a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(addresses).toEqual([
      "https://example.com/cat.png",
      "",
      "",
      "https://example.com/",
      "https://example.com/auto",
      "https://example.com/",
    ]);
    const attributes = await text.evaluate((element) =>
      [...element.querySelectorAll("*")].flatMap((inner) => inner.getAttributeNames()),
    );
    expect(attributes.filter((name) => name.startsWith("on"))).toEqual([]);
    expect(traffic.urls.filter((url) => url.includes("example.com"))).toEqual([]);
  });

  test("becomes code and code becomes Markdown, with the same text", async ({ page }) => {
    const own = await write(page, "1 + 2");
    await choose(page, "own-1", "Change to code");
    await expect(own.locator(".cell-markdown")).toHaveCount(0);
    await runCell(page, "own-1");
    await expect(output(own)).toContainText("3");
    await choose(page, "own-1", "Change to Markdown");
    await expect(own.locator(".cell-markdown")).toHaveText("1 + 2");
    await expect(output(own)).toBeHidden();
    await undo(page);
    await expect(output(own)).toContainText("3");
  });
});

test("all of it by keyboard", async ({ page }) => {
  await openLesson(page);
  await button(cell(page, first), "Run").focus();
  // From the cell's last button on: what the cell's own output holds, then the two buttons below it.
  await addCode(page, first).focus();
  await expect(addCode(page, first).locator("..")).toHaveCSS("opacity", "1");
  await page.keyboard.press("Enter");
  const own = cell(page, "own-1");
  await expect(plainEditor(own)).toBeFocused();
  await page.keyboard.type("6 * 7");
  await page.keyboard.press("Control+Enter");
  await expect(output(own)).toContainText("42");
  await page.keyboard.press("Escape");
  await expect(own).toBeFocused();
  await own.getByRole("button", { name: "More: own-1" }).press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("d");
  await expect(page.getByRole("menuitem", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(own).toHaveCount(0);
});

test("Jupyter's keys add, delete, bring back and change cells; the lesson's cells refuse", async ({
  page,
}) => {
  await openLesson(page);
  await cell(page, first).focus();
  // A new cell is selected, not opened: the next key is a command.
  await page.keyboard.press("b");
  await expect(cell(page, "own-1")).toBeFocused();
  await page.keyboard.press("m");
  await expect(cell(page, "own-1")).toHaveAttribute("data-kind", "markdown");
  await page.keyboard.press("y");
  await expect(cell(page, "own-1")).toHaveAttribute("data-kind", "code");
  await page.keyboard.press("Enter");
  await page.keyboard.type("21 * 2");
  await page.keyboard.press("Alt+Enter");
  await expect(plainEditor(cell(page, "own-2"))).toBeFocused();
  await expect(output(cell(page, "own-1"))).toContainText("42");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await expect(cell(page, "own-3")).toBeFocused();
  expect((await order(page)).slice(0, 4)).toEqual([first, "own-1", "own-3", "own-2"]);
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect(cell(page, "own-3")).toHaveCount(0);
  await expect(cell(page, "own-2")).toBeFocused();
  await page.keyboard.press("z");
  await expect(cell(page, "own-3")).toBeFocused();
  await page.keyboard.press("m");
  await expect(cell(page, "own-3")).toHaveAttribute("data-kind", "markdown");
  await expect(cell(page, "own-3")).toBeFocused();
  await page.keyboard.press("y");
  await expect(cell(page, "own-3")).toHaveAttribute("data-kind", "code");
  await cell(page, first).focus();
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect(page.getByRole("status").first()).toContainText("stay where they are");
  await expect(cell(page, first)).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 320, height: 700 } });
  test("own cells fit, and axe finds nothing", async ({ page }) => {
    await openLesson(page);
    await add(page, first, "own-1", `const long = "${"long ".repeat(40)}";`);
    await addMarkdown(page, "own-1").click();
    const text = `# A title\n\n${"word".repeat(60)}\n\n\`\`\`\n${"code ".repeat(50)}\n\`\`\`\n\n- a\n- b`;
    await plainEditor(cell(page, "own-2")).fill(text);
    await plainEditor(cell(page, "own-2")).press("Control+Enter");
    await expect(cell(page, "own-2").getByRole("heading", { name: "A title" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      320,
    );
    expect(await complaints(page)).toEqual([]);
  });
});
