// 시계를 함께 쓰는 여러 서버에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { nameInKorean, shownInKorean } from "../../simulation/described.ts";
import { formatBytes } from "../../simulation/units.ts";
import type { en } from "./messages.en.ts";

const larger = "충분히 큰 서버를 cluster.add()로 더하거나, 꺼진 서버를 powerOn() 하세요";
const room =
  "cluster.add()로 서버를 더하거나, 가상 머신을 destroy() 하거나, cpuRatio를 더 높게 허용하세요";

export const ko: Translation<typeof en> = {
  requests: {
    "set-up": () => "클러스터를 구성할 수 없습니다",
    add: () => "서버를 추가할 수 없습니다",
    lookup: ({ machine }) => `${shownInKorean(machine)} 가상 머신을 찾을 수 없습니다`,
    create: ({ machine }) => `${nameInKorean(machine, "가상 머신")}을 만들 수 없습니다`,
    drain: () => "서버를 비울 수 없습니다",
    consolidate: () => "가상 머신을 더 적은 서버로 모을 수 없습니다",
    protect: () => "가상 머신을 보호할 수 없습니다",
    restart: ({ machine }) => `"${machine}" 가상 머신을 다시 시작할 수 없습니다`,
  },
  refusals: {
    "config-unsupported/baseline": ({ baseline, model, missing }) => ({
      expected: `클러스터 기준 CPU인 ${baseline}의 기능이 모두 있는 CPU`,
      found:
        missing.length === 0
          ? `제조사가 다른 ${model}`
          : `${model} (없는 기능: ${missing.join(", ")})`,
      hint: `cpuModel: "${baseline}"를 주거나, baselineCpu(…)로 구한 기준으로 클러스터를 만드세요`,
    }),
    "server-exists": ({ server, number }) => ({
      expected: "클러스터의 다른 서버가 쓰지 않는 이름",
      found: `${shownInKorean(server)} 서버가 이미 있음`,
      hint: `name: "rack-${number}"처럼 다른 이름을 고르세요`,
    }),
    "invalid-argument/no-size": () => ({
      expected: "공유 스토리지의 크기",
      found: "storage 없이 sharedStorage만 있음",
      hint: "storage: TiB(4)도 함께 쓰세요",
    }),
    "invalid-argument/server": ({ server }) => ({
      expected: "하이퍼바이저가 설치된, 이 클러스터의 서버",
      found: `서버 값이 ${shownInKorean(server)}`,
      hint: "cluster.servers 가운데 하나를 넘기세요",
    }),
    "no-valid-host": ({ vcpus, memory, free, others }) => ({
      expected: `vCPU ${vcpus}개와 메모리 ${formatBytes(memory)} 자리가 있는 서버`,
      found:
        free.length === 0
          ? "받을 수 있는 서버가 없음"
          : `남은 메모리는 ${free.map((one) => `"${one.server}" ${formatBytes(one.memory)}`).join(", ")}${others > 0 ? ` (나머지 ${others}대는 더 적음)` : ""}`,
      hint: free.length === 0 ? larger : room,
    }),
    "no-valid-host/drain": ({ machines }) => ({
      expected: "켜져 있는 가상 머신이 모두 옮겨 갈 다른 서버의 자리",
      found: `${machines}대가 모두 들어갈 자리가 없음`,
      hint: room,
    }),
    "no-domain": ({ machine }) => ({
      expected: "이 클러스터의 가상 머신",
      found: `이 클러스터에 없는 ${shownInKorean(machine)}`,
      hint: "cluster.create(…)나 클러스터의 하이퍼바이저로 만든 가상 머신을 넘기세요",
    }),
    "no-domain/several": ({ servers }) => ({
      expected: "클러스터에서 가상 머신 하나만 가진 이름",
      found: `"${servers[0]}" 서버와 "${servers[1]}" 서버에 그 이름이 하나씩 있음`,
      hint: "그 서버의 하이퍼바이저에서 찾으세요",
    }),
    "config-unsupported": ({ machine, server }) => ({
      expected: "다른 서버에서도 쓸 수 있는 디스크",
      found: `"${machine}" 가상 머신의 디스크가 "${server}" 서버 안에 있어, 서버와 함께 사라짐`,
      hint: 'storage: "shared"로 정의하세요',
    }),
  },
};
