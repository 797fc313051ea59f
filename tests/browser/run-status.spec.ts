// What a reader sees of runs: how long they last and who waits, why outputs no longer hold, and that nothing of a run
// that is over or was stopped comes after it.
import type { Locator, Page } from "@playwright/test";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  lesson,
  names,
  narrow,
  openLesson,
  output,
  runButton,
  runCell,
  test,
  write,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

const [first = "", second = "", third = ""] = lesson.cells.map(({ id }) => id);
const notice = (page: Page, id: string) => cell(page, id).locator(".cell-notice");
const time = (page: Page, id: string) => cell(page, id).locator(".cell-time");
const runStatus = (page: Page) => page.locator("notebook-tools .run-status");
const forever = "await new Promise(() => {});";
/** Long enough for what is still on its way to arrive. */
const aWhile = `await new Promise((done) => setTimeout(done, 400)); "waited"`;

const isAnnounced = (scope: Locator) =>
  scope.evaluate(
    (element) =>
      element.closest("[aria-live=polite], [role=status], [role=log], [role=alert]") !== null,
  );

test("a run to here runs the cells down to this one, in order, and no other", async ({ page }) => {
  await openLesson(page);
  await runCell(page, second);
  await cell(page, third)
    .getByRole("button", { name: `More: ${third}` })
    .click();
  await page.getByRole("menuitem", { name: "Run to here" }).click();
  for (const [index, { id }] of lesson.cells.entries()) {
    // Two have run before: what the second needed, and it.
    if (index < 3) await expect(count(cell(page, id))).toHaveText(`[${String(index + 3)}]`);
    else await expectDone(cell(page, id), "fresh");
  }
});

for (const [language, all, running, waiting] of [
  ["en", "Run all", `Running ${first}`, / cells waiting$/],
  ["ko", "모두 실행", `실행 중 ${first}`, /개 셀 대기 중$/],
] as const)
  test(`a run that lasts shows its time, and who waits for it (${language})`, async ({ page }) => {
    await openLesson(page, language);
    await expect(time(page, first)).toBeEmpty();
    await cell(page, first).press("Enter");
    await cell(page, first).locator("textarea").fill(forever);
    await button(page, all).click();
    await expect(time(page, first)).toHaveText(language === "en" ? /^\d+\.\ds$/ : /^\d+\.\d초$/);
    await expect(runStatus(page)).toContainText(running);
    await expect(runStatus(page)).toHaveText(waiting);
    await expect(cell(page, second).locator(".cell-status")).toHaveText(
      language === "en" ? "waiting" : "대기 중",
    );
    // It goes on, and says nothing aloud.
    const before = await time(page, first).textContent();
    await expect(time(page, first)).not.toHaveText(before ?? "");
    for (const ticking of [time(page, first), runStatus(page)])
      expect(await isAnnounced(ticking)).toBe(false);
    expect(await complaints(page)).toEqual([]);
    await runStatus(page).getByRole("button", { name: first }).click();
    await expect(cell(page, first)).toBeFocused();
    await button(cell(page, first), names[language].stop).click();
    await expectDone(cell(page, first), "aborted");
    await expect(runStatus(page)).toHaveCount(0);
    await expect(time(page, first)).toBeEmpty();
  });

test("a run that is over shows what it took, until the kernel is restarted", async ({ page }) => {
  await openLesson(page);
  await runCell(page, first);
  await expect(time(page, first)).toHaveText(/^<?\d+\.\d+s$/);
  await expect(time(page, second)).toBeEmpty();
  await button(page, "Restart").click();
  await expect(time(page, first)).toBeEmpty();
});

test("outputs that no longer hold say through which names, and where those have changed", async ({
  page,
}) => {
  await openLesson(page);
  await writeAndRun(page, first, `const server = "a"; server`);
  await writeAndRun(page, second, `const other = "b"; other`);
  await writeAndRun(page, third, `server + other`);
  await expect(output(cell(page, third))).toHaveText('"ab"');
  await expectDone(cell(page, third));
  await expect(notice(page, third)).toBeHidden();
  await write(page, first, `const server = "c"; server`);
  await expect(notice(page, third)).toContainText(`Uses server, changed in [1] ${first}.`);
  await expect(notice(page, third).locator("code")).toHaveText(["server"]);
  await write(page, second, `const other = "d"; other`);
  await expect(notice(page, third).getByRole("listitem")).toHaveText([
    `Uses server, changed in [1] ${first}.`,
    `Uses other, changed in [2] ${second}.`,
  ]);
  await expect(notice(page, first)).toContainText("The code has changed since this output.");
  expect(await complaints(page)).toEqual([]);
  await button(notice(page, third), `[2] ${second}`).click();
  await expect(cell(page, second)).toBeFocused();
  await button(notice(page, third), `Run again: ${third}`).click();
  await expect(output(cell(page, third))).toHaveText('"cd"');
  await expectDone(cell(page, third));
  await expect(notice(page, third)).toBeHidden();
  // Run again above, with the same code: what came of it below may differ.
  await runButton(cell(page, first)).click();
  await expect(notice(page, third)).toContainText(
    `Uses server of [7] ${first}, which has run again since.`,
  );
});

test("the reasons are in Korean on a Korean page", async ({ page }) => {
  await openLesson(page, "ko");
  await runCell(page, second, "ko");
  await cell(page, first).press("Enter");
  await cell(page, first).locator("textarea").press("End");
  await page.keyboard.type(" ");
  await expect(notice(page, second)).toHaveText(
    new RegExp(`^여기서 쓰는 .* 값이 \\[1\\] ${first} 셀에서 바뀌었습니다\\.다시 실행$`),
  );
});

test.describe("nothing comes late", () => {
  const ticking = `setInterval(() => console.log("late"), 10); "begun"`;

  test("from the run before, once a cell runs again", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(page, first, ticking);
    // Timers of a run that is the cell's last are heard.
    await expect(output(cell(page, first))).toContainText("late");
    await writeAndRun(page, first, `"again"`);
    await expectDone(cell(page, first));
    await writeAndRun(page, third, aWhile);
    await expect(output(cell(page, third))).toHaveText('"waited"');
    await expect(output(cell(page, first))).toHaveText('"again"');
  });

  for (const [name, end] of [
    ["Stop", (page: Page) => button(cell(page, first), "Stop").click()],
    ["Restart", (page: Page) => button(page, "Restart").click()],
  ] as const)
    test(`after ${name}`, async ({ page }) => {
      await openLesson(page);
      await writeAndRun(page, first, `${ticking}; ${forever}`);
      await expect(output(cell(page, first))).toContainText("late");
      await end(page);
      await expect(cell(page, first)).toHaveAttribute("data-activity", "ready");
      const shown = await output(cell(page, first)).innerText();
      await writeAndRun(page, third, aWhile);
      await expect(output(cell(page, third))).toHaveText('"waited"');
      expect(await output(cell(page, first)).innerText()).toBe(shown);
    });
});
