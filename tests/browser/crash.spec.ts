// A tab dies while a cell runs: the page that is opened next has every edit, says what happened, and runs nothing.
import type { Page } from "@playwright/test";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  languages,
  lessonAddress,
  narrow,
  openLesson,
  runCell,
  test,
  write,
  writeAndRun,
  type Language,
} from "./lesson.ts";

test.use(narrow);

const notice = (page: Page) => page.locator(".notebook-notice");
const marks = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("/running/")));

const words = {
  en: { said: "crashed while two-machines was running", goTo: "Go to two-machines" },
  ko: { said: "two-machines 셀을 실행하던 중에", goTo: "two-machines 셀로 가기" },
} as const satisfies Record<Language, unknown>;

/** Kills the process that shows the page, as a lack of memory does. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // The process that would answer is the one that dies.
  void session.send("Page.crash").catch(() => undefined);
  await crashed;
}

for (const language of languages)
  test(`the reopened page has the edits, says what happened, once, and runs nothing (${language})`, async ({
    page,
    context,
  }) => {
    await openLesson(page);
    await write(page, "devices", "const other = 1;");
    await writeAndRun(page, "two-machines", "while (true) {}");
    await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
    await crash(page);

    const reopened = await context.newPage();
    await reopened.goto(lessonAddress(language));
    await expect(notice(reopened)).toContainText(words[language].said);
    const code = (id: string) => cell(reopened, id).locator(".cell-editor code");
    await expect(code("two-machines")).toHaveText("while (true) {}");
    await expect(code("devices")).toHaveText("const other = 1;");
    await expectDone(cell(reopened, "two-machines"), "stale");
    expect(reopened.workers()).toEqual([]);
    expect(await complaints(reopened)).toEqual([]);
    await button(notice(reopened), words[language].goTo).click();
    await expect(cell(reopened, "two-machines")).toBeFocused();

    await reopened.reload();
    await expect(code("devices")).toHaveText("const other = 1;");
    await expect(reopened.locator(".cell-run").first()).toBeEnabled();
    expect(await marks(reopened)).toEqual([]);
    await expect(notice(reopened)).toHaveCount(0);
  });

const peaceful: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "a run that ended": (page) => runCell(page, "two-machines"),
  "a run that was stopped": async (page) => {
    await writeAndRun(page, "two-machines", "while (true) {}");
    await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
    await button(cell(page, "two-machines"), "Stop").click();
    await expectDone(cell(page, "two-machines"), "aborted");
  },
  "a page that was left while a cell ran": async (page) => {
    await writeAndRun(page, "two-machines", "while (true) {}");
    await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
    expect(await marks(page)).toHaveLength(1);
  },
};

for (const [name, happen] of Object.entries(peaceful))
  test(`${name} is no crash`, async ({ page }) => {
    await openLesson(page);
    await happen(page);
    await page.goto(lessonAddress("ko"));
    expect(await marks(page)).toEqual([]);
    await expect(notice(page)).toHaveCount(0);
  });

test("a cell that runs in another tab is no crash", async ({ page, context }) => {
  await openLesson(page);
  await writeAndRun(page, "two-machines", "while (true) {}");
  await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
  const other = await context.newPage();
  await openLesson(other);
  await expect(other.locator(".cell-run").first()).toBeEnabled();
  expect(await marks(other)).toHaveLength(1);
  await expect(notice(other)).toHaveCount(0);
});

// In Chromium the sandbox's frame has a process of its own, and that is what a lack of memory ends: a heap that grows
// without end takes most of a minute, so the process is ended at once. Playwright takes the page for crashed as well;
// it is asked over a session of its own.
test("what ends the sandbox's process leaves the page, which says so and runs again", async ({
  page,
  context,
  browser,
}) => {
  await openLesson(page);
  await write(page, "devices", "const other = 1;");
  await writeAndRun(page, "two-machines", "while (true) {}");
  await expect(cell(page, "two-machines")).toHaveAttribute("data-activity", "evaluating");
  const own = await context.newCDPSession(page);
  const inPage = async (expression: string) =>
    (await own.send("Runtime.evaluate", { expression })).result.value as string;
  const inCell = (id: string, expression: string) =>
    inPage(`(document.querySelector('notebook-cell[data-cell="${id}"]')${expression})`);

  const root = await browser?.newBrowserCDPSession();
  const { targetInfos } = (await root?.send("Target.getTargets")) ?? { targetInfos: [] };
  const frame = targetInfos.find(({ type, url }) => type === "iframe" && url.includes("/kernel/"));
  const target = { targetId: frame?.targetId ?? "none", flatten: false };
  const { sessionId } = (await root?.send("Target.attachToTarget", target)) ?? {};
  await root?.send("Target.sendMessageToTarget", {
    ...(sessionId === undefined ? {} : { sessionId }),
    message: JSON.stringify({ id: 1, method: "Page.crash" }),
  });

  const patient = { timeout: 60_000 };
  await expect.poll(() => inCell("two-machines", ".dataset.validity"), patient).toBe("aborted");
  expect(await inCell("two-machines", ".querySelector('.cell-notice').textContent")).toContain(
    "The kernel stopped answering.",
  );
  expect(await inCell("devices", ".querySelector('textarea').value")).toBe("const other = 1;");
  expect(
    await inPage(
      "Object.keys(localStorage).filter((key) => key.includes('/running/')).length + ''",
    ),
  ).toBe("0");
  await inCell("devices", ".querySelector('[data-action=run]').click()");
  await expect.poll(() => inCell("devices", ".dataset.validity"), patient).toBe("evaluated");
});
