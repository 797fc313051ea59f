// 가상 머신을 다른 서버로 옮기는 일에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import type { DomainState } from "../lifecycle/lifecycle.ts";
import { howToRun, machineIn, nowIn } from "../lifecycle/state-names.ko.ts";
import { migrationNames } from "../machine/migration-names.ko.ts";
import { partName } from "../profiles/part-names.ko.ts";
import type { en } from "./messages.en.ts";

const notUp = (state: DomainState) => ({
  expected: machineIn(["running", "blocked", "paused"]),
  found: nowIn(state),
  hint: howToRun(state),
});

export const ko: Translation<typeof en> = {
  requests: {},
  refusals: {
    "operation-invalid/same-server": ({ server }) => ({
      expected: "지금 있는 서버가 아닌 다른 서버",
      found: `이미 "${server}" 서버에 있음`,
      hint: "다른 서버의 하이퍼바이저를 넘기세요",
    }),
    "no-connect": ({ here, there }) => ({
      expected: "한 클러스터에 속한 두 서버",
      found: `"${there}" 서버가 "${here}" 서버와 같은 클러스터에 없음`,
      hint: "두 서버를 모두 cluster.add(…)로 만드세요",
    }),
    "config-unsupported/nested": ({ machine }) => ({
      expected: "둘 다 서버에 설치된 하이퍼바이저",
      found: `하나가 "${machine}" 가상 머신 안에 있음`,
      hint: "서버에 바로 있는 가상 머신을 옮기세요",
    }),
    "config-unsupported/product": ({ here, hypervisor, there }) => ({
      expected: `같은 제품(${partName(here.product)})의 하이퍼바이저`,
      found: `"${hypervisor}" 하이퍼바이저의 제품은 ${partName(there.product)}`,
      hint: "제품이 다르면 장치와 형식이 다릅니다. 두 하이퍼바이저에 같은 profile을 주세요",
    }),
    "config-unsupported/local-disk": () => ({
      expected: "다른 서버에서도 쓸 수 있는 디스크",
      found: "지금 있는 서버 안의 디스크",
      hint: 'storage: "shared"로 정의하거나, copyStorage: true를 주세요',
    }),
    "operation-invalid/shared-blocks": () => ({
      expected: "따로 복사할 수 있는 디스크",
      found: "스냅샷이나 복제본과 블록을 함께 쓰는 디스크",
      hint: 'deleteSnapshot()으로 지우거나, storage: "shared"로 정의하세요',
    }),
    "operation-invalid/state": ({ state }) => notUp(state),
    "no-domain": () => notUp("undefined"),
    "invalid-argument/since": () => ({
      expected: "이 가상 머신을 같은 서버에 마지막으로 백업해 완료한 것",
      found: "이 백업 뒤에 무엇을 썼는지 알 수 없음",
      hint: "since를 빼고 전체 백업을 하세요",
    }),
    "resource-busy/backup": ({ server }) => ({
      expected: "백업하는 중이 아닌 가상 머신",
      found: `"${server}" 서버로 디스크를 복사하는 중`,
      hint: "백업이 완료될 때까지 cluster.run(…)을 하세요",
    }),
    "resource-busy": ({ destination, state }) => ({
      expected: "옮기는 중이 아닌 가상 머신",
      found: `"${destination}" 서버로 옮기는 중(${migrationNames[state]})`,
      hint: "마이그레이션이 끝날 때까지 cluster.run(…) 하세요",
    }),
  },
};
