// How far the reader is in each lesson, marked in the sidebar: a sign, and the word for it. The marks take no room.
import "./sidebar.css";
import {
  summarize,
  type LessonSize,
  type LessonSummary,
  type ProgressStore,
} from "../../../src/notebook/progress.ts";
import type { Language } from "../../site/strings.ts";
import { statusStrings } from "./status.ts";

/** A lesson as the sidebar lists it. */
export interface ListedLesson {
  readonly link: HTMLAnchorElement;
  /** The lesson's slug. */
  readonly lesson: string;
  readonly title: string;
  readonly size: LessonSize;
  /** The title of its part. */
  readonly part: string;
}

/** The lessons in the sidebar, in order; none on a page without one. */
export function listedLessons(): readonly ListedLesson[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a[data-lesson]")].map((link) => ({
    link,
    lesson: link.dataset["lesson"] ?? "",
    title: link.querySelector("span")?.firstChild?.textContent?.trim() ?? "",
    size: {
      cells: Number(link.dataset["cells"]),
      exercises: Number(link.dataset["exercises"]),
    },
    part: link.closest("details")?.querySelector("summary")?.textContent.trim() ?? "",
  }));
}

/** How far the reader is in a listed lesson. */
export const summaryOf = (store: ProgressStore, { lesson, size }: ListedLesson): LessonSummary =>
  summarize(store.load(lesson), size);

/** Marks every lesson that is started or done. */
export function markSidebar(language: Language, store: ProgressStore): void {
  for (const listed of listedLessons()) {
    const { status } = summaryOf(store, listed);
    const { link } = listed;
    if (status === (link.dataset["progress"] ?? "untouched")) continue;
    link.querySelector(".lesson-progress")?.remove();
    delete link.dataset["progress"];
    if (status === "untouched") continue;
    link.dataset["progress"] = status;
    const word = document.createElement("span");
    word.className = "lesson-progress visually-hidden";
    word.textContent = ` (${statusStrings[language][status]})`;
    // Within the title: beside it there would be a gap between the two, and long titles would break anew.
    link.querySelector("span")?.append(word);
  }
}
