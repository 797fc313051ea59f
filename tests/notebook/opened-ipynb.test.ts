// Notebook files that were edited elsewhere, and notebooks of other kernels: whatever is done to a saved notebook, it
// opens, and each text in it is an edit, a cell of the reader's own, or told as left out.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lessonIpynb, withReader, type IpynbBlock } from "../../src/notebook/ipynb.ts";
import { openIpynb, type OpenedIpynb } from "../../src/notebook/opened-ipynb.ts";
import { ShareError } from "../../src/notebook/share-link.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";

const lesson = "virtual-machines/one-server";
const texts = { a: "const a = 1;\na", b: "// yours\n\nb", c: "const c = 3;\nc + a" };
const prose = ["# One server\n\nIt begins.", "And then"];
const setup = 'import { d } from "p";\n\nconst display = d();';
const blocks: readonly IpynbBlock[] = [
  { kind: "prose", source: prose[0] ?? "" },
  { kind: "setup", source: setup },
  { kind: "cell", id: "a", lessonSource: texts.a, outputs: [] },
  { kind: "prose", source: prose[1] ?? "" },
  { kind: "exercise", id: "b", lessonSource: texts.b, outputs: [] },
  { kind: "cell", id: "c", lessonSource: texts.c, outputs: [] },
];
const saved = withReader(
  lessonIpynb({ lesson, language: "en", title: "One server" }, blocks),
  [
    {
      id: "a",
      lessonSource: texts.a,
      source: "const a = 2;\nmine",
      outputs: [],
      executionCount: null,
    },
  ],
  [
    { id: "own-1", kind: "code", source: "own\ncode", after: "a", beside: "next" },
    { id: "own-2", kind: "markdown", source: "own\ntext", after: "own-1", beside: "previous" },
  ],
);

interface FileCell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly metadata?: unknown;
  readonly id?: string;
  readonly attachments?: unknown;
}
interface File {
  readonly nbformat: number;
  readonly metadata: unknown;
  readonly cells: readonly FileCell[];
}
const file = (): File => JSON.parse(JSON.stringify(saved)) as File;
const withCells = (change: (cells: readonly FileCell[]) => readonly FileCell[]): File => {
  const { cells, ...rest } = file();
  return { ...rest, cells: change(cells) };
};
const at = (cells: readonly FileCell[], id: string): number =>
  cells.findIndex((cell) => cell.id === id);

/** Changes one cell into others. */
const exchanged = (id: string, into: (cell: FileCell) => readonly FileCell[]): File =>
  withCells((cells) => cells.flatMap((cell) => (cell.id === id ? into(cell) : [cell])));

const sourceOf = ({ source }: FileCell): string =>
  typeof source === "string" ? source : source.join("");
const edits = ({ shared }: OpenedIpynb) => shared.cells.map(({ id, source }) => [id, source]);
const own = ({ shared }: OpenedIpynb) =>
  shared.own.map(({ kind, source, after }) => [kind, source, after]);
const savedOwn = [
  ["code", "own\ncode", "a"],
  ["markdown", "own\ntext", "own-1"],
];
const mine = ["a", "const a = 2;\nmine"];

