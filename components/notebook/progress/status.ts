// The words for how far a lesson is, in both languages: all that the marks in the sidebar say, after every first Run.
import type { LessonStatus } from "../../../src/notebook/progress.ts";
import type { Language } from "../../site/strings.ts";

export const statusStrings: Readonly<Record<Language, Readonly<Record<LessonStatus, string>>>> = {
  en: { untouched: "not started", started: "started", done: "done" },
  ko: { untouched: "시작 전", started: "진행 중", done: "완료" },
};
