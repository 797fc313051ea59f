// What the commands of the editor say, in both languages.
import type { Language } from "../../site/strings.ts";

export const editorStrings = {
  en: {
    format: "Format code",
    nextError: "Go to the next error",
    usePlain: "Use the plain editor",
    useMonaco: "Use the editor with completion",
    noErrors: "No errors are known. Types are checked in cells that are open.",
    formatFailed: (message: string) => `Not formatted: ${message}`,
    formatUnavailable: "The formatter could not be fetched. Check the connection and try again.",
    errorAt: (cell: string, line: number, message: string) =>
      `${cell}, line ${String(line)}: ${message}`,
  },
  ko: {
    format: "코드 서식 맞추기",
    nextError: "다음 오류로 이동",
    usePlain: "단순 편집기 쓰기",
    useMonaco: "자동 완성 편집기 쓰기",
    noErrors: "알려진 오류가 없습니다. 타입은 열어 둔 셀에서만 검사합니다.",
    formatFailed: (message: string) => `서식을 맞추지 못했습니다: ${message}`,
    formatUnavailable: "서식 도구를 내려받지 못했습니다. 연결을 확인하고 다시 시도해 주세요.",
    errorAt: (cell: string, line: number, message: string) =>
      `${cell} ${String(line)}번째 줄: ${message}`,
  },
} as const satisfies Record<Language, unknown>;
