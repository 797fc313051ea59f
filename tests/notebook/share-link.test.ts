import fc from "fast-check";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  fromFragment,
  maximumFragment,
  toFragment,
} from "../../components/notebook/share/fragment.ts";
import { createNotebook, type CellSpec } from "../../src/notebook/document.ts";
import {
  compareShared,
  MAX_SHARED_CELLS,
  MAX_SHARED_SOURCE,
  parseShared,
  sharedNotebook,
  ShareError,
  type SharedNotebook,
} from "../../src/notebook/share-link.ts";
import { insertions } from "../../src/notebook/insertions.ts";
import { apply } from "./reducer.ts";
import { createSession } from "../../src/notebook/session-state.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";

const lesson = "virtual-machines/one-server";
const cell = (id: string, lessonSource: string, source?: string): CellSpec => ({
  id,
  lessonSource,
  lessonProgram: null,
  ...(source === undefined ? {} : { source }),
});
const notebook = createNotebook([
  cell("a", "1", "2"),
  cell("b", "b"),
  { ...cell("c", "x", "my answer"), kind: "exercise" },
  { ...cell("c-check", "", "look"), kind: "check" },
]);
const empty: SharedNotebook = { lesson, cells: [], own: [] };

/** The code of the error that this ends in. */
async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    expect(error.message).toContain(`expected ${error.expected}, found ${error.found}. Hint:`);
    return error.code;
  }
  return "none";
}

const fragmentOf = (text: string | Buffer): string =>
  `#share=v1.${deflateRawSync(text).toString("base64url")}`;

describe("what is shared", () => {
  test("are the cells that differ from the lesson, an exercise's answer too, checks never", () => {
    expect(sharedNotebook(lesson, notebook)).toEqual({
      lesson,
      cells: [
        { id: "a", source: "2", lessonHash: hashSource("1") },
        { id: "c", source: "my answer", lessonHash: hashSource("x") },
      ],
      own: [],
    });
  });

  test("comes out of a link as it went in", async () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/);
    const hash = fc.string().map(hashSource);
    const source = fc.string({ unit: "grapheme", maxLength: 300 });
    const shared = fc
      .uniqueArray(id, { maxLength: 8 })
      .chain((ids) =>
        fc.tuple(
          fc.constant(ids),
          fc.nat({ max: ids.length }),
          fc.array(fc.record({ source, hash, code: fc.boolean(), top: fc.boolean() }), {
            minLength: ids.length,
            maxLength: ids.length,
          }),
        ),
      )
      .map(([ids, split, texts]): SharedNotebook => {
        const all = texts.map((text, at) => ({ ...text, id: ids[at] ?? "" }));
        return {
          lesson,
          cells: all.slice(0, split).map((one) => ({
            id: one.id,
            source: one.source,
            lessonHash: one.hash,
          })),
          own: all.slice(split).map((one) => ({
            id: one.id,
            kind: one.code ? "code" : "markdown",
            source: one.source,
            after: one.top ? null : one.id,
            beside: one.code ? "previous" : "next",
          })),
        };
      });
    await fc.assert(
      fc.asyncProperty(shared, async (value) => {
        const fragment = await toFragment(value);
        expect(fragment).toMatch(/^#share=v1\.[A-Za-z0-9_-]+$/);
        expect(await fromFragment(fragment)).toEqual(value);
      }),
    );
  });

  test("is rebuilt from known fields alone", () => {
    const extra = { ...empty, outputs: "forged", cells: [] };
    expect(parseShared(extra)).toEqual(empty);
  });
});

