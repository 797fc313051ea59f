// 다른 컴퓨터에서 하이퍼바이저를 관리하는 일에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { nameInKorean, shownInKorean } from "../../simulation/described.ts";
import { callNames } from "./call-names.ko.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    "set-up": () => "관리 콘솔을 설정할 수 없습니다",
    connect: ({ hypervisor }) => `${nameInKorean(hypervisor, "하이퍼바이저")}에 연결할 수 없습니다`,
    ask: ({ hypervisor, operation, machine }) => {
      const asked = [machine, callNames[operation]].filter(Boolean).join(" ");
      return `"${hypervisor}" 하이퍼바이저에 ${asked} 요청을 보낼 수 없습니다`;
    },
  },
  refusals: {
    "invalid-argument/hypervisor": ({ value }) => ({
      expected: "하이퍼바이저 객체",
      found: `넘긴 것은 ${shownInKorean(value)}`,
      hint: "console.connect(hypervisor)처럼 쓰세요",
    }),
    "config-unsupported": () => ({
      expected: "시계를 함께 쓰는 서버들",
      found: "시계가 따로 있는 서버",
      hint: "서버들을 한 클러스터에 넣거나, 콘솔을 따로 쓰세요",
    }),
    "invalid-argument/message": ({ error }) => ({
      expected: "메시지로 보낼 수 있는 단순한 데이터",
      found: `보낼 수 없는 값(${error})`,
      hint: "이름, 숫자, 그리고 그런 것들로 된 객체를 넘기세요",
    }),
  },
};
