// The bench: names and servers beside the lesson. It follows each run, opens a machine in full, and is a list for those
// who do not see the picture.
import type { Locator, Page } from "@playwright/test";
import { complaints } from "./axe.ts";
import {
  button,
  cell,
  expect,
  expectDone,
  heavy,
  narrow,
  openLesson,
  output,
  runCell,
  test,
  write,
  writeAndRun,
  type Language,
} from "./lesson.ts";

const first = "two-machines";
const words = { en: "Bench", ko: "작업대" } as const;

const bench = (page: Page, language: Language = "en"): Locator =>
  page.getByRole("complementary", { name: words[language], exact: true });
const opener = (page: Page, language: Language = "en"): Locator =>
  button(page.locator("notebook-tools"), words[language]);
const machine = (page: Page, name: string): Locator =>
  page.locator(".bench-machine > button").filter({ hasText: name });
const names = (page: Page): Locator => page.locator(".bench-names > li");

async function openBench(page: Page, language: Language = "en"): Promise<void> {
  await opener(page, language).click();
  await expect(bench(page, language)).toBeVisible();
}

async function ran(page: Page, id: string, source: string): Promise<void> {
  await writeAndRun(page, id, source);
  await expectDone(cell(page, id));
}

const setUp = `import { GiB, Hypervisor, MiB, seconds, Server } from "hypervisor-notebook";
const server = new Server({ name: "rack-9", cpus: 2, memory: GiB(8), disk: GiB(80) });
const hypervisor = server.install(new Hypervisor({ name: "hv" }));
const size = { vcpus: 1, memory: MiB(512), disk: GiB(8), image: "alpine-3.21" };
let shop = hypervisor.create({ name: "shop", ...size });
const blog = hypervisor.define({ name: "blog", vcpus: 1, memory: MiB(512), disk: GiB(8) });`;

test("nothing is fetched or asked before it is opened; then it shows what is there", async ({
  page,
  traffic,
}) => {
  await openLesson(page);
  await runCell(page, first);
  expect(traffic.matching(/\/bench\./)).toEqual([]);
  expect(traffic.matching(heavy.kernel)).toHaveLength(1);
  await openBench(page);
  await expect(opener(page)).toHaveAttribute("aria-expanded", "true");

  const layers = bench(page).getByRole("list", { name: "Layers of rack-1, from the bottom up" });
  const items = layers.locator(":scope > li");
  await expect(items.nth(0)).toContainText("Hardware");
  await expect(items.nth(0)).toContainText("13 GiB of 32 GiB");
  await expect(items.nth(1)).toContainText("Hypervisor, type 1 hypervisor");
  const machines = items.nth(2).getByRole("list", { name: "Virtual machines" });
  await expect(machines.getByRole("listitem")).toHaveText([
    /shop\s+●\s+running/,
    /blog\s+●\s+running/,
  ]);

  await expect(names(page)).toHaveText([
    /server\s+Server\s+\[1\]\s+rack-1/,
    /hypervisor\s+Hypervisor\s+\[1\]\s+hypervisor/,
    /shop\s+VirtualMachine\s+\[1\]\s+shop \(running\)/,
    /blog\s+VirtualMachine\s+\[1\]\s+blog \(running\)/,
  ]);
  await expect(bench(page).getByRole("status")).toHaveText("Bench: 4 names, 1 server.");
  expect(traffic.matching(/\/bench\./)).toHaveLength(1);
  // What it needs, and the rest of the library, of which it may call anything.
  expect(traffic.matching(heavy.kernel)).toHaveLength(3);

  // The table of contents is under it, and out of the way.
  await expect(page.locator(".right-sidebar")).toBeHidden();
  const column = await page.locator("main").boundingBox();
  const place = await bench(page).boundingBox();
  expect((column?.x ?? 0) + (column?.width ?? 0)).toBeLessThanOrEqual((place?.x ?? 0) + 1);
});

