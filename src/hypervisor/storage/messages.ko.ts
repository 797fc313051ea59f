// 가상 머신의 스냅샷에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { quoted, shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {},
  refusals: {
    "snapshot-exists": ({ snapshot }) => ({
      expected: "이 가상 머신의 스냅샷이 아직 쓰지 않는 이름",
      found: `${shownInKorean(snapshot)} 스냅샷이 이미 있음`,
      hint: "다른 이름을 고르거나, 있는 스냅샷을 deleteSnapshot() 하세요",
    }),
    "no-snapshot": ({ snapshot, names }) => ({
      expected: "이 가상 머신에 있는 스냅샷의 이름",
      found: `${shownInKorean(snapshot)} 스냅샷이 없음`,
      hint:
        names.length > 0
          ? `다음이 있습니다: ${quoted(names).join(", ")}`
          : "먼저 snapshot()으로 스냅샷을 찍으세요",
    }),
    "invalid-argument/cycle": ({ path }) => ({
      expected: "이 스냅샷에서 갈라져 나오지 않은 부모 스냅샷",
      found: `부모를 따라가면 제자리로 돌아옴 (${quoted(path).join(" → ")})`,
      hint: "이 스냅샷의 가지 밖에서 부모를 고르거나, 뿌리로 두려면 null을 쓰세요",
    }),
  },
};
