// 마이그레이션의 상태를 한국어로 부르는 이름.

import type { MigrationState } from "./migration.ts";

export const migrationNames: Readonly<Record<MigrationState, string>> = {
  copying: "복사 중",
  stopped: "멈추고 복사 중",
  fetching: "가져오는 중",
  completed: "완료됨",
  failed: "실패함",
};