describe("a comparison", () => {
  const shared = (...cells: [id: string, source: string, lessonSource: string][]) => ({
    ...empty,
    cells: cells.map(([id, source, was]) => ({ id, source, lessonHash: hashSource(was) })),
  });

  test("has the cells whose code is not the reader's, in the page's order", () => {
    const link = shared(["b", "mine", "b"], ["a", "3", "1"]);
    const { differences } = compareShared(link, lesson, notebook);
    expect(differences.map((one) => [one.cell.id, one.shared.source])).toEqual([
      ["a", "3"],
      ["b", "mine"],
    ]);
  });

  test("is empty where the reader has the same code", () => {
    expect(compareShared(shared(["a", "2", "1"]), lesson, notebook).differences).toEqual([]);
  });

  test("says when the lesson's cell has changed since", () => {
    const { differences } = compareShared(
      shared(["a", "3", "0"], ["b", "x", "b"]),
      lesson,
      notebook,
    );
    expect(differences.map(({ lessonChanged }) => lessonChanged)).toEqual([true, false]);
  });

  test("offers the code of cells that the lesson does not have as cells of one's own; a check is none", () => {
    const link = shared(["gone", "1", "1"], ["c-check", "checks()", ""]);
    const { differences, own } = compareShared(link, lesson, notebook);
    expect(differences).toEqual([]);
    expect(own.map(({ editOf, kind, source }) => [editOf, kind, source])).toEqual([
      ["gone", "code", "1"],
      ["c-check", "code", "checks()"],
    ]);
  });

  test("does not offer code of a cell that is gone to a reader who has it already", () => {
    const mine = { ...cell("own-1", "", "1"), owner: "reader" as const };
    const having = createNotebook([cell("a", "1"), mine]);
    expect(compareShared(shared(["gone", "1", "0"]), lesson, having).own).toEqual([]);
  });

  test("puts code of a cell that is gone at the end, and below it what was added to it", () => {
    const link: SharedNotebook = {
      ...shared(["gone", "1", "1"]),
      own: [{ id: "own-1", kind: "code", source: "2", after: "gone", beside: "previous" }],
    };
    const session = createSession(createNotebook([cell("a", "x"), cell("b", "y")]));
    const { own } = compareShared(link, lesson, session.notebook);
    expect(insertions(session, own, ["own-2"])).toMatchObject([
      { source: "1", cell: "own-3", after: "b" },
      { source: "2", cell: "own-1", after: "own-3" },
    ]);
  });

  describe("of a cell that has two languages", () => {
    const [english, korean] = ["// words", "// 말"];
    const languageHashes = [hashSource(english), hashSource(korean)];
    const page = (shown: string, source = shown) =>
      createNotebook([{ ...cell("a", shown, source), languageHashes }]);

    test("knows an edit that was made on the other page", () => {
      const link = sharedNotebook(lesson, page(korean, "mine"));
      expect(link.cells).toEqual([{ id: "a", source: "mine", lessonHash: languageHashes[0] }]);
      const { differences } = compareShared(link, lesson, page(english));
      expect(differences).toMatchObject([{ lessonChanged: false, shared: { source: "mine" } }]);
    });

    test("shares no text that is the lesson's in the other language, and shows none", () => {
      expect(sharedNotebook(lesson, page(korean, english)).cells).toEqual([]);
      for (const [shown, text] of [
        [english, korean],
        [korean, english],
      ] as const) {
        const link = shared(["a", text, "0"]);
        expect(compareShared(link, lesson, page(shown)).differences).toEqual([]);
        expect(compareShared(link, lesson, page(shown, text)).differences).toEqual([]);
        expect(compareShared(link, lesson, page(shown, "mine")).differences).toHaveLength(1);
      }
    });
  });

  test("refuses another lesson's edits", async () => {
    expect(await codeOf(() => compareShared(empty, "two-types/other", notebook))).toBe(
      "other_lesson",
    );
  });
});

describe("cells that the sender has added", () => {
  const withOwn = createNotebook([
    cell("a", "1"),
    { ...cell("own-1", "", "mine"), owner: "reader", kind: "markdown", beside: "next" },
    { ...cell("own-2", "", "2"), owner: "reader" },
  ]);
  const link = sharedNotebook(lesson, withOwn);

  test("go into a link with their places", () => {
    expect(link.own).toEqual([
      { id: "own-1", kind: "markdown", source: "mine", after: "a", beside: "next" },
      { id: "own-2", kind: "code", source: "2", after: "own-1", beside: "previous" },
    ]);
    expect(link.cells).toEqual([]);
  });

  test("come into another's notebook in these places, whatever that has", () => {
    const others = createNotebook([
      cell("a", "1"),
      { ...cell("own-1", "", "another's"), owner: "reader" },
    ]);
    let session = createSession(others);
    for (const insertion of insertions(session, compareShared(link, lesson, others).own)) {
      const applied = apply(session, insertion);
      if (!applied.ok) throw new Error(applied.refusal.hint);
      session = applied.state;
    }
    expect(session.notebook.cells.map(({ source }) => source).toSorted()).toEqual(
      ["1", "2", "another's", "mine"].toSorted(),
    );
    const sources = session.notebook.cells.map(({ source }) => source);
    expect(sources.indexOf("2")).toBe(sources.indexOf("mine") + 1);
    expect(sources.indexOf("mine")).toBeGreaterThan(sources.indexOf("1"));
  });

  test("that the reader has already are none", () => {
    expect(compareShared(link, lesson, withOwn).own).toEqual([]);
  });
});