describe("a file that was edited elsewhere", () => {
  test("of a split cell the first part stays the lesson's, the rest is the reader's own", () => {
    const opened = openIpynb(
      exchanged("c", (cell) => [
        { ...cell, source: "const c = 3;" },
        { ...cell, id: "f00", source: "c + a" },
      ]),
    );
    expect(edits(opened)).toEqual([mine, ["c", "const c = 3;"]]);
    expect(own(opened)).toEqual([...savedOwn, ["code", "c + a", "c"]]);
  });

  test("a copy stands where it was put, also that of a cell of the reader's own", () => {
    const opened = openIpynb(
      withCells((cells) =>
        [cells[at(cells, "c")], cells[at(cells, "own-1")]].reduce<readonly FileCell[]>(
          (all, copy) => (copy === undefined ? all : [...all, copy]),
          cells,
        ),
      ),
    );
    expect(edits(opened)).toEqual([mine]);
    expect(own(opened)).toEqual([
      ...savedOwn,
      ["code", texts.c, "c"],
      ["code", "own\ncode", "from-file-1"],
    ]);
  });

  test.each([
    ["new", "old"],
    ["old", "new"],
    ["new", "old", "new"],
  ])(
    "cells that came from a file before keep apart from those that another program added: %s, %s",
    (...order) => {
      const role = { role: "own", id: "from-file-1", beside: "previous" };
      const metadata = { new: {}, old: { hypervisor_notebook: role } };
      const added = order.map((source) => ({
        cell_type: "code",
        source,
        metadata: metadata[source as "new"],
      }));
      const { shared } = openIpynb(withCells((cells) => [...cells, ...added]));
      expect(shared.own.slice(2).map(({ source }) => source)).toEqual(order);
      expect(new Set(shared.own.map(({ id }) => id)).size).toBe(shared.own.length);
      expect(shared.own.find(({ source }) => source === "old")?.id).toBe("from-file-1");
    },
  );

  test("says which of the lesson's cells it has, in its order", () => {
    expect(openIpynb(file()).lessonCells).toEqual(["a", "b", "c"]);
    const moved = withCells((cells) => cells.filter(({ id }) => id !== "b").toReversed());
    expect(openIpynb(moved).lessonCells).toEqual(["c", "a"]);
  });

  test.each<[what: string, id: string, change: Partial<FileCell>, expected: [string, string][]]>([
    ["nothing", "prose-0", {}, []],
    [
      "a note in the lesson's text",
      "prose-0",
      { source: "# One\n\nask" },
      [["prose", "# One\n\nask"]],
    ],
    ["text without words", "prose-0", { source: " \n" }, []],
    ["code in the first cell", "setup-notebook", { source: "x()" }, [["setup", "x()"]]],
    ["a raw cell", "c", { cell_type: "raw" }, [["raw", texts.c]]],
    ["an empty raw cell", "c", { cell_type: "raw", source: "" }, []],
    ["a kind of an older format", "c", { cell_type: "heading" }, [["raw", texts.c]]],
    [
      "attachments",
      "own-2",
      { attachments: { "a.png": { "image/png": "AA" }, "b.png": {} } },
      [["attachments", "a.png, b.png"]],
    ],
  ])("tells what is left out: %s", (_, id, change, expected) => {
    const opened = openIpynb(exchanged(id, (cell) => [{ ...cell, ...change }]));
    expect(opened.leftOut.map((one) => [one.what, "text" in one ? one.text : ""])).toEqual(
      expected,
    );
    expect(edits(opened)).toEqual([mine]);
  });

  test("of an earlier version of the site says that notes in the text are not read", () => {
    const earlier = exchanged("prose-0", (cell) => [
      { ...cell, metadata: { hypervisor_notebook: { role: "prose" } } },
    ]);
    expect(openIpynb(earlier).leftOut).toEqual([{ what: "unknown_prose" }]);
  });

  test("a cell that was turned into another kind is the reader's own", () => {
    const markdown = openIpynb(exchanged("c", (cell) => [{ ...cell, cell_type: "markdown" }]));
    expect(own(markdown).at(-1)).toEqual(["markdown", texts.c, "b"]);
    expect(markdown.lessonCells).toEqual(["a", "b"]);
    expect(
      markdown.shared.own.map(({ id }) => id),
      "no id is a lesson's",
    ).not.toContain("c");
    const code = openIpynb(exchanged("prose-0", (cell) => [{ ...cell, cell_type: "code" }]));
    expect(own(code)[0]).toEqual(["code", prose[0], null]);
    expect(code.leftOut).toEqual([]);
  });

  test("an empty cell of another program's is none", () => {
    const opened = openIpynb(
      withCells((cells) => [...cells, { cell_type: "code", source: [], metadata: {} }]),
    );
    expect(own(opened)).toEqual(savedOwn);
  });

  test.each<[string, (text: string) => string]>([
    ["CR LF", (text) => text.replaceAll("\n", "\r\n")],
    ["CR", (text) => text.replaceAll("\n", "\r")],
    ["a line feed at the end", (text) => `${text}\n`],
    ["CR LF, and one at the end", (text) => `${text}\n`.replaceAll("\n", "\r\n")],
    ["a byte-order mark", (text) => `\uFEFF${text}`],
  ])("%s is no change", (_, change) => {
    const opened = openIpynb(
      withCells((cells) =>
        cells.map((cell) => ({
          ...cell,
          source: cell.id?.startsWith("own") === true ? cell.source : change(sourceOf(cell)),
        })),
      ),
    );
    expect(edits(opened).map(([id]) => id)).toEqual(["a"]);
    expect(edits(opened)[0]?.[1]?.trimEnd()).toBe(mine[1]);
    expect(own(opened)).toEqual(savedOwn);
    expect(opened.leftOut).toEqual([]);
  });

  type Change = readonly [
    "split" | "copy" | "paste" | "move" | "delete" | "type" | "crlf",
    number,
    number,
  ];
  const changes = fc.array(
    fc.tuple(
      fc.constantFrom("split", "copy", "paste", "move", "delete", "type", "crlf"),
      fc.nat(1000),
      fc.nat(1000),
    ),
    { maxLength: 12 },
  );

  function changed(cells: readonly FileCell[], [what, one, other]: Change): readonly FileCell[] {
    const index = one % Math.max(1, cells.length);
    const place = other % (cells.length + 1);
    const cell = cells[index];
    if (cell === undefined) return cells;
    const source = sourceOf(cell);
    const without = cells.toSpliced(index, 1);
    switch (what) {
      case "split": {
        const cut = other % (source.length + 1);
        const parts = [source.slice(0, cut), source.slice(cut)];
        return cells.toSpliced(index, 1, ...parts.map((part) => ({ ...cell, source: part })));
      }
      case "copy":
        return cells.toSpliced(place, 0, cell);
      case "paste":
        return cells.toSpliced(place, 0, { cell_type: cell.cell_type, source: `p${other}` });
      case "move":
        return without.toSpliced(place, 0, cell);
      case "delete":
        return without;
      case "type": {
        const cell_type = ["code", "markdown", "raw"][other % 3] ?? "";
        return cells.toSpliced(index, 1, { ...cell, cell_type });
      }
      case "crlf":
        return cells.toSpliced(index, 1, { ...cell, source: source.replaceAll("\n", "\r\n") });
    }
  }

  test("opens, and loses no text, whatever was split, copied, pasted, moved, deleted or retyped", () => {
    const lessonTexts = [...Object.values(texts), ...prose, setup];
    const bare = (text: string) => text.replaceAll("\r\n", "\n").replace(/\r$/, "\n").trimEnd();
    let split = 0;
    fc.assert(
      fc.property(changes, (list) => {
        const edited = withCells((cells) => list.reduce(changed, cells));
        const opened = openIpynb(JSON.parse(JSON.stringify(edited)));
        const kept = [
          ...opened.shared.cells.map(({ source }) => source),
          ...opened.shared.own.map(({ source }) => source),
          ...opened.leftOut.flatMap((left) => ("text" in left ? [left.text] : [])),
          ...lessonTexts,
        ].map((text) => bare(text));
        for (const cell of edited.cells) {
          const text = bare(sourceOf(cell));
          if (text.trim() !== "") expect(kept).toContain(text.replaceAll("\r", "\n"));
        }
        // Each text that is not the lesson's as often as the file has it.
        const own = edited.cells.map(sourceOf).filter((text) => /^p\d+$/.test(text));
        for (const text of own)
          expect(kept.filter((one) => one === text).length).toBe(
            own.filter((one) => one === text).length,
          );
        if (list.some(([what]) => what === "split")) split += 1;
      }),
      { numRuns: 1000, seed: 13 },
    );
    expect(split).toBeGreaterThan(100);
  });
});

