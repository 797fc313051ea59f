// 그림으로 보여 줄 수 없는 인자에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    show: () => "보여 줄 수 없습니다",
  },
  refusals: {
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
