import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { readLessons, readParts, slugOf } from "../../src/curriculum/lessons.ts";
import { codeHash, readRecording, recordingFolder } from "../../src/curriculum/recording.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const lesson = {
  "01-part/part.yaml": "title: { en: Part, ko: 부 }\nsummary: { en: About, ko: 소개 }\n",
  "01-part/01-first/en.mdx": "",
  "01-part/01-first/ko.mdx": "",
  "01-part/01-first/cells.ts": "// %% a\n1;\n",
};

const exercise = {
  "01-part/01-first/exercises/try/starter.ts": "1;",
  "01-part/01-first/exercises/try/solution.ts": "2;",
  "01-part/01-first/exercises/try/check.ts": "3;",
};

/** A content folder with these files, on top of a valid lesson; null leaves one of its files out. */
function content(files: Readonly<Record<string, string | null>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "content-"));
  folders.push(folder);
  for (const [path, text] of Object.entries({ ...lesson, ...files })) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test.each([
  ["01-virtual-machines/02-a-safe-place", "virtual-machines/a-safe-place"],
  ["home", ""],
  ["01-virtual-machines", "virtual-machines"],
])("the address of %s is %j", (path, slug) => {
  expect(slugOf(path)).toBe(slug);
});

test("numbers order parts and lessons, names address them", () => {
  const folder = content({
    "02-later/part.yaml": lesson["01-part/part.yaml"],
    "01-part/10-tenth/en.mdx": "",
    "01-part/10-tenth/ko.mdx": "",
    "01-part/10-tenth/cells.ts": "// %% a\n1;\n",
  });
  expect(readParts(folder).map(({ slug }) => slug)).toEqual(["part", "later"]);
  expect(readLessons(folder).map(({ slug }) => slug)).toEqual(["part/first", "part/tenth"]);
});

describe("a lesson is refused", () => {
  test.each([
    ["without Korean", { "01-part/01-first/ko.mdx": null }, /ko\.mdx: expected this file/],
    ["without code", { "01-part/01-first/cells.ts": null }, /cells\.ts: expected this file/],
    [
      "without a Korean title of its part",
      { "01-part/part.yaml": "title: { en: Part }\nsummary: { en: About, ko: 소개 }\n" },
      /part\.yaml: expected text at title\.ko, found undefined/,
    ],
    [
      "with an exercise that has no check",
      {
        "01-part/01-first/exercises/try/starter.ts": "",
        "01-part/01-first/exercises/try/solution.ts": "",
      },
      /check\.ts: expected this file, found none\. Hint: an exercise has starter\.ts, solution\.ts and check\.ts/,
    ],
    [
      "with an exercise named like a cell",
      {
        "01-part/01-first/exercises/a/starter.ts": "",
        "01-part/01-first/exercises/a/solution.ts": "",
        "01-part/01-first/exercises/a/check.ts": "",
      },
      /expected an id of its own, found a cell named "a" too/,
    ],
    [
      "with a text that has no Korean",
      { "01-part/01-first/cells.ts": '// %% a\nf("it boots");\n' },
      /ko\.yaml: .* found 1 without Korean.*\n\n# cells\.ts "a"\nit boots:\n$/,
    ],
    [
      "with a text in what an exercise starts from",
      { ...exercise, "01-part/01-first/exercises/try/starter.ts": "// it boots\n1;" },
      /ko\.yaml: .*\n\n# exercises\/try\/starter\.ts\n\/\/ it boots:\n$/,
    ],
    [
      "with a text in its solution",
      { ...exercise, "01-part/01-first/exercises/try/solution.ts": "// it boots\n1;" },
      /ko\.yaml: .*\n\n# exercises\/try\/solution\.ts\n\/\/ it boots:\n$/,
    ],
    [
      "with a line that is too long in Korean",
      {
        "01-part/01-first/cells.ts": '// %% a\nf("it boots");\n',
        "01-part/01-first/ko.yaml": `it boots: ${"부팅".repeat(20)}\n`,
      },
      /cells\.ts "a" \(ko\): expected lines of at most 76 columns, .* found 86 in /,
    ],
    [
      "with a line that is too long",
      { "01-part/01-first/cells.ts": `// %% a\n${"a".repeat(77)};\n` },
      /cells\.ts "a" \(en\): expected lines of at most 76 columns, .* found 78 in /,
    ],
  ])("%s", (_, files, message) => {
    const folder = content(files);
    expect(() => readLessons(folder)).toThrow(message);
  });
});

test("a lesson's code is in both languages; its checks have their words, and its texts", () => {
  const folder = content({
    ...exercise,
    "01-part/01-first/cells.ts": '// %% a\nf("it boots", "shop"); // why\n',
    "01-part/01-first/ko.yaml": "it boots: 부팅\n// why: // 까닭\n",
    "01-part/01-first/exercises/try/starter.ts": 'g("it boots");\n',
    "01-part/01-first/exercises/try/check.ts": '// not seen\nh("it boots", "done so", "다 됨");\n',
  });
  const [read] = readLessons(folder);
  expect(read?.cells).toEqual([
    { id: "a", source: { en: 'f("it boots", "shop"); // why', ko: 'f("부팅", "shop"); // 까닭' } },
  ]);
  expect(read?.exercises[0]).toMatchObject({
    starter: { en: 'g("it boots");', ko: 'g("부팅");' },
    check: { ko: '// not seen\nh("부팅", "done so", "다 됨");' },
  });
});

describe("a recording", () => {
  const recorded = (code: string) => JSON.stringify({ code, cells: { a: [] } });

  test("of the lesson's code is read", () => {
    const [read] = readLessons(content());
    if (read === undefined) throw new Error("no lesson");
    mkdirSync(recordingFolder(read));
    writeFileSync(join(recordingFolder(read), "en.json"), recorded(codeHash(read, "en")));
    expect(readRecording(read, "en").cells).toEqual({ a: [] });
  });

  test.each([
    ["of other code", { "01-part/01-first/recorded/en.json": recorded("old") }, "outputs of old"],
    ["that was never made", {}, "no recording"],
  ])("%s is refused", (_, files, found) => {
    const [read] = readLessons(content(files));
    if (read === undefined) throw new Error("no lesson");
    expect(() => readRecording(read, "en")).toThrow(
      `found ${found}. Hint: run npm run record and look at what changed`,
    );
  });
});
