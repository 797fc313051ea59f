// exit의 경로를 그릴 수 없을 때 하는 말. 열쇠와 자료는 exit-path-messages.en.ts와 같다.

import type { Translation } from "../../simulation/catalogue.ts";
import type { en } from "./exit-path-messages.en.ts";

export const ko: Translation<typeof en> = {
  requests: { draw: () => "exit의 경로를 그릴 수 없습니다" },
  refusals: {},
};
