// Why outputs no longer hold, in both languages. The parts in braces are put in as elements: the names as code, the
// cell as a link to it.
import type { Language } from "../../site/strings.ts";

export const staleStrings = {
  en: {
    edited: "The code has changed since this output.",
    uses: {
      edited: "Uses {names}, changed in {cell}.",
      run_again: "Uses {names} of {cell}, which has run again since.",
      removed: "Used {names} of {cell}, which is no longer above.",
      moved: "Uses {names} of {cell}, which has been moved.",
    },
    needs: {
      edited: "Needs {cell}, whose code has changed.",
      run_again: "Needs {cell}, which has run again since.",
      removed: "Needed {cell}, which is no longer above.",
      moved: "Needs {cell}, which has been moved.",
    },
    runAgain: "Run again",
    goTo: "Go to cell",
  },
  ko: {
    edited: "이 출력이 나온 뒤로 코드가 바뀌었습니다.",
    uses: {
      edited: "여기서 쓰는 {names} 값이 {cell} 셀에서 바뀌었습니다.",
      run_again: "{cell} 셀을 다시 실행해서, 여기서 쓰는 {names} 값이 바뀌었을 수 있습니다.",
      removed: "{names} 값을 가져온 {cell} 셀이 이제 위쪽에 없습니다.",
      moved: "{names} 값을 가져온 {cell} 셀의 자리가 바뀌었습니다.",
    },
    needs: {
      edited: "먼저 실행해야 하는 {cell} 셀의 코드가 바뀌었습니다.",
      run_again: "먼저 실행해야 하는 {cell} 셀을 그 뒤에 다시 실행했습니다.",
      removed: "먼저 실행해야 했던 {cell} 셀이 이제 위쪽에 없습니다.",
      moved: "먼저 실행해야 하는 {cell} 셀의 자리가 바뀌었습니다.",
    },
    runAgain: "다시 실행",
    goTo: "셀로 이동",
  },
} as const satisfies Record<Language, Record<string, unknown>>;
