// 주소 변환에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    walk: () => "페이지 워크의 메모리 참조 횟수를 셀 수 없습니다",
    "look-up": () => "TLB에 담기는 양을 구할 수 없습니다",
  },
  refusals: {
    "invalid-argument/page": ({ page, levels }) => ({
      expected: "이 단계 수의 페이지 테이블에 있는 페이지 크기: KiB(4), MiB(2), GiB(1)",
      found: `page 값은 ${shownInKorean(page)}, levels 값은 ${levels}`,
      hint: "page: MiB(2)라고 쓰거나, 4 KiB라면 빼세요",
    }),
  },
};
