// What Mermaid does while it draws, with a text that a stranger wrote: it stays in a frame of its own, which asks for
// nothing, and the text cannot set what keeps it harmless. The settings are read from the real Mermaid, in a browser.
/* eslint-disable @typescript-eslint/no-deprecated -- the one way to Mermaid's settings. */
import { build } from "esbuild";
import type mermaidModule from "mermaid";
import type { config as configOf } from "../../components/figures/mermaid.ts";
import {
  cell,
  expect,
  expectDone,
  narrow,
  openLesson,
  output,
  test,
  writeAndRun,
} from "./lesson.ts";

interface Made {
  readonly mermaid: typeof mermaidModule;
  readonly config: typeof configOf;
  readonly secureKeys: readonly string[];
}

test.use({ ...narrow, forgiven: /Content Security Policy/ });

const id = "two-machines";
const html = `<img src="/favicon.svg?asked"><link rel="stylesheet" href="/asked.css"><iframe src="/asked"></iframe><video src="/asked.mp4"></video><div style="background:url(/asked.png)">x</div>`;

const sources: readonly (readonly [string, string])[] = [
  ["a formula in a message", `sequenceDiagram\n  A->>B: $$x$$ <img src=/favicon.svg?asked>`],
  ["a formula in a message, with all that asks", `sequenceDiagram\n  A->>B: $$x$$ ${html}`],
  ["a formula in a participant", `sequenceDiagram\n  participant A as $$x$$ ${html}\n  A->>A: a`],
  ["a formula in a note", `sequenceDiagram\n  A->>A: a\n  Note right of A: $$x$$ ${html}`],
  ["a formula in a loop", `sequenceDiagram\n  loop $$x$$ ${html}\n  A->>A: a\n  end`],
  ["a formula in a node", `flowchart LR\n  a["$$x$$ ${html.replaceAll('"', "'")}"] --> b`],
  ["a formula on an edge", `flowchart LR\n  a -->|"$$x$$ ${html.replaceAll('"', "'")}"| b`],
  [
    "a formula by its numbers",
    `sequenceDiagram\n  A->>B: #36;#36;x#36;#36; #60;img src=/favicon.svg?asked#62;`,
  ],
  ["HTML in a node", `flowchart LR\n  a["${html.replaceAll('"', "'")}"] --> b`],
  ["HTML in a class", `classDiagram\n  class A["${html.replaceAll('"', "'")}"]`],
  [
    "an image as a node",
    `flowchart LR\n  a@{ img: "/favicon.svg?asked", label: "x", w: 60, h: 60 }\n  a --> b`,
  ],
  [
    "a picture in a style",
    `flowchart LR\n  a --> b\n  style a fill:url(/favicon.svg?asked),background:url(/favicon.svg?asked)`,
  ],
  [
    "a picture in a class's style",
    `flowchart LR\n  a:::x --> b\n  classDef x fill:red,background-image:url("/favicon.svg?asked")`,
  ],
];

const show = (source: string) =>
  `display({ [Symbol.for("Jupyter.display")]: () => ({ "text/vnd.mermaid": ${JSON.stringify(source)}, "text/plain": "in words" }) });`;

test("a diagram asks for nothing, and puts nothing into the page but images", async ({
  page,
  traffic,
}) => {
  test.setTimeout(240_000);
  // What a policy refuses was never sent.
  let refused: string[] = [];
  page.on("requestfailed", (request) => {
    if (request.failure()?.errorText === "csp") refused.push(request.url());
  });
  await openLesson(page);
  await page.evaluate(() => {
    const found: string[] = [];
    Object.assign(window, { found });
    // Every element that was ever in the page, by its name.
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node instanceof Element)
            for (const element of [node, ...node.querySelectorAll("*")])
              if (/[?/]asked/.test(element.outerHTML) && element.closest(".cell-output") === null)
                found.push(element.localName);
    }).observe(document.documentElement, { childList: true, subtree: true, attributes: true });
  });
  for (const [name, source] of sources) {
    traffic.forget();
    refused = [];
    await writeAndRun(page, id, `${show(source)}\nvoid 0`);
    await expectDone(cell(page, id));
    const region = output(cell(page, id));
    await expect(region.locator(".figure-scroll img, .diagram-failed").first(), name).toBeAttached({
      timeout: 60_000,
    });
    const asked = traffic.urls.filter((url) => /asked/.test(url) && !url.startsWith("data:"));
    expect(asked, name).toEqual(refused);
    await expect(region.locator("svg, iframe, link, video")).toHaveCount(0);
  }
  expect(await page.evaluate(() => (window as unknown as { found: string[] }).found)).toEqual([]);
});

