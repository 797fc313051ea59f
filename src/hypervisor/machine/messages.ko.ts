// 가상 머신을 만들거나 바꾸거나 쓸 수 없을 때 하는 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { shownInKorean } from "../../simulation/described.ts";
import { formatAddress, formatBytes } from "../../simulation/units.ts";
import { stateNames } from "../lifecycle/state-names.ko.ts";
import type { en, NameHolder, SystemOperation } from "./messages.en.ts";

const instead: Readonly<Record<SystemOperation, string>> = {
  shutdown: "전원을 끊는 destroy()를 쓰세요",
  reboot: "destroy() 한 다음 start() 하세요",
  launch: "destroy() 하고, 운영체제를 install() 한 다음 start() 하세요",
};

const held = (holder: NameHolder): string => {
  if (holder === "on its way") return "그 이름의 가상 머신이 이 서버로 옮겨 오는 중";
  if (holder === "on another level")
    return "그 이름의 가상 머신이 다른 가상 머신의 안이나 바깥에 있음";
  return `그 이름의 가상 머신이 이미 있음 (${stateNames[holder]})`;
};

const elseways = (holder: NameHolder): string => {
  if (holder === "on another level") return "다른 이름을 고르세요";
  return holder === "on its way"
    ? "다른 이름을 고르거나, 마이그레이션이 끝날 때까지 cluster.run(…) 하세요. 그 가상 머신을 destroy() 하면 마이그레이션도 끝납니다"
    : "다른 이름을 고르거나, 있는 가상 머신을 undefine() 하세요";
};

