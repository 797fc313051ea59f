// Why a kernel was lost, as the output of the cell that was running. Fetched when it happens.
import type { KernelLostError } from "../../src/kernel/client.ts";
import type { ErrorOutput } from "../../src/notebook/output.ts";
import type { Language } from "../site/strings.ts";

type Reason = KernelLostError["reason"];
interface Words {
  readonly message: string;
  readonly hint: string;
}

const words: Readonly<Record<Language, Partial<Readonly<Record<Reason, Words>>>>> = {
  en: {
    silent: {
      message: "The kernel’s process is gone. Most likely it ran out of memory.",
      hint: "Keep less at a time. Your edits are as they were; the next Run brings back what the cells above had made.",
    },
    flood: {
      message: "The kernel was ended: it sent more than the page can take.",
      hint: "Show less: a part, a summary. Your edits are as they were; the next Run brings back what the cells above had made.",
    },
  },
  ko: {
    silent: {
      message: "커널 프로세스가 사라졌습니다. 메모리가 모자랐을 가능성이 큽니다.",
      hint: "한꺼번에 담아 두는 양을 줄여 보세요. 고친 코드는 그대로 있고, 다시 실행하면 위 셀들의 결과부터 되살립니다.",
    },
    flood: {
      message: "페이지가 받을 수 있는 양보다 많이 보내서 커널을 끝냈습니다.",
      hint: "일부나 요약만 출력해 보세요. 고친 코드는 그대로 있고, 다시 실행하면 위 셀들의 결과부터 되살립니다.",
    },
  },
};

/** The loss as an error of the cell that was running; null where the cell has no part in it. */
export function lossOutput(
  { name, reason }: KernelLostError,
  language: Language,
): ErrorOutput | null {
  const said = words[language][reason];
  if (said === undefined) return null;
  return {
    output_type: "error",
    ename: name,
    evalue: said.message,
    traceback: [],
    hint: said.hint,
  };
}
