import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/scheduling/messages.en.ts";
import { ko } from "../../../src/hypervisor/scheduling/messages.ko.ts";
import { credit, fair, Hypervisor, ms, roundRobin } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { rack, small } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/scheduling";
const { hypervisor } = rack();
const shop = hypervisor.create({ name: "shop", ...small });

describeMessages(
  area,
  { en, ko },
  {
    "round robin that cannot be set": () => roundRobin({ timeSlice: 0 }),
    "credit that cannot be set": () => credit({ timeSlice: 0 }),
    "fair that cannot be set": () => fair(any("5 ms")),
    "a scheduler that is none": () => new Hypervisor({ scheduler: any("credit") }),
    "two time slices": () => new Hypervisor({ scheduler: credit(), timeSlice: ms(5) }),
    "a CPU that is not there": () => shop.pin(0, [4]),
    "no CPU at all": () => shop.pin(0, []),
    "no list": () => shop.pin(0, any({})),
  },
);

test.each([
  ["the credit scheduler", () => credit({ timeSlice: 0 }), "크레딧 스케줄러를 설정할 수 없습니다"],
  ["round robin", () => roundRobin(any(7)), "라운드 로빈 스케줄러를 설정할 수 없습니다"],
])("which scheduler cannot be set: %s", (_, call, request) => {
  expect(saidOf(area, ko, call).request).toBe(request);
});

test.each([
  [[4], "지정한 것은 4, 물리 CPU는 4개"],
  [[], "목록이 비어 있음"],
  ["0", '배열이 아니라 "0"'],
])("pinning to %j", (pcpus, found) => {
  expect(saidOf(area, ko, () => shop.pin(0, any(pcpus)))).toMatchObject({
    expected: '"rack-1" 서버의 물리 CPU 목록, 번호는 0부터 3까지',
    found,
    hint: "첫 번째 CPU는 [0], 처음 두 개는 [0, 1]처럼 쓰세요",
  });
});
