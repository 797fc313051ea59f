// 측정에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import type { en } from "./messages.en.ts";

const states: Readonly<Record<string, string>> = {
  shutoff: "꺼져 있음",
  paused: "일시 중지되어 있음",
  shutdown: "종료하는 중",
  crashed: "고장 나 있음",
  undefined: "삭제되어 있음",
};

export const ko: Translation<typeof en> = {
  requests: {
    measure: ({ machine }) => `"${machine}" 가상 머신에서 작업을 잴 수 없습니다`,
  },
  refusals: {
    "operation-invalid/not-done": ({ state }) => ({
      expected: "작업이 끝날 때까지 계속 도는 가상 머신",
      found: `${states[state] ?? state}, 작업은 끝나지 않았음`,
      hint: "먼저 start()나 resume()을 하세요",
    }),
  },
};
