import { expect, test } from "vitest";
import { en } from "../../../src/stdlib/messages.en.ts";
import { ko } from "../../../src/stdlib/messages.ko.ts";
import { exitPath, memoryMap, plot, profiles } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { rack } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "stdlib";
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ n, name: `m${n}` }));

describeMessages(
  area,
  { en, ko },
  {
    "no options": () => plot(rows(1), any(null)),
    "too many rows": () => plot(rows(5001), { x: "n", y: "n" }),
    "a column that is not there": () => plot(rows(1), { x: "n", y: "m" }),
    "a column of objects": () => plot([{ n: {} }], { x: "n", y: "n" }),
    "texts in a histogram": () => plot(rows(1), { x: "name", mark: "histogram" }),
    "too many series": () => plot(rows(7), { x: "n", y: "n", color: "name" }),
    "an exit that is none": () => exitPath(profiles.xen, any("sleep")),
    "another server's memory": () => memoryMap(rack().server, any({ name: "L1" })),
  },
);

test.each([
  [
    "a column that is not there",
    () => plot(rows(1), { x: "n", y: "m" }),
    { found: '"m" 열이 어느 행에도 없음', hint: "다음이 있습니다: n, name" },
  ],
  [
    "no rows",
    () => plot([], { x: "n", y: "n" }),
    { found: '"n" 열이 어느 행에도 없음', hint: "행을 넘기세요" },
  ],
  [
    "texts along y",
    () => plot(rows(1), { x: "n", y: "name" }),
    { found: 'name 열의 값이 "m0"', hint: "문자열로 된 열은 x에 두세요" },
  ],
  [
    "texts in a histogram",
    () => plot(rows(1), { x: "name", mark: "histogram" }),
    { found: 'name 열의 값이 "m0"', hint: 'mark: "bar"로 그리세요' },
  ],
])("%s", (_, call, said) => {
  expect(saidOf(area, ko, call)).toMatchObject(said);
});
