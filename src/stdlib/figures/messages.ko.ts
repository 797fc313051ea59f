// 그림으로 보여 줄 수 없는 인자에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    show: () => "보여 줄 수 없습니다",
    watch: () => "그동안 있었던 일을 말할 수 없습니다",
  },
  refusals: {
    "operation-invalid/not-on": ({ machine }) => ({
      expected: `그동안 계속 켜져 있는 "${machine}" 가상 머신`,
      found: "꺼졌거나 다시 시작되어 횟수를 처음부터 다시 셌음",
      hint: "시작한 뒤부터 꺼지기 전까지를 재세요",
    }),
    "invalid-argument/figure": ({ type, value, write }) => ({
      expected: `${type} 타입의 값`,
      found: `값이 ${shownInKorean(value)}`,
      hint: `${write}처럼 쓰세요`,
    }),
    "invalid-argument/subject": ({ subject, names }) => ({
      expected: "기록에 나오는 이름",
      found: `${shownInKorean(subject)}: 기록에 없음`,
      hint: `혹시 ${names.join(" 또는 ")}인가요?`,
    }),
  },
};
