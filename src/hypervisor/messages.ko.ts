// 하이퍼바이저와 그 가상 머신에 무엇을 요청했는지, 하이퍼바이저가 프로필과 설치할 곳과 모르는 이름에 대해 하는 말.
// 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../simulation/catalogue.ts";
import { nameInKorean, shownInKorean } from "../simulation/described.ts";
import { formatBytes } from "../simulation/units.ts";
import { formatDuration } from "../simulation/units.ts";
import { partName } from "./profiles/part-names.ko.ts";
import type { en } from "./messages.en.ts";
import type { BackupState } from "./machine/backup-progress.ts";

const takeAProfile =
  "profile: profiles.xen처럼 `profiles`에 있는 것을 쓰거나, 그 사본을 고쳐 쓰세요";

const backupNames: Readonly<Record<BackupState, string>> = {
  copying: "아직 복사 중인 백업",
  completed: "완료된 백업",
  failed: "실패한 백업",
};

export const ko: Translation<typeof en> = {
  requests: {
    "set-up": () => "하이퍼바이저를 만들 수 없습니다",
    "set-up-remote": () => "원격 컴퓨터를 만들 수 없습니다",
    "launch-client": ({ application }) =>
      `${nameInKorean(application, "클라이언트")}를 실행할 수 없습니다`,
    manage: () => "가상 머신을 관리할 수 없습니다",
    define: ({ name }) => `${nameInKorean(name, "가상 머신")}을 정의할 수 없습니다`,
    create: ({ name }) => `${nameInKorean(name, "가상 머신")}을 만들 수 없습니다`,
    clone: ({ name }) => `${nameInKorean(name, "가상 머신")}을 복제할 수 없습니다`,
    lookup: ({ name }) => `${shownInKorean(name)} 가상 머신을 찾을 수 없습니다`,
    find: ({ name }) => `${shownInKorean(name)} 가상 머신을 찾을 수 없습니다`,
    install: ({ image, machine }) =>
      `"${machine}" 가상 머신에 ${shownInKorean(image)} 이미지를 설치할 수 없습니다`,
    start: ({ machine }) => `"${machine}" 가상 머신을 시작할 수 없습니다`,
    suspend: ({ machine }) => `"${machine}" 가상 머신을 일시 중지할 수 없습니다`,
    resume: ({ machine }) => `"${machine}" 가상 머신을 재개할 수 없습니다`,
    shutdown: ({ machine }) => `"${machine}" 가상 머신을 종료할 수 없습니다`,
    reboot: ({ machine }) => `"${machine}" 가상 머신을 재부팅할 수 없습니다`,
    destroy: ({ machine }) => `"${machine}" 가상 머신의 전원을 끊을 수 없습니다`,
    undefine: ({ machine }) => `"${machine}" 가상 머신을 삭제할 수 없습니다`,
    snapshot: ({ snapshot, machine }) =>
      `"${machine}" 가상 머신의 ${shownInKorean(snapshot)} 스냅샷을 찍을 수 없습니다`,
    revert: ({ snapshot, machine }) =>
      `"${machine}" 가상 머신을 ${shownInKorean(snapshot)} 스냅샷으로 되돌릴 수 없습니다`,
    deleteSnapshot: ({ snapshot, machine }) =>
      `"${machine}" 가상 머신의 ${shownInKorean(snapshot)} 스냅샷을 삭제할 수 없습니다`,
    redefineSnapshot: ({ snapshot, machine }) =>
      `"${machine}" 가상 머신의 ${shownInKorean(snapshot)} 스냅샷을 다른 자리로 옮길 수 없습니다`,
    launch: ({ application, machine }) =>
      `"${machine}" 가상 머신에서 ${nameInKorean(application, "애플리케이션")}을 시작할 수 없습니다`,
    migrate: ({ machine }) => `"${machine}" 가상 머신을 다른 서버로 옮길 수 없습니다`,
    backup: ({ machine }) => `"${machine}" 가상 머신을 백업할 수 없습니다`,
    restore: ({ machine }) => `"${machine}" 가상 머신을 복원할 수 없습니다`,
    nest: ({ machine }) => `"${machine}" 가상 머신에 하이퍼바이저를 설치할 수 없습니다`,
  },
  refusals: {
    "invalid-argument/clients-only": () => ({
      expected: "client(…)로 만든 것",
      found: "원격 컴퓨터에서는 클라이언트만 실행할 수 있음",
      hint: 'launch(client({ name: "load", to: web, requests: 1000 }))처럼 쓰세요',
    }),
    "invalid-argument/backup": ({ state }) => ({
      expected: "완료된 백업",
      found: state === undefined ? "백업이 아닌 값" : backupNames[state],
      hint:
        state === "failed"
          ? "앞선 백업을 넘기거나, vm.backup(hypervisor)로 다시 백업하세요"
          : "vm.backup(hypervisor)가 돌려준 것을 cluster.run(…)으로 완료한 다음 넘기세요",
    }),
    "insufficient-disk/backup": ({ disk, needed }) => ({
      expected: `백업한 디스크만 한 ${formatBytes(needed)} 이상의 디스크`,
      found: `이 가상 머신의 디스크는 ${formatBytes(disk)}`,
      hint: "디스크가 그만큼 큰 가상 머신에 복원하세요",
    }),
    "no-domain": ({ names }) => ({
      expected: "정의되어 있는 가상 머신의 이름",
      found: "그런 이름의 가상 머신이 없음",
      hint:
        names.length > 0
          ? `다음이 있습니다: ${names.map((name) => `"${name}"`).join(", ")}`
          : "먼저 define()으로 만드세요",
    }),
    "no-connect/crashed": ({ part }) => ({
      expected: `동작 중인 ${partName(part)}`,
      found: "멈춰 있음",
      hint: "이미 실행 중인 것은 계속 실행됩니다. 가상 머신을 다시 관리하려면 서버를 powerOff() 했다가 powerOn() 하세요",
    }),
    "no-connect/booting": ({ host }) => ({
      expected: `동작 중인 "${host}" 호스트 OS`,
      found: "호스트 OS 부팅 중",
      hint: 'host.state가 "up"이 될 때까지 server.run(…) 하세요',
    }),
    "no-connect/no-operating-system": ({ host }) => ({
      expected: `동작 중인 "${host}" 호스트 OS`,
      found: "서버 디스크에 운영체제가 더는 없음",
      hint: "되살릴 방법이 없습니다. Server를 새로 만드세요",
    }),
    "no-connect/off": ({ server }) => ({
      expected: `전원이 켜진 "${server}" 서버`,
      found: "전원이 꺼져 있음",
      hint: "서버를 powerOn() 하세요",
    }),
    "no-connect/no-cluster": ({ server }) => ({
      expected: "한 클러스터에 있는 두 서버",
      found: `"${server}" 서버가 어느 클러스터에도 없음`,
      hint: "두 서버를 모두 cluster.add(…)로 만드세요",
    }),
    "invalid-argument/destination": ({ value }) => ({
      expected: "다른 서버의 하이퍼바이저",
      found: `인자가 ${shownInKorean(value)}`,
      hint: "vm.migrate(hypervisor)나 vm.backup(hypervisor)처럼 쓰세요",
    }),
    "invalid-argument/no-components": () => ({
      expected: "components가 있는 프로필",
      found: "components가 없음",
      hint: takeAProfile,
    }),
    "invalid-argument/no-paths": ({ product, kind }) => ({
      expected: "게스트의 exit가 지나는 paths가 있는 프로필",
      found: `${shownInKorean(product)} 프로필에 paths가 없음 (kind 값은 ${shownInKorean(kind)})`,
      hint: takeAProfile,
    }),
    "invalid-argument/role-twice": () => ({
      expected: "구성 요소마다 서로 다른 role",
      found: "같은 role이 두 번 나옴",
      hint: takeAProfile,
    }),
    "invalid-argument/no-role": ({ role }) => ({
      expected: `role이 ${shownInKorean(role)}인 구성 요소`,
      found: "그런 구성 요소가 없음",
      hint: takeAProfile,
    }),
    "invalid-argument/depends-on": ({ role, below }) => ({
      expected: `${role}의 dependsOn 값으로 프로필에 있는 구성 요소`,
      found: `${shownInKorean(below)} 구성 요소를 가리킴`,
      hint: takeAProfile,
    }),
    "invalid-argument/no-way": ({ way }) => ({
      expected: `paths에 적힌 "${way}" 경로`,
      found: "경로에 단계가 하나도 없음",
      hint: takeAProfile,
    }),
    "invalid-argument/hop-from": ({ way, at, from }) => ({
      expected: `"${way}" 경로에서 ${at}에서 출발하는 다음 단계`,
      found: `${shownInKorean(from)}에서 출발`,
      hint: takeAProfile,
    }),
    "invalid-argument/hop-to": ({ way, to }) => ({
      expected: `모든 단계가 프로필에 있는 구성 요소 사이를 지나는 "${way}" 경로`,
      found: `${shownInKorean(to)}에 도착하는 단계가 있음`,
      hint: takeAProfile,
    }),
    "invalid-argument/hop-cost": ({ cost }) => ({
      expected: "단계의 cost 값으로 costs에 있는 사이클 단위의 상수",
      found: `cost 값이 ${shownInKorean(cost)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/back-end": ({ role }) => ({
      expected: "CPU 시간을 받는 구성 요소에 있는 백엔드",
      found: `백엔드가 ${shownInKorean(role)}에 있음`,
      hint: takeAProfile,
    }),
    "invalid-argument/interrupt-cost": ({ cost }) => ({
      expected: "백엔드의 interrupt 값으로 costs에 있는 사이클 단위의 상수",
      found: `interrupt 값이 ${shownInKorean(cost)}`,
      hint: takeAProfile,
    }),
    "invalid-argument/vmm-memory": ({ cost }) => ({
      expected: "vmm 값으로 costs에 있는 바이트 단위의 상수",
      found: `vmm 안의 값이 ${shownInKorean(cost)}`,
      hint: takeAProfile,
    }),
    "config-unsupported/bare-server": ({ product }) => ({
      expected: `${partName(product)} 설치에 필요한 호스트 OS`,
      found: "아무것도 설치되지 않은 서버",
      hint: "먼저 const host = server.install(new HostOs()) 하고, host.install(…) 하세요",
    }),
    "config-unsupported/host-os": ({ product, host }) => ({
      expected: `아무것도 설치되지 않은 서버 (${partName(product)}: 하드웨어에서 바로 동작하는 제품)`,
      found: `"${host}" 호스트 OS가 하드웨어를 맡고 있음`,
      hint: "아무것도 없는 다른 Server에 server.install(…) 하세요",
    }),
    "config-unsupported/family": ({ families, system, family }) => ({
      expected: `${families.join(" 또는 ")} 계열의 호스트 OS`,
      found: `${family} 계열인 ${system}`,
      hint: "다른 Server에 다른 HostOs를 설치하세요",
    }),
    "config-unsupported/time-slice": ({ asked, given }) => ({
      expected: "따로 정하지 않은 타임 슬라이스 (스케줄은 호스트 OS가 함)",
      found: `요청한 값은 ${formatDuration(asked)}, 호스트 OS가 주는 값은 ${formatDuration(given)}`,
      hint: "new HostOs({ timeSlice: ms(10) })처럼 호스트 OS에 정하세요",
    }),
  },
};
