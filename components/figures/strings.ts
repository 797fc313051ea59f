// Words of figures and outputs that pages show by themselves, in both languages.
import type { Language } from "../site/strings.ts";

export const figureStrings = {
  en: {
    showData: "Show the data",
    sort: "Sort by",
    rowsShown: (shown: number, all: number) =>
      `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} rows`,
    rowsCarried: (carried: number, all: number) =>
      `The first ${carried.toLocaleString("en")} of ${all.toLocaleString("en")} rows were kept.`,
    moreRows: "Show more rows",
    charactersLeftOut: (count: number) => `… ${count.toLocaleString("en")} characters left out …`,
    linesLeftOut: (count: number) => `… ${count.toLocaleString("en")} lines left out …`,
    outputsLeftOut: (count: number) => `… ${count.toLocaleString("en")} outputs left out …`,
    longText: "Long text of an output",
    inCell: (cell: string, line: number) => `cell ${cell}, line ${String(line)}`,
    stack: (own: number, library: number) =>
      `Stack: ${String(own)} of your code, ${String(library)} of the library`,
    libraryFrames: (count: number) =>
      count === 1 ? "… 1 frame of the library" : `… ${String(count)} frames of the library`,
  },
  ko: {
    showData: "데이터 보기",
    sort: "정렬 기준:",
    rowsShown: (shown: number, all: number) =>
      `전체 ${all.toLocaleString("en")}행 중 ${shown.toLocaleString("en")}행`,
    rowsCarried: (carried: number, all: number) =>
      `전체 ${all.toLocaleString("en")}행 가운데 앞의 ${carried.toLocaleString("en")}행만 받았습니다.`,
    moreRows: "행 더 보기",
    charactersLeftOut: (count: number) => `… ${count.toLocaleString("en")}자 생략 …`,
    linesLeftOut: (count: number) => `… ${count.toLocaleString("en")}줄 생략 …`,
    outputsLeftOut: (count: number) => `… 출력 ${count.toLocaleString("en")}개 생략 …`,
    longText: "긴 출력",
    inCell: (cell: string, line: number) => `${cell} 셀 ${String(line)}번째 줄`,
    stack: (own: number, library: number) =>
      `스택: 내 코드 ${String(own)}, 라이브러리 ${String(library)}`,
    libraryFrames: (count: number) => `… 라이브러리 프레임 ${String(count)}개`,
  },
} as const satisfies Record<Language, Record<string, unknown>>;
