// Words about the reader's progress, in both languages.
import type { LessonSummary } from "../../../src/notebook/progress.ts";
import type { Language } from "../../site/strings.ts";

export const progressStrings = {
  en: {
    title: "My progress",
    where: "Kept in this browser, on this device. Nothing of it is sent anywhere.",
    partDone: (done: number, lessons: number) =>
      `${String(done)} of ${String(lessons)} ${lessons === 1 ? "lesson" : "lessons"} done`,
    counts: ({ cellsRun, cells, exercisesSolved, exercises }: LessonSummary) =>
      [
        `${String(cellsRun)} of ${String(cells)} cells run`,
        ...(exercises > 0
          ? [`${String(exercisesSolved)} of ${String(exercises)} exercises solved`]
          : []),
      ].join(", "),
    exportFile: "Export",
    importFile: "Import",
    imported: "Imported: it was joined to what was here.",
    notImported: (message: string) => `Nothing was imported. ${message}`,
    clear: "Clear progress",
    clearSure: "Clear progress: sure?",
    cleared: "Your progress is cleared. Until you close this you can undo it.",
    clearEdits: "Clear my code",
    clearEditsSure: "Clear my code in all lessons: sure?",
    editsCleared:
      "What you wrote is cleared, in all lessons. Until you close this you can undo it; then the page is loaded anew.",
    undo: "Undo",
    undone: "It is all back.",
    close: "Close",
  },
  ko: {
    title: "나의 진도",
    where: "이 기기의 이 브라우저에만 저장합니다. 어디로도 보내지 않습니다.",
    partDone: (done: number, lessons: number) =>
      `강의 ${String(lessons)}개 중 ${String(done)}개 완료`,
    counts: ({ cellsRun, cells, exercisesSolved, exercises }: LessonSummary) =>
      [
        `셀 ${String(cells)}개 중 ${String(cellsRun)}개 실행`,
        ...(exercises > 0
          ? [`연습 문제 ${String(exercises)}개 중 ${String(exercisesSolved)}개 해결`]
          : []),
      ].join(", "),
    exportFile: "내보내기",
    importFile: "가져오기",
    imported: "가져와서 지금까지의 진도와 합쳤습니다.",
    notImported: (message: string) => `가져오지 않았습니다. ${message}`,
    clear: "진도 지우기",
    clearSure: "진도를 정말 지울까요?",
    cleared: "진도를 지웠습니다. 이 창을 닫기 전에는 되돌릴 수 있습니다.",
    clearEdits: "내 코드 지우기",
    clearEditsSure: "모든 강의에서 내 코드를 정말 지울까요?",
    editsCleared:
      "모든 강의에서 고친 코드를 지웠습니다. 이 창을 닫기 전에는 되돌릴 수 있고, 닫으면 페이지를 새로 엽니다.",
    undo: "되돌리기",
    undone: "모두 되돌렸습니다.",
    close: "닫기",
  },
} as const satisfies Record<Language, Record<string, unknown>>;
