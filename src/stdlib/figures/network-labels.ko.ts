// 네트워크의 표와 그림에 쓰는 한국어.

import type { NetworkLabels } from "./network-labels.en.ts";

export const ko: NetworkLabels = {
  title: "누가 누구에게 닿는지",
  outside: "외부",
  from: "출발 ↓ 도착 →",
  yes: "닿음",
  only: (ports) => `${ports}만`,
  no: (rule) => `막힘: ${rule}`,
  rule: {
    "link-down": "꺼져 있음",
    "no-address": "주소 없음",
    "no-such-address": "응답 없음(ARP)",
    vlan: "VLAN",
    nat: "NAT",
    "host-only": "호스트 전용",
    "own-network": "다른 곳의 주소",
  },
  mode: { bridge: "브리지", nat: "NAT", "host-only": "호스트 전용" },
  physical: "물리 네트워크",
  noAddress: "주소 없음",
  at: (name, place) => `${name} (${place})`,
  leads: (port, machine) => `${port}번 포트 → ${machine}`,
};
