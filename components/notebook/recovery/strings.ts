// Words of the notices about what is kept and what was lost, in both languages.
import type { Language } from "../../site/strings.ts";

export const recoveryStrings = {
  en: {
    crashed: (cell: string) =>
      `This page was closed or crashed while ${cell} was running. Your edits are all here; nothing has been run again.`,
    goTo: (cell: string) => `Go to ${cell}`,
    storageRefused:
      "This browser does not let the page store anything: your edits last until you close it.",
    storageFull:
      "This browser has no room left for your edits: what you write from now on lasts until you close the page.",
    storageBroken: "An earlier edit could not be read; it was kept aside, not deleted.",
    cellsGone: (cells: string) =>
      `This lesson no longer has ${cells}, but what you wrote there is kept.`,
    addGone: "Add it as cells of my own",
    goneAdded: (cells: string) =>
      cells === ""
        ? "There is nothing left to add."
        : `Added at the end: ${cells}. Nothing of it has run.`,
    dismiss: "Dismiss",
  },
  ko: {
    crashed: (cell: string) =>
      `${cell} 셀을 실행하던 중에 페이지가 닫히거나 멈췄습니다. 고친 코드는 모두 그대로 있고, 다시 실행한 것은 없습니다.`,
    goTo: (cell: string) => `${cell} 셀로 가기`,
    storageRefused:
      "이 브라우저가 저장을 허용하지 않습니다. 고친 코드는 페이지를 닫을 때까지만 남습니다.",
    storageFull:
      "브라우저의 저장 공간이 가득 찼습니다. 지금부터 고치는 코드는 페이지를 닫을 때까지만 남습니다.",
    storageBroken: "전에 고친 코드를 읽지 못했습니다. 지우지 않고 따로 두었습니다.",
    cellsGone: (cells: string) => `강의에서 없어진 셀(${cells})에 쓴 코드가 남아 있습니다.`,
    addGone: "내 셀로 추가",
    goneAdded: (cells: string) =>
      cells === ""
        ? "더 추가할 코드가 없습니다."
        : `맨 끝에 추가했습니다: ${cells}. 아직 실행하지 않았습니다.`,
    dismiss: "닫기",
  },
} as const satisfies Record<Language, Record<string, unknown>>;
