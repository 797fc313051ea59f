// How far the reader is: kept on this device, marked in the sidebar, told by part and lesson, exported, joined, cleared.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  languages,
  lesson,
  lessonAddress,
  narrow,
  openLesson,
  runCell,
  test,
  write,
  type Language,
} from "./lesson.ts";

const [exercise] = lesson.exercises;
if (exercise === undefined) throw new Error("expected an exercise in the lesson, found none.");
const cells = lesson.cells.length;

const words = {
  en: {
    more: "More",
    entry: "My progress",
    untouched: `not started · 0 of ${String(cells)} cells run, 0 of 1 exercises solved`,
    started: `started · 1 of ${String(cells)} cells run, 0 of 1 exercises solved`,
    part: /^.+ 0 of \d lessons done$/,
    clear: "Clear progress",
    sure: "Clear progress: sure?",
    cleared: "Your progress is cleared.",
    undo: "Undo",
    close: "Close",
  },
  ko: {
    more: "더 보기",
    entry: "나의 진도",
    untouched: `시작 전 · 셀 ${String(cells)}개 중 0개 실행, 연습 문제 1개 중 0개 해결`,
    started: `진행 중 · 셀 ${String(cells)}개 중 1개 실행, 연습 문제 1개 중 0개 해결`,
    part: /^.+ 강의 \d개 중 0개 완료$/,
    clear: "진도 지우기",
    sure: "진도를 정말 지울까요?",
    cleared: "진도를 지웠습니다.",
    undo: "되돌리기",
    close: "닫기",
  },
} as const satisfies Record<Language, unknown>;

const link = (page: Page) => page.locator(`nav a[data-lesson="${lesson.slug}"]`);

async function openProgress(page: Page, language: Language = "en"): Promise<Locator> {
  const s = words[language];
  await button(page.locator("notebook-tools"), s.more).click();
  await page.getByRole("menuitem", { name: s.entry }).click();
  return page.getByRole("dialog", { name: s.entry });
}

const row = (dialog: Locator) => dialog.locator("li").first();

test("nothing is kept or fetched before a cell has run; then the sidebar marks the lesson, without a shift", async ({
  page,
  traffic,
}) => {
  await openLesson(page);
  await expect(link(page)).not.toHaveAttribute("data-progress");
  expect(traffic.matching(/recorder/)).toEqual([]);
  const before = await link(page).boundingBox();
  await runCell(page, "two-machines");
  await expect(link(page)).toHaveAttribute("data-progress", "started");
  await expect(link(page)).toHaveAccessibleName(/\(started\)$/);
  expect(await link(page).boundingBox()).toEqual(before);
  await page.goto(lessonAddress("ko"));
  await expect(link(page)).toHaveAccessibleName(/\(진행 중\)$/);
  expect(await complaints(page)).toEqual([]);
});

test("a cell that fails is no progress", async ({ page }) => {
  await page.setViewportSize(narrow.viewport);
  await openLesson(page);
  await write(page, "two-machines", `throw new Error("no")`);
  await cell(page, "two-machines").locator(".cell-run").click();
  await expectDone(cell(page, "two-machines"));
  await write(page, "devices", "2 + 2");
  await runCell(page, "devices");
  await expect(link(page)).toHaveAttribute("data-progress", "started");
  const dialog = await openProgress(page);
  await expect(row(dialog)).toContainText(`1 of ${String(cells)} cells run`);
});

test("a cell of the reader's own is no progress", async ({ page }) => {
  await page.setViewportSize(narrow.viewport);
  await openLesson(page);
  await page.getByRole("button", { name: "Add a code cell below: two-machines" }).click();
  await cell(page, "own-1").locator("textarea").fill("6 * 7");
  await runCell(page, "own-1");
  await runCell(page, "two-machines");
  const dialog = await openProgress(page);
  await expect(row(dialog)).toContainText(`1 of ${String(cells)} cells run`);
});

test.describe("a lesson whose exercise is solved", () => {
  test.use(narrow);
  test("is done", async ({ page }) => {
    await openLesson(page);
    await write(page, exercise.id, exercise.solution);
    await button(page.locator("notebook-exercise"), "Check").click();
    await expect(page.locator("notebook-exercise")).toHaveAttribute("data-solved");
    await expect(link(page)).toHaveAttribute("data-progress", "done");
    const dialog = await openProgress(page);
    await expect(row(dialog)).toContainText("done");
    await expect(dialog.locator("h3").first()).toContainText(/1 of \d lessons? done/);
  });
});

