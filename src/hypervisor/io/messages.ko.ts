// 가상 장치에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import type { IoDevice } from "../exits/exit.ts";
import { partNames } from "../profiles/part-names.ko.ts";
import type { en, LayerOperation } from "./messages.en.ts";

const devices: Readonly<Record<IoDevice, string>> = {
  disk: "디스크",
  network: "네트워크 인터페이스",
};

const without: Readonly<Record<LayerOperation, string>> = {
  snapshot: "꺼져 있을 때 전체 복제하거나, virtio로 define() 하세요",
  backup: "꺼져 있을 때 전체 복제하여 복제본을 백업하거나, virtio로 define() 하세요",
  "linked clone": "linked를 빼서 전체 복제하거나, virtio로 define() 하세요",
};

export const ko: Translation<typeof en> = {
  requests: {},
  refusals: {
    "config-unsupported/iotune": () => ({
      expected: "하이퍼바이저가 요청을 볼 수 있는 디스크",
      found: "패스스루 디스크에 iotune을 함께 지정했음",
      hint: 'diskBus: "virtio"로 쓰거나 iotune을 빼세요',
    }),
    "config-unsupported/own-disk-shared": () => ({
      expected: "가상 머신이 있는 서버의 디스크 (패스스루하는 것은 그 서버 디스크의 일부)",
      found: 'diskBus: "passthrough"에 storage: "shared"를 함께 지정했음',
      hint: 'storage를 빼거나 diskBus: "virtio"로 쓰세요',
    }),
    "config-unsupported/own-disk-thin": () => ({
      expected:
        "블록을 미리 모두 차지한 디스크 (쓰는 것이 하이퍼바이저에 보이지 않아 그때그때 줄 수 없음)",
      found: 'diskBus: "passthrough"에 thin: true를 함께 지정했음',
      hint: 'thin을 빼거나 diskBus: "virtio"로 쓰세요',
    }),
    "config-unsupported/own-disk-layers": ({ operation }) => ({
      expected: "쓰는 것이 하이퍼바이저를 거쳐, 다른 곳에 쓰게 할 수 있는 디스크",
      found: "패스스루 디스크",
      hint: without[operation],
    }),
    "config-unsupported/iftune": () => ({
      expected: "패킷이 하이퍼바이저를 거치는 네트워크 인터페이스",
      found: "패스스루 네트워크 인터페이스에 iftune을 함께 지정했음",
      hint: 'nicModel: "virtio"로 쓰거나 iftune을 빼세요',
    }),
    "config-unsupported/no-passthrough": ({ product }) => ({
      expected: "장치 패스스루를 지원하는 제품",
      found: `장치 패스스루를 지원하지 않는 ${product}`,
      hint: '"passthrough" 대신 "virtio"로 define() 하세요',
    }),
    "config-unsupported/no-virtual-functions": () => ({
      expected: "가상 기능(SR-IOV VF)이 있는 장치를 갖춘 서버",
      found: "가상 기능이 없는 서버",
      hint: "new Server({ virtualFunctions: 4, … })처럼 쓰세요",
    }),
    "resource-busy": ({ device, owners }) => ({
      expected: `서버 ${devices[device]}의 남은 가상 기능`,
      found: `모두 사용 중 (${owners.join(", ")})`,
      hint: "그 가운데 하나를 끄거나, 서버의 virtualFunctions를 늘리세요",
    }),
    "operation-invalid": ({ device, operation }) => ({
      expected: "하이퍼바이저가 상태를 아는 장치",
      found: `패스스루 ${devices[device]}, 그 안의 상태는 읽어 낼 수 없음`,
      hint:
        operation === "snapshot"
          ? "먼저 shutdown() 하거나, virtio로 define() 하세요"
          : "virtio로 define() 하세요",
    }),
    "config-unsupported/no-control-domain": ({ id, product }) => ({
      expected: "제어 도메인이 있는 제품",
      found: `제어 도메인이 없는 ${id === "generic" ? partNames["a hypervisor of type 1"] : shownInKorean(product)}`,
      hint: "profile: profiles.xen이나 profiles.hyperV를 쓰거나, controlDomain을 빼세요",
    }),
  },
};
