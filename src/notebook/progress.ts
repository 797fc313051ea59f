// How far the reader is: which cells have run, what has become of the exercises. A lesson's progress only ever grows, so
// that of two tabs, or of a file and this device, can be joined in any order, and nothing of either is lost.
//
//   hypervisor-notebook/progress/v1/<lesson>    {"cells": [ids], "exercises": {id: ExerciseRecord}}

import type { DeviceTexts } from "./device-texts.ts";
import { joinRecords, type ExerciseRecord } from "./exercise-record.ts";
import { progressRoot } from "./progress-kept.ts";
import { describeValue } from "./refusal.ts";

/** What the reader has done in one lesson. */
export interface LessonProgress {
  /** Ids of cells that have run to a good end, sorted. */
  readonly cells: readonly string[];
  readonly exercises: Readonly<Record<string, ExerciseRecord>>;
}

/** How much there is to do in a lesson. */
export interface LessonSize {
  readonly cells: number;
  readonly exercises: number;
}

/** "done": every exercise is solved; of a lesson without exercises, every cell has run. */
export type LessonStatus = "untouched" | "started" | "done";

/** A lesson's progress as it is told. */
export interface LessonSummary extends LessonSize {
  readonly status: LessonStatus;
  readonly cellsRun: number;
  readonly exercisesSolved: number;
}

/** Nothing done yet. */
export const noProgress: LessonProgress = { cells: [], exercises: {} };

/** All that either of the two knows. */
export function joinProgress(one: LessonProgress, other: LessonProgress): LessonProgress {
  const exercises: Record<string, ExerciseRecord> = { ...one.exercises };
  for (const [id, record] of Object.entries(other.exercises)) {
    const known = exercises[id];
    exercises[id] = known ? joinRecords(known, record) : record;
  }
  return {
    cells: [...new Set([...one.cells, ...other.cells])].sort(),
    exercises: Object.fromEntries(
      Object.entries(exercises).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    ),
  };
}

/** Counts, never more than there is: a lesson may have lost cells since. */
export function summarize(
  progress: LessonProgress,
  { cells, exercises }: LessonSize,
): LessonSummary {
  const records = Object.values(progress.exercises);
  const cellsRun = Math.min(progress.cells.length, cells);
  const exercisesSolved = Math.min(records.filter(({ solved }) => solved).length, exercises);
  const done = exercises > 0 ? exercisesSolved === exercises : cells > 0 && cellsRun === cells;
  const tried = records.some(({ attempts, hintsShown }) => attempts + hintsShown > 0);
  const status = done ? "done" : cellsRun > 0 || tried ? "started" : "untouched";
  return { status, cells, exercises, cellsRun, exercisesSolved };
}

/** The reader's progress on this device. */
export interface ProgressStore {
  load(lesson: string): LessonProgress;
  /** Joins this to what is kept, also by other tabs. */
  add(lesson: string, progress: LessonProgress): void;
  /** All that is kept, by lesson. */
  all(): Readonly<Record<string, LessonProgress>>;
  clear(): void;
}

/** Opens the reader's progress. */
export function openProgress(texts: DeviceTexts): ProgressStore {
  const load = (lesson: string) => texts.read(`${progressRoot}${lesson}`, toProgress) ?? noProgress;
  const lessons = () =>
    [...texts.keys()]
      .filter((key) => key.startsWith(progressRoot))
      .map((key) => key.slice(progressRoot.length))
      .sort();
  return {
    load,
    add(lesson, progress) {
      texts.set(`${progressRoot}${lesson}`, JSON.stringify(joinProgress(load(lesson), progress)));
    },
    all: () => Object.fromEntries(lessons().map((lesson) => [lesson, load(lesson)])),
    clear() {
      for (const lesson of lessons()) texts.remove(`${progressRoot}${lesson}`);
    },
  };
}

const format = "hypervisor-notebook/progress";

/**
 * The text of a file with all progress.
 * @param exportedAt ISO 8601.
 */
export function exportProgress(
  lessons: Readonly<Record<string, LessonProgress>>,
  exportedAt: string,
): string {
  return `${JSON.stringify({ format, version: 1, exportedAt, lessons }, null, 2)}\n`;
}

/**
 * The progress in such a file.
 * @throws TypeError when it is none.
 */
export function importProgress(text: string): Readonly<Record<string, LessonProgress>> {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw notProgress("a file with progress", text.slice(0, 40));
  }
  const { format: found, version, lessons } = Object(file) as Record<string, unknown>;
  if (found !== format || version !== 1)
    throw notProgress(`format "${format}", version 1`, `${String(found)}, ${String(version)}`);
  return Object.fromEntries(
    Object.entries(Object(lessons) as object).map(([lesson, value]) => [lesson, toProgress(value)]),
  );
}

function notProgress(expected: string, found: unknown): TypeError {
  return new TypeError(
    `progress: expected ${expected}, found ${describeValue(found)}. Hint: choose a file that was exported here; a newer version of the site may have written it.`,
  );
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** @throws TypeError when the value is no progress. */
function toProgress(value: unknown): LessonProgress {
  const { cells, exercises } = Object(value) as Record<string, unknown>;
  if (!Array.isArray(cells) || !cells.every((id): id is string => typeof id === "string"))
    throw notProgress("a list of cells", cells);
  if (typeof exercises !== "object" || exercises === null)
    throw notProgress("exercises", exercises);
  const records = Object.entries(exercises).map(([id, record]) => [id, toRecord(record)] as const);
  return joinProgress({ cells, exercises: Object.fromEntries(records) }, noProgress);
}

function toRecord(value: unknown): ExerciseRecord {
  const { attempts, hintsShown, solved, solutionSeen } = Object(value) as Record<string, unknown>;
  if (
    isCount(attempts) &&
    isCount(hintsShown) &&
    typeof solved === "boolean" &&
    typeof solutionSeen === "boolean"
  )
    return { attempts, hintsShown, solved, solutionSeen };
  throw notProgress("attempts, hintsShown, solved and solutionSeen", value);
}