for (const language of languages)
  test(`progress is told by part and lesson, and cleared in two steps that can be undone (${language})`, async ({
    page,
  }) => {
    const s = words[language];
    await openLesson(page, language);
    await runCell(page, "two-machines", language);
    const dialog = await openProgress(page, language);
    await expect(dialog.locator("h3").first()).toHaveText(s.part);
    await expect(row(dialog)).toContainText(s.started);
    expect(await complaints(page)).toEqual([]);
    await button(dialog, s.clear).click();
    await expect(row(dialog)).toContainText(s.started);
    await button(dialog, s.sure).click();
    await expect(row(dialog)).toContainText(s.untouched);
    await expect(dialog.getByRole("status")).toContainText(s.cleared);
    await expect(link(page)).not.toHaveAttribute("data-progress");
    await button(dialog.getByRole("status"), s.undo).click();
    await expect(row(dialog)).toContainText(s.started);
    await button(dialog, s.clear).click();
    await button(dialog, s.sure).click();
    await button(dialog, s.close).click();
    await expect(dialog).toHaveCount(0);
    await expect(button(page.locator("notebook-tools"), s.more)).toBeFocused();
    await page.reload();
    await expect(row(await openProgress(page, language))).toContainText(s.untouched);
  });

test("an export is a file that says what it is, and another device can take it in", async ({
  page,
}) => {
  await openLesson(page);
  await runCell(page, "two-machines");
  const dialog = await openProgress(page);
  const downloaded = page.waitForEvent("download");
  await button(dialog, "Export").click();
  const path = await (await downloaded).path();
  const file = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  expect(file).toMatchObject({
    format: "hypervisor-notebook/progress",
    version: 1,
    lessons: { [lesson.slug]: { cells: ["two-machines"], exercises: {} } },
  });
  await button(dialog, "Clear progress").click();
  await button(dialog, "Clear progress: sure?").click();
  await expect(row(dialog)).toContainText(words.en.untouched);
  await dialog.locator("input[type=file]").setInputFiles(path);
  await expect(row(dialog)).toContainText(words.en.started);
  await dialog.locator("input[type=file]").setInputFiles({
    name: "other.json",
    mimeType: "application/json",
    buffer: Buffer.from("{}"),
  });
  await expect(dialog.getByRole("status")).toContainText("Nothing was imported.");
  await expect(row(dialog)).toContainText(words.en.started);
});

test.describe("the reader's code", () => {
  test.use(narrow);
  test("is cleared only when that is asked for, and can be undone until the dialog is closed", async ({
    page,
  }) => {
    await openLesson(page);
    await write(page, "two-machines", "6 * 7");
    const code = cell(page, "two-machines").locator(".cell-editor code");
    const dialog = await openProgress(page);
    const clear = async () => {
      await button(dialog, "Clear my code").click();
      await button(dialog, "Clear my code in all lessons: sure?").click();
      await expect(dialog.getByRole("status")).toContainText("cleared, in all lessons");
    };
    await button(dialog, "Clear progress").click();
    await button(dialog, "Clear progress: sure?").click();
    await clear();
    await button(dialog.getByRole("status"), "Undo").click();
    await button(dialog, "Close").click();
    await page.reload();
    await expect(code).toHaveText("6 * 7");
    await openProgress(page);
    await clear();
    await button(dialog, "Close").click();
    await expect(code).toHaveText(lesson.cells[0]?.source ?? "");
    await expect(cell(page, "two-machines").locator(".cell-status")).toHaveText("");
    await page.reload();
    await expect(code).toHaveText(lesson.cells[0]?.source ?? "");
  });
});

test.describe("at 320 pixels", () => {
  test.use({ viewport: { width: 320, height: 700 } });
  test("the dialog lies within the window, and Esc closes it", async ({ page }) => {
    await openLesson(page);
    const dialog = await openProgress(page);
    const box = await dialog.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? NaN) + (box?.width ?? NaN)).toBeLessThanOrEqual(320);
    const overflow = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBe(0);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  });
});
