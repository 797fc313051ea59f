// 컨테이너의 상태를 한국어로 부르는 이름.

import { oneIn } from "../../simulation/attributive.ko.ts";
import type { Inflected } from "../../simulation/attributive.ko.ts";
import type { ContainerState } from "./container-lifecycle.ts";

export const stateNames: Readonly<Record<ContainerState, string>> = {
  created: "생성됨",
  running: "실행 중",
  paused: "일시 중지됨",
  exited: "종료됨",
  removed: "삭제됨",
};

const inflected: Inflected<ContainerState> = {
  created: { or: "생성되었거나", before: "생성된" },
  running: { or: "실행 중이거나", before: "실행 중인" },
  paused: { or: "일시 중지되었거나", before: "일시 중지된" },
  exited: { or: "종료되었거나", before: "종료된" },
  removed: { or: "삭제되었거나", before: "삭제된" },
};

/** "실행 중인 컨테이너", "생성되었거나 종료된 컨테이너". */
export const containerIn = (states: readonly ContainerState[]): string =>
  oneIn(states, inflected, "컨테이너");
