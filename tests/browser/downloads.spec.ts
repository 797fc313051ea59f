// The notebook as a file and back: what is saved has the reader's code and outputs, what is opened runs nothing.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { complaints } from "./axe.ts";
import { nbformatProblems } from "../notebook/nbformat.ts";
import {
  button,
  cell,
  count,
  expect,
  heavy,
  lessonAddress,
  narrow,
  openLesson,
  plainEditor,
  runCell,
  test,
  write,
} from "./lesson.ts";

test.use(narrow);

interface File {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly id: string;
    readonly source: string;
    readonly outputs?: readonly Record<string, unknown>[];
    readonly execution_count?: number | null;
  }[];
}

const openMenu = (page: Page) =>
  page
    .locator("notebook-tools")
    .getByRole("button", { name: /More|더 보기/ })
    .click();

/** Presses an entry of the notebook's menu; the text of the file that it saves, and its name. */
async function save(page: Page, entry: string): Promise<{ name: string; text: string }> {
  const saved = page.waitForEvent("download");
  await openMenu(page);
  await page.getByRole("menuitem", { name: entry }).click();
  const download = await saved;
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), "utf8"),
  };
}

/** Opens a file by the notebook's menu. */
async function open(page: Page, text: string): Promise<void> {
  const chosen = page.waitForEvent("filechooser");
  await openMenu(page);
  await page.getByRole("menuitem", { name: /Open .ipynb…|.ipynb 열기…/ }).click();
  const chooser = await chosen;
  await chooser.setFiles({
    name: "lesson.ipynb",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
}

const banner = (page: Page) =>
  page.getByRole("region", { name: /^(?:Edits in this file|파일에 담긴 코드)$/ });

test("a downloaded .ipynb has the reader's code, live outputs and recorded ones", async ({
  page,
}) => {
  await openLesson(page);
  await write(page, "shares", "6 * 7");
  await runCell(page, "two-machines");
  await runCell(page, "shares");
  await write(page, "work", "// not run yet");
  const { name, text } = await save(page, "Download as .ipynb");
  expect(name).toBe("one-server-many-machines.en.ipynb");
  const file = JSON.parse(text) as File;
  expect(nbformatProblems(file)).toEqual([]);
  const find = (id: string) => file.cells.find((one) => one.id === id);
  const shown = await count(cell(page, "shares")).textContent();
  expect(`[${String(find("shares")?.execution_count)}]`).toBe(shown);
  expect(find("shares")).toMatchObject({
    source: "6 * 7",
    outputs: [{ output_type: "execute_result", data: { "text/plain": "42" } }],
  });
  const layers = find("two-machines")?.outputs?.[0]?.["data"] as Record<string, unknown>;
  expect(layers["image/svg+xml"]).toMatch(/^<svg/);
  expect(find("walls")?.outputs?.length).toBeGreaterThan(0);
  expect(find("work"), "outputs of other code are not this code's").toMatchObject({
    source: "// not run yet",
    outputs: [],
  });
});

test("a file that came from here is opened: nothing runs, nothing is replaced until it is taken", async ({
  page,
  traffic,
}) => {
  await openLesson(page);
  await write(page, "shares", "6 * 7");
  const { text } = await save(page, "Download as .ipynb");
  await write(page, "shares", "my later edit");
  traffic.forget();
  await open(page, text);
  await expect(banner(page)).toContainText("This file changes one cell:");
  const panel = page.getByRole("region", { name: "From the file: shares" });
  await expect(panel).toContainText("6 * 7");
  await expect(plainEditor(cell(page, "shares"))).toHaveValue("my later edit");
  await button(panel, "Take it").click();
  await expect(plainEditor(cell(page, "shares"))).toHaveValue("6 * 7");
  await expect(count(cell(page, "shares"))).toHaveText("[ ]");
  expect(traffic.matching(heavy.kernel)).toEqual([]);
});

test("files from elsewhere are refused with a word", async ({ page }) => {
  await openLesson(page);
  for (const [text, message] of [
    ["no JSON", "cannot be read"],
    [JSON.stringify({ nbformat: 4, metadata: {}, cells: [] }), "downloaded from this site"],
    [
      JSON.stringify({ nbformat: 4, metadata: { language_info: { name: "python" } }, cells: [] }),
      "a notebook in python",
    ],
  ] as const) {
    await open(page, text);
    await expect(banner(page)).toContainText(message);
    await expect(banner(page)).toContainText("Nothing was changed.");
  }
});

test("a file that was edited elsewhere opens, and what is not taken from it is told", async ({
  page,
}) => {
  await openLesson(page);
  const { text } = await save(page, "Download as .ipynb");
  const file = JSON.parse(text) as { cells: Record<string, unknown>[] };
  const find = (id: string) => file.cells.findIndex((one) => one["id"] === id);
  const shares = file.cells[find("shares")] ?? {};
  file.cells.splice(find("shares"), 1, { ...shares, source: "1 + 1" }, { ...shares, source: "2" });
  file.cells.splice(find("walls"), 1);
  Object.assign(file.cells[find("prose-0")] ?? {}, { source: ["# My title\n", "<b>why?</b>"] });
  await open(page, JSON.stringify(file).replaceAll("\\n", "\\r\\n"));
  await expect(banner(page)).toContainText("This file changes one cell:");
  await expect(banner(page)).toContainText("It comes with one cell that the lesson does not have");
  const left = banner(page).getByRole("region", { name: "Not taken from the file:" });
  await expect(left).toContainText("does not have stay as they are here: walls");
  await left.getByText("Text of the lesson that was changed in the file").click();
  await expect(left.locator("pre")).toHaveText("# My title\n<b>why?</b>");
  await expect(left.getByRole("listitem")).toHaveCount(2);
  await button(banner(page), "Take all").click();
  await expect(cell(page, "shares").locator(".cell-editor")).toContainText("1 + 1");
  await expect(cell(page, "own-1").locator(".cell-editor")).toContainText("2");
  expect(await complaints(page)).toEqual([]);
});

for (const [language, way, added, word] of [
  ["en", "Go on in the playground", "Add to my notebook", "was not made here"],
  ["ko", "‘자유 실습’에서 열기", "내 노트북에 더하기", "다른 곳에서 만든"],
] as const)
  test(`a notebook of another TypeScript kernel opens in the playground (${language})`, async ({
    page,
  }) => {
    const notebook = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
      cells: [
        { cell_type: "markdown", id: "m", metadata: {}, source: "# Theirs" },
        {
          cell_type: "code",
          id: "c",
          metadata: {},
          source: ["const x = 6;\n", "x * 7"],
          outputs: [],
        },
        { cell_type: "raw", id: "r", metadata: {}, source: "raw words" },
      ],
    });
    await openLesson(page, language);
    await open(page, notebook);
    await expect(banner(page)).toContainText(word);
    await expect(banner(page).locator("pre")).toHaveText("raw words");
    await banner(page).getByRole("link", { name: way }).click();
    await page.waitForURL(`**/${language}/playground/**`);
    await page.getByRole("button", { name: added }).click();
    await expect(cell(page, "own-3").locator(".cell-editor")).toContainText("x * 7");
    await expect(count(cell(page, "own-3"))).toHaveText("[ ]");
    await open(page, notebook);
    await expect(banner(page)).toContainText("# Theirs");
    await expect(banner(page).locator(".share-left-out pre")).toHaveText("raw words");
  });

