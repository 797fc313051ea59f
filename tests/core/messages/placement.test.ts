import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/placement/messages.en.ts";
import { ko } from "../../../src/hypervisor/placement/messages.ko.ts";
import { GiB, place } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/placement";
const shop = { name: "shop", vcpus: 1, memory: GiB(1) };
const rack = { name: "rack", cpus: 4, memory: GiB(8) };

describeMessages(
  area,
  { en, ko },
  {
    "a heuristic by its name": () => place([shop], [rack], any("firstFit")),
    "machines that are no list": () => place(any(shop), [rack]),
    "two machines of one name": () => place([shop, shop], [rack]),
  },
);

test.each([
  ["가상 머신 목록", () => place(any(7), [rack])],
  ["서버 목록", () => place([shop], any(7))],
])("%s", (expected, call) => {
  expect(saidOf(area, ko, call)).toEqual({
    request: "가상 머신을 배치할 수 없습니다",
    expected,
    found: "목록 값이 7",
    hint: '[{ name: "a", … }]처럼 넘기세요',
  });
});

test("two servers of one name", () => {
  expect(saidOf(area, ko, () => place([shop], [rack, rack]))).toMatchObject({
    expected: "이름이 서로 다른 서버 목록",
    found: '"rack" 이름이 둘',
  });
});
