import { describe, expect, test } from "vitest";
import {
  grabBagNames,
  longerForAReason,
  longestFile,
  machinePaths,
  strayEntries,
  tooLong,
} from "./house-rules.ts";
import { linesOfCode } from "./lines-of-code.ts";
import { files, read, root } from "./repository.ts";

// Put together here, so that this file does not break the rule that it tests.
const path = (...parts: string[]) => parts.join("/");
const isText = (file: string) => !/\.(?:png|jpe?g|gif|webp|avif|ico|woff2?|wasm|zip)$/.test(file);

describe("the house", () => {
  const paths = files();

  test("the top level holds only what a reader expects there", () => {
    expect(paths).toContain("package.json");
    expect(strayEntries(paths)).toEqual([]);
    expect(strayEntries(["src/trace/trace.ts", "lib/a.ts", "notes.md"])).toEqual([
      "lib",
      "notes.md",
    ]);
  });

  test("no folder or file is a grab bag", () => {
    expect(grabBagNames(paths)).toEqual([]);
    expect(
      grabBagNames([
        "src/utils/a.ts",
        "src/a/helpers.ts",
        "src/common.test.ts",
        "src/a/commons.md",
      ]),
    ).toHaveLength(4);
    expect(grabBagNames(["src/utilization/a.ts", "src/a/commonly.ts"])).toEqual([]);
  });

  test(`no source file has more than ${String(longestFile)} lines of code`, () => {
    expect(paths.filter((file) => tooLong(file, read(file)))).toEqual([]);
  });

  test.each(["src/a/b.ts", "tests/a/b.test.ts", "components/a/b.css", "components/a/B.astro"])(
    "of %s lines of code count, and comments do not",
    (file) => {
      const lines = (count: number) => "a {}\n".repeat(count);
      const comments = `${file.endsWith(".astro") ? "<!-- b\nb -->" : "/* b\nb */"}\n\n`;
      expect(tooLong(file, comments + lines(longestFile))).toBe(false);
      expect(tooLong(file, comments + lines(longestFile + 1))).toBe(true);
      expect(tooLong(`docs/${file}`, lines(longestFile + 1))).toBe(false);
    },
  );

  test("an exception from the length is a file that exists, is long, and has a reason", () => {
    for (const [file, reason] of Object.entries(longerForAReason)) {
      expect(paths).toContain(file);
      expect(linesOfCode(file, read(file))).toBeGreaterThan(longestFile);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test("no file mentions a place outside the repository", () => {
    const mentions = paths
      .filter(isText)
      .flatMap((file) => machinePaths(read(file), root).map((place) => `${file}: ${place}`));
    expect(mentions).toEqual([]);
  });

  test.each([
    [path("see ..", "shared", "design.md"), 1],
    [path("cd ", "home", "ada", "notebook"), 1],
    [path("C:", "Users", "ada", "x") + path(" and ", "root", "x"), 2],
    ["in /srv/ada/notebook/src", 1],
    ["in /srv/ada/notebooks and /opt/srv/ada/notebook", 0],
    ["https://example.org/home/page ../sharedness", 0],
    ["import './shared-memory.ts'", 0],
  ])("machine paths in %j", (text, count) => {
    expect(machinePaths(text, "/srv/ada/notebook/")).toHaveLength(count);
  });

  test("a checkout near the root is not looked for: every URL would match", () => {
    expect(machinePaths("new URL('/app/x')", "/app/")).toEqual([]);
  });
});
