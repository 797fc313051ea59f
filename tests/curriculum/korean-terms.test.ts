// One name for one thing: Korean has two or three words for most terms of the field, and a reader who meets two of them
// takes them for two things. Each row is a word that is not used, and the one that is.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../src/curriculum/root.ts";

const korean = [
  "content/**/ko.{mdx,yaml}",
  "content/**/*.ko.yaml",
  "content/**/check.ts",
  "src/**/*.ko.ts",
  "components/**/strings.ts",
];
const files = globSync(korean, { cwd: root }).map(
  (file) => [file, readFileSync(join(root, file), "utf8")] as const,
);

const terms: [not: RegExp, but: string][] = [
  [/일시 정지/u, "일시 중지 (suspend, pause)"],
  [/재시작/u, "재부팅 (reboot)"],
  [/부품/u, "구성 요소 (component)"],
  [/클론/u, "복제, 복제본 (clone)"],
  [/프로파일/u, "프로필 (profile)"],
  [/초과 할당/u, "오버커밋 (overcommit)"],
  [/고장/u, "크래시 (crash)"],
  [/대답/u, "응답 (answer)"],
  [/(?<!가상\s)머신/u, "가상 머신 (machine)"],
  [/exit[이은을과]/u, "exit가, exit는, exit를, exit와: it is read 엑시트"],
  [/\d[KMGT]iB/u, "2 GiB, with a space"],
  [/(?:^|[\s(])_\p{Script=Hangul}[^_\n]*_/mu, "bold or quotes: Hangul has no italics"],
];

/** The files in which a word stands. */
const filesWith = (word: RegExp, among: readonly (readonly [string, string])[]): string[] =>
  among.filter(([, text]) => word.test(text)).map(([file]) => file);

describe("Korean that a reader sees", () => {
  test("is in these files", () => {
    for (const end of ["mdx", "yaml", "check.ts", "messages.ko.ts", "strings.ts"])
      expect(files.filter(([file]) => file.endsWith(end)).length, end).toBeGreaterThan(3);
  });

  test.each(terms)("has no %s but %s", (word) => {
    expect(filesWith(word, files)).toEqual([]);
  });

  test.each([
    ["가상 머신, 가상\n머신", []],
    ["바쁜 머신 둘", ["a"]],
  ])("knows a machine in %j", (text, found) => {
    expect(filesWith(/(?<!가상\s)머신/u, [["a", text]])).toEqual(found);
  });
});
