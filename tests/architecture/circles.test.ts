import { describe, expect, test } from "vitest";
import { circleMessage, circlesOf, importGraph } from "./import-circles.ts";
import { importTarget } from "./import-directions.ts";
import { importsOf } from "./imports-of.ts";
import { files, read } from "./repository.ts";

/** The circles among files of one folder, given by their names and their code. */
const circlesAmong = (code: Readonly<Record<string, string>>) =>
  circlesOf(
    importGraph(Object.entries(code).flatMap(([name, text]) => importsOf(`f/${name}`, text))),
  );

/** The circles among files that import values, given by name: `{ a: ["b"] }`. */
const circlesOfNames = (imports: Readonly<Record<string, readonly string[]>>) =>
  circlesOf(new Map(Object.entries(imports)));

describe("the sources", () => {
  const paths = new Set(files());
  const sources = [...paths].filter((path) => /^(?:src|components)\/.*\.(?:ts|astro)$/.test(path));
  const sites = sources.flatMap((path) => importsOf(path, read(path)));
  const circles = circlesOf(importGraph(sites));

  test("have no import circle, types included", () => {
    expect(circles.map(circleMessage)).toEqual([]);
  });

  test("name what they import by its path, so that no import is overlooked", () => {
    const lost = sites.filter((site) => {
      const path = importTarget(site);
      return path !== null && !path.endsWith("/") && !paths.has(path);
    });
    expect(lost).toEqual([]);
    expect(importGraph(sites).size).toBeGreaterThan(100);
  });

  test.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])(
    "have the rule in %s, which names this test",
    (page) => {
      const rule = /\bcircle\b.*`tests\/architecture\/circles\.test\.ts`/;
      expect(
        read(page)
          .split("\n")
          .filter((line) => rule.test(line)),
      ).toHaveLength(1);
    },
  );
});

describe("a circle is found", () => {
  test.each([
    ["of a file that imports itself", { "a.ts": 'import { a } from "./a.ts";' }],
    [
      "through the import of a type",
      { "a.ts": 'import type { B } from "./b.ts";', "b.ts": 'import { a } from "./a.ts";' },
    ],
    [
      "through a type's own import",
      { "a.ts": 'type B = import("./b.ts").B;', "b.ts": 'export type { A } from "./a.ts";' },
    ],
    [
      "through a module that is fetched when it is needed",
      { "a.ts": 'await import("./b.ts");', "b.ts": 'import { a } from "./a.ts";' },
    ],
    [
      "through a re-export",
      { "a.ts": 'export * from "./b.ts";', "b.ts": 'export { a } from "./a.ts";' },
    ],
    [
      "through an Astro component's frontmatter and its script",
      {
        "a.astro": '---\nimport { b } from "./b.ts";\n---\n<p>{b}</p>',
        "b.ts": 'import C from "./c.astro";',
        "c.astro": '<script>\nimport "./a.astro";\n</script>',
      },
    ],
  ])("%s", (_, code: Readonly<Record<string, string>>) => {
    const all = Object.keys(code).map((name) => `f/${name}`);
    expect(circlesAmong(code)).toEqual([{ files: all, way: all }]);
  });

  test("once, by a shortest way, however many ways lead round", () => {
    const knot = circlesOfNames({ a: ["b"], b: ["c"], c: ["a", "d"], d: ["c"], e: ["a"] });
    expect(knot).toEqual([{ files: ["a", "b", "c", "d"], way: ["c", "d"] }]);
  });

  test("for each knot, where one leads to the other", () => {
    const knots = circlesOfNames({ a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"] });
    expect(knots.map(({ files }) => files)).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });

  test("and told with its files in the order of the imports, and a hint", () => {
    const [circle] = circlesOfNames({
      a: ["c"],
      b: ["a"],
      c: ["b", "d"],
      d: ["e"],
      e: ["f"],
      f: ["c"],
    });
    expect(circle && circleMessage(circle)).toBe(
      "expected no import circle, types included. Found a → c → b → a, in a knot of 6 files. Hint: move what two of them need into a module that imports neither, or pass it as an argument.",
    );
  });
});

describe("no circle is", () => {
  test.each([
    ["a diamond", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }],
    ["a way to a circle of others, or from it", { a: ["d"], d: [], e: ["a"] }],
    ["a file imported twice", { a: ["b", "b"], b: [] }],
    ["a package", { a: ["astro"] }],
  ])("%s", (_, imports: Readonly<Record<string, readonly string[]>>) => {
    expect(circlesOfNames(imports)).toEqual([]);
  });

  test("the import of a package by a file of its name", () => {
    expect(circlesAmong({ "diff.ts": 'import { diffLines } from "diff";' })).toEqual([]);
  });
});
