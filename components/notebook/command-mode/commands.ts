// The table of the notebook's keys: what a key does, and how the help sheet says it. The keys are Jupyter's, which
// many readers know already. A key that is not in this table does nothing; the sheet is made from it alone.
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { ownCellCommands } from "../own-cells/commands.ts";
import type { Command } from "./command.ts";

const neighbour = (page: NotebookPage, cell: NotebookCell, step: 1 | -1): void => {
  const cells = page.cells();
  const next = cells[cells.indexOf(cell) + step];
  if (next !== undefined) page.goTo(next.cellId);
};

/** Opens the help sheet, made of this table; its code is fetched when it is first asked for. */
export async function openHelpSheet(page: NotebookPage): Promise<void> {
  const { open } = await import("./help-sheet.ts");
  open(page, commands);
}

/** In the order in which the help sheet shows them. */
export const commands: readonly Command[] = [
  {
    keys: ["Shift+Enter"],
    group: "run",
    label: { en: "Run the cell, go to the next", ko: "셀을 실행하고 다음 셀로 이동" },
  },
  {
    keys: ["Control+Enter"],
    group: "run",
    label: { en: "Run the cell, stay", ko: "셀을 실행하고 그대로 있기" },
  },
  {
    keys: ["Alt+Enter"],
    group: "run",
    label: {
      en: "Run the cell, add a cell below",
      ko: "셀을 실행하고 아래에 새 셀 추가",
    },
  },
  {
    keys: ["Enter"],
    group: "cells",
    label: { en: "Edit the code", ko: "코드 편집" },
  },
  {
    keys: ["J", "ArrowDown"],
    group: "cells",
    label: { en: "Next cell", ko: "다음 셀" },
    act: (page, cell) => {
      neighbour(page, cell, 1);
    },
  },
  {
    keys: ["K", "ArrowUp"],
    group: "cells",
    label: { en: "Previous cell", ko: "이전 셀" },
    act: (page, cell) => {
      neighbour(page, cell, -1);
    },
  },
  ...ownCellCommands,
  {
    keys: ["I I"],
    group: "kernel",
    label: { en: "Stop what is running", ko: "실행 중지" },
    act: ({ shell }) => {
      shell.dispatch({ type: "stop" });
    },
  },
  {
    keys: ["0 0"],
    group: "kernel",
    label: { en: "Restart the kernel", ko: "커널 다시 시작" },
    act: ({ shell }) => {
      shell.dispatch({ type: "restart" });
    },
  },
  {
    keys: ["Escape"],
    group: "editor",
    label: { en: "Leave the editor, to the cell", ko: "편집기에서 나와 셀로 이동" },
  },
  {
    keys: ["Shift+Alt+F"],
    group: "editor",
    label: { en: "Format the code", ko: "코드 서식 맞추기" },
  },
  {
    keys: ["F8"],
    group: "editor",
    label: { en: "Go to the next error", ko: "다음 오류로 이동" },
  },
  {
    keys: ["H", "?"],
    group: "help",
    label: { en: "Show this list", ko: "이 목록 보기" },
    act: openHelpSheet,
  },
];
