// Words about other versions of a cell, in both languages.
import type { Language } from "../../site/strings.ts";

export const versionStrings = {
  en: {
    lessonChanged: "This lesson's cell has changed since your edit.",
    otherTab: "This cell has been edited in another tab.",
    keepMine: "Keep mine",
    takeNew: "Take the new one",
    takeOther: "Take the other tab's",
    took: "This is the other tab's code now.",
    bringBack: "Bring mine back",
  },
  ko: {
    lessonChanged: "코드를 고친 뒤에 강의의 원래 셀이 바뀌었습니다.",
    otherTab: "다른 탭에서 이 셀을 고쳤습니다.",
    keepMine: "내 코드 유지",
    takeNew: "새 코드로 바꾸기",
    takeOther: "다른 탭의 코드로 바꾸기",
    took: "다른 탭의 코드로 바꿨습니다.",
    bringBack: "내 코드 되살리기",
  },
} as const satisfies Record<Language, Record<string, string>>;
