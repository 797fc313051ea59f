// 가상 머신에 주는 메모리, 예약과 오버커밋에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import { formatBytes } from "../../simulation/units.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    overcommit: () => "메모리 오버커밋을 설정할 수 없습니다",
  },
  refusals: {
    "invalid-argument/idle-tax": ({ value }) => ({
      expected: "idleTax 값으로 0 이상 1 미만의 수",
      found: `idleTax 값이 ${shownInKorean(value)}`,
      hint: "idleTax: 0.75처럼 쓰세요",
    }),
    "invalid-argument/ratio": ({ value }) => ({
      expected: "ratio 값으로 0보다 큰 수",
      found: `ratio 값이 ${shownInKorean(value)}`,
      hint: "ratio: 1.5처럼 쓰세요",
    }),
    "invalid-argument/memory": ({ memory }) => ({
      expected: "memory 값으로 reserved() 또는 overcommit()",
      found: `memory 값이 ${shownInKorean(memory)}`,
      hint: "new Hypervisor({ memory: overcommit() })처럼 쓰세요",
    }),
    "insufficient-memory/reserved": ({ needed, unreserved, size, overhead }) => ({
      expected: `예약되지 않은 메모리 ${formatBytes(needed)} 이상${overhead === undefined ? "" : `(그중 ${formatBytes(overhead)}는 가상 머신 모니터의 몫)`}`,
      found: `${formatBytes(size)} 가운데 예약되지 않은 것은 ${formatBytes(unreserved)}`,
      hint: "예약을 줄여 define() 하거나, 예약이 있는 가상 머신을 shutdown() 하세요",
    }),
    "insufficient-memory/promised": ({ ratio, promised, size }) => ({
      expected: `나눠 주기로 한 메모리의 합이 서버 메모리의 ${ratio}배 이하`,
      found: `이것까지 더하면 ${formatBytes(promised)}, 서버 메모리는 ${formatBytes(size)}`,
      hint: "가상 머신을 하나 shutdown() 하거나, 하이퍼바이저의 ratio를 높이세요",
    }),
    "insufficient-disk": ({ needed, free }) => ({
      expected: `예약되지 않은 메모리를 내보낼 스왑 공간 ${formatBytes(needed)} 이상`,
      found: `남은 스왑 공간 ${formatBytes(free)}`,
      hint: "예약을 늘려 define() 하거나, 하이퍼바이저의 swap을 늘리세요",
    }),
  },
};