test("a diagram that fails leaves nothing behind, and the next is drawn", async ({ page }) => {
  await openLesson(page);
  await writeAndRun(
    page,
    id,
    `${show("flowchart LR\n  a --> --> b")}\n${show("flowchart LR\n  a --> b")}\nvoid 0`,
  );
  await expectDone(cell(page, id));
  const region = output(cell(page, id));
  await expect(region.locator(".figure-scroll img")).toHaveCount(2, { timeout: 60_000 });
  await expect(region.locator(".diagram-failed")).toHaveCount(1);
  await expect(page.locator("body > [id^=ddiagram], body > svg")).toHaveCount(0);
});

test("diagrams of displays that come one after another are drawn one by one, each theme in its colours", async ({
  page,
}) => {
  await openLesson(page);
  const drawn = 6;
  const apart = `\nawait new Promise((resolve) => setTimeout(resolve, 60));\n`;
  const source = (index: number) =>
    `flowchart LR\n  a${String(index)} --> b\n  a${String(index)} --> c`;
  const each = Array.from({ length: drawn }, (_, index) => show(source(index)));
  await writeAndRun(page, id, `${each.join(apart)}\nvoid 0`);
  await expectDone(cell(page, id));
  const region = output(cell(page, id));
  await expect(region.locator(".figure-scroll img, .diagram-failed")).toHaveCount(2 * drawn, {
    timeout: 60_000,
  });
  await expect(region.locator(".diagram-failed")).toHaveCount(0);
  for (const [theme, colour] of [
    ["on-light", "#27272a"],
    ["on-dark", "#e4e4e7"],
  ] as const) {
    const drawings = region.locator(`.figure-scroll img.${theme}`);
    await expect(drawings).toHaveCount(drawn);
    for (const image of await drawings.all())
      expect(decodeURIComponent((await image.getAttribute("src")) ?? "")).toContain(
        `fill:${colour}`,
      );
  }
});

for (const [way, wrap] of [
  ["a directive", (json: string) => `%%{init: ${json}}%%\nflowchart LR\n  a --> b`],
  ["another directive", (json: string) => `%%{initialize: ${json}}%%\nflowchart LR\n  a --> b`],
  ["front matter", (json: string) => `---\nconfig: ${json}\n---\nflowchart LR\n  a --> b`],
] as const)
  test(`what keeps a diagram harmless cannot be set by ${way}`, async ({ page }) => {
    const bundle = await build({
      stdin: {
        contents: `import mermaid from "mermaid"; import { config, secureKeys } from "./mermaid.ts"; globalThis.made = { mermaid, config, secureKeys };`,
        resolveDir: "components/figures",
        loader: "ts",
      },
      bundle: true,
      write: false,
      format: "iife",
      logLevel: "error",
    });
    // A page without a policy: what holds here is Mermaid's.
    await page.goto("about:blank");
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
    const read = async (key: string, value: unknown, parent?: string) =>
      page.evaluate(
        async ([text, name, section]) => {
          const { mermaid, config } = (globalThis as unknown as { made: Made }).made;
          mermaid.initialize(config("light"));
          await mermaid.render("d", text);
          const settings = mermaid.mermaidAPI.getConfig() as Record<string, unknown>;
          const from = section === undefined ? settings : (settings[section] as typeof settings);
          return JSON.stringify(from[name]) ?? "undefined";
        },
        [
          wrap(
            JSON.stringify(
              parent === undefined ? { [key]: value } : { [parent]: { [key]: value } },
            ),
          ),
          key,
          parent,
        ] as const,
      );
    const { own, ours } = await page.evaluate(() => {
      const { mermaid, secureKeys } = (globalThis as unknown as { made: Made }).made;
      return { own: mermaid.mermaidAPI.defaultConfig.secure ?? [], ours: [...secureKeys] };
    });
    expect(own).toContain("maxEdges");
    expect(ours).toEqual(
      expect.arrayContaining([
        ...own,
        "dompurifyConfig",
        "htmlLabels",
        "maxEdges",
        "suppressErrorRendering",
      ]),
    );
    // The way itself works.
    expect(await read("theme", "forest")).toBe('"forest"');
    const values: Readonly<Record<string, unknown>> = {
      secure: ["none"],
      securityLevel: "loose",
      startOnLoad: true,
      maxTextSize: 1_000_001,
      maxEdges: 10_001,
      suppressErrorRendering: true,
      dompurifyConfig: { ADD_TAGS: ["script"] },
      htmlLabels: true,
      legacyMathML: true,
      forceLegacyMathML: true,
      arrowMarkerAbsolute: true,
      deterministicIds: true,
      deterministicIDSeed: "seed",
      logLevel: 1,
      themeCSS: "* { display: none }",
      themeVariables: { lineColor: "#123456" },
      fontFamily: "attack",
      altFontFamily: "attack",
    };
    for (const key of ours) {
      expect(values, `a value for ${key}`).toHaveProperty(key);
      expect(await read(key, values[key]), key).not.toMatch(
        /loose|10000?01|attack|script|123456|none|seed|^true$|^1$/,
      );
    }
    expect(await read("htmlLabels", true, "flowchart")).not.toBe("true");
  });
