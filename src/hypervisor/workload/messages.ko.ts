// 애플리케이션에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    "describe-service": () => "서비스를 정의할 수 없습니다",
    "describe-batch": () => "배치 작업을 정의할 수 없습니다",
  },
  refusals: {
    "invalid-argument/working-set": ({ writes }) => ({
      expected: "쓰기를 할 작업 집합",
      found: `writes 값은 ${writes}, memory 값은 0`,
      hint: "memory: MiB(64)도 함께 쓰세요",
    }),
    "invalid-argument/application": () => ({
      expected: "service(…) 또는 batch(…)로 만든 것",
      found: "직접 쓴 객체",
      hint: 'launch(service({ name: "nginx", compute: ms(2), every: ms(10) }))처럼 쓰세요',
    }),
    "application-exists": ({ name }) => ({
      expected: "실행 중인 애플리케이션이 쓰지 않는 이름",
      found: `${shownInKorean(name)} 애플리케이션이 이미 실행 중`,
      hint: "다른 이름을 붙이세요",
    }),
  },
};