describe("a notebook of another kernel", () => {
  const cells = [
    { cell_type: "markdown", metadata: {}, source: ["# Title\r\n", "text"] },
    { cell_type: "code", metadata: {}, source: "1 + 1", outputs: [], execution_count: 4 },
    { cell_type: "raw", metadata: {}, source: "---\ntitle: x\n---" },
    { cell_type: "code", metadata: {}, source: "", outputs: [], execution_count: null },
  ];
  const of = (metadata: object) => ({ nbformat: 4, nbformat_minor: 2, metadata, cells });

  test.each([
    [
      "tslab",
      {
        kernelspec: { name: "tslab", language: "typescript" },
        language_info: { name: "typescript" },
      },
    ],
    ["jslab", { kernelspec: { name: "jslab", display_name: "JavaScript" } }],
    ["Deno", { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } }],
    ["Deno, newer", { language_info: { name: "typescript", nbconvert_exporter: "script" } }],
    ["IJavascript", { kernelspec: { name: "javascript" } }],
    ["JavaScript in the browser", { language_info: { name: "JavaScript" } }],
  ])("opens in the playground as cells of one's own: %s", (_, metadata) => {
    const opened = openIpynb(of(metadata));
    expect(opened.shared.lesson).toBe("playground");
    expect(opened.lessonCells).toBeNull();
    expect(edits(opened)).toEqual([]);
    expect(own(opened)).toEqual([
      ["markdown", "# Title\ntext", null],
      ["code", "1 + 1", "from-file-1"],
    ]);
    expect(opened.leftOut).toEqual([{ what: "raw", text: "---\ntitle: x\n---" }]);
  });

  test("has no say in what its cells are here", () => {
    const forged = { hypervisor_notebook: { role: "cell", id: "a", lessonHash: hashSource("x") } };
    const opened = openIpynb({
      ...of({ kernelspec: { name: "deno" } }),
      cells: [{ cell_type: "code", metadata: forged, source: "x" }],
    });
    expect(opened.shared.cells).toEqual([]);
    expect(own(opened)).toEqual([["code", "x", null]]);
  });

  test.each([
    [
      "Python",
      { kernelspec: { name: "python3", language: "python" }, language_info: { name: "python" } },
      "other_language",
      "python",
    ],
    ["R by its kernel alone", { kernelspec: { name: "ir" } }, "other_language", "ir"],
    [
      "a name as long as a book",
      { language_info: { name: "x".repeat(9999) } },
      "other_language",
      "x".repeat(40),
    ],
    [
      "another language under the name of a kernel",
      { kernelspec: { name: "deno", language: "python" } },
      "other_language",
      "python",
    ],
    ["no language", {}, "not_from_here", "one that names no language"],
    [
      "a language that is no text",
      { language_info: { name: 5 } },
      "not_from_here",
      "one that names no language",
    ],
  ])("is refused with what it is: %s", (_, metadata, code, found) => {
    let error: unknown;
    try {
      openIpynb(of(metadata));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ShareError);
    expect(error).toMatchObject({ code, found });
  });
});
