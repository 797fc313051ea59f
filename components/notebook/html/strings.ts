// Words about outputs that are not shown, or not whole, in both languages.
import type { Language } from "../../site/strings.ts";

export const htmlStrings = {
  en: {
    tooMuch:
      "This output has too many parts for a page. Show a slice of it, or a summary. It begins with:",
    tooMuchHtml:
      "This HTML has too many parts, or parts too deep in each other, for a page. Its text:",
    tooMuchSvg: "This picture would take too long to draw. Its text:",
    leftOutOfSvg: "Filters, animations and other parts that take long to draw are left out.",
  },
  ko: {
    tooMuch: "출력이 너무 커서 앞부분만 보여 줍니다. 일부를 골라내거나 요약해서 출력해 보세요.",
    tooMuchHtml: "HTML이 너무 크거나 너무 깊게 겹쳐 있어 글로 보여 줍니다.",
    tooMuchSvg: "그리는 데 너무 오래 걸리는 그림이라 글로 보여 줍니다.",
    leftOutOfSvg: "필터나 애니메이션처럼 그리는 데 오래 걸리는 것은 빼고 그렸습니다.",
  },
} as const satisfies Record<Language, Record<string, string>>;
