import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/management/messages.en.ts";
import { ko } from "../../../src/hypervisor/management/messages.ko.ts";
import { ManagementConsole } from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { rack } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/management";
const desk = () => new ManagementConsole({ name: "desk" });
const remote = () => desk().connect(rack().hypervisor);
/** What no message can carry. */
const unsendable = any({ name: "shop", vcpus: 4n });

describeMessages(
  area,
  { en, ko },
  {
    "a name that is none": () => new ManagementConsole({ name: "" }),
    "a hypervisor that is none": () => desk().connect(any({ name: "hv" })),
    "a clock of its own": () => {
      const one = desk();
      one.connect(rack().hypervisor);
      one.connect(rack().hypervisor);
    },
    "a message that cannot be sent": () => remote().define(unsendable),
  },
);

test.each([
  ["define", "shop 정의", () => remote().define(unsendable)],
  ["create", "shop 생성", () => remote().create(unsendable)],
  ["clone", "shop 복제", () => remote().clone("blog", unsendable)],
  ["snapshot", "blog 스냅샷", () => remote().snapshot("blog", any(4n))],
])("what cannot be asked for: %s", (_, asked, call) => {
  expect(saidOf(area, ko, call).request).toBe(
    `"hv" 하이퍼바이저에 ${asked} 요청을 보낼 수 없습니다`,
  );
});
