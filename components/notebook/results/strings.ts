// What is said of a run beside its output: whether it gave what stood there, and how much of it is new.
import type { Language } from "../../site/strings.ts";

interface Words {
  /** Of a first run: what it is compared with was recorded. */
  readonly same: (isRecorded: boolean) => string;
  /** How many places are marked. */
  readonly changed: (count: number) => string;
  /** Nothing is new, and not all that stood there is there. */
  readonly less: (isRecorded: boolean) => string;
}

export const resultStrings: Readonly<Record<Language, Words>> = {
  en: {
    same: (isRecorded) => (isRecorded ? "the same as recorded" : "the same as before"),
    changed: (count) => (count === 1 ? "1 change, marked" : `${String(count)} changes, marked`),
    less: (isRecorded) => (isRecorded ? "less than recorded" : "less than before"),
  },
  ko: {
    same: (isRecorded) => (isRecorded ? "기록과 같음" : "지난번과 같음"),
    changed: (count) => `바뀐 ${String(count)}곳에 표시함`,
    less: (isRecorded) => (isRecorded ? "기록보다 줄어듦" : "지난번보다 줄어듦"),
  },
};
