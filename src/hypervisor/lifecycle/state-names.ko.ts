// 가상 머신의 상태를 한국어로 부르는 이름.

import type { DomainState } from "./lifecycle.ts";

export const stateNames: Readonly<Record<DomainState, string>> = {
  running: "실행 중",
  blocked: "대기 중",
  paused: "일시 중지됨",
  shutdown: "종료 중",
  shutoff: "꺼짐",
  crashed: "크래시됨",
  undefined: "정의되지 않음",
};

/** "실행 중", "실행 중 또는 대기 중", "꺼짐, 실행 중 또는 대기 중". */
export function oneOfStates(states: readonly DomainState[]): string {
  const names = states.map((state) => stateNames[state]);
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" 또는 ");
}
