// 가상 머신의 상태를 한국어로 부르는 이름.

import { oneIn } from "../../simulation/attributive.ko.ts";
import type { Inflected } from "../../simulation/attributive.ko.ts";
import type { DomainState } from "./lifecycle.ts";

export const stateNames: Readonly<Record<DomainState, string>> = {
  running: "실행 중",
  blocked: "실행 중(유휴)",
  paused: "일시 중지됨",
  shutdown: "종료 중",
  shutoff: "꺼짐",
  crashed: "크래시됨",
  undefined: "정의되지 않음",
};

const inflected: Inflected<DomainState> = {
  running: { or: "실행 중이거나", before: "실행 중인" },
  blocked: { or: "유휴 상태이거나", before: "유휴 상태인" },
  paused: { or: "일시 중지되었거나", before: "일시 중지된" },
  shutdown: { or: "종료 중이거나", before: "종료 중인" },
  shutoff: { or: "꺼져 있거나", before: "꺼져 있는" },
  crashed: { or: "크래시되었거나", before: "크래시된" },
  undefined: { or: "정의되지 않았거나", before: "정의되지 않은" },
};

/** "꺼져 있는 가상 머신", "실행 중이거나 꺼져 있는 가상 머신": 거절이 필요하다고 하는 것. 유휴인 것도 실행 중이다. */
export function machineIn(states: readonly DomainState[]): string {
  const idle = states.includes("running");
  return oneIn(
    states.filter((state) => !idle || state !== "blocked"),
    inflected,
    "가상 머신",
  );
}

const toRun: Readonly<Record<DomainState, string>> = {
  shutoff: "start() 하세요",
  paused: "resume() 하세요",
  shutdown: "꺼질 때까지 server.run(…) 한 다음 start() 하세요",
  crashed: "destroy() 한 다음 start() 하세요",
  undefined: "define()이나 create()로 새로 만드세요",
  running: "부팅을 마칠 때까지 server.run(…) 하세요",
  blocked: "부팅을 마칠 때까지 server.run(…) 하세요",
};

/** "start() 하세요": 그 상태의 가상 머신을 실행 중으로 만드는 방법. */
export const howToRun = (state: DomainState): string => toRun[state];

/** "지금 실행 중": 거절이 실제라고 하는 것. */
export const nowIn = (state: DomainState): string => `지금 ${stateNames[state]}`;
