// A lesson as one page shows it: every cell with its source, its compiled program and its recorded outputs.
import { transform } from "esbuild";
import { compileCell } from "../kernel/compile.ts";
import { analyzeDependencies } from "../notebook/dependencies.ts";
import type { Output } from "../notebook/output.ts";
import type { Program } from "../notebook/program.ts";
import { hashSource } from "../notebook/source-hash.ts";
import { ContentError } from "./content-error.ts";
import { languages, readLessons, type Language, type Lesson, type Localized } from "./lessons.ts";
import {
  drawnSources,
  readRecording,
  recordedDiagrams,
  type RecordedDiagram,
} from "./recording.ts";

export interface PageCell {
  readonly id: string;
  /** Place in the lesson, from 1. */
  readonly number: number;
  /** What the page shows and runs. */
  readonly source: string;
  /** Of the source in all languages (`LessonSource`), where they do not show the same. */
  readonly languageHashes: readonly string[] | undefined;
  readonly program: Program;
  readonly outputs: readonly Output[];
  readonly diagrams: Readonly<Record<string, RecordedDiagram>>;
}

export interface PageExercise {
  readonly cell: PageCell;
  readonly solution: string;
  /** Runs after the reader's cell, in the same scope. */
  readonly check: Program;
}

export interface PageNotebook {
  readonly language: Language;
  readonly lesson: Lesson;
  /** All programs of the page by the ids of their cells, the checks' too. */
  readonly programs: ReadonlyMap<string, Program>;
  cell(id: string): PageCell;
  exercise(id: string): PageExercise;
}

/** What all pages know a cell by whose text is not the same in every language (`LessonSource`). */
export function languageHashes(texts: Localized): readonly string[] | undefined {
  const hashes = new Set(languages.map((language) => hashSource(texts[language])));
  return hashes.size > 1 ? [...hashes] : undefined;
}

/** The id of the unseen cell that checks an exercise. */
export const checkId = (exercise: string): string => `${exercise}-check`;

/**
 * Compiles a lesson's own code.
 * @throws ContentError at the place in the author's file that does not compile.
 */
export async function compileSource(file: string, id: string, source: string): Promise<Program> {
  const compilation = await compileCell(id, source, transform);
  if (compilation.ok) return compilation.program;
  const { message, line, column, hint } = compilation.failure;
  throw new ContentError(
    `${file} "${id}":${String(line)}:${String(column)}`,
    "TypeScript that compiles",
    message,
    hint ?? "run npm run check for the types as well",
  );
}

/**
 * The cells of a page that have to run before this one, in order, with those that they need in turn.
 * @param id A cell or an exercise.
 */
export function neededCells(
  { language, lesson: { cells, exercises }, programs }: PageNotebook,
  id: string,
): readonly { readonly id: string; readonly source: string }[] {
  const all = [
    ...cells.map((cell) => ({ id: cell.id, source: cell.source[language] })),
    ...exercises.flatMap((exercise) => [
      { id: exercise.id, source: exercise.starter[language] },
      { id: checkId(exercise.id), source: exercise.check[language] },
    ]),
  ];
  const dependencies = analyzeDependencies(
    all.map((cell) => ({
      id: cell.id,
      observer: exercises.some((exercise) => checkId(exercise.id) === cell.id),
      program: programs.get(cell.id) ?? null,
    })),
  );
  const needed = new Set(
    [id, checkId(id)].flatMap((asked) => (dependencies.get(asked) ?? []).map(({ cell }) => cell)),
  );
  return all.filter((cell) => cell.id !== id && needed.has(cell.id));
}

async function open(lesson: Lesson, language: Language): Promise<PageNotebook> {
  const recording = readRecording(lesson, language);
  const cells = new Map<string, PageCell>();
  for (const [index, { id, source }] of lesson.cells.entries()) {
    const outputs = recording.cells[id] ?? [];
    cells.set(id, {
      id,
      number: index + 1,
      source: source[language],
      languageHashes: languageHashes(source),
      program: await compileSource(`${lesson.folder}/cells.ts`, id, source[language]),
      outputs,
      diagrams: recordedDiagrams(lesson, drawnSources([outputs])),
    });
  }
  const exercises = new Map<string, PageExercise>();
  for (const [index, { id, starter, solution, check }] of lesson.exercises.entries()) {
    const file = `${lesson.folder}/exercises/${id}`;
    exercises.set(id, {
      cell: {
        id,
        number: lesson.cells.length + index + 1,
        source: starter[language],
        languageHashes: languageHashes(starter),
        program: await compileSource(`${file}/starter.ts`, id, starter[language]),
        outputs: [],
        diagrams: {},
      },
      solution: solution[language],
      check: await compileSource(`${file}/check.ts`, checkId(id), check[language]),
    });
  }
  const find = <T>(kind: string, all: ReadonlyMap<string, T>, id: string): T => {
    const found = all.get(id);
    if (found === undefined)
      throw new ContentError(
        `${lesson.folder}/${language}.mdx`,
        `one of the lesson's ${kind}s: ${[...all.keys()].join(", ")}`,
        `"${id}"`,
        `a ${kind} must exist before prose can show it`,
      );
    return found;
  };
  const programs = new Map([...cells.values()].map(({ id, program }) => [id, program]));
  for (const [id, { cell, check }] of exercises)
    programs.set(id, cell.program).set(checkId(id), check);
  return {
    language,
    lesson,
    programs,
    cell: (id) => find("cell", cells, id),
    exercise: (id) => find("exercise", exercises, id),
  };
}

const opened = new Map<string, Promise<PageNotebook>>();

/**
 * The notebook behind a page.
 * @param entry Id of the page's entry, such as `ko/virtual-machines/one-server-many-machines`.
 */
export function pageNotebook(entry: string): Promise<PageNotebook> {
  const known = import.meta.env?.DEV ? undefined : opened.get(entry);
  if (known !== undefined) return known;
  const [first = "", ...rest] = entry.split("/");
  const language = languages.find((candidate) => candidate === first);
  const slug = rest.join("/");
  const lesson = readLessons().find((candidate) => candidate.slug === slug);
  if (language === undefined || lesson === undefined)
    throw new ContentError(
      entry,
      "an entry of the curriculum",
      "none",
      "live cells work in content/<part>/<lesson>/{en,ko}.mdx",
    );
  const notebook = open(lesson, language);
  opened.set(entry, notebook);
  return notebook;
}
