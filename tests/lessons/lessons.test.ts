// The lessons prove themselves: every cell runs and shows what is recorded, every exercise can be solved and is not
// solved yet, and what the prose embeds exists, in both languages alike.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { languages, readLessons, type Lesson } from "../../src/curriculum/lessons.ts";
import { checkId, compileSource } from "../../src/curriculum/notebook.ts";
import {
  codeHash,
  diagramFiles,
  drawnSources,
  readRecordingFile,
} from "../../src/curriculum/recording.ts";
import { runLesson } from "../../src/curriculum/run.ts";
import { createNodeKernel } from "../../src/kernel/node.ts";
import { analyzeDependencies } from "../../src/notebook/dependencies.ts";
import type { Output } from "../../src/notebook/output.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";

const lessons = readLessons().map((lesson) => [lesson.slug || "home", lesson] as const);

const compile = (lesson: Lesson, id: string, source: string) =>
  compileSource(lesson.folder, id, source);

/** What a check says: the figure's data, or the error in its place. */
function verdict(outputs: readonly Output[]): { readonly passed: boolean; readonly text: string } {
  const last = outputs.at(-1);
  if (last?.output_type !== "execute_result")
    return { passed: false, text: last?.output_type === "error" ? last.evalue : "no result" };
  const checks = last.data["application/vnd.hypervisor-notebook.checks+json"] as
    { readonly passed: boolean }[] | undefined;
  const text = String(last.data["text/plain"]);
  return { passed: checks !== undefined && checks.every(({ passed }) => passed), text };
}

/** Lines of a cell that a beginner reads: without imports, blank lines, and the set-up that is marked to be folded. */
function visibleLines(source: string): number {
  const open = source.replace(/^\/\/ #region .+$[^]*?^\/\/ #endregion$/gm, "");
  return open.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("import "))
    .length;
}

describe("the code that a beginner reads", () => {
  const parts = lessons.filter(([slug]) => slug.includes("/"));

  test("is counted without imports and set-up", () => {
    const source = "// #region a\nimport x;\n\nlet a;\n// #endregion\n\nimport y;\nb();\nc();";
    expect(visibleLines(source)).toBe(2);
    expect(visibleLines("// #region never ends\na();")).toBe(2);
  });

  test.each(parts)("of %s is short: about ten lines a cell", (_, { cells }) => {
    const counts = cells.map(({ id, source }) => ({ id, lines: visibleLines(source.en) }));
    expect(counts.filter(({ lines }) => lines > 16)).toEqual([]);
    const sum = counts.reduce((all, { lines }) => all + lines, 0);
    expect(sum / counts.length).toBeLessThanOrEqual(10);
  });
});

describe.each(lessons)("%s", (_, lesson) => {
  describe.each(languages)("%s", (language) => {
    test("running all cells shows what is recorded", async () => {
      const recording = readRecordingFile(lesson, language);
      expect(recording?.code).toBe(codeHash(lesson, language));
      const { outputs } = await runLesson(lesson, language);
      expect(JSON.parse(JSON.stringify(outputs))).toEqual(recording?.cells);
    });

    test("no cell ends in an error, and each shows something", async () => {
      const { outputs } = await runLesson(lesson, language);
      for (const [id, list] of Object.entries(outputs)) {
        expect(list, id).not.toHaveLength(0);
        expect(
          list.find(({ output_type }) => output_type === "error"),
          id,
        ).toBeUndefined();
      }
    });

    test("every recorded diagram is drawn in both themes", () => {
      const recording = readRecordingFile(lesson, language);
      const drawn = new Set(diagramFiles(lesson).map(({ name }) => name));
      for (const { source } of drawnSources(Object.values(recording?.cells ?? {})))
        for (const theme of ["light", "dark"])
          expect(drawn).toContain(`${hashSource(source)}.${theme}.svg`);
    });

    test("the prose shows every cell and exercise once, in order", () => {
      const prose = readFileSync(join(lesson.folder, `${language}.mdx`), "utf8");
      const tags = prose.matchAll(/<(Cell|Exercise|Example) id="([^"]+)"/g);
      const shown = [...tags].map((match) => match[2]);
      const ids = [...lesson.cells, ...lesson.exercises].map(({ id }) => id);
      expect(shown).toEqual(ids);
    });
  });

  test.each(lesson.cells.map(({ id }) => id))(
    "%s shows what is recorded when only what it needs has run",
    async (id) => {
      const programs = await Promise.all(
        lesson.cells.map(async (cell) => ({
          id: cell.id,
          program: await compile(lesson, cell.id, cell.source.en),
        })),
      );
      const needs = analyzeDependencies(programs).get(id) ?? [];
      const kernel = createNodeKernel("en");
      for (const { id: other, program } of programs)
        if (needs.some(({ cell }) => cell === other)) await kernel.run(other, program);
      const program = programs.find((candidate) => candidate.id === id)?.program;
      if (program === undefined) throw new Error(`no cell ${id}`);
      const outputs = await kernel.run(id, program);
      expect(JSON.parse(JSON.stringify(outputs))).toEqual(
        readRecordingFile(lesson, "en")?.cells[id],
      );
    },
  );

  test("no drawing is left over from an earlier recording", () => {
    const sources = languages.flatMap((language) =>
      drawnSources(Object.values(readRecordingFile(lesson, language)?.cells ?? {})),
    );
    const wanted = sources.flatMap(({ source }) =>
      ["light", "dark"].map((theme) => `${hashSource(source)}.${theme}.svg`),
    );
    expect(diagramFiles(lesson).map(({ name }) => name)).toEqual([...new Set(wanted)].sort());
  });

  const exercises = languages.flatMap((language) =>
    lesson.exercises.map((exercise) => [exercise.id, language, exercise] as const),
  );
  if (exercises.length > 0)
    describe.each(exercises)("exercise %s (%s)", (id, language, { starter, solution, check }) => {
      const attempt = async (source: string, above: boolean) => {
        const kernel = above
          ? (await runLesson(lesson, language)).kernel
          : createNodeKernel(language);
        await kernel.run(id, await compile(lesson, id, source));
        const checking = await compile(lesson, checkId(id), check[language]);
        return verdict(await kernel.run(checkId(id), checking));
      };

      test.each([
        ["alone", false],
        ["after the lesson's cells", true],
      ])("the solution passes its check %s", async (_name, above) => {
        expect(await attempt(solution[language], above)).toMatchObject({ passed: true });
      });

      test("the starter does not pass, and the check says why", async () => {
        const { passed, text } = await attempt(starter[language], false);
        expect(passed).toBe(false);
        expect(text).toContain({ en: "not yet: ", ko: "미통과: " }[language]);
      });

      // "아직: …있습니다" would read as its opposite.
      if (language === "ko")
        test("each line of the check is a goal, which reads right whether it is met or not", async () => {
          for (const source of [starter.ko, solution.ko])
            for (const line of (await attempt(source, false)).text.split("\n"))
              expect(line).toMatch(/^(?:통과|미통과): .+야 합니다(?: \(.+\))?$/u);
          // Those too that neither of the two brings up.
          const said = check.ko.match(/^ *(?:ko:|\?|:) .*\p{Script=Hangul}.*$/gmu) ?? [];
          expect(said).not.toEqual([]);
          for (const line of said) expect(line).toMatch(/야 합니다(?: \(.+\))?["`],?$/u);
        });

      test("an empty answer does not pass", async () => {
        expect((await attempt("undefined;", false)).passed).toBe(false);
      });
    });
});
