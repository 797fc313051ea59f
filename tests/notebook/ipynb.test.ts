import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  lessonIpynb,
  withReader,
  type IpynbBlock,
  type ReaderCell,
} from "../../src/notebook/ipynb.ts";
import { openIpynb } from "../../src/notebook/opened-ipynb.ts";
import type { Output } from "../../src/notebook/output.ts";
import { percentScript } from "../../src/notebook/percent-script.ts";
import { ShareError, type SharedOwnCell } from "../../src/notebook/share-link.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { nbformatProblems } from "./nbformat.ts";

const lesson = "virtual-machines/one-server";
const blocks: readonly IpynbBlock[] = [
  { kind: "prose", source: "# One server" },
  { kind: "setup", source: 'import { d } from "p";' },
  { kind: "cell", id: "a", lessonSource: "1", outputs: [] },
  { kind: "prose", source: "And then" },
  { kind: "exercise", id: "b", lessonSource: "// yours", outputs: [] },
];
const base = lessonIpynb({ lesson, language: "en", title: "One server" }, blocks);
const reader = (id: string, source: string, change: Partial<ReaderCell> = {}): ReaderCell => ({
  id,
  source,
  lessonSource: id === "a" ? "1" : "// yours",
  outputs: [],
  executionCount: null,
  ...change,
});

/** As another program would give it back: by way of JSON. */
const reopened = (value: unknown) => openIpynb(JSON.parse(JSON.stringify(value))).shared;

const outputs: readonly Output[] = [
  { output_type: "stream", name: "stderr", text: "careful\n" },
  {
    output_type: "display_data",
    data: { "text/vnd.mermaid": "block", "text/plain": "layers", "application/x+json": [1] },
    transient: { display_id: "progress-1" },
  },
  {
    output_type: "execute_result",
    execution_count: 3,
    data: { "text/plain": 5, "application/json": 5 },
  },
  {
    output_type: "error",
    ename: "RangeError",
    evalue: "too much",
    traceback: ["at cell a, line 1"],
    hint: "ask for less",
    frames: [{ cell: "a", line: 1, column: 1 }],
  },
];

describe("a notebook file", () => {
  test("is nbformat 4.5, for tslab", () => {
    expect(nbformatProblems(base)).toEqual([]);
    expect(base.metadata.kernelspec).toEqual({
      name: "tslab",
      display_name: "TypeScript",
      language: "typescript",
    });
  });

  test("has the reader's code, outputs and counts; what nbformat has no field for is told in it", () => {
    const file = withReader(
      base,
      [reader("a", "2", { outputs, executionCount: 3 })],
      [],
      (mermaid) => `<svg>${mermaid}</svg>`,
    );
    expect(nbformatProblems(file)).toEqual([]);
    expect(file.cells.find(({ id }) => id === "a")).toMatchObject({
      source: "2",
      execution_count: 3,
      outputs: [
        { output_type: "stream", name: "stderr", text: "careful\n" },
        { data: { "text/plain": "layers", "image/svg+xml": "<svg>block</svg>" }, metadata: {} },
        { execution_count: 3, data: { "text/plain": "5", "application/json": 5 } },
        { traceback: ["RangeError: too much", "at cell a, line 1", "Hint: ask for less"] },
      ],
    });
  });

  test("keeps recorded outputs where the reader has none of their own", () => {
    const recorded = lessonIpynb({ lesson, language: "en", title: "" }, [
      { kind: "cell", id: "a", lessonSource: "1", outputs: outputs.slice(0, 1) },
    ]);
    const { cells } = withReader(recorded, [reader("a", "1", { outputs: null })]);
    expect(cells[0]).toMatchObject({ outputs: [{ text: "careful\n" }] });
  });

  test("that comes back has the edits, the reader's cells, and nothing of the lesson's", () => {
    const own: readonly SharedOwnCell[] = [
      { id: "top", kind: "markdown", source: "mine", after: null, beside: "previous" },
      { id: "next", kind: "code", source: "3", after: "a", beside: "next" },
      { id: "later", kind: "code", source: "4", after: "next", beside: "next" },
    ];
    const file = withReader(base, [reader("a", "1"), reader("b", "answer")], own);
    expect(nbformatProblems(file)).toEqual([]);
    const places = ["setup-notebook", "top", "a", "next", "later"];
    const order = file.cells.map(({ id }) => id).filter((id) => places.includes(id));
    expect(order, "nothing comes before what other kernels need").toEqual(places);
    expect(reopened(file)).toEqual({
      lesson,
      cells: [{ id: "b", source: "answer", lessonHash: hashSource("// yours") }],
      own,
    });
  });

  test("says which cell an edit is of, in whatever language it shows the lesson", () => {
    const [english, korean] = ["// words", "// 말"];
    const lessonSource = korean;
    const languageHashes = [hashSource(english), hashSource(korean)];
    const file = lessonIpynb({ lesson, language: "ko", title: "" }, [
      { kind: "cell", id: "a", lessonSource, languageHashes, outputs: [] },
      { kind: "cell", id: "b", lessonSource, languageHashes, outputs: [] },
    ]);
    const edited = withReader(file, [
      reader("a", korean, { lessonSource, languageHashes }),
      reader("b", "mine", { lessonSource, languageHashes }),
    ]);
    for (const saved of [file, edited])
      expect(saved.cells[0]?.metadata.hypervisor_notebook).toMatchObject({
        lessonHash: hashSource(english),
      });
    const older = { lessonSource: "// older", languageHashes: undefined };
    const fromOlderPage = withReader(file, [reader("a", "mine", older)]);
    expect(reopened(fromOlderPage).cells).toEqual([
      { id: "a", source: "mine", lessonHash: hashSource("// older") },
    ]);
    // What the reader left as it was is no edit, also of a lesson that has changed meanwhile.
    expect(reopened(file).cells).toEqual([]);
    expect(reopened(edited).cells).toEqual([
      { id: "b", source: "mine", lessonHash: hashSource(english) },
    ]);
  });

  test("comes back as it went, whatever is in the cells", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { cells } = reopened(withReader(base, [reader("a", a), reader("b", b)]));
        expect(cells.map(({ source }) => source)).toEqual(
          [a, b].filter((source, at) => source !== (at === 0 ? "1" : "// yours")),
        );
      }),
    );
  });

  test("may have gone through a program that writes sources as lines and adds cells of its own", () => {
    const file = JSON.parse(JSON.stringify(base)) as { cells: Record<string, unknown>[] };
    const at = file.cells.findIndex(({ id }) => id === "a");
    file.cells[at] = { ...file.cells[at], source: ["const x = 1;\n", "x"] };
    file.cells.splice(at + 1, 0, {
      cell_type: "code",
      id: "0f6d",
      metadata: {},
      source: ["x + 1"],
      outputs: [],
      execution_count: null,
    });
    const { cells, own } = reopened(file);
    expect(cells).toMatchObject([{ id: "a", source: "const x = 1;\nx" }]);
    expect(own).toMatchObject([{ kind: "code", source: "x + 1", after: "a" }]);
  });
});

