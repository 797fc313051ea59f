// 그림에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../simulation/catalogue.ts";
import { shownInKorean } from "../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    plot: () => "그래프를 그릴 수 없습니다",
    "draw-exit": () => "exit를 그릴 수 없습니다",
    "draw-memory": () => "메모리를 그릴 수 없습니다",
  },
  refusals: {
    "invalid-argument/plot": ({ value, write }) => ({
      expected: "options 값으로 x와 y가 있는 객체",
      found: `options 값이 ${shownInKorean(value)}`,
      hint: `${write}처럼 쓰세요`,
    }),
    "invalid-argument/rows": ({ rows, most }) => ({
      expected: `${most}개 이하의 행`,
      found: `행이 ${rows}개`,
      hint: "일부만 뽑거나, 단계마다 평균 하나씩만 그리세요",
    }),
    "invalid-argument/column": ({ column, columns }) => ({
      expected: "행에 있는 열의 이름",
      found: `${shownInKorean(column)} 열이 어느 행에도 없음`,
      hint: columns.length === 0 ? "행을 넘기세요" : `다음이 있습니다: ${columns.join(", ")}`,
    }),
    "invalid-argument/values": ({ column, value }) => ({
      expected: `${column} 열에 숫자 또는 문자열`,
      found: `${column} 열의 값이 ${shownInKorean(value)}`,
      hint: "숫자나 문자열로 된 열을 고르세요",
    }),
    "invalid-argument/numbers": ({ column, value, axis }) => ({
      expected: `${column} 열에 행마다 숫자`,
      found: `${column} 열의 값이 ${shownInKorean(value)}`,
      hint: axis === "y" ? "문자열로 된 열은 x에 두세요" : 'mark: "bar"로 그리세요',
    }),
    "invalid-argument/series": ({ column, series, most }) => ({
      expected: `${column} 열로 나눈 계열 ${most}개 이하 (더 많으면 구별할 수 없음)`,
      found: `${column} 열로 나눈 계열이 ${series}개`,
      hint: "먼저 행을 추려 내세요",
    }),
    "invalid-argument/memory-map": ({ server, hypervisor }) => ({
      expected: `"${server}" 서버에 바로 있는 하이퍼바이저`,
      found: `"${hypervisor}" 하이퍼바이저가 그 서버의 계층에 없거나, 가상 머신 안에 있음`,
      hint: "하이퍼바이저를 설치한 서버를 memoryMap(server, hypervisor)에 넘기세요",
    }),
  },
};
