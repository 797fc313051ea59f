// 가상 머신을 서버에 배치하는 일에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en, Listed } from "./messages.en.ts";

const kinds: Readonly<Record<Listed, string>> = { machines: "가상 머신", servers: "서버" };

export const ko: Translation<typeof en> = {
  requests: {
    place: () => "가상 머신을 배치할 수 없습니다",
  },
  refusals: {
    "invalid-argument/heuristic": ({ heuristic }) => ({
      expected: "이 라이브러리의 휴리스틱",
      found: `휴리스틱 값이 ${shownInKorean(heuristic)}`,
      hint: "firstFit이나 bestFitDecreasing을 따옴표 없이 쓰세요",
    }),
    "invalid-argument/list": ({ listed, value }) => ({
      expected: `${kinds[listed]} 목록`,
      found: `목록 값이 ${shownInKorean(value)}`,
      hint: '[{ name: "a", … }]처럼 넘기세요',
    }),
    "invalid-argument/names": ({ listed, name }) => ({
      expected: `이름이 서로 다른 ${kinds[listed]} 목록`,
      found: `${shownInKorean(name)} 이름이 둘`,
      hint: "하나의 이름을 바꾸세요",
    }),
  },
};
