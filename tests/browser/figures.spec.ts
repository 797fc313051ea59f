// Drawings stay readable on machines with other fonts, and the layers' colours for weak eyes.
import type { Locator } from "@playwright/test";
import { layers, type Theme } from "../../components/figures/palette.ts";
import { readLessons } from "../../src/curriculum/lessons.ts";
import { diagramAddress, diagramFiles } from "../../src/curriculum/recording.ts";
import { cell, expect, narrow, openLesson, output, test, writeAndRun } from "./lesson.ts";

/** Much wider than any font that the diagrams were laid out with. */
const wideFont =
  "text, tspan { font-family: monospace !important; font-weight: bold !important; letter-spacing: 2px !important; }";

async function setWideFont(svg: Locator): Promise<void> {
  await svg.evaluate((element, css) => {
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = css;
    element.append(style);
  }, wideFont);
}

interface Label {
  readonly text: string;
  /** By how many pixels it sticks out of its box, at the side where it does most. */
  readonly excess: number;
}

/** Every labelled box of a diagram. */
const labels = (svg: Locator): Promise<Label[]> =>
  svg.evaluate((element) =>
    [
      ...element.querySelectorAll("g.node"),
      // In a sequence diagram the participants are the boxes.
      ...[...element.querySelectorAll("rect.actor")].flatMap((box) => box.parentElement ?? []),
    ].map((node) => {
      const frame = node.querySelector(".label-container, rect.actor");
      const box = frame?.getBoundingClientRect() ?? new DOMRect();
      const label = node.querySelector("text");
      const text = label?.getBoundingClientRect() ?? new DOMRect();
      const excess = [
        box.left - text.left,
        text.right - box.right,
        box.top - text.top,
        text.bottom - box.bottom,
      ];
      return { text: label?.textContent ?? "", excess: Math.max(...excess) };
    }),
  );

async function expectLabelsInside(svg: Locator): Promise<void> {
  const found = await labels(svg);
  expect(found.length).toBeGreaterThan(1);
  for (const { text } of found) expect(text).not.toBe("");
  expect(found.filter(({ excess }) => excess > 0.5)).toEqual([]);
}

const recorded = [
  ...new Set(
    readLessons().flatMap((lesson) =>
      diagramFiles(lesson)
        // A plot has no boxes that its texts could leave.
        .filter(({ svg }) => !svg.includes('aria-label="y-axis'))
        .map(({ name }) => name),
    ),
  ),
];

test("labels of recorded diagrams stay inside their boxes where fonts are wider", async ({
  page,
}) => {
  expect(recorded.length).toBeGreaterThan(0);
  for (const name of recorded) {
    await page.goto(diagramAddress(name));
    const svg = page.locator("svg").first();
    await setWideFont(svg);
    await expectLabelsInside(svg);
  }
});

test("which is due to the width that each label is pinned to", async ({ page }) => {
  await page.goto(diagramAddress(recorded[0] ?? ""));
  const svg = page.locator("svg").first();
  await setWideFont(svg);
  await svg.evaluate((element) => {
    for (const pinned of element.querySelectorAll("[textLength]"))
      pinned.removeAttribute("textLength");
  });
  expect((await labels(svg)).some(({ excess }) => excess > 0.5)).toBe(true);
});

test.describe("a diagram drawn in the page", () => {
  test.use(narrow);
  test("keeps Korean labels inside their boxes, also where fonts are wider", async ({ page }) => {
    await openLesson(page, "ko");
    await cell(page, "two-machines").locator(".cell-editor").click();
    await page.locator("textarea")
      .fill(`import { GiB, Hypervisor, layers, Server } from "hypervisor-notebook";
const server = new Server({ name: "경영지원팀-공용-서버-일호기", cpus: 1, memory: GiB(8), disk: GiB(50) });
server.install(new Hypervisor()).create({ name: "쇼핑몰-주문-처리", vcpus: 1, memory: GiB(2), disk: GiB(10), image: "debian-12" });
layers(server);`);
    await page.locator("textarea").press("Control+Enter");
    const image = output(cell(page, "two-machines")).locator("figure.diagram img:visible");
    await expect(image).toHaveAttribute("src", /^data:/);
    await page.goto((await image.getAttribute("src")) ?? "");
    const svg = page.locator("svg");
    await expect(svg).toContainText("경영지원팀-공용-서버-일호기");
    await expect(svg).toContainText("쇼핑몰-주문-처리");
    await expectLabelsInside(svg);
    await setWideFont(svg);
    await expectLabelsInside(svg);
  });

  test("does not run what stands in a name", async ({ page }) => {
    await openLesson(page);
    await writeAndRun(
      page,
      "two-machines",
      `const $ = "<img src=x onerror='document.title=1'>";
display($); console.log($);
throw new Error($);`,
    );
    await expect(output(cell(page, "two-machines")).locator(".error-message")).toHaveText(
      /<img src=x/,
    );
    await expect(output(cell(page, "two-machines")).locator("img")).toHaveCount(0);
  });
});

/** Relative luminance and contrast as WCAG 2.2 defines them, of colours written #rrggbb. */
function luminance(colour: string): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [dark = NaN, light = NaN] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test("contrast is computed as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

for (const theme of ["light", "dark"] as const satisfies readonly Theme[])
  for (const [layer, style] of Object.entries(layers))
    test(`text on ${layer} has a contrast of 7:1 in the ${theme} theme`, () => {
      expect(contrast(style[theme].text, style[theme].fill)).toBeGreaterThanOrEqual(7);
    });
