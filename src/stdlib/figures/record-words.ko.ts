// 기록과 마이그레이션, 요청, 장치에 대해 하는 말. 코드와 자료는 record-words.en.ts와 같다.

import { formatAddress, formatBitRate, formatBytes } from "../../simulation/units.ts";
import { partName } from "../../hypervisor/profiles/part-names.ko.ts";
import { ko as names } from "../display-names.ko.ts";
import type { CrashCause } from "../../trace/detail.ts";
import type { Sentences } from "./sentences.ts";

const outOfMemory = (data: Parameters<Sentences["out-of-memory" | "panic"]>[0]): string =>
  `메모리 부족: ${data.system}에 필요한 메모리는 ${formatBytes(data.needed)}, 가상 머신의 메모리는 ${formatBytes(data.memory)}`;

const why = (cause: CrashCause): string => (ko[cause.code] as (data: CrashCause) => string)(cause);

export const ko: Sentences = {
  crashed: ({ part }) => `${partName(part)} 크래시`,
  "power-failure": () => "전원이 끊김",
  rebooted: ({ host }) => `${host} 재부팅`,
  "machine-lost": ({ machine }) => `"${machine}" 가상 머신과 함께 꺼짐`,
  "memory-lost": () => "아직 메모리가 남아 있던 서버가 멈춤",
  "out-of-memory": outOfMemory,

  "server-lost": ({ server, cause }) => `"${server}" 서버가 멈춤: ${why(cause)}`,
  "no-room": ({ server }) => `"${server}" 서버에 디스크를 둘 자리가 없음`,
  "machine-gone": () => "가상 머신이 꺼지거나 크래시됨",
  "machine-off": () => "가상 머신이 꺼짐",

  part: ({ part }) => part,
  hypervisor: ({ name, product, type }) =>
    [name, product, type === "disputed" ? "유형은 의견이 갈림" : names.type[type]]
      .filter((word) => word !== undefined)
      .join(", "),
  "container-engine": ({ name }) => `${name}, 컨테이너 엔진`,
  system: ({ system }) => system,
  size: ({ vcpus, memory }) => `vCPU ${vcpus}개, ${formatBytes(memory)}`,
  clone: ({ of, linked, snapshot }) =>
    `"${of}" 가상 머신의 ${snapshot === undefined ? "" : `"${snapshot}" 스냅샷에서 만든 `}${linked ? "연결된" : "전체"} 복제본`,
  snapshot: ({ snapshot }) => snapshot,
  backup: ({ server }) => `${server} 서버에 둔 백업`,
  "backup-begun": ({ server, bytes, incremental }) =>
    `${server} 서버로 ${incremental ? "증분 " : ""}${formatBytes(bytes)} 복사 시작`,
  "backup-failed": ({ server, failure }) =>
    `실패하여 ${server} 서버에 남은 것 없음. ${ko["server-lost"](failure)}`,
  share: ({ weight, cap }) => `가중치 ${weight}, ${cap === 0 ? "상한 없음" : `상한 ${cap} %`}`,
  affinity: ({ vcpu, pcpus }) => `vCPU ${vcpu}번: CPU ${pcpus.join(", ")}번에 고정`,
  "disk-full": () => "서버의 디스크에 남은 공간이 없음",
  "by-guest": () => "게스트가 전원을 끔",
  migration: ({ mode, destination }) => `${destination} 서버로, ${names.mode[mode]}`,
  failover: ({ source }) => `${source} 서버에서 옮겨 옴`,
  image: ({ image }) => image,
  process: ({ process }) => process,

  disk: ({ device, size, thin }) =>
    `디스크 ${device}${size === undefined ? "" : `, ${formatBytes(size)}`}${thin ? ", 씬 프로비저닝" : ""}`,
  port: ({ mac }) => `포트 (MAC ${mac})`,
  vcpus: ({ vcpus, pcpus }) =>
    pcpus === undefined
      ? `vCPU ${vcpus}개`
      : `vCPU ${vcpus}개 (경고: CPU가 ${pcpus}개뿐이라 모두 동시에 실행되지는 못함)`,
  bytes: ({ bytes }) => formatBytes(bytes),
  "moved-to": ({ server }) => `${server} 서버로 옮겨 감`,
  "moved-from": ({ server }) => `${server} 서버에서 옮겨 옴`,
  "image-layers": ({ image }) => `아직 없던 ${image} 레이어`,

  "nothing-to-boot": () => "디스크에 운영체제가 없음",

  ENOSPC: ({ disk }) => `${formatBytes(disk)} 디스크에 남은 공간이 없음(ENOSPC)`,

  "oom-killed": ({ needed, memory, swap, exitCode }) =>
    `게스트의 OOM killer가 강제 종료함(종료 코드 ${exitCode}): ${formatBytes(needed)}가 필요한데 메모리 ${formatBytes(memory)}와 스왑 ${formatBytes(swap)}가 모두 찼음`,

  "time-slice-over": () => "타임 슬라이스가 끝남",
  "called-back": () => "하이퍼바이저가 불러냄",
  idle: () => "할 일이 없음",
  hypercall: ({ number }) => `하이퍼콜 ${number}번`,
  privileged: ({ operation, operations, exits }) => {
    const named = {
      "page-fault": "페이지 폴트",
      "page-table-write": "페이지 테이블 쓰기",
      "page-table-writes": "페이지 테이블 여러 곳 쓰기",
      "address-space": "주소 공간 전환",
      "thread-state": "스레드 상태 설정",
      "system-call": "시스템 콜",
      fork: "프로세스 생성(fork)",
    };
    return `${named[operation]} ${operations}번${exits === operations ? "" : `, exit ${exits}번`}`;
  },
  "event-for-guest": () => "게스트에게 알릴 이벤트",
  console: ({ port, text }) => `포트 ${formatAddress(port)}: ${text}`,
  "port-register": ({ port, register }) =>
    `포트 ${formatAddress(port)}: ${names.register[register]}`,
  register: ({ register }) => `레지스터 ${register}`,
  request: ({ device, operation, bytes, more }) =>
    `${names.ioDevice[device]} ${names.transfer[operation]} ${formatBytes(bytes)}${more > 0 ? ` 외 ${more}건` : ""}`,
  msr: ({ register }) => register,
  spinning: () => "락을 기다리며 스핀",
  "page-fault": ({ stage, access, address, cause, faults = 1 }) => {
    const causes = { "first touch": "처음 접근함", swapped: "스왑되어 있음", shared: "공유 중" };
    return `${stage === "stage-1" ? 1 : 2}단계 변환, ${formatAddress(address)} 번지 ${access === "load" ? "읽기" : "쓰기"}${cause === undefined ? "" : `, ${causes[cause]}`}${faults > 1 ? ` 외 ${faults - 1}건` : ""}`;
  },
  power: ({ event }) => (event === "shutdown" ? "전원 끄기" : "재부팅"),
  panic: (data) => `패닉: ${outOfMemory(data)}`,

  route: ({ source, destination }) => `${source} 서버에서 ${destination} 서버로`,
  round: ({ round }) => `${round}번째 라운드`,
  stop: ({ reason }) => names.stop[reason],
  arrived: ({ destination }) => `${destination} 서버로`,

  call: ({ operation, machine }) =>
    machine === undefined ? names.operation[operation] : `${machine} ${names.operation[operation]}`,

  switch: ({ network, vlan }) => `"${network}" 스위치${vlan === undefined ? "" : `, VLAN ${vlan}`}`,
  uplink: ({ host }) => `${host} 서버의 인터페이스`,
  gateway: ({ host }) => `게이트웨이인 ${host} 서버`,
  masquerade: ({ address }) => `NAT: 여기서부터 출발지는 ${address}`,
  "port-forward": ({ hostPort, protocol, machine, port }) =>
    `NAT: ${protocol} 포트 ${hostPort}번은 "${machine}"의 ${port}번으로`,
  "link-down": ({ machine }) => `"${machine}" 꺼짐: 포트에 신호가 없음`,
  "no-address": ({ machine }) => `"${machine}"에 주소가 없음`,
  "no-such-address": ({ address }) => `${address} 주소에 응답하는 곳이 없음(ARP)`,
  vlan: ({ from, to }) =>
    from === null
      ? `VLAN: 태그 없는 프레임은 VLAN ${to ?? "?"}에 들어가지 못함`
      : `VLAN: 태그 ${from} 프레임은 ${to === null ? "태그 없는 쪽" : `VLAN ${to}`}에 들어가지 못함`,
  nat: ({ network }) => `"${network}" 네트워크의 NAT: 응답도, 포워딩된 포트로 온 것도 아님`,
  "host-only": ({ network }) => `"${network}" 네트워크는 호스트 전용이라 업링크가 없음`,
  "own-network": ({ address, machine }) =>
    `보낸 쪽 네트워크에서 ${address} 주소는 "${machine}" 가상 머신의 것`,

  cpus: ({ cpus, frequency }) => `CPU ${cpus}개, ${frequency / 1e9} GHz`,
  "virtual-cpus": ({ cpus }) => `가상 CPU ${cpus}개`,
  interface: ({ bandwidth, mac }) => `${formatBitRate(bandwidth)}, ${mac}`,
  "cpu-time": ({ cpus, server }) => `${server} 서버의 CPU ${cpus}개에서 얻는 시간`,
  "host-memory": ({ ranges, more }) => {
    const listed = ranges.map(
      ({ start, end }) => `${formatAddress(start)}~${formatAddress(end - 1)}`,
    );
    return `호스트 메모리 ${listed.join(", ")}${more > 0 ? ` 외 ${more}곳` : ""}`;
  },
  "no-memory": () => "꺼져 있는 동안에는 없음",
  blocks: ({ blocks, storage }) =>
    `${storage === "shared" ? "공유 스토리지" : "sda"}의 블록 ${blocks}개`,
  "switch-port": ({ uplink }) => `가상 스위치의 포트, 업링크 ${uplink}`,
};
