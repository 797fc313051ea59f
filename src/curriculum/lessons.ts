// The curriculum is what lies in content/: parts and lessons in folders whose numbers give the order and whose
// names give the address. Read from disk at build time and by the tests; never in the browser.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readCells } from "./cells.ts";
import { withTexts, type PieceOfCode } from "./code-texts.ts";
import { ContentError } from "./content-error.ts";
import { readKorean, refuseLongLines } from "./korean-code.ts";
import { root } from "./root.ts";

export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];
export type Localized = Readonly<Record<Language, string>>;

/** A cell of a lesson, in each language: the same code but for what is for its reader. */
export interface LessonCell {
  readonly id: string;
  readonly source: Localized;
}

/** An exercise: what the reader starts from, one way to solve it, and the code that checks it. */
export interface LessonExercise {
  readonly id: string;
  readonly starter: Localized;
  readonly solution: Localized;
  readonly check: Localized;
}

export interface Lesson {
  /** Address within a language, such as `virtual-machines/one-server-many-machines`; `""` is the home page, `trust` that on trust. */
  readonly slug: string;
  /** Absolute path of the lesson's folder. */
  readonly folder: string;
  readonly cells: readonly LessonCell[];
  readonly exercises: readonly LessonExercise[];
}

export interface Part {
  readonly slug: string;
  readonly title: Localized;
  readonly summary: Localized;
  readonly lessons: readonly Lesson[];
}

/** The folder of lessons. */
export const contentFolder = join(root, "content");

const numbered = /^\d{2}-(?<name>[a-z0-9]+(?:-[a-z0-9]+)*)$/;

/** The address of a content folder: its path without the numbers, the home page being the empty address. */
export function slugOf(path: string): string {
  const slug = path
    .split("/")
    .map((segment) => numbered.exec(segment)?.groups?.["name"] ?? segment)
    .join("/");
  return slug === "home" ? "" : slug;
}

function numberedFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && numbered.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

function readRequired(path: string, hint: string): string {
  if (!existsSync(path)) throw new ContentError(path, "this file", "none", hint);
  return readFileSync(path, "utf8");
}

interface ExerciseFiles {
  readonly id: string;
  readonly starter: PieceOfCode;
  readonly solution: PieceOfCode;
  readonly check: PieceOfCode;
}

function readExercises(folder: string): ExerciseFiles[] {
  const root = join(folder, "exercises");
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: id }) => {
      const part = (file: string): PieceOfCode => {
        const where = join(root, id, file);
        const hint = "an exercise has starter.ts, solution.ts and check.ts";
        return { where, source: readRequired(where, hint).trimEnd() };
      };
      return {
        id,
        starter: part("starter.ts"),
        solution: part("solution.ts"),
        check: part("check.ts"),
      };
    });
}

/** Reads one lesson's folder: its cells and exercises. Prose is Astro's to read. */
export function readLesson(folder: string, slug: string): Lesson {
  for (const language of languages)
    readRequired(join(folder, `${language}.mdx`), "a lesson is written in English and in Korean");
  const file = join(folder, "cells.ts");
  const cells = readCells(file, readRequired(file, "a lesson's code lives in cells.ts")).map(
    ({ id, source }) => ({ id, code: { where: `${file} "${id}"`, source } }),
  );
  const exercises = readExercises(folder);
  for (const { id } of exercises)
    if (cells.some((cell) => cell.id === id))
      throw new ContentError(
        join(folder, "exercises", id),
        "an id of its own",
        `a cell named "${id}" too`,
        "rename the exercise's folder",
      );
  const shown = [
    ...cells.map(({ code }) => code),
    ...exercises.flatMap(({ starter, solution }) => [starter, solution]),
  ];
  const koreanFile = join(folder, "ko.yaml");
  const yaml = existsSync(koreanFile) ? readFileSync(koreanFile, "utf8") : "";
  const korean = readKorean(koreanFile, yaml, shown);
  const localized = (code: PieceOfCode): Localized => ({
    en: code.source,
    ko: withTexts(code, korean),
  });
  refuseLongLines(
    languages.flatMap((language) =>
      shown.map((code) => ({
        where: `${code.where} (${language})`,
        source: localized(code)[language],
      })),
    ),
  );
  return {
    slug,
    folder,
    cells: cells.map(({ id, code }) => ({ id, source: localized(code) })),
    exercises: exercises.map(({ id, starter, solution, check }) => ({
      id,
      starter: localized(starter),
      solution: localized(solution),
      // No page shows it, and its words are there in both languages; but a text of the lesson's is the same text here.
      check: localized(check),
    })),
  };
}

function readPart(folder: string, name: string): Part {
  const file = join(folder, name, "part.yaml");
  const data = parse(readRequired(file, "a part has a title and a summary")) as Record<
    string,
    Record<string, unknown> | undefined
  >;
  const localized = (key: string): Localized => {
    const text = (language: Language): string => {
      const value = data[key]?.[language];
      if (typeof value !== "string" || value.trim() === "")
        throw new ContentError(
          file,
          `text at ${key}.${language}`,
          String(value),
          "a part is named in English and in Korean",
        );
      return value;
    };
    return { en: text("en"), ko: text("ko") };
  };
  return {
    slug: slugOf(name),
    title: localized("title"),
    summary: localized("summary"),
    lessons: numberedFolders(join(folder, name)).map((lesson) =>
      readLesson(join(folder, name, lesson), slugOf(`${name}/${lesson}`)),
    ),
  };
}

/** All parts in order, read afresh at each call. */
export function readParts(folder: string = contentFolder): Part[] {
  return numberedFolders(folder).map((name) => readPart(folder, name));
}

/**
 * Pages with cells that belong to no part: the first page; the playground, whose cells are examples to start from;
 * the page that compares with published measurements; and the library's reference.
 */
const pages = { first: "home", last: ["playground", "trust", "reference"] } as const;

/** All lessons in order, the home page (itself a short lesson) first. */
export function readLessons(folder: string = contentFolder): Lesson[] {
  const page = (name: string): Lesson[] => {
    const path = join(folder, name);
    return existsSync(path) ? [readLesson(path, slugOf(name))] : [];
  };
  const lessons = readParts(folder).flatMap((part) => part.lessons);
  return [...page(pages.first), ...lessons, ...pages.last.flatMap(page)];
}
