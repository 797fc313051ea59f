import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/host-os/messages.en.ts";
import { ko } from "../../../src/hypervisor/host-os/messages.ko.ts";
import { ContainerEngine, HostOs, Hypervisor, profiles } from "../../../src/stdlib/index.ts";
import { any, burn, dock } from "../dock.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/host-os";

const secondEngine = () => dock().host.install(new ContainerEngine({ name: "podman" }));
const secondHypervisor = () => {
  const { host } = dock();
  const next = () => new Hypervisor({ profile: profiles.virtualBox });
  host.install(next());
  return host.install(next());
};
const panicked = () => {
  const { server, host } = dock();
  server.crash("host-os");
  return host.spawn(burn());
};
const booting = () => dock().host.reboot().reboot();
const erased = () => {
  const { host } = dock();
  host.writeDisk(0, "virus");
  return host.reboot().spawn(burn());
};

describeMessages(
  area,
  { en, ko },
  {
    "a name that is none": () => new HostOs({ name: "" }),
    "software that needs no host": () => dock().host.install(any({ name: "game" })),
    "a second engine": secondEngine,
    "a second hypervisor": secondHypervisor,
    "a host that panicked": panicked,
    "a host that boots": booting,
    "a host that is no more": erased,
    "a sector beyond the end": () => {
      dock().host.writeDisk(1e9, "x");
    },
    "a sector to read beyond the end": () => dock().host.readDisk(1e9),
  },
);

test.each([
  [
    "is off",
    () => {
      const { server, host } = dock();
      server.powerOff();
      return host.reboot();
    },
    "전원이 켜진 서버",
    "서버 전원이 꺼져 있음",
    "server.powerOn() 하세요",
  ],
  ["panicked", panicked, "동작 중인 호스트 OS", "커널 패닉으로 멈춤", "reboot() 하세요"],
  [
    "boots",
    booting,
    "부팅 중이 아닌 호스트 OS",
    "부팅 중",
    'host.state가 "up"이 될 때까지 server.run(…) 하세요',
  ],
  [
    "is no more",
    erased,
    "동작 중인 호스트 OS",
    "디스크에 운영체제가 더는 없음",
    "되살릴 방법이 없습니다. Server를 새로 만드세요",
  ],
])("a host that %s", (_, call, expected, found, hint) => {
  expect(saidOf(area, ko, call)).toMatchObject({ expected, found, hint });
});

test.each([
  [secondEngine, "컨테이너 엔진이 없는 호스트 OS", '"docker" 실행 중'],
  [
    secondHypervisor,
    "하이퍼바이저가 없는 호스트 OS (CPU의 게스트 모드는 하나만 쓸 수 있음)",
    '"Oracle VirtualBox" 실행 중',
  ],
])("one that is there: %#", (call, expected, found) => {
  expect(saidOf(area, ko, call)).toMatchObject({ expected, found });
});
