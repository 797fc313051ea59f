// Outputs that are within the limits of what a cell may send, and would take a browser minutes to lay out or draw: the
// page shows a part, or their text, says why, and goes on.
import type { Page } from "@playwright/test";
import {
  cell,
  expect,
  expectDone,
  lessonAddress,
  names,
  narrow,
  output,
  plainEditor,
  runButton,
  test,
  writeAndRun,
} from "./lesson.ts";

test.use(narrow);

const id = "two-machines";

const show = (type: string, code: string, text = "in words") =>
  `display({ [Symbol.for("Jupyter.display")]: () => ({ "${type}": ${code}, "text/plain": "${text}" }) });`;
const html = (code: string) => show("text/html", code);
const svg = (code: string, attributes = "") =>
  show(
    "image/svg+xml",
    `'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" ${attributes}>' + ${code} + '</svg>'`,
  );
const vendor = (name: string, code: string) =>
  show(`application/vnd.hypervisor-notebook.${name}+json`, code);

const nestedUse = `(() => {
  let text = '<defs><g id="a0"><rect width="1" height="1"/></g>';
  for (let i = 1; i <= 8; i += 1) text += '<g id="a' + i + '">' + ('<use href="#a' + (i - 1) + '"/>').repeat(10) + '</g>';
  return text + '</defs><use href="#a8"/>';
})()`;
const nestedPatterns = (property: string, element: string, body: string) => `(() => {
  let text = '<${element} id="p0"><rect width="1" height="1"/></${element}>';
  for (let i = 1; i <= 8; i += 1) text += '<${element} id="p' + i + '" width="9" height="9">' + ('<rect width="9" height="9" ${property}="url(#p' + (i - 1) + ')"/>').repeat(10) + '</${element}>';
  return text + ${body};
})()`;

/** The page goes on: another run of the same cell shows what it should. */
async function expectUsable(page: Page): Promise<void> {
  await writeAndRun(page, id, "6 * 7");
  await expect(output(cell(page, id))).toHaveText("42");
}

async function run(page: Page, code: string): Promise<void> {
  await page.goto(lessonAddress("en"));
  await expect(runButton(cell(page, id))).toBeEnabled();
  await writeAndRun(page, id, `${code}\nvoid 0`);
  await expectDone(cell(page, id));
}

const whys = {
  output: "too many parts for a page",
  html: "parts too deep in each other",
  svg: "too long to draw",
} as const;

