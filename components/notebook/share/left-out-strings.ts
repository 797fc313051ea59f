// Words of what a notebook file has that the page does not take, in both languages.
import type { Language } from "../../site/strings.ts";

const en = {
  title: "Not taken from the file:",
  prose: "Text of the lesson that was changed in the file",
  setup: "The first cell, for other kernels, which was changed",
  raw: "A raw cell",
  attachments: (names: string) => `Attachments: ${names}`,
  unknownProse:
    "An earlier version of this site wrote the file: notes in the lesson's text are not read.",
  missing: (cells: string) =>
    `Cells of the lesson that the file does not have stay as they are here: ${cells}`,
  order: "The order of the lesson's cells: here it stays the lesson's.",
  elsewhere: (cells: number) =>
    `This notebook was not made here. ${cells === 1 ? "Its cell" : `Its ${String(cells)} cells`} can be added in the playground; outputs are computed there again.`,
  toPlayground: "Go on in the playground",
  openThere: "It is too large to be taken along: open the file there.",
};

const ko: typeof en = {
  title: "파일에서 가져오지 않는 것:",
  prose: "파일에서 바뀐 강의 본문",
  setup: "다른 커널에 쓰는 첫 셀(파일에서 바뀜)",
  raw: "Raw 셀",
  attachments: (names) => `첨부 파일: ${names}`,
  unknownProse: "이 사이트의 예전 버전이 만든 파일이라, 강의 본문에 적은 메모는 읽지 않습니다.",
  missing: (cells) => `파일에 없는 강의 셀은 여기 있는 그대로 둡니다: ${cells}`,
  order: "셀의 순서: 여기서는 강의의 순서를 따릅니다.",
  elsewhere: (cells) =>
    `다른 곳에서 만든 노트북입니다. 셀 ${String(cells)}개를 ‘자유 실습’에 더할 수 있고, 출력은 거기서 다시 계산합니다.`,
  toPlayground: "‘자유 실습’에서 열기",
  openThere: "링크에 담기에는 커서, ‘자유 실습’에서 이 파일을 다시 열어야 합니다.",
};

export const leftOutStrings: Readonly<Record<Language, typeof en>> = { en, ko };
