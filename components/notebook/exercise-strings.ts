// What an exercise says beyond its markup's own words; its script, which is fetched late, has them with it.
import type { Language } from "../site/strings.ts";

export const exerciseStrings = {
  en: {
    checkNotRun: (cell: string) => `Not run: it needs ${cell}, which failed.`,
    showHint: (index: number, total: number) => `Hint ${String(index)} of ${String(total)}`,
    showSolution: "Show a solution",
    hideSolution: "Hide the solution",
  },
  ko: {
    checkNotRun: (cell: string) => `${cell} 셀이 오류로 멈춰서 확인하지 못했습니다.`,
    showHint: (index: number, total: number) => `힌트 ${String(index)}/${String(total)}`,
    showSolution: "풀이 보기",
    hideSolution: "풀이 접기",
  },
} as const satisfies Record<Language, Record<string, unknown>>;
