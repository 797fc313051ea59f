// What the build does to the head of each page, so that it is painted and comes alive after few trips to the server.
import { mkdtemp, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { inlineStylesOf } from "../../components/site/inline-styles.ts";
import { preloadModules } from "../../components/site/module-preload.ts";

async function site(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "site-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

const page = (root: string) => readFile(join(root, "en/index.html"), "utf8");

test("a page names all modules that its own import at once, each once, and none that come late", async () => {
  const root = await site({
    "en/index.html": `<head></head><script type="module" src="/_astro/page.js"></script>`,
    "_astro/page.js": `import { a } from "./a.js"; import "./b.js"; void import("./late.js"); a();`,
    "_astro/a.js": `export * from "./b.js"; export const a = () => {};`,
    "_astro/b.js": `import "./a.js"; export const b = 1;`,
  });
  await preloadModules(root);
  const named = [...(await page(root)).matchAll(/modulepreload" href="([^"]+)"/g)];
  expect(named.map(([, address]) => address)).toEqual([
    "/_astro/page.js",
    "/_astro/a.js",
    "/_astro/b.js",
  ]);
});

test("a module that does nothing but import another is passed by", async () => {
  const root = await site({
    "en/index.html": `<head></head><script type="module" src="/_astro/title.js"></script>`,
    "_astro/title.js": `import"./page.js";`,
    "_astro/page.js": `document.title = "a";`,
  });
  await preloadModules(root);
  expect(await page(root)).toBe(
    `<head><link rel="modulepreload" href="/_astro/page.js"></head><script type="module" src="/_astro/page.js"></script>`,
  );
});

test("the styles of screen and paper stand in the page", async () => {
  const print = `<link rel="stylesheet" href="/_astro/print.css" media="print">`;
  const css = `a{content:"$&";mask:url("data:image/svg+xml,%3Csvg/%3E")}`;
  const root = await site({
    "en/index.html": `<head>${print}<link rel="stylesheet" href="/_astro/page.css"></head>`,
    "_astro/page.css": css,
    "_astro/print.css": "b{}",
  });
  await inlineStylesOf(root);
  expect(await page(root)).toBe(
    `<head><style media="print">b{}</style><style>${css}</style></head>`,
  );
});

test("a style sheet that asks for a file beside it cannot stand in a page, and the build says so", async () => {
  const root = await site({
    "en/index.html": `<head><link rel="stylesheet" href="/_astro/page.css"></head>`,
    "_astro/page.css": `a{background:url(beside.png)}`,
  });
  await expect(inlineStylesOf(root)).rejects.toThrow("url(beside.png)");
});
