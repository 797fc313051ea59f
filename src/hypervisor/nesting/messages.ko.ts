// 가상 머신 안의 하이퍼바이저에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { formatDuration } from "../../simulation/units.ts";
import { howToRun, machineIn, nowIn } from "../lifecycle/state-names.ko.ts";
import { partName } from "../profiles/part-names.ko.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {},
  refusals: {
    "invalid-argument": ({ write }) => ({
      expected: "하이퍼바이저",
      found: "하이퍼바이저가 아닌 것",
      hint: `${write}처럼 쓰세요`,
    }),
    "already-installed": ({ hypervisor }) => ({
      expected: "안에 하이퍼바이저가 없는 가상 머신",
      found: `안에 "${hypervisor}" 하이퍼바이저가 있음`,
      hint: "가상 머신을 하나 더 create() 하세요",
    }),
    "domain-exists": ({ hypervisor }) => ({
      expected: "이 서버에서 아직 쓰이지 않는 하이퍼바이저 이름",
      found: `"${hypervisor}" 하이퍼바이저가 이미 있음`,
      hint: 'new Hypervisor({ name: "L1", profile: profiles.kvm })처럼 이름을 주세요',
    }),
    "no-connect/booting": ({ machine }) => ({
      expected: `부팅을 마친 "${machine}" 가상 머신 (하이퍼바이저가 그 안에 있음)`,
      found: "운영체제가 부팅하는 중",
      hint: "먼저 server.run(seconds(30)) 하세요",
    }),
    "no-connect/not-on": ({ machine, state }) => ({
      expected: `동작 중인 "${machine}" 가상 머신 (하이퍼바이저가 그 안에 있음)`,
      found: nowIn(state),
      hint: howToRun(state),
    }),
    "operation-invalid/booting": () => ({
      expected: "부팅을 마친 운영체제",
      found: "부팅하는 중",
      hint: "먼저 server.run(seconds(30)) 하세요",
    }),
    "operation-invalid/not-on": ({ state }) => ({
      expected: machineIn(["running", "blocked"]),
      found: nowIn(state),
      hint: howToRun(state),
    }),
    "config-unsupported/control-domain": ({ product, write }) => ({
      expected: "제어 도메인이 없는 하이퍼바이저 (가상 머신 안의 제어 도메인은 모델에 없음)",
      found: `${partName(product)}에는 제어 도메인이 있음`,
      hint: `${write}처럼 쓰세요`,
    }),
    "config-unsupported/system-in-the-way": ({ product, machine, system, write }) => ({
      expected: `디스크가 빈 가상 머신 (${partName(product)}: 하드웨어를 혼자 쓰는 제품)`,
      found: `"${machine}" 가상 머신에 ${system} 설치됨`,
      hint: `운영체제 없이 define() 하고 start() 한 가상 머신에 설치하거나, ${write}처럼 쓰세요`,
    }),
    "config-unsupported/no-system": ({ product, machine }) => ({
      expected: `${partName(product)} 설치에 필요한 운영체제가 있는 가상 머신`,
      found: `"${machine}" 가상 머신에 운영체제가 없음`,
      hint: 'image: "ubuntu-24.04"를 주어 가상 머신을 create() 하세요',
    }),
    "config-unsupported/family": ({ families, system, family }) => ({
      expected: `${families.join(" 또는 ")} 계열의 운영체제`,
      found: `${family} 계열인 ${system}`,
      hint: "가상 머신을 하나 더 create() 하세요",
    }),
    "config-unsupported/time-slice": ({ asked, given }) => ({
      expected: "따로 정하지 않은 타임 슬라이스 (안에 있는 것도 L0가 스케줄함)",
      found: `요청한 값은 ${formatDuration(asked)}, L0가 주는 값은 ${formatDuration(given)}`,
      hint: "서버에 설치한 하이퍼바이저에 정하세요",
    }),
    "config-unsupported/on-demand": () => ({
      expected: "메모리가 모두 예약된 가상 머신",
      found: "쓸 때마다 메모리를 할당받는 가상 머신",
      hint: "memory: reserved()인 하이퍼바이저의 가상 머신에 nest() 하세요",
    }),
    "config-unsupported/disk": ({ thin }) => ({
      expected: "씩(thick) 디스크이고 스냅샷이 없는 가상 머신",
      found: thin ? "씬(thin) 디스크" : "스냅샷이 있음",
      hint: "thin: true 없이 create() 하고, 다른 일보다 먼저 nest() 하세요",
    }),
  },
};
