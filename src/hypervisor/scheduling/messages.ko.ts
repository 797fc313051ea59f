// 스케줄러와 물리 CPU 목록에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

const schedulers = { "round robin": "라운드 로빈", credit: "크레딧", fair: "공정" } as const;

export const ko: Translation<typeof en> = {
  requests: {
    "set-up": ({ scheduler }) => `${schedulers[scheduler]} 스케줄러를 설정할 수 없습니다`,
  },
  refusals: {
    "invalid-argument/affinity": ({ server, cpus, named, isList }) => ({
      expected: `"${server}" 서버의 물리 CPU 목록, ${cpus === 1 ? "번호는 0 하나" : `번호는 0부터 ${cpus - 1}까지`}`,
      found:
        named === undefined
          ? "목록이 비어 있음"
          : !isList
            ? `배열이 아니라 ${shownInKorean(named)}`
            : `지정한 것은 ${shownInKorean(named)}, 물리 CPU는 ${cpus}개`,
      hint: "첫 번째 CPU는 [0], 처음 두 개는 [0, 1]처럼 쓰세요",
    }),
    "invalid-argument/scheduler": ({ scheduler }) => ({
      expected: "scheduler 값으로 roundRobin(), credit(), fair() 가운데 하나",
      found: `scheduler 값이 ${shownInKorean(scheduler)}`,
      hint: "scheduler: credit()처럼 쓰세요",
    }),
    "invalid-argument/time-slice": () => ({
      expected: "스케줄러 안에 준 timeSlice",
      found: "timeSlice를 scheduler와 따로 주었음",
      hint: "scheduler: credit({ timeSlice: ms(5) })처럼 쓰세요",
    }),
  },
};
