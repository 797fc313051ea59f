// 애플리케이션에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    "describe-service": () => "서비스를 정의할 수 없습니다",
    "describe-batch": () => "배치 작업을 정의할 수 없습니다",
    "describe-client": () => "클라이언트를 정의할 수 없습니다",
  },
  refusals: {
    "invalid-argument/working-set": ({ writes }) => ({
      expected: "쓰기를 할 작업 집합",
      found: `writes 값은 ${writes}, memory 값은 0`,
      hint: "memory: MiB(64)도 함께 쓰세요",
    }),
    "invalid-argument/application": ({ value }) => ({
      expected: "service(…), batch(…), client(…) 가운데 하나로 만든 것",
      found:
        "a" in value && value.a === "value" ? "직접 쓴 객체" : `인자가 ${shownInKorean(value)}`,
      hint: 'service({ name: "nginx", compute: ms(2), every: ms(10) })처럼 만들어 넘기세요',
    }),
    "invalid-argument/no-service": () => ({
      expected: "launch(service({ … }))가 돌려준 서비스",
      found: "to의 값이 서비스가 아님",
      hint: "const web = vm.launch(service({ … }))로 서비스를 띄운 뒤 client({ to: web, … })를 쓰세요",
    }),
    "invalid-argument/no-answer": ({ receive, send }) => ({
      expected: "네트워크로 요청을 받고 응답을 보내는 서비스",
      found: `이 서비스의 receive 값은 ${receive}, send 값은 ${send}`,
      hint: "service({ receive: 100, send: KiB(4), … })처럼 쓰세요",
    }),
    "no-connect": () => ({
      expected: "서비스가 있는 서버와 같은 네트워크의 클라이언트",
      found: "두 서버의 시계가 서로 다름",
      hint: "두 서버를 한 클러스터에 넣거나, 클라이언트를 RemoteComputer에서 실행하세요",
    }),
    "application-exists": ({ name }) => ({
      expected: "실행 중인 애플리케이션이 쓰지 않는 이름",
      found: `${shownInKorean(name)} 애플리케이션이 이미 실행 중`,
      hint: "다른 이름을 붙이세요",
    }),
  },
};