describe("a link that was pasted into a text", () => {
  const shared: SharedNotebook = {
    lesson,
    cells: [{ id: "a", source: "<2> % 3 & é", lessonHash: hashSource("1") }],
    own: [],
  };
  const lines = (text: string, by: string) => text.match(/.{1,20}/gs)?.join(by) ?? "";

  test.each<[string, (link: string) => string]>([
    ["encoded", (link) => link.replace("=", "%3D")],
    ["encoded, in small letters", (link) => link.replace("=", "%3d")],
    ["encoded twice", (link) => link.replace("=", "%253D")],
    [
      "encoded to the last sign",
      (link) => `#${encodeURIComponent(link.slice(1)).replace(".", "%2E")}`,
    ],
    ["in brackets", (link) => `${link})`],
    ["at the end of a sentence", (link) => `${link}.`],
    ["at the end of a sentence in brackets", (link) => `${link}).`],
    ["before a comma", (link) => `${link},`],
    ["in angle brackets", (link) => `${link}>`],
    ["in angle brackets, encoded", (link) => `${link}%3E`],
    ["in quotes", (link) => `${link}"`],
    ["in typographic quotes", (link) => `${link}”`],
    ["in bold of Markdown", (link) => `${link}**`],
    ["in a Korean sentence", (link) => `${link}。`],
    ["before an encoded quote", (link) => `${link}%E2%80%9D`],
    ["before a sign of percent", (link) => `${link}%`],
    ["over lines", (link) => lines(link, "\n")],
    ["over lines, encoded", (link) => lines(link, "%20")],
    ["encoded, with what follows it", (link) => `${link.replace("=", "%3D")}).`],
  ])("opens: %s", async (_, change) => {
    expect(await fromFragment(change(await toFragment(shared)))).toEqual(shared);
  });

  test("is not searched again and again for its end", async () => {
    const endless = `#share=v1.${"%)".repeat(90_000)}a`;
    expect(await codeOf(() => fromFragment(endless))).toBe("malformed");
  });
});

describe("a link from a stranger", () => {
  test("of another kind is none", async () => {
    expect(await fromFragment("#walls")).toBe(null);
    expect(await fromFragment("")).toBe(null);
  });

  const json = (value: unknown) => fragmentOf(JSON.stringify(value));
  const one = (value: object) => json({ ...empty, cells: [value] });
  const good = { id: "a", source: "1", lessonHash: hashSource("1") };
  const own = (value: object) =>
    json({
      ...empty,
      own: [{ id: "o", kind: "code", source: "", after: null, beside: "next", ...value }],
    });

  test.each([
    ["nothing after the prefix", "#share="],
    ["no version", "#share=abc"],
    ["no data", "#share=v1."],
    ["other characters", "#share=v1.<script>"],
    ["bytes that are not compressed", "#share=v1.AAAA"],
    ["one character of base64", "#share=v1.A"],
    ["a link cut short", fragmentOf(JSON.stringify({ ...empty, cells: [good] })).slice(0, -8)],
    ["junk behind the data", `${json(empty)}AAAA`],
    ["a word behind the data", `${json(empty)}).And`],
    ["half of an encoded sign", "#share%3Dv1.%E2%80"],
    ["text that is not UTF-8", fragmentOf(Buffer.from([0xff, 0xfe]))],
    ["text that is not JSON", fragmentOf("lesson")],
    ["null", json(null)],
    ["a list", json([])],
    ["no lesson", json({ cells: [], own: [] })],
    ["a lesson with dots", json({ ...empty, lesson: "../../evil" })],
    ["a lesson elsewhere", json({ ...empty, lesson: "//evil.example" })],
    ["no list of cells", json({ ...empty, cells: { length: 3 } })],
    ["a cell that is text", json({ ...empty, cells: ["a"] })],
    ["an id that is markup", one({ ...good, id: "<img src=x>" })],
    ["an id of a prototype", one({ ...good, id: "__proto__" })],
    ["a source that is no text", one({ ...good, source: { toString: "x" } })],
    ["a hash that is none", one({ ...good, lessonHash: "1" })],
    ["a cell twice", json({ ...empty, cells: [good, good] })],
    ["an own cell of another kind", own({ kind: "html" })],
    ["an own cell after nothing", own({ after: 3 })],
    [
      "an own cell named as a lesson's",
      json({
        ...empty,
        cells: [good],
        own: [{ ...good, kind: "code", after: null, beside: "next" }],
      }),
    ],
  ])("is refused: %s", async (_, fragment) => {
    expect(await codeOf(() => fromFragment(fragment))).toBe("malformed");
  });

  test.each([
    ["a link that is too long", `#share=v1.${"A".repeat(maximumFragment)}`],
    ["a bomb: little that unpacks to much", fragmentOf(Buffer.alloc(100_000_000, 32))],
    ["a source that is too long", one({ ...good, source: "x".repeat(MAX_SHARED_SOURCE + 1) })],
    [
      "too many cells",
      json({
        ...empty,
        cells: Array.from({ length: MAX_SHARED_CELLS + 1 }, (_, at) => ({ ...good, id: `c${at}` })),
      }),
    ],
  ])("is refused as too large: %s", async (_, fragment) => {
    expect(await codeOf(() => fromFragment(fragment))).toBe("too_large");
  });

  test("of a newer version is refused as such", async () => {
    expect(await codeOf(() => fromFragment("#share=v2.AAAA"))).toBe("newer_version");
  });

  test("never ends in anything but edits or a ShareError", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.constantFrom("cells", "own", "lesson"),
        async (value, field) => {
          const shared = await codeOf(() => fromFragment(json({ ...empty, [field]: value })));
          expect(["none", "malformed", "too_large"]).toContain(shared);
        },
      ),
    );
  });
});
