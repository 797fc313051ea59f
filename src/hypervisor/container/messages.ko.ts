// 컨테이너와 컨테이너 엔진에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { quoted, nameInKorean, shownInKorean } from "../../simulation/described.ts";
import { formatAddress, formatBytes } from "../../simulation/units.ts";
import type { HostOsState } from "../host-os/host-boot.ts";
import { containerIn, stateNames } from "./state-names.ko.ts";
import type { en } from "./messages.en.ts";

const down: Readonly<Record<HostOsState, { readonly found: string; readonly hint: string }>> = {
  up: {
    found: "엔진이 크래시되어 멈춤",
    hint: "이미 실행 중인 컨테이너는 계속 실행됩니다. host.reboot()로 엔진을 되살리세요",
  },
  panicked: {
    found: "호스트 OS가 커널 패닉으로 멈춤",
    hint: "host.reboot()로 호스트 OS와 엔진을 되살리세요",
  },
  booting: {
    found: "호스트 OS 부팅 중",
    hint: 'host.state가 "up"이 될 때까지 server.run(…) 하세요',
  },
  off: { found: "서버 전원이 꺼져 있음", hint: "서버를 powerOn() 하세요" },
  "no operating system": {
    found: "서버 디스크에 운영체제가 더는 없음",
    hint: "되살릴 방법이 없습니다. Server를 새로 만드세요",
  },
};

