// 그래프와 메모리 맵을 그릴 수 없을 때 하는 말. 열쇠와 자료는 plot-messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { en } from "./plot-messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    plot: () => "그래프를 그릴 수 없습니다",
    "memory-map": () => "메모리 맵을 그릴 수 없습니다",
  },
  refusals: {
    "invalid-argument/plain-values": ({ column, value }) => ({
      expected: `${column}: 숫자 또는 문자열`,
      found: `${column} 값이 ${shownInKorean(value)}`,
      hint: "숫자나 문자열만 든 열을 고르세요",
    }),
    "invalid-argument/no-column": ({ name, columns }) => ({
      expected: "행에 있는 열의 이름",
      found: `${shownInKorean(name)} 열이 어느 행에도 없음`,
      hint:
        columns.length === 0 ? "행을 하나 이상 넘기세요" : `다음이 있습니다: ${columns.join(", ")}`,
    }),
    "invalid-argument/options": ({ value, example }) => ({
      expected: "options: x와 y가 있는 객체",
      found: `options 값이 ${shownInKorean(value)}`,
      hint: `${example}처럼 쓰세요`,
    }),
    "invalid-argument/rows": ({ rows, most }) => ({
      expected: `행 ${String(most)}개까지`,
      found: `행 ${String(rows)}개`,
      hint: "일부만 뽑거나 구간마다 평균을 내어 그리세요",
    }),
    "invalid-argument/numbers": ({ column, value, mark }) => ({
      expected: `${column}: 모든 행에서 숫자`,
      found: `${column} 값이 ${shownInKorean(value)}`,
      hint: mark === "histogram" ? 'mark: "bar"로 그리세요' : "문자열은 x축에 두세요",
    }),
    "invalid-argument/series": ({ column, series, most }) => ({
      expected: `구별해 볼 수 있게 ${column} 열의 계열 ${String(most)}개까지`,
      found: `${column} 열의 계열 ${String(series)}개`,
      hint: "먼저 행을 걸러 내세요",
    }),
    "invalid-argument/hypervisor": ({ server, hypervisor }) => ({
      expected: `"${server}" 서버에서 바로 실행 중인 하이퍼바이저`,
      found: `"${hypervisor}" 하이퍼바이저가 그 서버의 계층에 없거나 가상 머신 안에 있음`,
      hint: "memoryMap(server, hypervisor)에 하이퍼바이저를 설치한 서버를 넘기세요",
    }),
  },
};
