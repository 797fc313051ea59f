// 메모리 맵에 쓰는 한국어.

import type { MemoryLabels } from "./memory-map-labels.en.ts";

export const ko: MemoryLabels = {
  title: (server, size) => `${server} 메모리 ${size}의 주소별 소유자`,
  free: "비어 있음",
  software: "하이퍼바이저와 호스트 소프트웨어",
  shared: "하이퍼바이저와 가상 머신이 공유하는 페이지",
  column: {
    name: "가상 머신",
    has: "보이는 크기",
    resident: "서버 메모리에 있음",
    shared: "그중 공유",
    ballooned: "벌룬",
    swapped: "스왑됨",
    unbacked: "아직 할당 안 됨",
  },
};
