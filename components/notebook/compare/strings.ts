// Words of the comparison, in both languages.
import type { Language } from "../../site/strings.ts";

export const compareStrings = {
  en: {
    compare: "Compare",
    comparison: (cell: string) => `Comparison: ${cell}`,
    lesson: "the lesson's code",
    mine: "your code",
    otherTab: "the other tab's code",
    solution: "the solution",
    earlier: "the earlier version",
    link: "the link's code",
    file: "the file's code",
    removed: "removed:",
    added: "added:",
    onlyIn: (name: string) => `only in ${name}`,
    same: "The two are the same.",
    close: "Close the comparison",
  },
  ko: {
    compare: "비교",
    comparison: (cell: string) => `비교: ${cell}`,
    lesson: "강의의 원래 코드",
    mine: "내 코드",
    otherTab: "다른 탭의 코드",
    solution: "풀이",
    earlier: "이전 코드",
    link: "링크의 코드",
    file: "파일의 코드",
    removed: "빠진 줄:",
    added: "더한 줄:",
    onlyIn: (name: string) => `${name}에만 있는 줄`,
    same: "두 코드가 같습니다.",
    close: "비교 닫기",
  },
} as const satisfies Record<Language, Record<string, unknown>>;