for (const [name, code, why] of [
  [
    "cells that span all rows",
    html(`"<table>" + "<tr>" + "<td colspan=1000 rowspan=65534>x".repeat(200) + "</table>"`),
    "html",
  ],
  [
    "a thousand of them, each in a row",
    html(`"<table>" + "<tr><td colspan=1000 rowspan=65534>x".repeat(1000) + "</table>"`),
    "html",
  ],
  [
    "columns that stand for a thousand",
    html(`"<table>" + "<col span=1000>".repeat(1000) + "<tr><td>x".repeat(1000) + "</table>"`),
    "html",
  ],
  ["tables in each other", html(`"<table><tr><td>".repeat(60000)`), "html"],
  ["a few tables in each other", html(`"<table><tr><td>".repeat(8) + "x"`), "html"],
  ["lists in each other", html(`"<ul><li>".repeat(400) + "x"`), "html"],
  ["emphasis in each other", html(`"<b>".repeat(15000) + "x"`), "html"],
  ["more elements than a page shows", html(`"<p>x".repeat(100000)`), "html"],
  [
    "tables that are put before their table",
    html(`"<table>".repeat(50000) + "x<b>".repeat(50000)`),
    "html",
  ],
  ["a use of uses", svg(nestedUse), "svg"],
  [
    "a pattern of patterns",
    svg(nestedPatterns("fill", "pattern", `'<rect width="99" height="99" fill="url(#p8)"/>'`)),
    "svg",
  ],
  [
    "a mask of masks",
    svg(nestedPatterns("mask", "mask", `'<rect width="99" height="99" mask="url(#p8)"/>'`)),
    "svg",
  ],
  [
    "masks on all shapes",
    svg(
      `'<mask id="m"><rect width="99" height="99" fill="#fff"/></mask>' + '<rect width="99" height="99" mask="url(#m)"/>'.repeat(5000)`,
    ),
    "svg",
  ],
  [
    "a clip of clips",
    svg(
      nestedPatterns(
        "clip-path",
        "clipPath",
        `'<rect width="99" height="99" clip-path="url(#p8)"/>'`,
      ),
    ),
    "svg",
  ],
  [
    "markers on markers",
    svg(nestedPatterns("marker-mid", "marker", `'<path d="M0 0L9 9L0 9" marker-mid="url(#p8)"/>'`)),
    "svg",
  ],
  [
    "a use in a style",
    svg(
      nestedPatterns(
        "style='fill",
        "pattern",
        `'<rect width="99" height="99" style="fill:url(#p8)"/>'`,
      ).replaceAll(`style='fill="url(#p' + (i - 1) + ')"`, `style="fill:url(#p' + (i - 1) + ')"`),
    ),
    "svg",
  ],
  ["a use of itself", svg(`'<g id="a"><use href="#a"/></g>'`), "svg"],
  ["more shapes than a page draws", svg(`"<rect/>".repeat(60000)`), "svg"],
  ["groups in each other", svg(`"<g>".repeat(4000) + "</g>".repeat(4000)`), "svg"],
  [
    "entities of entities",
    show(
      "image/svg+xml",
      `'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'`,
    ),
    "svg",
  ],
  [
    "a hundred thousand letters as a picture",
    svg(`"<text>" + "x".repeat(100000) + "</text>"`),
    "svg",
  ],
  [
    "two hundred thousand checks",
    vendor("checks", `Array.from({ length: 200000 }, () => ({ passed: true, message: "m" }))`),
    null,
  ],
  [
    "a hundred thousand attempts",
    vendor(
      "attempts",
      `Array.from({ length: 100000 }, () => ({ asked: "a", answer: "b", refused: true, found: null, expected: null, hint: null }))`,
    ),
    "output",
  ],
  [
    "a timeline at the end of numbers",
    vendor(
      "timeline",
      `{ title: "t", from: Number.MAX_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, subjects: ["s"], lanes: [] }`,
    ),
    null,
  ],
  [
    "spans that lie over each other",
    vendor(
      "timeline",
      `{ title: "t", from: 0, to: 1e6, subjects: ["s"], lanes: [{ name: "l", spans: Array.from({ length: 200000 }, () => ({ start: 0, end: 1e6, subject: 0 })) }] }`,
    ),
    null,
  ],
  [
    "a timeline of many lanes",
    vendor(
      "timeline",
      `{ title: "t", from: 0, to: 1e6, subjects: ["s"], lanes: Array.from({ length: 256 }, () => ({ name: "l", spans: Array.from({ length: 900 }, (_, i) => ({ start: i * 1000, end: i * 1000 + 500, subject: 0 })) })) }`,
    ),
    null,
  ],
  [
    "a title of nine million letters",
    vendor("progress", `{ label: "x".repeat(9000000), percent: 1 }`),
    "output",
  ],
  [
    "cells of three million letters",
    `display([{ a: "x".repeat(3000000) }, { a: "y" }]);`,
    // The kernel cuts a cell's text off.
    null,
  ],
  [
    "a picture that is none, with a long text",
    show("image/png", `"AAAA"`).replace(`"in words"`, `"w ".repeat(4000000)`),
    null,
  ],
  [
    "a bundle of a hundred thousand types",
    `display({ [Symbol.for("Jupyter.display")]: () => Object.fromEntries(Array.from({ length: 100000 }, (_, i) => ["x/t" + i, 1])) });`,
    null,
  ],
] as const)
  test(`${name}: the page goes on`, async ({ page }) => {
    await run(page, code);
    const region = output(cell(page, id));
    if (why !== null) await expect(region).toContainText(whys[why]);
    if (why === "html" || why === "svg") {
      await expect(region).toContainText("in words");
      await expect(region.locator("table, img")).toHaveCount(0);
    }
    expect(await region.locator("*").count()).toBeLessThan(25_000);
    expect((await region.textContent())?.length).toBeLessThan(200_000);
    await expectUsable(page);
  });

for (const [name, code] of [
  ["its name", `throw Object.assign(new Error("m"), { name: "N".repeat(15_000_000) })`],
  [
    "its cause's name",
    `throw new Error("m", { cause: Object.assign(new Error("c"), { name: "N".repeat(15_000_000) }) })`,
  ],
  ["its message", `throw new Error("M".repeat(15_000_000))`],
  ["its hint", `throw Object.assign(new Error("m"), { hint: "H".repeat(15_000_000) })`],
  [
    "a function's name",
    `const f = { ["n".repeat(5_000_000)]() { throw new Error("m"); } };\nObject.values(f)[0]!()`,
  ],
] as const)
  test(`an error is of bounded length: ${name}`, async ({ page }) => {
    await page.goto(lessonAddress("en"));
    await writeAndRun(page, id, code);
    await expectDone(cell(page, id));
    await expect(output(cell(page, id)).locator(".error")).toBeVisible();
    expect((await output(cell(page, id)).textContent())?.length).toBeLessThan(40_000);
    await expectUsable(page);
  });

test("twelve tables have together no more elements than a page bears", async ({ page }) => {
  await run(
    page,
    `for (let i = 0; i < 12; i += 1) display(Array.from({ length: 100 }, (_, row) => Object.fromEntries(Array.from({ length: 30 }, (_, column) => ["c" + column, row]))));`,
  );
  const region = output(cell(page, id));
  await expect(region.getByRole("table").first()).toBeVisible();
  await expect(region).toContainText(whys.output);
  expect(await region.locator("*").count()).toBeLessThan(32_000);
  await expectUsable(page);
});

test("the outputs of the run before take no room from those of the next", async ({ page }) => {
  const code = `for (let i = 0; i < 8; i += 1) display(Array.from({ length: 100 }, (_, row) => Object.fromEntries(Array.from({ length: 30 }, (_, column) => ["c" + column, row]))));`;
  await run(page, code);
  for (const round of [1, 2]) {
    await expect(output(cell(page, id)).getByRole("table"), String(round)).toHaveCount(8);
    await runButton(cell(page, id)).click();
    await expectDone(cell(page, id));
  }
});

