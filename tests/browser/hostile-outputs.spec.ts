// What a cell shows is a stranger's as well: HTML, images, diagrams, tables, text. Shown, it runs nothing, asks for
// nothing (lesson.ts watches), leads nowhere, and changes nothing of the page around it.
import type { Page } from "@playwright/test";
import { expectUsable, hostile, openWithEdit } from "./attack.ts";
import { cell, expect, expectDone, narrow, output, test, writeAndRun } from "./lesson.ts";

// A parser that makes nothing of a document still says which of its handlers the policy would refuse.
test.use({ ...narrow, actionTimeout: 20_000, forgiven: /inline event handler|base URI/ });

const pwn = "window.top.pwned = 1; document.title = 'pwned'";

const html = `<h3>Kept</h3><p title="t">text <b>bold</b></p><table><tr><td colspan="2">cell</td></tr></table>
<img alt="dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
<script>${pwn}</script><img src=x onerror="${pwn}"><svg onload="${pwn}"><script>${pwn}</script></svg>
<math><mtext><table><mglyph><style><img src=x onerror="${pwn}"></style></mglyph></table></mtext></math>
<a href="javascript:${pwn}">script</a><a href="https://example.com/">away</a><a ping="https://example.com/" href="#x">ping</a>
<iframe srcdoc="<script>${pwn}</script>"></iframe><object data="https://example.com/"></object><embed src="https://example.com/">
<style>body { display: none }</style><link rel="stylesheet" href="https://example.com/a.css"><meta http-equiv="refresh" content="0;url=https://example.com/"><base href="https://example.com/">
<form action="https://example.com/"><input name="q" autofocus onfocus="${pwn}"><button formaction="javascript:${pwn}">b</button><textarea></textarea><select></select></form>
<div style="position:fixed;inset:0;background:url(https://example.com/x.png)" class="cell-run" id="top" name="body" role="alert" data-feature="notebook-menu" contenteditable>cover</div>
<video src="https://example.com/" autoplay></video><audio src="https://example.com/"></audio><img srcset="https://example.com/x.png 1x"><img src="https://example.com/y.png"><img src="/favicon.svg?z"><picture><source srcset="https://example.com/z.png"></picture>
<notebook-cell data-cell="two-machines"></notebook-cell><button data-action="run">Run</button><template><script>${pwn}</script></template><noscript><p title="</noscript><img src=x onerror=${pwn}>"></noscript>`;

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" onload="${pwn}"><script>${pwn}</script><style>body{display:none}</style><image href="https://example.com/i.png"/><foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="https://example.com/f.png"/></foreignObject><a href="https://example.com/"><rect width="40" height="20"/></a></svg>`;

const diagrams = [
  `flowchart LR\n  a["<img src=x onerror='${pwn}'>"] --> b["<b>html</b>"]\n  click a href "https://example.com/" _blank\n  click b href "javascript:${pwn}"`,
  `%%{init: {"securityLevel": "loose", "htmlLabels": true, "flowchart": {"htmlLabels": true}, "themeCSS": "} body { display: none } {", "fontFamily": "x; } body { display: none } {"}}%%\nflowchart LR\n  a["<script>${pwn}</script>"] --> b\n  click a call alert("1")`,
  `---\nconfig:\n  securityLevel: loose\n  themeCSS: "* { display: none !important }"\n---\nflowchart LR\n  a --> b\n  classDef default fill:red,position:fixed,background:url(https://example.com/d.png)`,
  `sequenceDiagram\n  participant A\n  link A: Away @ https://example.com/\n  A->>A: <img src=x onerror='${pwn}'>`,
];

const show = (bundle: Readonly<Record<string, unknown>>) =>
  `display({ [Symbol.for("Jupyter.display")]: () => (${JSON.stringify(bundle)}) });`;

/** Nothing on the page is other than before, but for what the cell shows. */
async function expectHarmless(page: Page, title: string): Promise<void> {
  expect(await page.title()).toBe(title);
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  await expect(page.locator("h1")).toBeVisible();
  await expect(cell(page, "creation")).toBeVisible();
}

test("HTML is shown without what runs, loads, leads away, takes input or looks like the page", async ({
  page,
  traffic,
}) => {
  await openWithEdit(page);
  const title = await page.title();
  traffic.forget();
  await writeAndRun(page, hostile, show({ "text/html": html, "text/plain": "in words" }));
  await expectDone(cell(page, hostile));
  const shown = output(cell(page, hostile)).locator(".html-output");
  await expect(shown.locator("h3")).toHaveText("Kept");
  await expect(shown.locator("td")).toHaveText("cell");
  await expect(shown.getByRole("img", { name: "dot" })).toHaveCount(1);
  await expect(shown).toContainText("cover");
  const found = await shown.evaluate((root) =>
    [...root.querySelectorAll("*")].map((element) => ({
      tag: element.localName,
      attributes: element.getAttributeNames().filter((name) => name !== "src"),
      source: element.getAttribute("src") ?? "data:",
    })),
  );
  const tags = new Set(found.map(({ tag }) => tag));
  for (const tag of [
    "script",
    "style",
    "svg",
    "math",
    "a",
    "iframe",
    "object",
    "embed",
    "link",
    "meta",
    "base",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "video",
    "audio",
    "picture",
    "source",
    "notebook-cell",
    "template",
    "noscript",
  ])
    expect(tags, tag).not.toContain(tag);
  const attributes = new Set(found.flatMap((element) => element.attributes));
  expect([...attributes].sort()).toEqual(["alt", "colspan", "title"]);
  for (const { source } of found) expect(source).toMatch(/^data:/);
  expect(traffic.urls.filter((url) => /example\.com|favicon/.test(url))).toEqual([]);
  await expectHarmless(page, title);
  await expectUsable(page);
});

