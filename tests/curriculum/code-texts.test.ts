import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeTexts, columnsOf, withTexts } from "../../src/curriculum/code-texts.ts";
import { shapeOf, syntaxErrors } from "./code-shape.ts";

const piece = (source: string) => ({ where: "cells.ts", source });
const texts = (source: string) => codeTexts(piece(source));
const replaced = (source: string, words: Readonly<Record<string, string>>) =>
  withTexts(piece(source), new Map(Object.entries(words)));

describe("for the reader", () => {
  test.each([
    ["a comment", "// boots", "// boots"],
    ["a comment behind code", "1; // both boot", "// both boot"],
    ["comments on lines below each other, as one", "// a\n// b\n1;", "// a b"],
    ["a comment at the end", "1;\n// that is all", "// that is all"],
    ["a comment within an expression", "f(\n  // why\n  1,\n);", "// why"],
    ["a string with a letter and a space", 'f("it boots")', "it boots"],
    ["a string in single quotes", "f('say \"it\" now')", 'say "it" now'],
    ["a template without expressions", "`it boots`", "it boots"],
    ["a template", "`${a.b} of ${c}`", "{1} of {2}"],
    ["a quoted key that needs no quotes", '({ "machine": 1 })', "machine"],
    ["a quoted key with a space", '({ "on its disk": 1 })', "on its disk"],
    ["a quoted key of a type", 'type A = { "machine": string }', "machine"],
    ["a word under such a key", '({ machine: "a", "the machine": "lab" })', "the machine", "lab"],
    ["a word in the value's place", '({ "answer": x ?? (y ? "none" : 1) })', "answer", "none"],
    ["not a sign, nor what is only asked", '({ "answer": "a" ? x : "—" })', "answer"],
    ["a word in a template", '`is ${x || "none"}, ${f("a")}`', "is {1}, {2}", "none"],
  ])("is %s", (_, source, ...said) => {
    expect(texts(source).filter(({ isForReader }) => isForReader)).toMatchObject(
      said.map((text) => ({ text })),
    );
  });

  test.each([
    ["a word alone", 'f("shop")'],
    ["a word of the library's in a type", 'let a: "run" | "ready";'],
    ["a name with signs", 'f("ubuntu-24.04", "52:54:00:00:00:99", "text/plain")'],
    ["a key without quotes", "({ machine: 1 })"],
    ["a quoted key that needs its quotes", '({ "photo-viewer": 1 })'],
    ["a template that makes a name", "`on-${name}`"],
    ["a word in such a template", '`on-${name || "one"}`'],
    ["a word under a key that needs its quotes", '({ "photo-viewer": "a" })'],
    ["what has no letter", 'f(", ", `${a}, ${b} %`)'],
    ["a comment without words", "// ----\n1;"],
    ["what is imported from", 'import { a } from "the library";'],
    ["an expression that looks like a comment", 'f(/\\/\\/ it boots/, "//x")'],
  ])("is not %s", (_, source) => {
    expect(texts(source).filter(({ isForReader }) => isForReader)).toEqual([]);
  });

  test("comments apart from each other are several", () => {
    const source = "1; // a\n// b\n\n// c\n{\n  // d\n}";
    expect(texts(source).map(({ text }) => text)).toEqual(["// a", "// b", "// c", "// d"]);
    expect(texts("{\n  // a\n// b\n}").map(({ text }) => text)).toEqual(["// a", "// b"]);
  });

  test("a comment between slashes and stars is refused, with its line", () => {
    expect(() => texts("1;\n/* why */ 2;")).toThrow(
      "cells.ts:2: expected a comment that begins with //, found /* why */. Hint: ",
    );
    expect(() => texts("/** What it does. */\nfunction f() {}")).toThrow("found /** What");
  });
});

