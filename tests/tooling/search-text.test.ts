// What the search's index is made of: the words of a page, Korean compounds with their parts, and no button's.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isKnown, partsOf, standingWords } from "../../components/site/korean-compounds.ts";
import { readable, textOf, withMarks, withoutMarks } from "../../components/site/search-text.ts";

const pages = [
  "가상 머신은 컴퓨터다. 가상 주소, 가상 머신을 만든다. 머신이 메모리를 쓴다. 메모리는 크다.",
  "물리 메모리와 물리 주소의 관리. 주소를 관리한다. 관리가 쉽다. 페이지를 페이지에 둔다. 물리의 가상에서",
];
const words = standingWords(pages);

describe("words that stand alone", () => {
  test("are those that the pages have in more than one form", () => {
    for (const word of ["가상", "머신", "메모리", "물리", "주소", "관리", "페이지"])
      expect([...words]).toContain(word);
    for (const word of ["모리", "컴퓨터", "에서", "크다", "머신은"])
      expect([...words]).not.toContain(word);
  });

  test("are those, too, that are met often, and no word with its particle", () => {
    const often = standingWords([
      "라이브 이전 라이브 이전 라이브 이전 라이브 이전",
      "서버에서 서버에서는 서버",
    ]);
    expect([...often].toSorted()).toEqual(["라이브", "서버", "이전"].toSorted());
  });

  test.each([
    ["가상머신", ["가상", "머신"]],
    ["가상머신을", ["가상", "머신을"]],
    ["가상머신에서는", ["가상", "머신에서는"]],
    ["물리메모리주소의", ["물리", "메모리", "주소의"]],
    ["메모리", null],
    ["메모리를", null],
    ["머신에서", null],
    ["가상화", null],
    ["무가상머신", null],
    ["가상머신화", null],
    ["", null],
  ])("%s is made of %j", (word, parts) => {
    expect(partsOf(word, words)).toEqual(parts);
  });

  test("a word of the pages is known with and without its particle", () => {
    expect(["머신", "머신이", "머신에서는"].map((word) => isKnown(word, words))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isKnown("가상머신", words)).toBe(false);
  });

  test("parts are the whole word again, whatever the word", () => {
    const part = fc.constantFrom(...words, "을", "에서는", "모리");
    let compounds = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (list) => {
        const parts = partsOf(list.join(""), words);
        if (parts === null) return;
        compounds += 1;
        expect(parts.join("")).toBe(list.join(""));
        expect(parts.length).toBeGreaterThan(1);
        for (const one of parts) expect(one.length).toBeGreaterThan(1);
      }),
      { seed: 13 },
    );
    expect(compounds).toBeGreaterThan(10);
  });
});

describe("a page for the index", () => {
  test.each([
    ["a button", 'a<button class="x>y">Run</button>b', "a b"],
    [
      "a table's heads",
      '<th><button data-feature="sort-table">Time</button></th><th>Name</th>',
      "Time Name",
    ],
    [
      "an example",
      '<button data-feature="insert-example">Two</button><span>of them</span>',
      "Two of them",
    ],
    ["a term and its meaning", "<dt><code>run()</code></dt><dd>Runs</dd>", "run() Runs"],
    ["cells of a table", "<td>a</td><td>b</td>", "a b"],
    ["a word with its particle behind code", "<code>x</code>는 <b>굵</b>다", "x는 굵다"],
    ["code", '<span class="line"><span>f</span>(x)</span>', "f(x)"],
  ])("has %s as it is read", (_, html, text) => {
    expect(textOf(readable(html)).replace(/\s+/g, " ").trim()).toBe(text);
  });

  test("leaves the ends of sentences to Pagefind, which adds a full stop to a bare one", () => {
    const html = "<h2>a</h2><p>b</p><ul><li>c</li></ul><table><tr><td>d</td></tr></table>";
    expect(readable(html)).toBe(html);
  });

  test.each([
    ["text", "<p>가상머신을</p>", "<p>가상^머신을</p>"],
    [
      "no attribute",
      '<p title="가상머신 > 가상머신">가상머신</p>',
      '<p title="가상머신 > 가상머신">가상^머신</p>',
    ],
    [
      "no script, style or comment",
      "<script>가상머신</script><style>가상머신</style><!-- 가상머신 -->",
      null,
    ],
    ["no word that is none", "<p>메모리에서 가상 머신을 가상화</p>", null],
  ])("has marks in compounds: %s", (_, html, expected) => {
    expect(withMarks(html, words)).toBe(expected ?? html);
  });

  test("is as it was without the marks", () => {
    const text = fc
      .array(fc.constantFrom(...words, "은", " ", "a^b", "<p>", "^", "</p>"))
      .map((list) => list.join(""));
    fc.assert(
      fc.property(text, (html) => {
        fc.pre(html === withoutMarks(html));
        expect(withoutMarks(withMarks(html, words))).toBe(html);
      }),
    );
  });
});
