// Tables: sorted by their heads, long ones shown by hundreds, readable without scripts.
import type { Locator } from "@playwright/test";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  runCell,
  test,
  writeAndRun,
} from "./lesson.ts";

/** The texts of a column, from the top. */
const column = (table: Locator, index: number): Promise<string[]> =>
  table.locator(`tbody tr > :nth-child(${String(index)})`).allTextContents();

const head = (table: Locator, name: string): Locator =>
  table.getByRole("columnheader", { name, exact: true });

const sizes = `import { GiB, MiB, table } from "hypervisor-notebook";
table([
  { name: "vm-10", memory: MiB(512), note: "b" },
  { name: "vm-2", memory: GiB(8), note: "a" },
  { name: "vm-1", memory: GiB(1), note: "b" },
  { name: "vm-3", memory: null, note: "a" },
], { units: { memory: "bytes" }, title: "Machines" })`;
const came = ["vm-10", "vm-2", "vm-1", "vm-3"];

test.describe("a table after a Run", () => {
  test.use(narrow);

  test("has infinite numbers by size, and what is no number at the end", async ({ page }) => {
    await openLesson(page);
    const rows = "[{ n: 2 }, { n: NaN }, { n: Infinity }, { n: 10 }, { n: -Infinity }]";
    await writeAndRun(page, "two-machines", rows);
    const table = output(cell(page, "two-machines")).getByRole("table");
    await button(head(table, "n"), "n").click();
    await expect.poll(() => column(table, 1)).toEqual(["-Infinity", "2", "10", "Infinity", "NaN"]);
    await button(head(table, "n"), "n").click();
    await expect.poll(() => column(table, 1)).toEqual(["Infinity", "10", "2", "-Infinity", "NaN"]);
  });

  test("is sorted by what its numbers are worth, up, down, and back", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(page, "two-machines", sizes);
    const table = output(cell(page, "two-machines")).getByRole("table", { name: "Machines" });
    const memory = head(table, "memory");
    for (const [order, expected] of [
      ["ascending", ["vm-10", "vm-1", "vm-2", "vm-3"]],
      ["descending", ["vm-2", "vm-1", "vm-10", "vm-3"]],
      [null, came],
    ] as const) {
      await button(memory, "memory").press("Enter");
      await expect.poll(() => column(table, 1)).toEqual(expected);
      if (order === null) await expect(memory).not.toHaveAttribute("aria-sort");
      else await expect(memory).toHaveAttribute("aria-sort", order);
      await expect(button(memory, "memory")).toBeFocused();
    }
    await button(table, "name").click();
    await expect.poll(() => column(table, 1)).toEqual(["vm-1", "vm-2", "vm-3", "vm-10"]);
    // One column at a time; equal rows stay as they came.
    await button(table, "note").click();
    await expect.poll(() => column(table, 1)).toEqual(["vm-2", "vm-3", "vm-10", "vm-1"]);
    await expect(table.locator("[aria-sort]")).toHaveCount(1);
    expect(await complaints(page)).toEqual([]);
  });

  test("of a hundred thousand rows shows a hundred, and sorts all of them", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(
      page,
      "two-machines",
      `Array.from({ length: 100_000 }, (_, i) => ({ i, square: (i * i) % 100_003 }))`,
    );
    await expectDone(scope);
    const table = output(scope).getByRole("table");
    await expect(table.locator("tbody tr")).toHaveCount(100);
    await expect(output(scope)).toContainText("100 of 100,000 rows");
    await button(table, "i").click();
    await button(table, "i").click();
    await expect.poll(async () => (await column(table, 1))[0]).toBe("99,999");
    await expect(table.locator("tbody tr")).toHaveCount(100);
    await button(output(scope), "Show more rows").press("Enter");
    await expect(table.locator("tbody tr")).toHaveCount(200);
    await expect(button(output(scope), "Show more rows")).toBeFocused();
    await expect(output(scope)).toContainText("200 of 100,000 rows");
    expect((await column(table, 1))[199]).toBe("99,800");
  });

  test("of a million rows says how many it keeps", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(page, "two-machines", `Array.from({ length: 1_000_000 }, (_, i) => ({ i }))`);
    await expect(scope).toHaveAttribute("data-activity", "ready", { timeout: 60_000 });
    await expect(output(scope)).toContainText("The first 100,000 of 1,000,000 rows were kept.");
    await expect(output(scope).locator("tbody tr")).toHaveCount(100);
  });
});

test("a recorded table sorts before anything has run", async ({ page, traffic }) => {
  await openLesson(page, "ko");
  const table = output(cell(page, "devices")).getByRole("table").first();
  const before = await column(table, 1);
  await table.getByRole("columnheader").first().getByRole("button").click();
  await expect(table.locator("[aria-sort]")).toHaveCount(1);
  const after = await column(table, 1);
  expect(after).not.toEqual(before);
  expect(after.toSorted()).toEqual(before.toSorted());
  expect(traffic.matching(/\/kernel\/[0-9a-f]+\.js/)).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("a table is all there, and its heads are no buttons that do nothing", async ({ page }) => {
    await page.goto("/en/virtual-machines/one-server-many-machines/");
    const table = page.locator("notebook-cell[data-cell=devices] table").first();
    expect(await table.locator("tbody tr").count()).toBeGreaterThan(3);
    for (const one of await table.locator("thead button").all()) await expect(one).toBeDisabled();
  });
});

test("the code that sorts is fetched when the reader sorts", async ({ page, traffic }) => {
  await openLesson(page);
  await runCell(page, "devices");
  const table = output(cell(page, "devices")).getByRole("table").first();
  expect(traffic.matching(/sort-table/)).toEqual([]);
  await table.getByRole("columnheader").first().getByRole("button").click();
  await expect(table.locator("[aria-sort]")).toHaveCount(1);
  expect(traffic.matching(/sort-table/)).not.toEqual([]);
});
