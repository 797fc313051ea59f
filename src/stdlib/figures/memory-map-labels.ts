// The words of memory maps, in the reader's language; they come with the maps.
import type { Language } from "./labels.ts";

interface MemoryLabels {
  readonly title: (server: string, size: string) => string;
  readonly free: string;
  /** What is not a machine's: hypervisor, host OS, its processes. */
  readonly software: string;
  /** The same where machines share pages: those are in it as well. */
  readonly shared: string;
  readonly column: Readonly<
    Record<"name" | "has" | "resident" | "shared" | "ballooned" | "swapped" | "unbacked", string>
  >;
}

/** The words inside and around a memory map. */
export const memoryLabels: Readonly<Record<Language, MemoryLabels>> = {
  en: {
    title: (server, size) => `Whose the ${size} of memory of ${server} are, by address`,
    free: "free",
    software: "hypervisor and host software",
    shared: "hypervisor, and pages that machines share",
    column: {
      name: "Machine",
      has: "Sees",
      resident: "In the server's memory",
      shared: "of that, shared",
      ballooned: "In the balloon",
      swapped: "Swapped out",
      unbacked: "Backed by nothing",
    },
  },
  ko: {
    title: (server, size) => `${server} 메모리 ${size}의 주소별 주인`,
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
      unbacked: "뒷받침 없음",
    },
  },
};
