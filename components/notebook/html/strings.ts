// Words about HTML and SVG that are not shown, in both languages.
import type { Language } from "../../site/strings.ts";

export const htmlStrings = {
  en: {
    tooMuchHtml:
      "This HTML has too many parts, or parts too deep in each other, for a page. Its text:",
    tooMuchSvg: "This picture would take too long to draw. Its text:",
    leftOutOfSvg: "Filters, animations and other parts that take long to draw are left out.",
  },
  ko: {
    tooMuchHtml: "HTML이 너무 크거나 너무 깊게 겹쳐 있어 글로 보여 줍니다.",
    tooMuchSvg: "그리는 데 너무 오래 걸리는 그림이라 글로 보여 줍니다.",
    leftOutOfSvg: "필터나 애니메이션처럼 그리는 데 오래 걸리는 것은 빼고 그렸습니다.",
  },
} as const satisfies Record<Language, Record<string, string>>;
