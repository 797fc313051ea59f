// A run that says far too much: the page keeps its size, goes on answering, and Stop ends it. Counted, not timed.
import type { Page } from "@playwright/test";
import {
  button,
  cell,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  test,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

/** What a cell's outputs weigh on the page. */
const weight = (page: Page, id: string) =>
  output(cell(page, id)).evaluate((region) => ({
    elements: region.querySelectorAll("*").length,
    characters: region.textContent.length,
    height: region.getBoundingClientRect().height,
  }));

for (const [name, code, last] of [
  ["a million lines", `for (let i = 0; i < 1_000_000; i += 1) console.log(i);`, "999999"],
  [
    "a million longer lines",
    `for (let i = 0; i < 1_000_000; i += 1) console.log("line", i);`,
    "line 999999",
  ],
  [
    "lines to both streams",
    `for (let i = 0; i < 200_000; i += 1) { console.log("o", i); console.error("e", i); }`,
    "e 199999",
  ],
  ["one text of 50 million characters", `console.log("x".repeat(50_000_000) + "end")`, "xend"],
  [
    "a million displays",
    `for (let i = 0; i < 1_000_000; i += 1) display(i);`,
    "the others are not shown",
  ],
  [
    "a text of nine million characters as a value",
    `({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "y".repeat(9_000_000) + "end" }) })`,
    "yend",
  ],
  [
    "two hundred long tables",
    `const rows = Array.from({ length: 2000 }, (_, i) => ({ a: i, b: i, c: i }));\nfor (let i = 0; i < 200; i += 1) display(rows);`,
    "1,999",
  ],
] as const)
  test(`${name} leave a page of bounded size, which goes on`, async ({ page }) => {
    test.slow();
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(page, "two-machines", code);
    await expect(scope).toHaveAttribute("data-activity", "ready", { timeout: 120_000 });
    if (!name.includes("tables")) await expect(output(scope)).toContainText(last);
    const { elements, characters, height } = await weight(page, "two-machines");
    console.log(`${name}: ${String(elements)} elements, ${String(characters)} characters`);
    // Two hundred tables of a hundred rows; everything else is a small part of that.
    expect(elements).toBeLessThan(name.includes("tables") ? 120_000 : 1_000);
    expect(characters).toBeLessThan(1_000_000);
    expect(height).toBeLessThan(2_000);
    await writeAndRun(page, "two-machines", "6 * 7");
    await expect(output(scope)).toHaveText("42");
  });

test("of a flood the beginning and the end are there, and how much is missing between", async ({
  page,
}) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await writeAndRun(page, "two-machines", `for (let i = 0; i < 300_000; i += 1) console.log(i);`);
  await expectDone(scope);
  const windows = output(scope).locator(".long-text");
  await expect(windows).toHaveCount(2);
  const [head = "", tail = ""] = await windows.allTextContents();
  expect(head.startsWith("0\n1\n")).toBe(true);
  expect(tail.endsWith("\n299999\n")).toBe(true);
  const kept = [head, tail].join("").split("\n").length - 1;
  const missing = (300_000 - kept).toLocaleString("en");
  await expect(output(scope).locator(".left-out")).toHaveText(`… ${missing} lines left out …`);
  // The rest of a flood is shown where it ends, and scrolls by keyboard.
  const last = windows.nth(1);
  expect(await last.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight)).toBeLessThan(3);
  await last.focus();
  await page.keyboard.press("Home");
  await expect.poll(() => last.evaluate((element) => element.scrollTop)).toBe(0);
});

test("Korean readers are told in Korean", async ({ page }) => {
  await openLesson(page, "ko");
  const scope = cell(page, "two-machines");
  await scope.locator(".cell-editor").click();
  await page.locator("textarea").fill(`for (let i = 0; i < 500; i += 1) display(i);`);
  await page.locator("textarea").press("Control+Enter");
  await expectDone(scope);
  await expect(output(scope)).toContainText("… 출력 300개 생략 …");
});

for (const [name, code] of [
  ["lines", `for (let i = 0; ; i += 1) console.log("line", i);`],
  [
    "lines that yield",
    `for (let i = 0; ; i += 1) { console.log("line", i); if (i % 1000 === 0) await new Promise((r) => setTimeout(r)); }`,
  ],
  ["displays", `for (let i = 0; ; i += 1) display({ i });`],
  [
    "uncaught errors",
    `for (;;) { void Promise.reject(new Error("again")); await new Promise((r) => setTimeout(r)); }`,
  ],
] as const)
  test(`during an endless flood of ${name} the page answers, and Stop ends it`, async ({
    page,
  }) => {
    await openLesson(page);
    const scope = cell(page, "creation");
    await page.evaluate(() => {
      const counter = document.createElement("button");
      counter.id = "counter";
      counter.textContent = "0";
      counter.style.cssText = "position:fixed;top:0;left:0;z-index:99";
      counter.addEventListener("click", () => {
        counter.textContent = String(Number(counter.textContent) + 1);
      });
      document.body.append(counter);
    });
    await writeAndRun(page, "creation", code);
    await expect(scope).toHaveAttribute("data-activity", "evaluating");
    await expect(output(scope)).toContainText(/line|i: |again/);
    for (let count = 1; count <= 5; count += 1) {
      await page.locator("#counter").click();
      await expect(page.locator("#counter")).toHaveText(String(count));
    }
    await button(scope, "Stop").click();
    await expectDone(scope, "aborted");
    expect((await weight(page, "creation")).elements).toBeLessThan(5_000);
    await writeAndRun(page, "two-machines", "6 * 7");
    await expect(output(cell(page, "two-machines"))).toHaveText("42");
  });

test("what is printed beside a figure leaves the figure's element alone", async ({ page }) => {
  await openLesson(page);
  const scope = cell(page, "two-machines");
  await writeAndRun(
    page,
    "two-machines",
    `display([{ a: 1, b: 2 }, { a: 3, b: 4 }]);
for (let i = 0; ; i += 1) { console.log(i); await new Promise((r) => setTimeout(r, 5)); }`,
  );
  const table = output(scope).getByRole("table");
  await button(table, "a").click();
  await button(table, "a").click();
  await expect(table.locator("tbody th")).toHaveText(["3", "1"]);
  await table.evaluate((element) => element.setAttribute("data-kept", ""));
  const printed = await output(scope).locator(".stream-text").textContent();
  await expect(output(scope).locator(".stream-text")).not.toHaveText(printed ?? "");
  await expect(table).toHaveAttribute("data-kept");
  await expect(table.locator("tbody th")).toHaveText(["3", "1"]);
  await button(scope, "Stop").click();
  await expectDone(scope, "aborted");
});
