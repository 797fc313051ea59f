// A lesson's code is the same in both languages: the same tree but for comments and what texts say, and the same outputs
// but for words.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readLessons, type Lesson } from "../../src/curriculum/lessons.ts";
import { readRecordingFile } from "../../src/curriculum/recording.ts";
import { shapeOf, syntaxErrors } from "../curriculum/code-shape.ts";

/** The lesson's ko.yaml. */
function wordsOf({ folder }: Lesson): ReadonlyMap<string, string> {
  const file = join(folder, "ko.yaml");
  const options = { schema: "failsafe", mapAsMap: true } as const;
  if (!existsSync(file)) return new Map();
  return parse(readFileSync(file, "utf8"), options) as Map<string, string>;
}

/** The numbers in a text, sorted. */
const numbersIn = (text: string): string[] => (text.match(/\d+(?:[.,]\d+)*/g) ?? []).sort();

/** Where two outputs differ in more than words. */
function differences(en: unknown, ko: unknown, words: ReadonlyMap<string, string>): string[] {
  const isSaid = (one: string, other: string) =>
    other === words.get(one) || String(numbersIn(one)) === String(numbersIn(other));
  const compare = (one: unknown, other: unknown, path: string): string[] => {
    const differ = [`${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`];
    if (typeof one === "string" && typeof other === "string")
      return isSaid(one, other) ? [] : differ;
    if (typeof one !== "object" || one === null || typeof other !== "object" || other === null)
      return one === other ? [] : differ;
    // What a refusal's code means is said beside it where the code's own words are not the reader's.
    const others = Object.entries(other).filter(([name]) => name !== "meaning");
    const fields = Object.entries(one);
    if (fields.length !== others.length || Array.isArray(one) !== Array.isArray(other))
      return differ;
    return fields.flatMap(([name, value], at) => {
      const [otherName = "", otherValue] = others[at] ?? [];
      const isOneName = name === otherName || otherName === words.get(name);
      // What is drawn, or told to those who see nothing, is made of the rest, and has numbers in its words.
      if (isOneName && name === "text/plain" && fields.length > 1) return [];
      return isOneName ? compare(value, otherValue, `${path}.${name}`) : differ;
    });
  };
  return compare(en, ko, "");
}

describe.each(readLessons().map((lesson) => [lesson.slug || "home", lesson] as const))(
  "%s",
  (_, lesson) => {
    const words = wordsOf(lesson);
    const code = [
      ...lesson.cells.map(({ id, source }) => [id, source] as const),
      ...lesson.exercises.flatMap((exercise) =>
        (["starter", "solution", "check"] as const).map(
          (file) => [`${exercise.id}/${file}`, exercise[file]] as const,
        ),
      ),
    ];

    test.each(code)("%s is the same tree in both languages", (_name, { en, ko }) => {
      expect(syntaxErrors(ko)).toEqual([]);
      expect(shapeOf(ko, (text) => text)).toEqual(shapeOf(en, (text) => words.get(text) ?? text));
    });

    test("running it shows the same but for words", () => {
      const [en, ko] = [readRecordingFile(lesson, "en"), readRecordingFile(lesson, "ko")];
      expect(en?.cells).toBeDefined();
      expect(differences(en?.cells, ko?.cells, words)).toEqual([]);
    });

    test("Korean has the numbers of what it stands for", () => {
      const lost = [...words].filter(([en, ko]) => {
        const said = numbersIn(ko);
        return numbersIn(en).some((number) => !said.includes(number));
      });
      expect(lost).toEqual([]);
    });
  },
);

test.each([
  ["a number", { n: 1 }, { n: 2 }],
  ["a number in words", "1 of 2", "3의 1"],
  ["a word that the lesson has", ["it boots 1"], ["부팅"]],
  ["a field", { machine: 1 }, { 주소: 1 }],
  ["a field more", { a: 1 }, { a: 1, b: 1 }],
  ["a kind", [1], { 0: 1 }],
  ["an output fewer", [{ output_type: "stream" }], []],
])("a difference is found: %s", (_, en, ko) => {
  const words = new Map([["machine", "가상 머신"]]);
  expect(differences(en, ko, words)).toHaveLength(1);
  expect(differences(en, en, words)).toEqual([]);
  expect(differences({ machine: "machine" }, { "가상 머신": "가상 머신" }, words)).toEqual([]);
});
