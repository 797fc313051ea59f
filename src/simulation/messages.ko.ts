// 인자 검사에서 하는 말. 열쇠와 자료는 messages.en.ts와 같다.

import type { Translation } from "./catalogue.ts";
import { shownInKorean } from "./described.ts";
import type { Described } from "./described.ts";
import type { en, Note, Writing } from "./messages.en.ts";

const notes: Readonly<Record<Note, string>> = {
  pages: "메모리는 4 KiB 페이지 단위입니다",
  blocks: "디스크는 4 KiB 블록 단위입니다",
  "at most its memory": "가상 머신의 메모리를 넘을 수 없습니다",
  "at most its disk": "가상 머신의 디스크를 넘을 수 없습니다",
  "sectors from 0": "섹터 번호는 0부터 세는 정수입니다",
  addresses: "주소는 0x1000 같은 정수입니다",
  "at most 1 MiB": "한 번에 1 MiB까지입니다",
  "the rest to the next sector": "나머지는 다음 섹터에 쓰세요",
  clock: "시계는 나노초를 세고 104일이 되면 끝납니다",
  "percent of a CPU": "50은 CPU 하나의 절반, 200은 CPU 둘, 0은 상한 없음을 뜻합니다",
};

/** 라이브러리만 만드는 객체. */
const made: Readonly<Record<string, string>> = {
  application: "애플리케이션",
  "guest access": "게스트 접근",
  container: "컨테이너",
  "control domain": "제어 도메인",
  "management request": "관리 요청",
  migration: "마이그레이션",
  "remote hypervisor": "원격 하이퍼바이저",
  "virtual machine": "가상 머신",
};

const hintOf = ({ write, note }: Writing): string =>
  [note && notes[note], write && `${write.replace(/,? or /, " 또는 ")}처럼 쓰세요`]
    .filter(Boolean)
    .join(". ");

const found = ({ name, value }: { readonly name: string; readonly value: Described }): string =>
  `${name} 값이 ${shownInKorean(value)}`;

export const ko: Translation<typeof en> = {
  requests: {
    use: () => "객체를 쓸 수 없습니다",
    make: ({ what }) => `new로 ${made[what] ?? what} 객체를 만들 수 없습니다`,
  },
  refusals: {
    "invalid-argument/whole-number": ({ min, max, multipleOf, ...given }) => {
      const range = max === undefined ? `${min} 이상` : `${min}부터 ${max}까지`;
      if (min === max) {
        return {
          expected: `${given.name} 값으로 ${min}`,
          found: found(given),
          hint: hintOf(given),
        };
      }
      // What must be a multiple of something is in every place a size in bytes.
      const number = multipleOf === 1 ? "의 정수" : `이고 ${multipleOf}의 배수인 바이트 수`;
      return {
        expected: `${given.name} 값으로 ${range}${number}`,
        found: found(given),
        hint: hintOf(given),
      };
    },
    "invalid-argument/name": (given) => ({
      expected: "한글·영문·숫자와 . - _로 된 이름 (빈칸 없이 1~63자, 첫 글자는 글자나 숫자)",
      found: found(given),
      hint: '"web-1" 같은 이름을 쓰세요',
    }),
    "invalid-argument/one-of": ({ words, write, ...given }) => ({
      expected: `${given.name} 값으로 ${words.map((word) => JSON.stringify(word)).join(" 또는 ")}`,
      found: found(given),
      hint: `${given.name}: ${JSON.stringify(write)}처럼 쓰세요`,
    }),
    "invalid-argument/yes-or-no": (given) => ({
      expected: `${given.name} 값으로 true 또는 false`,
      found: found(given),
      hint: `${given.name}: true처럼 쓰세요`,
    }),
    "invalid-argument/options": ({ value, write, name }) => ({
      expected: `${name === undefined ? "인자로" : `${name} 값으로`} 이름 붙은 옵션을 담은 객체`,
      found: `${name === undefined ? "인자가" : `${name} 값이`} ${shownInKorean(value)}`,
      hint: `${write}처럼 쓰세요`,
    }),
    "invalid-argument/unknown-option": ({ option, options, meant }) => ({
      expected: `${options.join(", ")} 가운데 하나`,
      found: `${shownInKorean(option)} 옵션이 없음`,
      hint: meant.length > 0 ? `혹시 ${meant.join(" 또는 ")}인가요?` : "그 옵션을 빼세요",
    }),
    "invalid-argument/data": (given) => ({
      expected: `${given.name} 값으로 문자열 또는 Uint8Array`,
      found: found(given),
      hint: '"hello" 같은 문자열을 넘기세요',
    }),
    "invalid-argument/not-made": () => ({
      expected: "모델의 연산이 돌려준 객체",
      found: "따로 만들어진 객체",
      hint: "하이퍼바이저의 define()이나 create()로 만드세요",
    }),
    "invalid-argument/by-new": ({ write }) => ({
      expected: "그런 객체를 만드는 모델의 연산",
      found: "생성자를 직접 불렀음",
      hint: `${write}처럼 쓰세요`,
    }),
  },
};
