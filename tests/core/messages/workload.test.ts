import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/workload/messages.en.ts";
import { ko } from "../../../src/hypervisor/workload/messages.ko.ts";
import { batch, client, ms, service } from "../../../src/stdlib/index.ts";
import type { ServiceSpec, VirtualMachine } from "../../../src/stdlib/index.ts";
import { any, burn } from "../dock.ts";
import { machineIn } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/workload";
const twice = () => {
  const { vm } = machineIn("blocked");
  vm.launch(burn());
  vm.launch(burn());
};
const asking = (vm: VirtualMachine, spec: Partial<ServiceSpec>) => {
  const to = vm.launch(service({ name: "echo", compute: 1, ...spec }));
  return client({ name: "load", to, requests: 1 });
};
const written = () => service({ name: "db", compute: ms(1), every: ms(9), writes: 4096 });

describeMessages(
  area,
  { en, ko },
  {
    "a service that writes nowhere": written,
    "a batch job that writes nowhere": () => batch({ name: "db", compute: ms(1), writes: 4096 }),
    "a plain object": () => machineIn("blocked").vm.launch(any({ name: "db" })),
    "a name that is taken": twice,
    "a client of nothing": () => client({ name: "load", to: any({ name: "web" }), requests: 1 }),
    "a client of a service that is silent": () =>
      asking(machineIn("blocked").vm, { every: ms(10) }),
    "a client on another network": () =>
      machineIn("blocked").vm.launch(asking(machineIn("blocked").vm, { receive: 1, send: 1 })),
  },
);

test("a service that writes nowhere", () => {
  expect(saidOf(area, ko, written)).toEqual({
    request: "서비스를 정의할 수 없습니다",
    expected: "쓰기를 할 작업 집합",
    found: "writes 값은 4096, memory 값은 0",
    hint: "memory: MiB(64)도 함께 쓰세요",
  });
});

test("a name that is taken", () => {
  expect(saidOf(area, ko, twice).found).toBe('"burn" 애플리케이션이 이미 실행 중');
});
