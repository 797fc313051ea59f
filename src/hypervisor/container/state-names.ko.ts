// 컨테이너의 상태를 한국어로 부르는 이름.

import type { ContainerState } from "./container-lifecycle.ts";

export const stateNames: Readonly<Record<ContainerState, string>> = {
  created: "생성됨",
  running: "실행 중",
  paused: "일시 중지됨",
  exited: "종료됨",
  removed: "삭제됨",
};
