// Words of embedded pages and of the snippet that puts them somewhere, in both languages.
import type { Language } from "../site/strings.ts";

export const embedStrings = {
  en: {
    open: "Open in The Hypervisor Notebook",
    openAt: (lesson: string) => `From “${lesson}”, The Hypervisor Notebook`,
    description: (lesson: string) => `${lesson}, from The Hypervisor Notebook, to run in place.`,
    embedLesson: "Embed this lesson…",
    embedCell: "Embed this cell…",
    explained:
      "Put this into a course page. It works without cookies or storage; where scripts are dropped, the frame keeps its scrollbar.",
    snippet: "HTML of the frame",
    copy: "Copy",
    copied: "Copied.",
    notCopied: "The browser does not let the page copy: the text is selected, press Ctrl+C.",
    close: "Close",
  },
  ko: {
    open: "하이퍼바이저 노트북에서 열기",
    openAt: (lesson: string) => `하이퍼바이저 노트북, ‘${lesson}’에서`,
    description: (lesson: string) =>
      `하이퍼바이저 노트북의 ‘${lesson}’. 이 자리에서 바로 실행합니다.`,
    embedLesson: "이 강의를 다른 페이지에 넣기…",
    embedCell: "이 셀을 다른 페이지에 넣기…",
    explained:
      "강의 페이지에 붙여 넣으세요. 쿠키나 저장소 없이도 돌아갑니다. 스크립트를 지우는 곳에서는 스크롤 막대가 남습니다.",
    snippet: "프레임의 HTML",
    copy: "복사",
    copied: "복사했습니다.",
    notCopied: "브라우저가 복사를 막았습니다. 선택된 글을 Ctrl+C로 복사하세요.",
    close: "닫기",
  },
} as const satisfies Record<Language, unknown>;