test("the number beside a name leads to its cell", async ({ page }) => {
  await openLesson(page);
  await openBench(page);
  await runCell(page, first);
  await button(bench(page), `[1] Go to the cell that defines it: ${first}`).first().click();
  await expect(cell(page, first)).toBeFocused();
});

test("it says what to press while nothing has run, and is empty again after a restart", async ({
  page,
}) => {
  await openLesson(page);
  await openBench(page);
  await expect(bench(page)).toContainText("Nothing has run yet. Press Run in a cell");
  await runCell(page, first);
  await expect(names(page)).toHaveCount(4);
  await button(page.locator("notebook-tools"), "Restart").click();
  await expect(bench(page)).toContainText("Nothing has run yet.");
  await expect(names(page)).toHaveCount(0);
});

test.describe("follows", () => {
  test.use(narrow);

  test("each run, and marks what it made, changed and removed", async ({ page }) => {
    await openLesson(page);
    await openBench(page);
    await ran(page, first, setUp);
    await expect(machine(page, "shop")).toContainText("running");
    await expect(machine(page, "blog")).toContainText("shutoff");
    await expect(bench(page).locator(".bench-mark")).toHaveCount(0);

    await ran(page, "creation", 'const mail = hypervisor.create({ name: "mail", ...size });');
    await expect(machine(page, "mail")).toContainText("new");
    await expect(names(page).filter({ hasText: "mail" })).toContainText("new");
    await expect(machine(page, "shop").locator(".bench-mark")).toHaveCount(0);

    await ran(page, "creation", "shop.destroy();\nblog.undefine();");
    await expect(machine(page, "shop")).toContainText("shutoff");
    await expect(machine(page, "shop")).toContainText("was running");
    await expect(names(page).filter({ hasText: "shop (" })).toContainText("changed");
    await expect(bench(page)).toContainText("blog is gone");
    await expect(machine(page, "blog")).toHaveCount(0);
    await expect(machine(page, "mail").locator(".bench-mark")).toHaveCount(0);
  });

  test("a run that is over before the page is painted again", async ({ page }) => {
    await openLesson(page);
    await openBench(page);
    await ran(page, first, setUp);
    await expect(machine(page, "shop")).toContainText("running");
    await write(page, "creation", 'const mail = hypervisor.create({ name: "mail", ...size });');
    await page.evaluate(() => {
      globalThis.requestAnimationFrame = () => 0;
      document.querySelector<HTMLElement>("#cell-creation [data-action=run]")?.click();
    });
    await expect(machine(page, "mail")).toContainText("new");
  });

  test("the time that passes: a load is that of the last of it", async ({ page }) => {
    await openLesson(page);
    await openBench(page);
    await ran(page, first, `${setUp}\nserver.run(seconds(60));`);
    await expect(bench(page)).toContainText("since power-on");
    await ran(
      page,
      "creation",
      `import { batch } from "hypervisor-notebook";
shop.launch(batch({ name: "job", compute: seconds(9) }));
server.run(seconds(5));`,
    );
    await expect(bench(page)).toContainText("over the last 5 s");
    await expect(machine(page, "shop")).toContainText("CPU 100 %");
    await expect(bench(page)).toContainText("CPU 50 %");
    await expect(bench(page).getByRole("list", { name: "Applications" })).toContainText("job");
  });

  test("a run that fails, one that goes on, and Stop", async ({ page }) => {
    await openLesson(page);
    await openBench(page);
    await ran(page, first, setUp);
    await ran(page, "creation", 'const half = 1;\nthrow new Error("no further");');
    await expect(output(cell(page, "creation"))).toContainText("no further");
    await expect(names(page).filter({ hasText: "half" })).toContainText("new");

    await writeAndRun(page, "devices", "shop.suspend();\nfor (;;);");
    await expect(cell(page, "devices")).toHaveAttribute("data-activity", "evaluating");
    await expect(bench(page)).toContainText("running …");
    await expect(machine(page, "shop")).toContainText("running");
    await button(cell(page, "devices"), "Stop").click();
    await expectDone(cell(page, "devices"), "aborted");
    await expect(bench(page).locator(".bench-activity")).toBeEmpty();
    // Replayed, in another worker: the machine is there, and not suspended.
    await ran(page, "devices", "const after = shop.state;");
    await expect(names(page).filter({ hasText: "after" })).toContainText('"running"');
    await expect(machine(page, "shop")).toContainText("running");
  });

  test("a value whose own code never ends: it says so, and Restart helps", async ({ page }) => {
    await openLesson(page);
    await openBench(page);
    await ran(page, first, "const trap = new Proxy({}, { getPrototypeOf() { for (;;); } });");
    await expect(bench(page)).toContainText("The kernel does not answer.");
    await button(page.locator("notebook-tools"), "Restart").click();
    await ran(page, first, setUp);
    await expect(machine(page, "shop")).toContainText("running");
  });
});