export const ko: Translation<typeof en> = {
  requests: {
    "set-up": () => "컨테이너 엔진을 설정할 수 없습니다",
    pull: ({ image }) => `${shownInKorean(image)} 이미지를 내려받을 수 없습니다`,
    "remove-image": ({ image }) => `${shownInKorean(image)} 이미지를 삭제할 수 없습니다`,
    create: ({ name }) => `${nameInKorean(name, "컨테이너")}를 만들 수 없습니다`,
    run: ({ name }) => `${nameInKorean(name, "컨테이너")}를 실행할 수 없습니다`,
    lookup: ({ name }) => `${shownInKorean(name)} 컨테이너를 찾을 수 없습니다`,
    start: ({ container }) => `"${container}" 컨테이너를 시작할 수 없습니다`,
    pause: ({ container }) => `"${container}" 컨테이너를 일시 중지할 수 없습니다`,
    unpause: ({ container }) => `"${container}" 컨테이너의 일시 중지를 해제할 수 없습니다`,
    stop: ({ container }) => `"${container}" 컨테이너를 중지할 수 없습니다`,
    kill: ({ container }) => `"${container}" 컨테이너를 강제 종료할 수 없습니다`,
    remove: ({ container }) => `"${container}" 컨테이너를 삭제할 수 없습니다`,
    launch: ({ process, container }) =>
      `"${container}" 컨테이너에서 ${shownInKorean(process)} 프로세스를 시작할 수 없습니다`,
    "kill-process": ({ process }) => `${shownInKorean(process)} 프로세스를 강제 종료할 수 없습니다`,
    "read-file": ({ path }) => `${shownInKorean(path)} 파일을 읽을 수 없습니다`,
    "write-file": ({ path }) => `${shownInKorean(path)} 파일에 쓸 수 없습니다`,
    "read-memory": ({ process }) =>
      `${shownInKorean(process)} 프로세스의 메모리를 읽을 수 없습니다`,
    "write-memory": ({ process }) => `${shownInKorean(process)} 프로세스의 메모리에 쓸 수 없습니다`,
  },
  refusals: {
    "no-image": ({ image, images }) => ({
      expected: "레지스트리에 있는 이미지 이름",
      found: `${shownInKorean(image)} 이미지가 없음`,
      hint: `다음이 있습니다: ${quoted(images).join(", ")}`,
    }),
    "no-image/not-pulled": () => ({
      expected: "내려받은 이미지",
      found: "내려받지 않은 이미지",
      hint: "어떤 이미지가 있는지 images()로 확인하세요",
    }),
    "config-unsupported": ({ kernel, image }) => ({
      expected: `${kernel.family}용 이미지 (컨테이너는 커널이 따로 없고 ${kernel.name} 커널을 함께 씀)`,
      found: `${image.family}용 이미지 "${image.name}"`,
      hint: `${image.family} 계열의 호스트 OS나, 그런 시스템을 설치한 가상 머신에서 실행하세요`,
    }),
    "resource-busy": ({ containers }) => ({
      expected: "어느 컨테이너도 쓰지 않는 이미지",
      found: `${quoted(containers).join(", ")} 컨테이너가 쓰는 이미지`,
      hint: "먼저 그 컨테이너를 remove() 하세요",
    }),
    "resource-busy/subnets": () => ({
      expected: "컨테이너에 줄 주소 블록 (192.168.0.0/16 안의 /20)",
      found: "남은 블록이 없음 (호스트의 네트워크와 모두 겹침)",
      hint: '그 네트워크들의 서브넷을 subnet: "192.168.122.0/24"처럼 줄이세요',
    }),
    "invalid-argument/cpus": ({ cpus, pcpus }) => ({
      expected: `cpus 값으로 0.01부터 물리 CPU 개수인 ${pcpus}까지의 수`,
      found: `cpus 값이 ${shownInKorean(cpus)}`,
      hint: "CPU 반 개는 cpus: 0.5처럼 쓰세요",
    }),
    "invalid-argument/publish": ({ value, write }) => ({
      expected: "publish 값으로 배열",
      found: `publish 값이 ${shownInKorean(value)}`,
      hint: `${write}처럼 쓰세요`,
    }),
    "invalid-argument/path": ({ path }) => ({
      expected: "루트에서 시작하는 경로",
      found: `경로 값이 ${shownInKorean(path)}`,
      hint: '"/etc/os-release"처럼 쓰세요',
    }),
    "container-exists": ({ state }) => ({
      expected: "아직 쓰지 않는 이름",
      found: `같은 이름의 컨테이너가 이미 있음 (${stateNames[state]})`,
      hint: "다른 이름을 고르거나, 있는 컨테이너를 remove() 하세요",
    }),
    "no-container": () => ({
      expected: "있는 컨테이너의 이름",
      found: "그런 이름의 컨테이너가 없음",
      hint: "어떤 컨테이너가 있는지 containers()로 확인하세요",
    }),
    "no-container/removed": ({ from }) => ({
      expected: containerIn(from),
      found: `지금 ${stateNames.removed}`,
      hint: "create()나 run()으로 새로 만드세요",
    }),
    "operation-invalid": ({ state, from, allowed }) => ({
      expected: containerIn(from),
      found: `지금 ${stateNames[state]}`,
      hint: `지금 할 수 있는 것 가운데서 고르세요: ${allowed.map((name) => `${name}()`).join(", ")}`,
    }),
    "no-connect": ({ engine, host }) => ({
      expected: `동작 중인 ${engine}`,
      ...down[host],
    }),
    "no-process": ({ container, processes }) => ({
      expected: `"${container}" 컨테이너의 네임스페이스에 있는 프로세스`,
      found: "그런 프로세스가 없음(ESRCH)",
      hint: `여기서 보이는 것 가운데서 고르세요: ${quoted(processes).join(", ")}`,
    }),
    "segmentation-fault": ({ process, memory, address }) => ({
      expected: `"${process}" 프로세스에 매핑된 주소 (0x0부터 ${formatBytes(memory)}까지)`,
      found: `${formatAddress(address)} 주소에 매핑된 것이 없음(SIGSEGV)`,
      hint: "프로세스의 메모리는 명령에 적은 memory만큼입니다. 더 필요하면 memory를 늘리세요",
    }),
    "no-file": ({ container }) => ({
      expected: `"${container}" 컨테이너의 마운트에 있는 파일`,
      found: "그런 파일이 없음(ENOENT)",
      hint: "먼저 writeFile()로 쓰세요. 다른 컨테이너의 파일은 그 컨테이너에만 있습니다",
    }),
    "no-space": () => ({
      expected: "서버 디스크의 빈 블록",
      found: "남은 공간이 없음(ENOSPC)",
      hint: "컨테이너나 이미지를 삭제하세요",
    }),
  },
};