test("an SVG and a picture are images; what says that it is one and is not, is text", async ({
  page,
}) => {
  await openWithEdit(page);
  const title = await page.title();
  const code = [
    show({ "image/svg+xml": svg, "text/plain": "a black box" }),
    show({ "image/png": `x" onerror="${pwn}`, "text/plain": "no picture" }),
    show({ "image/png": { a: 1 }, "text/plain": "data" }),
    show({ "image/svg+xml": "\ud800", "text/plain": "half a letter" }),
  ];
  await writeAndRun(page, hostile, `${code.join("\n")}\nvoid 0`);
  await expectDone(cell(page, hostile));
  const shown = output(cell(page, hostile));
  await expect(shown.getByRole("img", { name: "a black box" })).toBeVisible();
  await expect(shown.locator("pre")).toHaveText(["no picture", "data", "half a letter"]);
  await expect(shown.locator("svg")).toHaveCount(0);
  await expectHarmless(page, title);
  await expectUsable(page);
});

test.describe("while Mermaid draws", () => {
  // It measures labels in the page, where the policy is what keeps their handlers from running.
  test("diagrams are images, whatever is written into them", async ({ page }) => {
    await openWithEdit(page);
    const title = await page.title();
    await writeAndRun(
      page,
      hostile,
      diagrams
        .map((source) => show({ "text/vnd.mermaid": source, "text/plain": "a diagram" }))
        .join("\n"),
    );
    await expectDone(cell(page, hostile));
    const shown = output(cell(page, hostile));
    await expect(shown.locator("figure[data-mermaid]")).toHaveCount(0, { timeout: 60_000 });
    await expect(shown.locator("figure.diagram img:visible").first()).toBeVisible();
    await expect(shown.locator("svg, a, foreignObject, script, style")).toHaveCount(0);
    await expectHarmless(page, title);
    await expectUsable(page);
  });
});

test("data for the page's own figures is text there, whatever its keys and values are called", async ({
  page,
}) => {
  await openWithEdit(page);
  const title = await page.title();
  const tag = `<img src=x onerror="${pwn}">`;
  const polluted = `JSON.parse(${JSON.stringify(JSON.stringify({ a: 1 }).replace("{", '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'))})`;
  const code = `const tag = ${JSON.stringify(tag)};
const mime = (type: string, data: unknown) => display({ [Symbol.for("Jupyter.display")]: () => ({ [type]: data, "text/plain": tag }) });
display([{ [tag]: tag, toString: "x", constructor: tag }, { [tag]: tag, toString: "y", constructor: tag }]);
mime("application/vnd.dataresource+json", { data: [{ a: tag, ["__proto__"]: tag }], schema: { fields: [{ name: tag, type: tag }, { name: "__proto__" }, { name: "constructor" }] } });
for (const type of ["dataresource", "hypervisor-notebook.timeline", "hypervisor-notebook.progress", "hypervisor-notebook.checks", "hypervisor-notebook.attempts", "hypervisor-notebook.left-out"])
  for (const data of [null, 1, tag, [], {}, { data: 1, schema: [] }, { label: tag, fraction: tag }, { lanes: tag }, { lines: tag }, [{ passed: true, message: tag }], [{ passed: tag }], ${polluted}])
    mime("application/vnd." + type + "+json", data);
mime("text/markdown", "[x](javascript:alert(1)) " + tag);
mime("x-unknown/y", tag);
console.log("\\u001b[31m" + tag + "\\u202e\\u0000");
console.error(tag);
await display.progress(tag)(0.5);
Object.assign(new Error(tag), { name: tag, hint: tag });
throw Object.assign(new Error(tag), { name: tag, hint: tag });`;
  await writeAndRun(page, hostile, code);
  await expectDone(cell(page, hostile));
  const shown = output(cell(page, hostile));
  await expect(shown).toContainText(tag);
  await expect(shown.locator("img, script, a, iframe, svg script")).toHaveCount(0);
  expect(await page.evaluate(() => "polluted" in {})).toBe(false);
  await expectHarmless(page, title);
  await expectUsable(page);
});

test("a long word does not widen the page", async ({ page }) => {
  await openWithEdit(page);
  await writeAndRun(
    page,
    hostile,
    `const word = "w".repeat(5_000);\nconsole.log(word);\ndisplay([{ word }, { word }]);\ndisplay({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<p>" + word + "</p>" }) });\nthrow new Error(word)`,
  );
  await expectDone(cell(page, hostile));
  await expect(output(cell(page, hostile)).locator(".html-output p")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectUsable(page);
});
