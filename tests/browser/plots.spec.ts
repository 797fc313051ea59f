// Plots and memory maps: recorded ones are images, new ones are drawn late; each has its data beside it.
import { series } from "../../components/figures/palette.ts";
import { complaints } from "./axe.ts";
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

const hypervisors = "/en/hypervisors/the-layer-in-between/";
const library = /plot-drawing/;

const plotted = (options: string) => `import { ms, plot } from "hypervisor-notebook";
const rows = [1, 2, 3, 4].flatMap((n) => [
  { machines: n, wait: ms(n * n), scheduler: "credit", kind: "k" + n },
  { machines: n, wait: ms(n), scheduler: "fair", kind: "k" + n },
]);
plot(rows, { title: "Waiting", ${options} })`;

test("a recorded plot is an image with its name, legend and data, and fetches nothing to draw", async ({
  page,
  traffic,
}) => {
  await page.goto(hypervisors);
  const figure = output(cell(page, "crowd")).locator("figure.plot");
  await figure.scrollIntoViewIfNeeded();
  const image = figure.getByRole("img");
  await expect(image).toHaveCount(1);
  await expect(image).toHaveAccessibleName(/^Line plot of time \(ms\) against guests/);
  await expect
    .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0);
  await expect(figure.locator(".plot-legend li")).toHaveText(["computes", "waits for a CPU"]);
  await figure.getByText("Show the data").click();
  await expect(figure.getByRole("table")).toBeVisible();
  await expect(figure.locator("tbody tr")).toHaveCount(14);
  expect(traffic.matching(library)).toEqual([]);
});

// The cell's rows say "credit" and "fair" on both pages; what a Korean one shows is what they are called.
const schedulers = { en: ["credit", "fair"], ko: ["크레딧", "공정(fair)"] };

for (const [language, colorScheme] of [
  ["en", "light"],
  ["ko", "dark"],
] as const)
  test.describe(`a plot that a run has made (${language}, ${colorScheme})`, () => {
    test.use({ ...narrow, colorScheme });

    test("is drawn whatever its mark, once, and is accessible", async ({ page, traffic }) => {
      test.slow();
      await openLesson(page, language);
      const scope = cell(page, "two-machines");
      const edit = scope.locator(".cell-editor");
      await edit.click();
      for (const options of [
        `x: "machines", y: "wait", color: "scheduler", units: { wait: "ns" }`,
        `mark: "point", x: "machines", y: "wait", color: "scheduler"`,
        `mark: "bar", x: "kind", y: "wait", color: "scheduler"`,
        `mark: "bar", x: "kind", y: "wait"`,
        `mark: "area", x: "machines", y: "wait", color: "scheduler"`,
        `mark: "histogram", x: "wait", units: { wait: "ns" }`,
      ]) {
        await page.locator("textarea").fill(plotted(options));
        await page.locator("textarea").press("Control+Enter");
        await expectDone(scope);
        const figure = output(scope).locator("figure.plot");
        const drawing = figure.getByRole("img");
        await expect(drawing).toHaveCount(1);
        await expect
          .poll(() => drawing.evaluate((element) => (element as HTMLImageElement).naturalWidth))
          .toBeGreaterThan(0);
        await expect(figure.locator("figcaption")).toHaveText("Waiting");
        const legend = options.includes("color") ? schedulers[language] : [];
        await expect(figure.locator(".plot-legend li")).toHaveText(legend);
        const colour = series[0]?.[colorScheme] ?? "";
        expect(await drawing.getAttribute("src")).toContain(encodeURIComponent(colour));
      }
      expect(await complaints(page)).toEqual([]);
      expect(traffic.matching(library).length).toBeGreaterThan(0);
    });
  });

test.describe("in a window of 320 pixels", () => {
  test.use({ viewport: { width: 320, height: 700 } });
  test("a plot scrolls by itself, by keyboard too, and the page does not", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(page, "two-machines", plotted(`x: "machines", y: "wait"`));
    const scroll = output(scope).locator(".figure-scroll");
    await expect(scroll.locator("img:visible")).toBeVisible();
    await expect.poll(() => scroll.evaluate((e) => e.scrollWidth > e.clientWidth)).toBe(true);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    ).toBe(true);
    // On a busy machine a first key may come before what it scrolls has been painted.
    await expect(async () => {
      await scroll.focus();
      await page.keyboard.press("ArrowRight");
      expect(await scroll.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    }).toPass({ timeout: 20_000 });
  });
});

test.describe("what a stranger's code calls a plot", () => {
  test.use(narrow);
  test("runs nothing, and fetches nothing from elsewhere", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(
      page,
      "two-machines",
      `const bad = "<img src=x onerror='document.title=1'><script>document.title=2</script>";
const type = "application/vnd.vegalite.v5+json";
const show = (spec) => ({ [Symbol.for("Jupyter.display")]: () => ({ [type]: spec, "text/plain": "as text" }) });
display(show({ data: { url: "https://example.org/data.json" }, mark: "bar", encoding: {} }));
show({ title: bad, description: bad, mark: { type: "bar" }, data: { values: [{ a: bad, b: 1 }] }, encoding: { x: { field: "a", title: bad }, y: { field: "b", title: bad }, color: { field: "a" } } });`,
    );
    await expectDone(scope);
    await expect(output(scope).locator("pre.plain")).toHaveText("as text");
    await expect(output(scope).locator("figure.plot img").first()).toBeAttached();
    await expect(output(scope).locator("img:not([src^='data:image/svg+xml,'])")).toHaveCount(0);
    await expect(output(scope).locator("script, foreignObject")).toHaveCount(0);
    await expect(page).toHaveTitle(/One server/);
  });
});

test.describe("a memory map", () => {
  test.use(narrow);
  test("names every owner with its size, and is accessible", async ({ page }) => {
    await openLesson(page);
    const scope = cell(page, "two-machines");
    await writeAndRun(
      page,
      "two-machines",
      `import { GiB, Hypervisor, memoryMap, Server } from "hypervisor-notebook";
const server = new Server({ name: "rack", cpus: 2, memory: GiB(8), disk: GiB(100) });
const hypervisor = server.install(new Hypervisor());
for (const name of ["shop", "blog"]) hypervisor.create({ name, vcpus: 1, memory: GiB(2), disk: GiB(10), image: "debian-12" });
memoryMap(server, hypervisor)`,
    );
    await expectDone(scope);
    const figure = output(scope).locator("figure.memory-map");
    await expect(figure.locator(".timeline-legend li")).toHaveText([
      "hypervisor and host software: 1 GiB",
      "shop: 2 GiB",
      "blog: 2 GiB",
      "free: 3 GiB",
    ]);
    await expect(figure.locator("svg").first()).toContainText("shop");
    await button(figure.getByRole("table"), "Machine").click();
    await expect(figure.locator("tbody th")).toHaveText(["blog", "shop"]);
    expect(await complaints(page)).toEqual([]);
  });
});
