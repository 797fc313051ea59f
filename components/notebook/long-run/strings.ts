// Words about a run that lasts, in both languages.
import type { Language } from "../../site/strings.ts";

export const longRunStrings = {
  en: {
    running: "Running",
    waiting: (count: number) => (count === 1 ? "1 cell waiting" : `${String(count)} cells waiting`),
  },
  ko: {
    running: "실행 중",
    waiting: (count: number) => `${String(count)}개 셀 대기 중`,
  },
} as const satisfies Record<Language, Record<string, unknown>>;
