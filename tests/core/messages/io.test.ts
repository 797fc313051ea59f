import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/io/messages.en.ts";
import { ko } from "../../../src/hypervisor/io/messages.ko.ts";
import {
  Cluster,
  HostOs,
  Hypervisor,
  Mbps,
  profiles,
  seconds,
  Server,
  TiB,
} from "../../../src/stdlib/index.ts";
import type { DomainSpec } from "../../../src/stdlib/index.ts";
import { rack, small } from "../machine.ts";
import { box } from "../two-servers.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/io";
const passed = { ...small, diskBus: "passthrough", nicModel: "passthrough" } as const;

/** A hypervisor on a server with so many virtual functions, and a machine that has one of each device. */
function owning(virtualFunctions = 1) {
  const { server, hypervisor } = rack({ virtualFunctions });
  const shop = hypervisor.create({ name: "shop", ...passed });
  server.run(seconds(10));
  return { hypervisor, shop };
}
const none = () => rack().hypervisor.create({ name: "shop", ...passed });
const taken = () => owning().hypervisor.create({ name: "blog", ...small, nicModel: "passthrough" });

/** A machine with a disk of its own, on a server that could have it in every other respect. */
function own(spec: Pick<DomainSpec, "storage" | "thin">) {
  const cluster = new Cluster({ storage: TiB(1) });
  const server = cluster.add({ name: "rack-1", ...box, virtualFunctions: 1 });
  return server.install(new Hypervisor()).create({ name: "shop", ...passed, ...spec });
}

describeMessages(
  area,
  { en, ko },
  {
    "a limit on a disk that nothing sees": () =>
      rack().hypervisor.create({ name: "shop", ...passed, iotune: { totalIopsSec: 500 } }),
    "a limit on an interface that nothing sees": () =>
      rack().hypervisor.create({ name: "shop", ...passed, iftune: { outbound: Mbps(100) } }),
    "a product that passes nothing through": () =>
      new Server({ ...box, virtualFunctions: 1 })
        .install(new HostOs())
        .install(new Hypervisor({ profile: profiles.virtualBox }))
        .create({ name: "shop", ...passed }),
    "no virtual functions": none,
    "all virtual functions taken": taken,
    "a device whose state is not known": () => owning().shop.suspend(),
    "a disk of its own that is the array's": () => own({ storage: "shared" }),
    "a disk of its own that is thin": () => own({ thin: true }),
    "a disk of its own that is to keep what it is": () => owning().shop.snapshot("clean"),
    "no control domain": () =>
      new Hypervisor({ profile: profiles.kvm, controlDomain: { vcpus: 1 } }),
  },
);

test("which device there is none of, and who has it", () => {
  expect(saidOf(area, ko, taken)).toMatchObject({
    expected: "서버 네트워크 인터페이스의 남은 가상 기능",
    found: "모두 사용 중 (shop)",
  });
});

test.each([
  [profiles.generic, "제어 도메인이 없는 유형 1 하이퍼바이저"],
  [profiles.kvm, '제어 도메인이 없는 "KVM"'],
])("no control domain: $id", (profile, found) => {
  const call = () => new Hypervisor({ profile, controlDomain: { vcpus: 1 } });
  expect(saidOf(area, ko, call).found).toBe(found);
});

test("a device whose state is not known", () => {
  expect(saidOf(area, ko, () => owning().shop.suspend())).toEqual({
    request: undefined,
    expected: "하이퍼바이저가 상태를 아는 장치",
    found: "패스스루 디스크, 그 안의 상태는 읽어 낼 수 없음",
    hint: "virtio로 define() 하세요",
  });
});

test.each<[string, () => unknown]>([
  [
    "꺼져 있을 때 전체 복제하거나, virtio로 define() 하세요",
    () => owning().shop.destroy().snapshot("off"),
  ],
  [
    "linked를 빼서 전체 복제하거나, virtio로 define() 하세요",
    () => {
      const { hypervisor, shop } = owning();
      shop.destroy();
      return hypervisor.clone("shop", { name: "blog", linked: true });
    },
  ],
])("what to do without layers: %s", (hint, provoke) => {
  expect(saidOf(area, ko, provoke).hint).toBe(hint);
});