test("a file of another lesson leads to that lesson", async ({ page }) => {
  await openLesson(page);
  const { text } = await save(page, "Download as .ipynb");
  await page.goto("/en/two-types/type-1-and-type-2/");
  await open(page, text);
  await expect(banner(page)).toContainText("These edits belong to another lesson.");
  await expect(banner(page).getByRole("link")).toHaveAttribute("href", lessonAddress("en"));
});

test("a downloaded .ts has text as comments and the reader's code, in the page's language", async ({
  page,
}) => {
  await openLesson(page, "ko");
  const { name, text } = await save(page, ".ts로 내려받기");
  expect(name).toBe("one-server-many-machines.ko.ts");
  expect(text).toContain("// # 서버 한 대, 컴퓨터 여러 대");
  expect(text).toContain("// %% two-machines\n");
  expect(text.match(/import \{[^}]*\bServer\b[^}]*\} from "hypervisor-notebook"/g)).toHaveLength(1);
});

test("where the site does not answer, the page says so", async ({ page }) => {
  await page.route("**/notebooks/**", (route) => route.fulfill({ status: 404 }));
  await openLesson(page);
  await openMenu(page);
  await page.getByRole("menuitem", { name: "Download as .ipynb" }).click();
  await expect(page.locator(".kernel-status")).toContainText("could not be made");
});