describe("a file from elsewhere", () => {
  const with_ = (change: object) => ({ ...JSON.parse(JSON.stringify(base)), ...change }) as unknown;
  const ours = (fields: object) =>
    with_({ metadata: { hypervisor_notebook: { version: 1, lesson, language: "en", ...fields } } });
  const cellWith = (fields: object) =>
    with_({ cells: [{ cell_type: "code", metadata: {}, source: "", ...fields }] });

  test.each([
    ["null", null, "not_from_here"],
    ["a list", [], "not_from_here"],
    ["another program's notebook", with_({ metadata: {} }), "not_from_here"],
    ["an older nbformat", with_({ nbformat: 3 }), "not_from_here"],
    ["no cells", with_({ cells: {} }), "not_from_here"],
    ["a newer version", ours({ version: 2 }), "newer_version"],
    ["a lesson that is an address", ours({ lesson: "https://evil.example" }), "malformed"],
    ["a source that is no text", cellWith({ source: [1] }), "malformed"],
    [
      "a role without a hash",
      cellWith({ metadata: { hypervisor_notebook: { role: "cell", id: "a" } } }),
      "malformed",
    ],
    [
      "a role with an id that is markup",
      cellWith({
        metadata: {
          hypervisor_notebook: { role: "cell", id: "<b>", lessonHash: hashSource("") + "0" },
        },
      }),
      "malformed",
    ],
  ])("is refused: %s", (_, value, code) => {
    let found: unknown;
    try {
      openIpynb(value);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(ShareError);
    expect((found as ShareError).code).toBe(code);
  });
});

describe("a script in the percent format", () => {
  const scriptOf = (...sources: [kind: "cell" | "exercise", source: string][]) =>
    percentScript(
      lessonIpynb(
        { lesson, language: "en", title: "Title" },
        sources.map(([kind, lessonSource], at) => ({
          kind,
          id: `c${at}`,
          lessonSource,
          outputs: [],
        })),
      ),
    );

  test("has cells under their names and prose as comments", () => {
    expect(percentScript(base)).toBe(
      '// One server\n\n// %% [markdown]\n// # One server\n\n// %% setup\nimport { d } from "p";\n\n// %% a\n1\n\n// %% [markdown]\n// And then\n\n// %% b\ntry {\n// yours\n} catch (error) {\n  console.error(error);\n}\n',
    );
  });

  test("imports each name once, whatever the line breaks", () => {
    const script = scriptOf(
      ["cell", 'import { A, B } from "p";\n\nA(B);'],
      ["cell", 'import {\n  B,\n  C,\n} from "p";\nimport { A } from "q";\n\nC();'],
      ["cell", 'import { A, C } from "p";\nA();'],
    );
    expect(script.match(/^import .*$/gm)).toEqual([
      'import { A, B } from "p";',
      'import { C } from "p";',
      'import { A } from "q";',
    ]);
  });

  test("keeps an exercise's imports outside of its block", () => {
    expect(scriptOf(["exercise", 'import { A } from "p";\nA();'])).toContain(
      'import { A } from "p";\n\ntry {\nA();\n}',
    );
  });

  test("leaves other imports, and text that looks like one, as they are", () => {
    const source = 'import * as p from "p";\nconst text = `\n  import { A } from "p";\n`;';
    expect(scriptOf(["cell", source])).toContain(source);
  });
});
