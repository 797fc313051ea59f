import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/memory/messages.en.ts";
import { ko } from "../../../src/hypervisor/memory/messages.ko.ts";
import { GiB, Hypervisor, MiB, overcommit, Server } from "../../../src/stdlib/index.ts";
import type { OvercommitSpec } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { small } from "../machine.ts";
import { box } from "../two-servers.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/memory";
const on = (spec: OvercommitSpec) =>
  new Server(box).install(new Hypervisor({ memory: overcommit(spec) }));
const create = (spec: OvercommitSpec, memory: number, reservation = 0) =>
  on(spec).create({ name: "shop", ...small, memory, reservation });

describeMessages(
  area,
  { en, ko },
  {
    "a tax of everything": () => overcommit({ idleTax: 1 }),
    "no ratio": () => overcommit({ ratio: 0 }),
    "memory that is none": () => new Hypervisor({ memory: any("overcommit") }),
    "more reserved than there is": () => create({}, GiB(16), GiB(16)),
    "more promised than is allowed": () => create({ ratio: 1.5 }, GiB(16)),
    "no room to swap": () => create({ swap: GiB(1) }, GiB(2)),
  },
);

test("what cannot be set up", () => {
  expect(saidOf(area, ko, () => overcommit({ idleTax: 1 }))).toEqual({
    request: "메모리 오버커밋을 설정할 수 없습니다",
    expected: "idleTax 값으로 0 이상 1 미만의 수",
    found: "idleTax 값이 1",
    hint: "idleTax: 0.75처럼 쓰세요",
  });
});

test("how much may be promised", () => {
  expect(saidOf(area, ko, () => create({ ratio: 1.5 }, GiB(16)))).toMatchObject({
    expected: "나눠 주기로 한 메모리의 합이 서버 메모리의 1.5배 이하",
    found: "이것까지 더하면 16 GiB, 서버 메모리는 8 GiB",
  });
});

test("how much room there is to swap", () => {
  expect(saidOf(area, ko, () => create({ swap: GiB(1) }, GiB(2), MiB(256)))).toMatchObject({
    expected: "예약되지 않은 메모리를 내보낼 스왑 공간 1.75 GiB 이상",
    found: "남은 스왑 공간 1 GiB",
  });
});
