// 가상 머신의 상태 때문에 거절할 때 하는 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import type { Operation } from "./lifecycle.ts";
import type { Advice, en } from "./messages.en.ts";
import { machineIn, nowIn } from "./state-names.ko.ts";

const advised: Readonly<Record<Advice, string>> = {
  "turn off": "먼저 shutdown()이나 destroy() 하세요",
  wait: "꺼질 때까지 server.run(…) 하세요",
  destroy: "destroy()로 전원을 끊으세요",
  "revert or destroy": "이전 스냅샷으로 revert() 하거나, 먼저 destroy() 하세요",
};

const spelled = (operation: Operation) =>
  operation === "access" ? "vm.guest 접근" : `${operation}()`;

const gone = {
  found: "undefine()으로 삭제되어 이제 없음",
  hint: "define()이나 create()로 새로 만드세요",
};

export const ko: Translation<typeof en> = {
  requests: {},
  refusals: {
    "no-domain": () => ({ expected: "정의되어 있는 가상 머신", ...gone }),
    "no-domain/state": ({ allowed }) => ({ expected: machineIn(allowed), ...gone }),
    "operation-invalid/state": ({ state, allowed, operations }) => ({
      expected: machineIn(allowed),
      found: nowIn(state),
      hint: `이 상태에서는 ${operations.map(spelled).join(", ")}만 할 수 있습니다`,
    }),
    "operation-invalid/storage": ({ state, allowed, advice }) => ({
      expected: machineIn(allowed),
      found: nowIn(state),
      hint: advised[advice],
    }),
    "resource-busy": ({ clones }) => ({
      expected: "다른 디스크의 바탕이 되지 않는 디스크",
      found: `연결된 복제본이 이 디스크를 바탕으로 쓰고 있음 (${clones.map((name) => `"${name}"`).join(", ")})`,
      hint: "먼저 연결된 복제본을 undefine() 하세요. 전체 복제본은 원본에 의존하지 않습니다",
    }),
  },
};
