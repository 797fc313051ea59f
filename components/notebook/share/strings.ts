// Words of sharing, downloads and what was received, in both languages.
import type { Language } from "../../site/strings.ts";
import type { ShareErrorCode } from "../../../src/notebook/share-link.ts";

/** Where another reader's code came from. */
export type Origin = "link" | "file";

const en = {
  copyLink: "Copy link with my edits",
  copyCellLink: "Copy link to this cell",
  downloadIpynb: "Download as .ipynb",
  downloadTs: "Download as .ts",
  openIpynb: "Open .ipynb…",
  print: "Print",
  copied: (cells: number, length: string) =>
    cells === 0
      ? "Link to this lesson copied; you have no edits to share."
      : `Link copied: your edits of ${cells === 1 ? "one cell" : `${String(cells)} cells`}, ${length} characters.`,
  cellLinkCopied: "Link to this cell copied.",
  longLink: "Some chat tools cut links this long: the .ipynb file is safer.",
  copyByHand: "The browser does not let this page use the clipboard. Copy the link from here:",
  link: "Link",
  close: "Close",
  received: { link: "Edits in this link", file: "Edits in this file" },
  changes: (origin: Origin, count: number) =>
    `This ${origin} changes ${count === 1 ? "one cell" : `${String(count)} cells`}:`,
  adds: (count: number) =>
    `It comes with ${count === 1 ? "one cell" : `${String(count)} cells`} that the lesson does not have:`,
  ownCell: (kind: "code" | "markdown", after: string | null) =>
    `${kind === "code" ? "Code" : "Text"}, ${after === null ? "at the top" : `below ${after}`}`,
  editOfGoneCell: (id: string) => `Code of ${id}, which this lesson no longer has`,
  addCells: "Add to my notebook",
  nothingDone: "Nothing has run and nothing of yours was replaced.",
  same: (origin: Origin) => `The code in this ${origin} is the same as yours.`,
  decided: (taken: number, left: number) =>
    `${String(taken)} taken, ${String(left)} left. Nothing of it runs until you press Run.`,
  takeAll: "Take all",
  leaveAll: "Leave all",
  take: "Take it",
  leave: "Leave",
  undo: "Undo",
  compare: "Compare",
  from: { link: "From the link", file: "From the file" },
  notYours: "Somebody else's code. It has not run; Run runs your own, above.",
  lessonChanged: "The lesson's cell has changed since.",
  taken: "Taken over; it has not run yet.",
  theirs: { link: "The link's", file: "The file's" },
  problem: {
    malformed: "This link or file cannot be read. It may have been cut on its way.",
    too_large: "This link or file is larger than anything written here, so it was not opened.",
    newer_version:
      "This link or file is of a newer version of this site. Reload the page and try again.",
    other_lesson: "These edits belong to another lesson.",
    not_from_here:
      "This is neither a notebook that was downloaded from this site nor one of a TypeScript or JavaScript kernel.",
  } satisfies Record<Exclude<ShareErrorCode, "other_language">, string>,
  otherLanguage: (language: string) =>
    `This is a notebook in ${language}. Cells here are TypeScript: notebooks of tslab, Deno and other TypeScript or JavaScript kernels can be opened.`,
  nothingChanged: "Nothing was changed.",
  openThere: "Go to that lesson",
  downloadFailed: "The file could not be made: the site did not answer. Try again.",
};

const ko: typeof en = {
  copyLink: "고친 코드를 담은 링크 복사",
  copyCellLink: "이 셀의 링크 복사",
  downloadIpynb: ".ipynb로 내려받기",
  downloadTs: ".ts로 내려받기",
  openIpynb: ".ipynb 열기…",
  print: "인쇄",
  copied: (cells, length) =>
    cells === 0
      ? "이 강의의 링크를 복사했습니다. 고친 코드는 아직 없습니다."
      : `링크를 복사했습니다. 고친 셀 ${String(cells)}개, ${length}자입니다.`,
  cellLinkCopied: "이 셀의 링크를 복사했습니다.",
  longLink: "이렇게 긴 링크는 메신저가 자를 수 있습니다. .ipynb 파일로 보내는 편이 안전합니다.",
  copyByHand: "브라우저가 클립보드 사용을 허용하지 않습니다. 아래 링크를 직접 복사하세요.",
  link: "링크",
  close: "닫기",
  received: { link: "링크에 담긴 코드", file: "파일에 담긴 코드" },
  changes: (origin, count) =>
    `이 ${origin === "link" ? "링크" : "파일"}에는 셀 ${String(count)}개를 고친 코드가 있습니다.`,
  adds: (count) => `강의에 없는 셀 ${String(count)}개가 들어 있습니다.`,
  ownCell: (kind, after) =>
    `${kind === "code" ? "코드" : "글"}, ${after === null ? "맨 위" : `${after} 아래`}`,
  editOfGoneCell: (id) => `강의에서 없어진 셀 ${id}의 코드`,
  addCells: "내 노트북에 더하기",
  nothingDone: "아무것도 실행하지 않았고, 내 코드도 그대로입니다.",
  same: (origin) => `${origin === "link" ? "링크" : "파일"}에 담긴 코드가 내 코드와 같습니다.`,
  decided: (taken, left) =>
    `${String(taken)}개를 가져오고 ${String(left)}개는 그대로 두었습니다. 실행을 누르기 전에는 아무것도 실행되지 않습니다.`,
  takeAll: "모두 가져오기",
  leaveAll: "모두 그대로 두기",
  take: "가져오기",
  leave: "그대로 두기",
  undo: "취소",
  compare: "비교",
  from: { link: "링크에서 온 코드", file: "파일에서 온 코드" },
  notYours:
    "다른 사람이 쓴 코드이고 아직 실행하지 않았습니다. 실행을 누르면 위에 있는 내 코드가 실행됩니다.",
  lessonChanged: "그 뒤로 강의의 원래 셀이 바뀌었습니다.",
  taken: "내 코드로 가져왔습니다. 아직 실행하지 않았습니다.",
  theirs: { link: "링크의 코드", file: "파일의 코드" },
  problem: {
    malformed: "이 링크나 파일을 읽을 수 없습니다. 전달되는 도중에 잘렸을 수 있습니다.",
    too_large: "이 링크나 파일은 여기서 쓴 것이라기에는 너무 커서 열지 않았습니다.",
    newer_version:
      "이 사이트의 더 새로운 버전에서 만든 링크나 파일입니다. 페이지를 새로 고친 뒤 다시 열어 보세요.",
    other_lesson: "다른 강의에서 고친 코드입니다.",
    not_from_here:
      "이 사이트에서 내려받은 노트북도, TypeScript나 JavaScript 커널의 노트북도 아닙니다.",
  },
  otherLanguage: (language) =>
    `언어가 ${language}인 노트북입니다. 여기의 셀은 TypeScript라서, tslab이나 Deno처럼 TypeScript나 JavaScript를 쓰는 커널의 노트북만 열 수 있습니다.`,
  nothingChanged: "바뀐 것은 없습니다.",
  openThere: "그 강의로 가기",
  downloadFailed: "사이트가 응답하지 않아 파일을 만들지 못했습니다. 다시 시도해 주세요.",
};

export const shareStrings: Readonly<Record<Language, typeof en>> = { en, ko };