export const ko: Translation<typeof en> = {
  requests: {
    schedule: ({ machine }) => `"${machine}" 가상 머신의 CPU 몫을 바꿀 수 없습니다`,
    pin: ({ machine }) => `"${machine}" 가상 머신의 vCPU를 물리 CPU에 고정할 수 없습니다`,
    mark: ({ machine }) => `"${machine}" 가상 머신의 템플릿 표시를 바꿀 수 없습니다`,
    access: ({ machine }) => `"${machine}" 가상 머신의 장치를 쓸 수 없습니다`,
    write: () => "메모리에 쓸 수 없습니다",
    read: () => "메모리를 읽을 수 없습니다",
    translate: () => "주소를 변환할 수 없습니다",
    writeDisk: () => "디스크에 쓸 수 없습니다",
    readDisk: () => "디스크를 읽을 수 없습니다",
    send: () => "프레임을 보낼 수 없습니다",
    "forged-transmit": ({ machine }) =>
      `출발지 주소를 위조한 "${machine}" 가상 머신의 프레임을 보낼 수 없습니다`,
    "guest-page-fault": ({ access, address }) =>
      `게스트 페이지 폴트로 gpa ${formatAddress(address)} 주소${access === "load" ? "를 읽을" : "에 쓸"} 수 없습니다`,
    "io-error": ({ access, sector }) =>
      `I/O 오류로 디스크 vda의 섹터 ${sector}${access === "read" ? "번을 읽을" : "번에 쓸"} 수 없습니다`,
  },
  refusals: {
    "domain-exists": ({ holder }) => ({
      expected: "아직 쓰이지 않는 이름",
      found: held(holder),
      hint: elseways(holder),
    }),
    "insufficient-cpus": ({ vcpus, cpus, server }) => ({
      expected: `"${server}"의 물리 CPU 수인 ${cpus}개 이하의 vCPU`,
      found: `vCPU ${vcpus}개`,
      hint: "vCPU 수를 줄여서 정의하세요",
    }),
    "no-operating-system": ({ operation }) => ({
      expected: "응답하는 운영체제",
      found: "디스크에 부팅할 것이 없는 가상 머신",
      hint: instead[operation],
    }),
    "operation-invalid/snapshots": ({ snapshots, operation }) => ({
      expected: "스냅샷이 없는 가상 머신 (스냅샷은 같은 디스크에 있어서 함께 사라짐)",
      found: `스냅샷 ${snapshots}개`,
      hint:
        operation === "undefine"
          ? "스냅샷을 deleteSnapshot() 하거나, undefine({ snapshots: true })처럼 쓰세요"
          : "먼저 스냅샷을 deleteSnapshot() 하거나, 다른 가상 머신에 restore() 하세요",
    }),
    "operation-invalid/template": ({ operation }) => ({
      expected: "템플릿이 아닌 가상 머신",
      found: `템플릿이어서 ${operation}() 불가`,
      hint: 'hypervisor.clone("golden", { name: "web-1" })처럼 복제하거나, 먼저 markAsVirtualMachine() 하세요',
    }),
    "config-unsupported/schedule": ({ machine }) => ({
      expected:
        "따로 정하지 않은 weight, cap, CPU 고정 (스케줄은 L0가 하고, L0에게는 바깥 가상 머신만 보임)",
      found: `"${machine}" 안에 있는 가상 머신`,
      hint: `"${machine}"에 정하세요. 안에 있는 것은 모두 그 몫을 나눠 씁니다`,
    }),
    "config-unsupported/nested": ({ hypervisor }) => ({
      expected: "안에 하이퍼바이저가 없는 가상 머신",
      found: `안에 "${hypervisor}" 하이퍼바이저가 있음`,
      hint: "안에 있는 게스트마다 하나씩 하세요",
    }),
    "config-unsupported/cpu-features": ({ server, wanted, there, missing }) => ({
      expected: `${wanted}의 기능이 모두 있는 서버 (게스트가 쓰는 CPU)`,
      found: `"${server}" 서버의 CPU는 ${there}이고, 없는 기능은 ${missing.join(", ")}`,
      hint: `cpu: "${there}"로 정의해 시작하거나, 클러스터를 cpuBaseline: "${there}"로 만드세요`,
    }),
    "config-unsupported/cpu-vendor": ({ server, wanted, there, vendor }) => ({
      expected: `${vendor} CPU가 있는 서버 (게스트가 쓰는 CPU는 ${wanted})`,
      found: `"${server}" 서버의 CPU는 ${there}`,
      hint: "CPU는 켤 때만 바뀝니다. cpu를 정하지 않고 정의한 가상 머신을 먼저 shutdown() 하세요",
    }),
    "config-unsupported/cpu-passthrough": ({ server, wanted, there }) => ({
      expected: `게스트가 그대로 쓰던 것과 똑같은 CPU (${wanted})`,
      found: `"${server}" 서버의 CPU는 ${there}`,
      hint: 'cpu: "host-model"로 시작하면, 쓰는 기능이 모두 있는 서버로 옮길 수 있습니다',
    }),
    "config-unsupported/no-shared-storage": ({ server, clustered }) => ({
      expected: "공유 스토리지가 있는 클러스터의 서버",
      found: clustered
        ? `"${server}" 서버의 클러스터에 공유 스토리지가 없음`
        : `"${server}" 서버가 클러스터에 들어 있지 않음`,
      hint: "new Cluster({ storage: TiB(4) })와 cluster.add(…)를 쓰거나, storage를 빼세요",
    }),
    "invalid-argument/mac": ({ name, value, mac }) => ({
      expected: `${name} 값으로 ${mac} 같은 MAC 주소`,
      found: `${name} 값이 ${shownInKorean(value)}`,
      hint: "가상 머신의 주소인 mac을 쓰세요",
    }),
    "forged-transmit": ({ mac, from }) => ({
      expected: `출발지 주소 ${mac} (가상 스위치가 이 포트에 준 주소)`,
      found: `프레임에 적힌 출발지 주소가 ${from}`,
      hint: "from을 빼세요. 가상 머신은 자기 주소로만 보냅니다",
    }),
    "guest-page-fault": ({ machine, memory }) => ({
      expected: `매핑된 페이지 (0x0부터 ${formatAddress(memory - 1)}까지)`,
      found: "2단계 매핑이 없음",
      hint: `"${machine}" 가상 머신의 메모리는 ${formatBytes(memory)}이고, 그 너머는 자기 것이 아닙니다`,
    }),
    "no-space": ({ machine }) => ({
      expected: "서버 디스크의 빈 블록",
      found: `남은 공간이 없어(ENOSPC) "${machine}" 가상 머신이 일시 중지됨`,
      hint: "undefine()이나 deleteSnapshot()으로 자리를 만들고, resume() 한 다음 다시 쓰세요",
    }),
    "io-error": ({ machine, sectors, sectorSize }) => ({
      expected: `0부터 ${sectors - 1}까지의 섹터`,
      found: "디스크 끝을 넘어선 섹터 (virtio: VIRTIO_BLK_S_IOERR)",
      hint: `"${machine}" 가상 머신의 디스크는 ${sectorSize}바이트 섹터 ${sectors}개입니다`,
    }),
  },
};
