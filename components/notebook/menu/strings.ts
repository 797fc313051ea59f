// Words of the menus, in both languages. Parts that are fetched late bring their own words.
import type { Language } from "../../site/strings.ts";

export const menuStrings = {
  en: {
    notebook: "Notebook menu",
    restartAndRunAll: "Restart and run all",
    clearOutputs: "Clear all outputs",
    keyboardShortcuts: "Keyboard shortcuts",
    progress: "My progress",
    cell: "Cell menu",
    runToHere: "Run to here",
    clearOutput: "Clear output",
    compare: "Compare with the lesson",
    notEdited: "not edited",
    history: "Earlier versions",
    noHistory: "none yet",
  },
  ko: {
    notebook: "노트북 메뉴",
    restartAndRunAll: "다시 시작하고 모두 실행",
    clearOutputs: "모든 출력 지우기",
    keyboardShortcuts: "키보드 단축키",
    progress: "나의 진도",
    cell: "셀 메뉴",
    runToHere: "여기까지 실행",
    clearOutput: "출력 지우기",
    compare: "강의의 원래 코드와 비교",
    notEdited: "고치지 않음",
    history: "이전 코드",
    noHistory: "아직 없음",
  },
} as const satisfies Record<Language, Record<string, string>>;
