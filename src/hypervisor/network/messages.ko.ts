// 가상 네트워크에 관한 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import { nameInKorean, quoted, shownInKorean } from "../../simulation/described.ts";
import type { en } from "./messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: {
    define: ({ name }) => `${nameInKorean(name, "네트워크")}를 정의할 수 없습니다`,
    connect: () => "연결할 수 없습니다",
    "forged-transmit": ({ machine }) =>
      `"${machine}"에서 나온, 출발지 주소를 위조한 프레임을 보낼 수 없습니다`,
  },
  refusals: {
    "network-exists": () => ({
      expected: "이 하이퍼바이저에서 아직 쓰이지 않는 네트워크 이름",
      found: "그 이름의 네트워크가 이미 있음",
      hint: "다른 이름을 고르세요. 있는 네트워크는 networks()로 볼 수 있습니다",
    }),
    "no-network": ({ network, names }) => ({
      expected: "이 하이퍼바이저에 있는 네트워크 이름",
      found: `${shownInKorean(network)} 네트워크가 없음`,
      hint: `defineNetwork()로 만들거나, 있는 네트워크를 쓰세요: ${quoted(names).join(", ")}`,
    }),
    "invalid-argument/subnet": ({ value }) => ({
      expected: "subnet 값으로 /8부터 /30까지의 주소 블록 (첫 주소로 적은 것)",
      found: `subnet 값이 ${shownInKorean(value)}`,
      hint: 'subnet: "192.168.122.0/24"처럼 쓰세요',
    }),
    "invalid-argument/range": ({ start, end, first, last }) => ({
      expected: `${first}부터 ${last}까지에 드는 dhcp 범위`,
      found: `start 값이 ${shownInKorean(start)}, end 값이 ${shownInKorean(end)}`,
      hint: `dhcp: { start: "${first}", end: "${last}" }처럼 쓰세요`,
    }),
    "invalid-argument/forwards": ({ value, write }) => ({
      expected: "portForwards 값으로 배열",
      found: `portForwards 값이 ${shownInKorean(value)}`,
      hint: `${write}처럼 쓰세요`,
    }),
    "invalid-argument/address": ({ name, value, address }) => ({
      expected: `${name} 값으로 ${address} 같은 IPv4 주소`,
      found: `${name} 값이 ${shownInKorean(value)}`,
      hint: "부팅한 가상 머신의 주소인 address를 쓰세요",
    }),
    "config-unsupported/addresses": () => ({
      expected: "따로 정하지 않은 주소 (브리지에 있는 가상 머신은 물리 네트워크의 서브넷에 속함)",
      found: 'mode: "bridge"에 subnet이나 dhcp를 함께 지정했음',
      hint: '빼거나, mode: "nat"으로 쓰세요',
    }),
    "config-unsupported/port-forwards": ({ mode }) => ({
      expected: "NAT 네트워크 (바깥에 알려진 주소가 호스트의 것인 곳)",
      found: `mode: "${mode}"에 portForwards를 함께 지정했음`,
      hint: '빼거나, mode: "nat"으로 쓰세요',
    }),
    "config-unsupported/vlan": ({ network, mode }) => ({
      expected: "브리지 네트워크 (업링크가 VLAN 태그를 실어 나르는 것)",
      found: `"${network}" 네트워크의 mode가 "${mode}"`,
      hint: "vlan을 빼거나, 브리지인 네트워크를 고르세요",
    }),
    "resource-busy/subnet": ({ subnet, other, network }) => ({
      expected: "다른 네트워크와 겹치지 않는 주소",
      found: `${subnet} 주소가 ${network === undefined ? "물리 네트워크의" : `"${network}" 네트워크의`} ${other} 주소와 겹침`,
      hint: "다른 subnet을 고르거나, 빼세요",
    }),
    "resource-busy/port": ({ port, protocol, machine }) => ({
      expected: "아직 어디로도 이어지지 않은 호스트 포트",
      found: `${protocol} 포트 ${port}번이 이미 "${machine}" 쪽으로 이어짐`,
      hint: "다른 hostPort를 고르세요",
    }),
    "forged-transmit/address": ({ address, from }) => ({
      expected: `출발지 주소 ${address ?? "0.0.0.0"} (가상 스위치의 이 포트가 임대받은 주소)`,
      found: `프레임에 적힌 출발지 주소가 ${from}`,
      hint: "from을 빼세요. 가상 머신과 컨테이너는 자기 주소로만 보냅니다",
    }),
  },
};
