// Run, in every way a reader asks for it, and what a first Run costs.
import type { Page } from "@playwright/test";
import {
  button,
  cell,
  count,
  expect,
  expectDone,
  heavy,
  lesson,
  names,
  narrow,
  openLesson,
  output,
  runButton,
  runCell,
  test,
  writeAndRun,
  type Language,
} from "./lesson.ts";

const cellIds = lesson.cells.map(({ id }) => id);

test("the first Run fetches the kernel, and neither compiler nor editor nor Mermaid", async ({
  page,
  traffic,
}) => {
  await openLesson(page);
  await page.waitForLoadState("networkidle");
  traffic.forget();
  await runCell(page, "two-machines");
  await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
  // The diagram is the recorded one: its image may still be on its way. That a cell has run is the reader's progress.
  const fetched = traffic.urls.map((url) =>
    url.startsWith("blob:") ? "blob:" : new URL(url).pathname,
  );
  const expected = [
    /^\/kernel\/[0-9a-f]+\.html$/,
    /^blob:$/,
    /^\/diagrams\/.*\.svg$/,
    /record/,
    // What marks what a run has changed.
    /^\/_astro\/results\./,
  ];
  expect(fetched.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(fetched.filter((path) => path.startsWith("/kernel/"))).toHaveLength(1);
});

const ways: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ["the button", (page) => runButton(cell(page, "two-machines")).click()],
  ["Shift+Enter on the cell", (page) => cell(page, "two-machines").press("Shift+Enter")],
  ["Ctrl+Enter on the cell", (page) => cell(page, "two-machines").press("Control+Enter")],
  [
    "Enter on the focused button",
    async (page) => {
      await runButton(cell(page, "two-machines")).focus();
      await page.keyboard.press("Enter");
    },
  ],
];
for (const [name, way] of ways)
  test(`${name} runs a cell`, async ({ page }) => {
    await openLesson(page);
    await way(page);
    await expectDone(cell(page, "two-machines"));
    await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
    await expect(
      cell(page, "two-machines").getByText(names.en.recorded, { exact: true }),
    ).toBeHidden();
    await expect(output(cell(page, "two-machines")).locator("img:visible")).toHaveCount(1);
  });

test("Shift+Enter goes on to the next cell, Ctrl+Enter stays", async ({ page }) => {
  await openLesson(page);
  await cell(page, "two-machines").press("Control+Enter");
  await expectDone(cell(page, "two-machines"));
  await expect(cell(page, "two-machines")).toBeFocused();
  await page.keyboard.press("Shift+Enter");
  await expect(cell(page, "devices")).toBeFocused();
  await page.keyboard.press("Shift+Enter");
  await expectDone(cell(page, "devices"));
  await expect(cell(page, "creation")).toBeFocused();
});

for (const [language, all] of [
  ["en", "Run all"],
  ["ko", "모두 실행"],
] as const satisfies readonly (readonly [Language, string])[])
  test(`${all} runs every cell, in order, and the outputs are those recorded (${language})`, async ({
    page,
  }) => {
    await openLesson(page, language);
    const recorded = await Promise.all(cellIds.map((id) => output(cell(page, id)).innerText()));
    await button(page, all).click();
    for (const [index, id] of cellIds.entries()) {
      await expectDone(cell(page, id));
      await expect(count(cell(page, id))).toHaveText(`[${String(index + 1)}]`);
      expect(await output(cell(page, id)).innerText()).toBe(recorded[index]);
    }
  });

test("a cell far down runs what it needs above, and nothing else", async ({ page }) => {
  await openLesson(page);
  // `creation` has a server of its own; from above it needs only what the first cell imports.
  await runCell(page, "creation");
  await expectDone(cell(page, "two-machines"));
  await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
  await expect(count(cell(page, "creation"))).toHaveText("[2]");
  for (const id of cellIds.filter((each) => each !== "two-machines" && each !== "creation")) {
    await expectDone(cell(page, id), "fresh");
    await expect(count(cell(page, id))).toHaveText("[ ]");
  }
});

test("a second Run of a cell counts on", async ({ page }) => {
  await openLesson(page);
  await runCell(page, "two-machines");
  await runCell(page, "devices");
  await runButton(cell(page, "two-machines")).click();
  await expect(count(cell(page, "two-machines"))).toHaveText("[3]");
  await expectDone(cell(page, "devices"), "stale");
  await expect(cell(page, "devices").locator(".cell-notice")).toContainText("two-machines");
});

test("Restart keeps the outputs, and counts begin at 1 again", async ({ page }) => {
  await openLesson(page);
  await runCell(page, "two-machines");
  await runCell(page, "devices");
  const shown = await output(cell(page, "devices")).innerText();
  await button(page, "Restart").click();
  await expectDone(cell(page, "devices"), "fresh");
  expect(await output(cell(page, "devices")).innerText()).toBe(shown);
  await expect(page.locator(".kernel-status")).toHaveText(/restarted/);
  await runButton(cell(page, "devices")).click();
  await expectDone(cell(page, "devices"));
  await expect(count(cell(page, "two-machines"))).toHaveText("[1]");
  await expect(count(cell(page, "devices"))).toHaveText("[2]");
});

test.describe("a run that makes a new diagram", () => {
  test.use(narrow);
  test("fetches Mermaid and draws it for both themes", async ({ page, traffic }) => {
    await openLesson(page);
    await runCell(page, "two-machines");
    expect(traffic.matching(heavy.mermaid)).toEqual([]);
    await writeAndRun(
      page,
      "two-machines",
      `import { GiB, Hypervisor, layers, Server } from "hypervisor-notebook";
const server = new Server({ name: "closet", cpus: 1, memory: GiB(8), disk: GiB(50) });
server.install(new Hypervisor());
layers(server);`,
    );
    const shown = output(cell(page, "two-machines"));
    await expect(shown.locator("figure.diagram img")).toHaveCount(2);
    const drawing = shown.getByRole("img", { name: /Hardware · host server: closet/ });
    await expect(drawing).toHaveCount(1);
    const before = await drawing.getAttribute("src");
    expect(before).toContain("closet");
    expect(traffic.matching(heavy.mermaid).length).toBeGreaterThan(0);
    // Another theme, another drawing of the same: without a run.
    await page.evaluate(() => {
      const { dataset } = document.documentElement;
      dataset["theme"] = dataset["theme"] === "dark" ? "light" : "dark";
    });
    await expect(drawing).toHaveCount(1);
    const after = await drawing.getAttribute("src");
    expect(after).toContain("closet");
    expect(after).not.toBe(before);
  });
});
