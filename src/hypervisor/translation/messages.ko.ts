// 주소 변환에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    walk: () => "페이지 워크의 메모리 참조 횟수를 셀 수 없습니다",
    "look-up": () => "TLB에 담기는 양을 구할 수 없습니다",
  },
  refusals: {},
};
