// 서버에 바로 설치하는 운영체제에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { nameInKorean, shownInKorean } from "../../simulation/described.ts";
import type { en, NotUp } from "./messages.en.ts";

const notUp: Readonly<Record<NotUp, { readonly found: string; readonly hint: string }>> = {
  panicked: { found: "커널 패닉으로 멈춤", hint: "reboot() 하세요" },
  off: { found: "서버 전원이 꺼져 있음", hint: "server.powerOn() 하세요" },
  booting: {
    found: "부팅 중",
    hint: 'host.state가 "up"이 될 때까지 server.run(…) 하세요',
  },
  "no operating system": {
    found: "디스크에 운영체제가 더는 없음",
    hint: "되살릴 방법이 없습니다. Server를 새로 만드세요",
  },
};

const rebootable: Readonly<Record<NotUp, string>> = {
  panicked: "한 번 켠 호스트 OS",
  "no operating system": "한 번 켠 호스트 OS",
  booting: "부팅 중이 아닌 호스트 OS",
  off: "전원이 켜진 서버",
};

export const ko: Translation<typeof en> = {
  requests: {
    "set-up": () => "호스트 OS를 설정할 수 없습니다",
    spawn: ({ process }) => `${nameInKorean(process, "프로세스")}를 시작할 수 없습니다`,
    install: ({ software }) => `${nameInKorean(software, "소프트웨어")}를 설치할 수 없습니다`,
    "write-disk": () => "디스크에 쓸 수 없습니다",
    "read-disk": () => "디스크를 읽을 수 없습니다",
    reboot: ({ host }) => `"${host}" 호스트 OS를 재부팅할 수 없습니다`,
  },
  refusals: {
    "invalid-argument/name": ({ name }) => ({
      expected: "한글·영문·숫자·빈칸과 . _ ( ) -로 된 이름 (1~63자, 첫 글자는 글자나 숫자)",
      found: `name 값이 ${shownInKorean(name)}`,
      hint: 'name: "Ubuntu Desktop 24.04"처럼 쓰세요',
    }),
    "invalid-argument/software": () => ({
      expected: "호스트 OS 위에서 동작하는 소프트웨어",
      found: "호스트 OS에 설치할 수 없는 것",
      hint: "host.install(new Hypervisor({ profile: profiles.virtualBox }))처럼 쓰세요",
    }),
    "already-installed": ({ kind, software }) => ({
      expected:
        kind === "hypervisor"
          ? "하이퍼바이저가 없는 호스트 OS (CPU의 게스트 모드는 하나만 쓸 수 있음)"
          : "컨테이너 엔진이 없는 호스트 OS",
      found: `"${software}" 실행 중`,
      hint: "Server를 하나 더 만들어 거기에 설치하세요",
    }),
    "operation-invalid": ({ needs, state }) => ({
      expected: needs === "up" ? "동작 중인 호스트 OS" : rebootable[state],
      ...notUp[state],
    }),
    "io-error": ({ sectors, sectorSize }) => ({
      expected: `0번부터 ${sectors - 1}번까지의 섹터`,
      found: "디스크 끝을 넘어선 섹터",
      hint: `sda는 ${sectorSize}바이트 섹터 ${sectors}개입니다. 그 안의 번호를 고르세요`,
    }),
  },
};