describe("another text is put in its place", () => {
  test.each([
    ["a string", 'f("it boots");', { "it boots": "부팅" }, 'f("부팅");'],
    ["a name, if it is asked for", 'f("none")', { none: "없음" }, 'f("없음")'],
    ["everywhere", '({ "x y": 1 })["x y"]', { "x y": "값" }, '({ "값": 1 })["값"]'],
    ["in the quotes that fit", "f('a b')", { "a b": '"가" 나' }, "f('\"가\" 나')"],
    ["a template's text", "`a ${f(1)} b`", { "a {1} b": "{1}의 가" }, "`${f(1)}의 가`"],
    ["expressions in another order", "`${a} of ${b}`", { "{1} of {2}": "{2}의 {1}" }, "`${b}의 ${a}`"], // prettier-ignore
    ["a text within a template", '`a ${b || "no one"} c`', { "a {1} c": "{1} 다", "no one": "없음" }, '`${b || "없음"} 다`'], // prettier-ignore
    [
      "only the text within",
      '`a ${b || "no one"} c`',
      { "no one": "없음" },
      '`a ${b || "없음"} c`',
    ],
    ["a template in a template", "`a ${`b ${c}`}`", { "a {1}": "가 {1}", "b {1}": "나 {1}" }, "`가 ${`나 ${c}`}`"], // prettier-ignore
    ["with what a template cannot hold", "`a ${b}`", { "a {1}": "`${c}\\ {1}" }, "`\\`\\${c}\\\\ ${b}`"], // prettier-ignore
    ["a comment", "1; // both boot", { "// both boot": "둘 다" }, "1; // 둘 다"],
    ["comments of several lines", "// a\n// b\n1;", { "// a b": "가" }, "// 가\n1;"],
    ["nothing that is not asked for", "f('a b') // c", {}, "f('a b') // c"],
  ])("%s", (_, source, words, expected) => {
    expect(replaced(source, words)).toBe(expected);
  });

  test("a comment of its own is broken into lines that fit, Hangul counting twice", () => {
    const words = "가상 머신 ".repeat(12).trim();
    const lines = replaced("{\n  // long\n  f();\n}", { "// long": words }).split("\n");
    const comment = lines.slice(1, -2);
    expect(comment.length).toBeGreaterThan(1);
    for (const line of comment) {
      expect(line).toMatch(/^ {2}\/\/ \S/);
      expect(columnsOf(line)).toBeLessThanOrEqual(76);
    }
    expect(comment.map((line) => line.replace("  // ", "")).join(" ")).toBe(words);
  });
});

test("a comment behind code stays there, however long", () => {
  const words = "가상 머신 ".repeat(12).trim();
  expect(replaced("f(); // long", { "// long": words })).toBe(`f(); // ${words}`);
});

test("whatever is said in another language, the code around it is the same", () => {
  const source = `// first
const a = { "key": 1, 'it is': "b c" }; // tail
f(\`it \${g(\`in \${a} it\`)} and \${h("x y")}\`, \`j k\`);
// last`;
  const asked = [
    "// first",
    "key",
    "it is",
    "b c",
    "// tail",
    "in {1} it",
    "x y",
    "j k",
    "// last",
  ];
  // What could end a text early, among other things.
  const part = fc.constantFrom("가", " ", "`", "$", "{", "}", "${", "\\", '"', "'", "//", "*/", "\n", "\r", "\u2028"); // prettier-ignore
  const words = fc.oneof(fc.string({ unit: part }), fc.string({ unit: "grapheme" }));
  // A number in braces would be an expression.
  const plain = words.filter((text) => !/\{\d+\}/.test(text));
  fc.assert(
    fc.property(fc.array(plain, { minLength: 11, maxLength: 11 }), (all) => {
      const table = new Map(asked.map((text, at) => [text, all[at] ?? ""]));
      table.set("in {1} it", `${table.get("in {1} it") ?? ""}{1}`);
      table.set("it {1} and {2}", `${all[9] ?? ""}{2}${all[10] ?? ""}{1}`);
      const other = withTexts(piece(source), table);
      expect(syntaxErrors(other)).toEqual([]);
      expect(shapeOf(other)).toEqual(shapeOf(source));
      const said = new Set(codeTexts(piece(other)).map(({ text }) => text));
      for (const text of ["key", "it is", "b c", "x y", "j k"])
        expect(said).toContain(table.get(text));
    }),
    { numRuns: 100 },
  );
});