test("a machine opens in full by click and by keyboard, stays open over a run, and leads back", async ({
  page,
}) => {
  await openLesson(page);
  await openBench(page);
  await runCell(page, first);
  await machine(page, "shop").focus();
  await page.keyboard.press("Enter");
  const title = bench(page).getByRole("heading", { name: "shop", exact: true });
  await expect(title).toBeFocused();
  await expect(bench(page)).toContainText("vCPU 1");
  await expect(bench(page)).toContainText("It has not left the guest yet.");

  await button(page.locator("notebook-tools"), "Run all").click();
  await expectDone(cell(page, "creation"));
  await expect(bench(page)).toContainText(/wrmsr\s*\d/);
  await expect(bench(page)).toContainText(/guest [\d.]+ \w?s/);
  await expect(title).toBeVisible();
  await page.keyboard.press("Shift+Tab");

  await button(bench(page), "All servers and names").click();
  await expect(machine(page, "shop").first()).toBeFocused();
  await machine(page, "blog").first().click();
  await expect(bench(page).getByRole("heading", { name: "blog", exact: true })).toBeVisible();
});

test("Esc closes it and gives the focus back; a reload finds it as it was", async ({ page }) => {
  await openLesson(page);
  await openBench(page);
  await expect(bench(page).getByRole("heading", { name: "Bench" })).toBeFocused();
  await page.reload();
  await expect(bench(page)).toBeVisible();
  await expect(opener(page)).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator("body")).toBeFocused();
  await button(bench(page), "Close the bench").focus();
  await page.keyboard.press("Escape");
  await expect(bench(page)).toHaveCount(0);
  await expect(opener(page)).toBeFocused();
  await expect(page.locator(".right-sidebar")).toBeVisible();
  await page.reload();
  await expect(opener(page)).toBeEnabled();
  await expect(bench(page)).toHaveCount(0);
});

for (const [language, colorScheme, width] of [
  ["en", "light", 1280],
  ["en", "dark", 320],
  ["ko", "light", 320],
  ["ko", "dark", 1280],
] as const)
  test.describe(`${language}, ${colorScheme}, ${String(width)} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });
    test("it is accessible, fits, and speaks the page's language", async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await openLesson(page, language);
      await openBench(page, language);
      await runCell(page, first, language);
      await expect(names(page)).toHaveCount(4);
      const heading = { en: "Servers", ko: "서버" }[language];
      await expect(bench(page, language).getByRole("heading", { name: heading })).toBeVisible();
      expect(await complaints(page)).toEqual([]);
      await machine(page, "shop").click();
      const exits = { en: "Exits by reason", ko: "이유별 exit 횟수" }[language];
      await expect(bench(page, language)).toContainText(exits);
      expect(await complaints(page)).toEqual([]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(scrollWidth).toBe(clientWidth);
      // The last cell can be reached above the sheet.
      const last = page.locator("notebook-cell").last().locator(".cell-bar button").last();
      await last.focus();
      const [button, sheet] = [await last.boundingBox(), await bench(page, language).boundingBox()];
      if (width === 320)
        expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(sheet?.y ?? 0);
    });
  });
