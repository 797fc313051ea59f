// Jupyter's keys for the order of the cells, part of the table in command-mode/commands.ts. What they do is fetched when
// one of them is first pressed.
import type { Command } from "../command-mode/command.ts";

const structure = () => import("./structure.ts");

export const ownCellCommands: readonly Command[] = [
  {
    keys: ["A"],
    group: "cells",
    label: { en: "Add a code cell above", ko: "위에 코드 셀 추가" },
    act: async (page, { cellId }) => {
      (await structure()).insertCell(page, "above", cellId, "code", "select");
    },
  },
  {
    keys: ["B"],
    group: "cells",
    label: { en: "Add a code cell below", ko: "아래에 코드 셀 추가" },
    act: async (page, { cellId }) => {
      (await structure()).insertCell(page, "below", cellId, "code", "select");
    },
  },
  {
    keys: ["D D"],
    group: "cells",
    label: { en: "Delete a cell of your own", ko: "내가 추가한 셀 삭제" },
    act: async (page, { cellId }) => {
      (await structure()).deleteCell(page, cellId);
    },
  },
  {
    keys: ["Z"],
    group: "cells",
    label: { en: "Undo delete or move", ko: "삭제·이동 취소" },
    act: async (page) => {
      (await structure()).undoStructure(page);
    },
  },
  {
    keys: ["M"],
    group: "cells",
    label: { en: "Make a cell of your own Markdown", ko: "내 셀을 마크다운으로 바꾸기" },
    act: async (page, { cellId }) => {
      (await structure()).changeKind(page, cellId, "markdown");
    },
  },
  {
    keys: ["Y"],
    group: "cells",
    label: { en: "Make a cell of your own code", ko: "내 셀을 코드로 바꾸기" },
    act: async (page, { cellId }) => {
      (await structure()).changeKind(page, cellId, "code");
    },
  },
];
