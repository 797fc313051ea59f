// Cells type-check as the reader's editor checks them: each a module of its own that sees the others' names.
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test, vi } from "vitest";
import { neighbourFiles, type NeighbourCell } from "../../components/notebook/editor/neighbours.ts";
import { languages, readLessons, type Lesson } from "../../src/curriculum/lessons.ts";
import { compileSource } from "../../src/curriculum/notebook.ts";
import { root } from "../../src/curriculum/root.ts";

// TypeScript reads the whole library for whichever lesson comes first.
vi.setConfig({ testTimeout: 120_000 });

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ["lib.es2023.d.ts"],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  paths: { "hypervisor-notebook": [join(root, "src/stdlib/index.ts")] },
};

/** The library's own files are parsed once for all cells. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What TypeScript has to say about one cell among its neighbours. */
function problems(cell: NeighbourCell, all: readonly NeighbourCell[]): string[] {
  const folder = join(root, "virtual");
  const file = join(folder, `${cell.id}.ts`);
  const files = new Map([[file, cell.source]]);
  for (const [path, text] of Object.entries(neighbourFiles(cell.id, all)))
    files.set(join(folder, path), text);
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    // The folder of the virtual files is on no disk.
    directoryExists: () => true,
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, languageVersion) => {
      const text = files.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
      if (!parsed.has(path)) parsed.set(path, disk.getSourceFile(path, languageVersion));
      return parsed.get(path);
    },
  };
  const program = ts.createProgram([file, join(folder, "globals.d.ts")], options, host);
  const source = program.getSourceFile(file);
  return [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].map(
    ({ messageText, start = 0 }) =>
      `${cell.id}:${String(cell.source.slice(0, start).split("\n").length)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
  );
}

async function withNames(lesson: Lesson, id: string, source: string): Promise<NeighbourCell> {
  const { defines } = await compileSource(lesson.folder, id, source);
  return { id, source, defines };
}

const pages = languages.flatMap((language) =>
  readLessons().map((lesson) => [`${language}/${lesson.slug}`, language, lesson] as const),
);

describe.each(pages)("%s", (_, language, lesson) => {
  test("every cell type-checks among the others", async () => {
    const cells = await Promise.all(
      lesson.cells.map(({ id, source }) => withNames(lesson, id, source[language])),
    );
    expect(cells.flatMap((cell) => problems(cell, cells))).toEqual([]);
  });

  test.each(lesson.exercises.map((exercise) => [exercise.id, exercise] as const))(
    "starter, solution and check of %s type-check",
    async (id, { starter, solution, check }) => {
      const cells = await Promise.all(
        lesson.cells.map((cell) => withNames(lesson, cell.id, cell.source[language])),
      );
      const checking = await withNames(lesson, `${id}-check`, check[language]);
      for (const source of [starter, solution]) {
        const own = await withNames(lesson, id, source[language]);
        const all = [...cells, own, checking];
        expect([...problems(own, all), ...problems(checking, all)]).toEqual([]);
      }
    },
  );
});

test("a cell that misuses another cell's name is found out", () => {
  const first = { id: "first", source: "const size = 1;", defines: ["size"] };
  const second = { id: "second", source: "size.toUpperCase();", defines: [] };
  expect(problems(second, [first, second]).join()).toMatch(/second:1: .*toUpperCase/);
});
