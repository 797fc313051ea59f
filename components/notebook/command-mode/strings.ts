// Words of the help sheet, in both languages; what a key does is said in commands.ts.
import type { Language } from "../../site/strings.ts";
import type { CommandGroup } from "./command.ts";

interface Words {
  readonly title: string;
  readonly explained: string;
  readonly close: string;
  readonly or: string;
  readonly groups: Readonly<Record<CommandGroup, string>>;
}

export const helpStrings: Readonly<Record<Language, Words>> = {
  en: {
    title: "Keyboard shortcuts",
    explained:
      "Single keys work while a cell is selected and its code is not being edited: press Esc in the editor, or click beside the code.",
    close: "Close",
    or: "or",
    groups: {
      run: "Run, in the editor too",
      cells: "Cells",
      kernel: "Kernel",
      editor: "In the editor",
      help: "Help",
    },
  },
  ko: {
    title: "키보드 단축키",
    explained:
      "글자 하나로 된 단축키는 코드를 편집하지 않고 셀을 선택한 동안에만 씁니다. 편집기에서 Esc를 누르거나 코드 바깥을 누르면 셀이 선택됩니다. 한글 입력 상태에서도 됩니다.",
    close: "닫기",
    or: "또는",
    groups: {
      run: "실행 (편집 중에도)",
      cells: "셀",
      kernel: "커널",
      editor: "편집기 안에서",
      help: "도움말",
    },
  },
};
