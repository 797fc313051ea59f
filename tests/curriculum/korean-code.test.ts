import { describe, expect, test } from "vitest";
import { readKorean, refuseLongLines } from "../../src/curriculum/korean-code.ts";

const cell = (source: string, id = "one") => ({ where: `lesson/cells.ts "${id}"`, source });
const read = (yaml: string, ...cells: string[]) =>
  readKorean(
    "lesson/ko.yaml",
    yaml,
    cells.map((source, at) => cell(source, ["one", "two"][at])),
  );

describe("a lesson's Korean is read", () => {
  test.each([
    ["a text", "it boots: 부팅", 'f("it boots")', { "it boots": "부팅" }],
    ["a comment, with its slashes", "// why: // 까닭", "// why\n1", { "// why": "까닭" }],
    ["a comment, without", "// why: 까닭", "// why\n1", { "// why": "까닭" }],
    ["a name", "none: 없음", 'f("none")', { none: "없음" }],
    ["a text that stays", "a host OS: a host OS", 'f("a host OS")', { "a host OS": "a host OS" }],
    ["words that YAML has other plans with", "yes: 2", '({ "yes": 1 })', { yes: "2" }],
    ["expressions in another order", '"{1} of {2}": "{2}의 {1}"', "`${a} of ${b}`", { "{1} of {2}": "{2}의 {1}" }], // prettier-ignore
    ["two comments alike", "// a: 가\n// b: 가", "// a\n\n// b\n1", { "// a": "가", "// b": "가" }],
    ["no file where nothing needs one", "", 'f("shop")', {}],
    ["a file of notes alone", "# later", 'f("shop")', {}],
  ])("%s", (_, yaml, source, words) => {
    expect(Object.fromEntries(read(yaml, source))).toEqual(words);
  });

  test("one Korean for a text that several cells say", () => {
    expect(read("it boots: 부팅", 'f("it boots")', 'g("it boots")').size).toBe(1);
  });
});

describe("a lesson's Korean is refused", () => {
  const missing = `lesson/ko.yaml: expected the Korean of every text in the lesson's code, and of no other, found`;

  test("with gaps: all at once, and as lines to paste", () => {
    const first = '// they boot\nf("it boots", { "machine": 1 });\nf("it boots")';
    const second = "`memory: ${a} free`; // they boot";
    expect(() => read("gone before: 가\nmachine:", first, second)).toThrow(
      `${missing} 3 without Korean; no word for "machine"; Korean for what the code does not say: "gone before". Hint: add these lines with the Korean behind each, or the text once more where it is to stay

# cells.ts "one"
// they boot:
it boots:
# cells.ts "two"
"memory: {1} free":
`,
    );
  });

  test("lines to paste are read as what they stand for", () => {
    const long = "on and ".repeat(30).trim();
    const source = `// a: b # c\nf("- x: y #z", "{a} b", "? d", "${long}");\n\`\${a}: b\``;
    const [, stub = ""] = /\n\n([^]*)$/.exec(messageOf(() => read("", source))) ?? [];
    const filled = stub
      .trim()
      .split("\n")
      .map((line, at) => (line.startsWith("#") ? line : `${line} "${at} {1}"`));
    expect([...read(filled.join("\n"), source).keys()]).toEqual([
      "// a: b # c",
      "- x: y #z",
      "{a} b",
      "? d",
      long,
      "{1}: b",
    ]);
  });

  test.each([
    ["a text that is not there", "it boots: 부팅", "1", `${missing} Korean for what the code does not say: "it boots". Hint: write the Korean, and take out what nothing says`], // prettier-ignore
    ["no word", "it boots:", 'f("it boots")', `${missing} no word for "it boots"`],
    ["slashes and no word", "// why: //", "// why\n1", `${missing} no word for "// why"`],
    [
      "an expression missing",
      '"{1} of {2}": "{1}의"',
      "`${a} of ${b}`",
      'lesson/ko.yaml at "{1} of {2}": expected {1} {2}, each once, in any order, found {1}. Hint: ',
    ],
    ["an expression twice", '"a {1}": "{1}와 {1}"', "`a ${b}`", "found {1} {1}."],
    ["an expression that is not there", '"a {1}": "가 {2}"', "`a ${b}`", "found {2}."],
    ["no expression", '"a {1}": "가"', "`a ${b}`", "found none."],
    [
      "two texts of the same Korean",
      "a machine: 가상 머신\nmachine: 가상 머신",
      'f("a machine", { "machine": 1 })',
      'lesson/ko.yaml: expected another Korean for each text, found "가상 머신" for "a machine" and for "machine". Hint: ',
    ],
    [
      "the name of something else",
      "it boots: shop",
      'f("it boots", "shop")',
      'found "shop" for "it boots" and for "shop"',
    ],
    ["a text twice", "a b: 가\na b: 나", 'f("a b")', "Map keys must be unique"],
    ["what is no YAML", "a b: 가: 나", 'f("a b")', "lesson/ko.yaml: expected lines of English: Korean, found "], // prettier-ignore
    ["a list", "- 가", "1", "found object"],
    ["a word alone", "부팅", "1", "found string"],
    ["more than a text", "a b: { c: 가 }", 'f("a b")', 'found more than a text at "a b"'],
  ])("with %s", (_, yaml, source, message) => {
    expect(() => read(yaml, source)).toThrow(message);
  });
});

test("lines that the column has no room for are refused, all at once", () => {
  const fits = `"${"가".repeat(37)}"`;
  refuseLongLines([cell(fits)]);
  const long = `"${"가".repeat(38)}"`;
  expect(() => refuseLongLines([cell(fits), cell(`1;\n  ${long}`), cell(`${long};`)])).toThrow(
    `lesson/cells.ts "one": expected lines of at most 76 columns, in which Hangul takes two, found 80 in ${long}; 79 in ${long};. Hint: `,
  );
  expect(() => refuseLongLines([cell("x".repeat(77))])).toThrow("found 77 in xxx");
});

function messageOf(refused: () => unknown): string {
  try {
    refused();
  } catch (error) {
    return String(error);
  }
  return "";
}
