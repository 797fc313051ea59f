// 거절 메시지 전체를 한 줄로 쓴 것. 낱말은 페이지의 다른 곳(실제, 필요한 것, 힌트)과 같다.

import type { en } from "./refusal-message.en.ts";

const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);

export const ko: typeof en = ({ subject, request, expected, found, hint }) => {
  const parts = [request, `실제: ${found}`, `필요한 것: ${expected}`, `힌트: ${hint}`];
  return `${subject}: ${parts.map(sentence).join(" ")}`;
};
