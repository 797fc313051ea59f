// Every lesson is a notebook file in both languages; and the reader of lessons' text refuses what it would lose.
import { describe, expect, test } from "vitest";
import { ContentError } from "../../src/curriculum/content-error.ts";
import { languages, readLessons } from "../../src/curriculum/lessons.ts";
import { notebookFile } from "../../src/curriculum/notebook-file.ts";
import { parseProse } from "../../src/curriculum/prose.ts";
import { openIpynb } from "../../src/notebook/opened-ipynb.ts";
import { nbformatProblems } from "../notebook/nbformat.ts";

const pages = languages.flatMap((language) =>
  readLessons().map((lesson) => [`${language}/${lesson.slug}`, language, lesson] as const),
);

describe.each(pages)("%s as a notebook file", (entry, language, lesson) => {
  test("is nbformat 4.5 and has every cell and exercise once, without solutions", async () => {
    const file = await notebookFile(entry);
    expect(nbformatProblems(file)).toEqual([]);
    const ids = file.cells.flatMap(({ metadata: { hypervisor_notebook: role } }) =>
      "lessonHash" in role ? [role.id] : [],
    );
    // The playground's cells are examples, which only the reader's choice makes cells of the page.
    const shown = lesson.slug === "playground" ? [] : [...lesson.cells, ...lesson.exercises];
    expect(ids.toSorted()).toEqual(shown.map(({ id }) => id).toSorted());
    for (const { solution } of lesson.exercises)
      expect(JSON.stringify(file)).not.toContain(JSON.stringify(solution[language]).slice(1, -1));
    expect(openIpynb(file)).toMatchObject({ shared: { cells: [], own: [] }, leftOut: [] });
  });

  test("shows each diagram as a picture too", async () => {
    const { cells } = await notebookFile(entry);
    const bundles = cells.flatMap((cell) =>
      cell.cell_type === "code"
        ? (cell.outputs as readonly { readonly data?: Readonly<Record<string, unknown>> }[])
        : [],
    );
    for (const { data } of bundles)
      if (data !== undefined && "text/vnd.mermaid" in data)
        expect(data["image/svg+xml"]).toMatch(/^<svg/);
  });
});

describe("a lesson's text", () => {
  const blocksOf = (body: string) =>
    parseProse("en.mdx", `---\ntitle: T\ndescription: D\n---\n${body}`, "en").blocks;

  test.each([
    ["an import is left out", 'import Cell from "@c";\n\ntext', "text"],
    ["an aside is a quotation", ":::tip[Try]\na\nb\n:::", "> **Try**\n>\n> a\n> b"],
    ["an example of the playground is left out", '<Example id="a" title="A">B</Example>\n\nc', "c"],
    ["what a cell showed is left out", '<Recorded id="a" />\n\nc', "c"],
    ["the library's docstrings are left out", '<Reference class="A" />\n\nc', "c"],
    ["an aside has a name", ":::note\na\n:::", "> **Note**\n>\n> a"],
    [
      "code is kept",
      "```ts\nimport { A } from 'a';\n<B />\n```",
      "```ts\nimport { A } from 'a';\n<B />\n```",
    ],
    ["braces in code are code", "`{ a\nb }`", "`{ a\nb }`"],
  ])("%s", (_, body, source) => {
    expect(blocksOf(body)).toEqual([{ kind: "markdown", source }]);
  });

  test("has cells, exercises and hints in their places", () => {
    const body =
      'a\n\n<Cell id="one" />\n\nb\n\n<Exercise id="two">\n\n<Hint>\nLook.\n</Hint>\n\n</Exercise>\n\nc';
    expect(blocksOf(body)).toEqual([
      { kind: "markdown", source: "a" },
      { kind: "cell", id: "one" },
      { kind: "markdown", source: "b" },
      { kind: "exercise", id: "two" },
      {
        kind: "markdown",
        source: "<details>\n<summary>Hint 1</summary>\n\nLook.\n\n</details>\n\nc",
      },
    ]);
  });

  test.each([
    ["a component that it does not know", "<Chart />", "en.mdx:5"],
    ["an expression", "It is {1 + 1}.", "{1 + 1}."],
    ["an export", "export const a = 1;", "en.mdx:5"],
  ])("is refused with its place: %s", (_, body, found) => {
    expect(() => blocksOf(body)).toThrow(ContentError);
    expect(() => blocksOf(body)).toThrow(found);
  });
});
