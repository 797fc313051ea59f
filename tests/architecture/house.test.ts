import { describe, expect, test } from "vitest";
import {
  grabBagNames,
  isSource,
  lineCount,
  longerForAReason,
  longestFile,
  machinePaths,
  strayEntries,
  tooLong,
} from "./house-rules.ts";
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

  test(`no source file is longer than ${String(longestFile)} lines`, () => {
    const long = paths.filter((file) => isSource(file) && tooLong(file, read(file)));
    expect(long).toEqual([]);
    const lines = (count: number) => "\n".repeat(count);
    expect(tooLong("src/a/b.ts", lines(longestFile + 1))).toBe(true);
    expect(tooLong("src/a/b.ts", lines(longestFile))).toBe(false);
    expect(tooLong("docs/decisions/b.md", lines(longestFile + 1))).toBe(false);
    expect(lineCount("a\nb")).toBe(2);
  });

  test("an exception from the length is a file that exists, is long, and has a reason", () => {
    for (const [file, reason] of Object.entries(longerForAReason)) {
      expect(paths).toContain(file);
      expect(lineCount(read(file))).toBeGreaterThan(longestFile);
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