test("what is honest is shown whole", async ({ page }) => {
  await run(
    page,
    [
      html(
        `"<table><thead><tr><th rowspan=2>a<th colspan=2>b<tr><th>c<th>d<tbody>" + "<tr><th rowspan=2>1<td>2<td>3<tr><td>4<td>5".repeat(400) + "</table>"`,
      ),
      html(`"<ul><li>".repeat(10) + "x"`),
      html(`"<table><tr><td><table><tr><td>x</table></table>"`),
      svg(
        `'<defs><pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 0L4 4"/></pattern><linearGradient id="g"><stop offset="0"/></linearGradient><marker id="m"><path d="M0 0L4 4"/></marker><clipPath id="c"><rect width="99" height="99"/></clipPath><g id="dot"><circle r="2"/></g></defs><style>*{stroke-linejoin:round} .a > path { stroke: red }</style><g clip-path="url(#c)">' + '<use href="#dot" x="3"/>'.repeat(3000) + '<g fill="url(#p)">' + '<rect width="9" height="9"/>'.repeat(300) + '</g><path style="fill:url(#g)" d="M0 0L9 9" marker-end="url(#m)"/></g>'`,
      ),
    ].join("\n"),
  );
  const region = output(cell(page, id));
  await expect(region.locator("table")).toHaveCount(3);
  await expect(region.locator("tr")).toHaveCount(804);
  const image = region.getByRole("img");
  await expect(image).toBeVisible();
  const source = decodeURIComponent((await image.getAttribute("src")) ?? "");
  for (const kept of [
    "url(#p)",
    "url(#g)",
    "url(#m)",
    "url(#c)",
    "#dot",
    "stroke: red",
    "stroke-linejoin: round",
  ])
    expect(source).toContain(kept);
  await expect(region.locator(".left-out")).toHaveCount(0);
});

for (const [name, part, gone] of [
  [
    "a filter",
    `'<filter id="f"><feGaussianBlur stdDeviation="900"/></filter><rect id="kept" width="9" height="9" filter="url(#f)"/>'`,
    /filter|feGaussian/i,
  ],
  [
    "a filter in a style",
    `'<filter id="f"><feTurbulence/></filter><rect id="kept" width="9" height="9" style="filter:url(#f)"/>'`,
    /filter|feTurb/i,
  ],
  [
    "a filter in a sheet",
    `'<style>* { filter: blur(90px); fill: red }</style><rect id="kept" width="9" height="9"/>'`,
    /blur/,
  ],
  [
    "a reference in a sheet",
    `'<style>* { fill: url(#p) }</style><rect id="kept" width="9" height="9"/>'`,
    /url/,
  ],
  [
    "an animation",
    `'<rect id="kept" width="9" height="9"><animate attributeName="x" from="0" to="9" dur="1s" repeatCount="indefinite"/></rect>'`,
    /animate/,
  ],
  [
    "an animation in a sheet",
    `'<style>@keyframes k { to { x: 9px } } rect { animation: k 1ms infinite }</style><rect id="kept" width="9" height="9"/>'`,
    /animation|keyframes/,
  ],
  [
    "HTML within",
    `'<foreignObject width="9" height="9"><div xmlns="http://www.w3.org/1999/xhtml"><input/></div></foreignObject><rect id="kept"/>'`,
    /foreign|input/,
  ],
  [
    "an SVG as a picture within",
    `'<image width="9" height="9" href="data:image/svg+xml,%3Csvg/%3E"/><rect id="kept"/>'`,
    /href="data:/,
  ],
  [
    "a million dashes",
    `'<path id="kept" d="M0 0H1e9" stroke="red" stroke-dasharray="1e-9"/>'`,
    /dasharray/,
  ],
] as const)
  test(`${name} of a picture is left out, and the page says so`, async ({ page }) => {
    await run(page, svg(part));
    const region = output(cell(page, id));
    await expect(region.locator(".left-out")).toContainText("are left out");
    const source = decodeURIComponent((await region.getByRole("img").getAttribute("src")) ?? "");
    expect(source).toContain('id="kept"');
    expect(source.replace("fill: red", "")).not.toMatch(gone);
  });

test("why is said in Korean on a Korean page", async ({ page }) => {
  await page.goto(lessonAddress("ko"));
  const scope = cell(page, id);
  await scope.getByRole("button", { name: names.ko.edit, exact: true }).click();
  await plainEditor(scope).fill(
    [
      svg(nestedUse),
      html(`"<b>".repeat(15000)`),
      `console.log("x")`,
      vendor("progress", `{ label: "x".repeat(9000000), percent: 1 }`),
    ].join("\n"),
  );
  await runButton(scope, "ko").click();
  await expectDone(scope);
  for (const why of ["오래 걸리는 그림", "HTML이 너무 크거나", "앞부분만"])
    await expect(output(scope)).toContainText(why);
});
