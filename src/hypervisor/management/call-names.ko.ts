// 관리 콘솔이 요청하는 일을 한국어로 부르는 이름.

import type { ManagementCall } from "../../trace/detail.ts";

export const callNames: Readonly<Record<ManagementCall["operation"], string>> = {
  define: "정의",
  create: "생성",
  clone: "복제",
  domains: "가상 머신 목록",
  lookup: "조회",
  start: "시작",
  suspend: "일시 중지",
  resume: "재개",
  shutdown: "종료",
  reboot: "재부팅",
  destroy: "강제 끄기",
  undefine: "삭제",
  snapshot: "스냅샷",
  revert: "되돌리기",
};
