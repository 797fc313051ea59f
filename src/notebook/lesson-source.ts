// The lesson's own source of a cell. It may be shown in other words on the page of another language, but it is one cell,
// and an edit of it is the same edit on both pages: so what is stored, shared or saved names it by the hash of the
// source as its author wrote it, whichever page it was edited on. And what is the lesson's own text in any language is
// no edit.
import { hashSource } from "./source-hash.ts";

/** The lesson's source as a page has it. */
export interface LessonSource {
  /** As this page shows it. */
  readonly lessonSource: string;
  /**
   * `hashSource` of the source in each language, as its author wrote it (in English) first; absent where all pages
   * show the same.
   */
  readonly languageHashes?: readonly string[] | undefined;
}

/** The hash that an edit of the cell names it by. */
export function lessonHash({ lessonSource, languageHashes }: LessonSource): string {
  return languageHashes?.[0] ?? hashSource(lessonSource);
}

/** Whether an edit that names this hash was made of the lesson's cell as it is now, in whatever language. */
export function isCurrent(lesson: LessonSource, hash: string): boolean {
  return hash === lessonHash(lesson) || lesson.languageHashes?.includes(hash) === true;
}

/** Whether this is the lesson's own text, in whatever language. */
export function isLessonText(
  { lessonSource, languageHashes }: LessonSource,
  source: string,
): boolean {
  return source === lessonSource || languageHashes?.includes(hashSource(source)) === true;
}

/** A source as this page shows it: the lesson's own text in the language of the page, any other as it is. */
export function asShown(lesson: LessonSource, source: string): string {
  return isLessonText(lesson, source) ? lesson.lessonSource : source;
}
