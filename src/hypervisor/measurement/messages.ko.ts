// 측정에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { formatBytes } from "../../simulation/units.ts";
import { howToRun, nowIn } from "../lifecycle/state-names.ko.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    measure: ({ machine }) => `"${machine}" 가상 머신에서 작업을 잴 수 없습니다`,
  },
  refusals: {
    "operation-invalid/not-done": ({ state }) => ({
      expected: "작업이 끝날 때까지 계속 실행되는 가상 머신",
      found: `${nowIn(state)}, 작업은 끝나지 않았음`,
      hint: howToRun(state),
    }),
    "operation-invalid/no-space": ({ disk }) => ({
      expected: "작업이 쓸 만큼 자리가 남은 가상 머신의 디스크",
      found: `${formatBytes(disk)} 디스크가 가득 차 작업이 실패함`,
      hint: "쓰는 양을 줄이거나, 디스크가 더 큰 가상 머신을 정의하세요",
    }),
    "operation-invalid/out-of-memory": ({ needed, memory, swap }) => ({
      expected: "작업이 들어갈 만큼 자리가 남은 메모리와 스왑",
      found: `${formatBytes(needed)}가 필요한데 메모리 ${formatBytes(memory)}와 스왑 ${formatBytes(swap)}가 모두 차서 게스트가 강제 종료함`,
      hint: "메모리를 덜 쓰게 하거나, 메모리가 더 큰 가상 머신을 정의하세요",
    }),
  },
};
