// What a lesson costs its reader, in bytes as a server sends them (Brotli): read from the built files, no clock.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, heavy, languages, lessonAddress, openLesson, runCell, test } from "./lesson.ts";
import { root } from "../../src/curriculum/root.ts";
import { dist, fetched, fileOf, kilobytes } from "./weigh.ts";

// What is reached, rounded up. The aims are 56 and 104 KiB: reading has room, the first Run is over its aim by 4: the page
// that says what a run has changed, keeps versions and tells what is wrong with the site has grown by 3. The kernel of a
// Korean page has what it says in Korean beside the English, which errors and the code of cells have everywhere.
const kibibytes = {
  en: { readable: 54.5, firstRun: 108 },
  ko: { readable: 55.75, firstRun: 117 },
};

for (const language of languages) {
  const { readable: least, firstRun: most } = kibibytes[language];
  const budget = { readable: least * 1024, firstRun: most * 1024 };
  test(`a lesson can be read for ${kilobytes(budget.readable)}, and run for ${kilobytes(budget.firstRun)} (${language})`, async ({
    page,
    traffic,
  }) => {
    await openLesson(page, language);
    await page.waitForLoadState("networkidle");
    const readable = fetched(traffic);
    await runCell(page, "two-machines", language);
    const firstRun = fetched(traffic);
    console.log(
      `${language}: readable ${kilobytes(readable)}, with the first Run ${kilobytes(firstRun)}`,
    );
    const kernels = traffic.matching(heavy.kernel);
    expect(kernels).toHaveLength(1);
    const kernel = readFileSync(fileOf(kernels[0] ?? ""), "utf8");
    expect(/\p{Script=Hangul}/u.test(kernel)).toBe(language === "ko");
    expect(traffic.matching(/\/maps\//)).toEqual([]);
    expect(readable).toBeLessThanOrEqual(budget.readable);
    expect(firstRun).toBeLessThanOrEqual(budget.firstRun);
    expect(firstRun).toBeGreaterThan(readable);
  });
}

const pages = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".html"),
);

test("no page's style sheets carry Monaco's or the search's, which come with their code", () => {
  expect(pages.length).toBeGreaterThan(4);
  const styles = readdirSync(join(dist, "_astro")).filter((name) => name.endsWith(".css"));
  expect(styles.length).toBeGreaterThan(0);
  for (const name of styles)
    expect(readFileSync(join(dist, "_astro", name), "utf8"), name).not.toMatch(
      /\.monaco-editor|\.pagefind-ui__/,
    );
  for (const name of pages)
    expect(readFileSync(join(dist, name), "utf8"), name).not.toContain(".monaco-editor{");
});

test("of the style sheets the site has all of its own, and of Starlight's what its pages need", () => {
  const built = readdirSync(join(dist, "_astro"))
    .filter((name) => name.endsWith(".css"))
    .map((name) => readFileSync(join(dist, "_astro", name), "utf8"))
    .join("");
  const classes = (css: string) =>
    new Set(css.replace(/\/\*[^]*?\*\//g, "").match(/\.[a-z][\w-]*(?=[^{};]*\{)/g));
  const served = classes(built);
  for (const name of ["site/highlight", "figures/figures", "notebook/notebook"]) {
    const own = classes(readFileSync(join(root, `components/${name}.css`), "utf8"));
    expect(own.size, name).toBeGreaterThan(5);
    for (const found of own) expect(served, name).toContain(found);
  }
  expect(built).toContain(".sidebar");
  expect(built).not.toMatch(/\.hero|\.kudos|astro-[a-z0-9]{8}/);
});

test("pages load from the site alone", () => {
  for (const name of pages) {
    const html = readFileSync(join(dist, name), "utf8");
    const loaded = [
      ...html.matchAll(/<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\ssrc="([^"]*)"/g),
      ...html.matchAll(
        /<link\b(?![^>]*rel="(?:canonical|alternate|expect)")[^>]*?\shref="([^"]*)"/g,
      ),
    ].map(([, address]) => address ?? "");
    for (const address of loaded) {
      expect(address, name).toMatch(/^(?:\/(?!\/)|data:)/);
      if (address.startsWith("/"))
        expect(existsSync(fileOf(address)), `${name}: ${address}`).toBe(true);
    }
  }
});

test("links within the site lead somewhere", () => {
  for (const name of pages) {
    const html = readFileSync(join(dist, name), "utf8");
    for (const [, address = ""] of html.matchAll(/<a\b[^>]*?\shref="(\/[^"#?]*)/g))
      expect(existsSync(fileOf(address)), `${name}: ${address}`).toBe(true);
  }
});

test("a lesson's page says its address in the other language", () => {
  for (const language of languages) {
    const html = readFileSync(fileOf(lessonAddress(language)), "utf8");
    for (const other of languages) expect(html).toContain(lessonAddress(other));
  }
});
