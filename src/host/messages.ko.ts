// 서버와 서버의 용량, 실행에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../simulation/catalogue.ts";
import { quoted, shownInKorean } from "../simulation/described.ts";
import { formatBytes } from "../simulation/units.ts";
import type { en, SoftwareKind } from "./messages.en.ts";

const software: Readonly<Record<SoftwareKind, { name: string; made: string; install: string }>> = {
  hypervisor: {
    name: "하이퍼바이저",
    made: "new Hypervisor()",
    install: "server.install(hypervisor)",
  },
  "host OS": { name: "호스트 OS", made: "new HostOs()", install: "server.install(hostOs)" },
  "container engine": {
    name: "컨테이너 엔진",
    made: "new ContainerEngine()",
    install: "host.install(engine)",
  },
};

const tooSmall = "가상 머신이 하나도 없어도 모자랍니다. 더 적게 요청하거나, 더 큰 서버를 만드세요";

export const ko: Translation<typeof en> = {
  requests: {
    build: () => "서버를 만들 수 없습니다",
    baseline: () => "CPU의 공통 기능을 구할 수 없습니다",
    install: ({ software: name }) =>
      name === undefined ? "설치할 수 없습니다" : `"${name}" 소프트웨어를 설치할 수 없습니다`,
    run: () => "실행할 수 없습니다",
    crash: ({ part }) => `${shownInKorean(part)} 구성 요소를 크래시시킬 수 없습니다`,
    "power-off": () => "전원을 끊을 수 없습니다",
    "power-on": () => "전원을 켤 수 없습니다",
  },
  refusals: {
    "invalid-argument/no-models": () => ({
      expected: "CPU 모델이 든 목록",
      found: "목록에 모델이 없음",
      hint: 'baselineCpu(["Haswell", "Icelake-Server"])처럼 쓰세요',
    }),
    "invalid-argument/threads": ({ cpus, threadsPerCore }) => ({
      expected: "코어가 나누어떨어지는 CPU 수",
      found: `cpus는 ${cpus}, threadsPerCore는 ${threadsPerCore}`,
      hint: `cpus: ${cpus + 1}처럼 쓰세요. 코어의 스레드 하나하나를 CPU로 셉니다`,
    }),
    "config-unsupported/vendors": ({ intel, amd }) => ({
      expected: "제조사가 같은 CPU",
      found: `Intel의 ${intel}, AMD의 ${amd}`,
      hint: "켜져 있는 가상 머신은 둘 사이를 옮길 수 없습니다. 제조사마다 기준을 따로 구하세요",
    }),
    "already-installed": ({ software: kind, on }) => ({
      expected: `아직 설치되지 않은 ${software[kind].name}`,
      found: `"${on}"에서 이미 실행 중`,
      hint: `하나 더 만드세요: ${software[kind].made}`,
    }),
    "already-installed/server": ({ software: name }) => ({
      expected: "아무것도 설치되지 않은 서버",
      found: `"${name}" 실행 중`,
      hint: "Server를 하나 더 만들어 거기에 설치하세요",
    }),
    "not-installed": ({ software: kind }) => ({
      expected: `${kind === "container engine" ? "호스트 OS" : "서버"}에 설치된 ${software[kind].name}`,
      found: "설치되어 있지 않음",
      hint: `먼저 ${software[kind].install} 하세요`,
    }),
    "invalid-argument/software": () => ({
      expected: "서버에 바로 설치하는 소프트웨어",
      found: "하드웨어를 맡을 수 없는 것",
      hint: "server.install(new Hypervisor())처럼 쓰거나, server.install(new HostOs())로 호스트 OS를 설치하고 거기에 설치하세요",
    }),
    "invalid-argument/progress": ({ value }) => ({
      expected: "progress 값으로 함수",
      found: `progress 값이 ${shownInKorean(value)}`,
      hint: "progress: ({ fraction }) => console.log(fraction)처럼 쓰세요",
    }),
    "operation-invalid/running": () => ({
      expected: "시계가 멈춰 있는 서버",
      found: "실행이 진행 중이고, 그 안에서 호출했음",
      hint: "progress 안이 아니라 실행이 끝난 뒤에 run을 부르세요",
    }),
    "operation-invalid/bare": () => ({
      expected: "소프트웨어가 설치된 서버",
      found: "아무것도 설치되지 않음",
      hint: "하이퍼바이저를 install() 하세요",
    }),
    "operation-invalid/off": () => ({
      expected: "전원이 켜진 서버",
      found: "전원이 꺼져 있음",
      hint: "먼저 powerOn() 하세요",
    }),
    "operation-invalid/on": () => ({
      expected: "전원이 꺼진 서버",
      found: "전원이 켜져 있음",
      hint: "먼저 powerOff() 하세요",
    }),
    "no-component": ({ found, roles, parts }) => ({
      expected: "동작 중인 구성 요소의 id, 또는 한 구성 요소만 가진 역할",
      found: {
        several: `그 역할을 가진 구성 요소가 ${roles}개`,
        down: "이미 멈춰 있음",
        none: "그런 구성 요소가 없음",
      }[found],
      hint:
        parts.length > 0
          ? `다음이 있습니다: ${quoted(parts).join(", ")}`
          : found === "down"
            ? "모두 멈췄으니 서버를 powerOff() 했다가 powerOn() 하세요"
            : "먼저 무언가를 install() 하세요",
    }),
    "insufficient-disk": ({ needed, free, size }) => ({
      expected: `남은 디스크 ${formatBytes(needed)} 이상`,
      found: `${formatBytes(size)} 가운데 ${formatBytes(free)} 남음`,
      hint:
        needed > size
          ? tooSmall
          : "필요 없는 가상 머신을 undefine() 하거나, 더 작은 디스크를 요청하세요",
    }),
    "insufficient-disk/image": ({ needed, disk, image }) => ({
      expected: `${image}에 필요한 디스크 ${formatBytes(needed)} 이상`,
      found: `디스크가 ${formatBytes(disk)}`,
      hint: "undefine() 하고 더 큰 디스크로 정의하거나, 더 작은 시스템을 고르세요",
    }),
    "insufficient-memory": ({ needed, free, size, overhead }) => ({
      expected: `남은 메모리 ${formatBytes(needed)} 이상${overhead === undefined ? "" : `(그중 ${formatBytes(overhead)}는 가상 머신 모니터의 몫)`}`,
      found: `${formatBytes(size)} 가운데 ${formatBytes(free)} 남음`,
      hint:
        needed > size
          ? tooSmall
          : "가상 머신을 shutdown()이나 destroy() 하면 메모리가 돌아옵니다. 아니면 더 적게 요청하세요",
    }),
    "no-image": ({ image, near, known }) => ({
      expected: "목록에 있는 이미지 이름",
      found: `${shownInKorean(image)} 이미지가 없음`,
      hint:
        near.length > 0
          ? `혹시 ${quoted(near).join(" 또는 ")}인가요?`
          : `다음이 있습니다: ${known.join(", ")}`,
    }),
  },
};
