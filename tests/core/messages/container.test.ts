import { expect, test } from "vitest";
import { en } from "../../../src/hypervisor/container/messages.en.ts";
import { ko } from "../../../src/hypervisor/container/messages.ko.ts";
import {
  batch,
  ContainerEngine,
  HostOs,
  Hypervisor,
  MiB,
  ms,
  profiles,
  Server,
} from "../../../src/stdlib/index.ts";
import type { Container } from "../../../src/stdlib/index.ts";
import { any, containerIn, dock } from "../dock.ts";
import { refusal } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const area = "hypervisor/container";
const nginx = "nginx:1.27";

const inState = (state: Parameters<typeof containerIn>[0], call: (web: Container) => unknown) => {
  const { web } = containerIn(state);
  return () => call(web);
};
const running = (call: (web: Container) => unknown) => inState("running", call);
const foreign = () => dock({}, "windows-11").engine.pull(nginx);
const inUse = () => containerIn("created").engine.removeImage(nginx);
const again = () => containerIn("paused").engine.run({ name: "web", image: nginx });
const beyond = () =>
  dock()
    .engine.run({
      name: "web",
      image: nginx,
      command: batch({ name: "job", compute: ms(1), memory: MiB(1) }),
    })
    .writeMemory("job", MiB(1), "x");
/** A container writes a file, on a disk that is as large as all that is on it. */
function full() {
  const { server } = containerIn("created");
  const disk = server.capacity.disk - server.free.disk;
  dock({ disk }).engine.run({ name: "web", image: nginx }).writeFile("/data/cart", "1 book");
}

describeMessages(
  area,
  { en, ko },
  {
    "an engine without a good name": () => new ContainerEngine({ name: "" }),
    "an image that is not known": () => dock().engine.pull("ngnix:1.27"),
    "an image for another kernel": foreign,
    "an image that was not pulled": () => dock().engine.removeImage(nginx),
    "an image in use": inUse,
    "a path that is none": running((web) => web.readFile("etc")),
    "more CPUs than there are": () => dock().engine.create({ name: "web", image: nginx, cpus: 3 }),
    "a name that is taken": again,
    "a container that is not known": () => dock().engine.lookup("web"),
    "one that is removed": inState("removed", (web) => web.start()),
    "start a running one": running((web) => web.start()),
    "pause one that is off": inState("created", (web) => web.pause()),
    "let a running one go on": running((web) => web.unpause()),
    "stop one that is off": inState("created", (web) => web.stop()),
    "kill one that is off": inState("created", (web) => web.kill()),
    "remove a running one": running((web) => web.remove()),
    "launch in one that is off": inState("exited", (web) => web.launch(any({ name: "sh" }))),
    "kill a process that is not known": running((web) => {
      web.killProcess("init");
    }),
    "read memory of a process that is not known": running((web) => web.readMemory("init", 0, 1)),
    "an engine that is down": () => {
      const { server, engine } = dock();
      server.crash("container-engine");
      engine.pull(nginx);
    },
    "memory that a process has not": beyond,
    "a file that is not there": running((web) => web.readFile("/data/cart")),
    "a full disk": full,
    "ports that are no list": () =>
      dock().engine.create({ name: "web", image: nginx, publish: any({ hostPort: 80 }) }),
    "no addresses for containers": () => {
      const host = new Server().install(new HostOs());
      const kvm = host.install(new Hypervisor({ profile: profiles.kvm }));
      kvm.defineNetwork({ name: "nat", mode: "nat", subnet: "192.168.0.0/16" });
      host.install(new ContainerEngine());
    },
  },
);

test("an image that is not known", () => {
  expect(saidOf(area, ko, () => dock().engine.run({ name: "web", image: "nginx" }))).toEqual({
    request: '"web" 컨테이너를 실행할 수 없습니다',
    expected: "레지스트리에 있는 이미지 이름",
    found: '"nginx" 이미지가 없음',
    hint: '다음이 있습니다: "nginx:1.27", "nginx:1.27-alpine"',
  });
});

test("an image for another kernel", () => {
  expect(saidOf(area, ko, foreign)).toMatchObject({
    request: '"nginx:1.27" 이미지를 내려받을 수 없습니다',
    expected: "Windows용 이미지 (컨테이너는 커널이 따로 없고 Windows 11 커널을 함께 씀)",
    found: 'Linux용 이미지 "nginx:1.27"',
  });
});

test.each([
  ["created", "pause", "실행 중인 컨테이너", "지금 생성됨", "start(), remove()"],
  [
    "running",
    "start",
    "생성되었거나 종료된 컨테이너",
    "지금 실행 중",
    "pause(), stop(), kill(), launch()",
  ],
  ["paused", "stop", "실행 중인 컨테이너", "지금 일시 중지됨", "unpause(), kill()"],
] as const)("while %s, %s()", (state, operation, expected, found, allowed) => {
  expect(
    saidOf(
      area,
      ko,
      inState(state, (web) => web[operation]()),
    ),
  ).toMatchObject({
    expected,
    found,
    hint: `지금 할 수 있는 것 가운데서 고르세요: ${allowed}`,
  });
});

test("memory that a process has not", () => {
  expect(saidOf(area, ko, beyond)).toMatchObject({
    request: '"job" 프로세스의 메모리에 쓸 수 없습니다',
    expected: '"job" 프로세스에 매핑된 주소 (0x0부터 1 MiB까지)',
    found: "0x10_0000 주소에 매핑된 것이 없음(SIGSEGV)",
  });
});

/** An engine that is down, after this was done to its host. */
const downBy = (act: (parts: ReturnType<typeof dock>) => unknown) => () => {
  const parts = dock();
  act(parts);
  return parts.engine.pull(nginx);
};

test.each([
  [
    "it crashed",
    "엔진이 크래시되어 멈춤",
    downBy(({ server }) => server.crash("container-engine")),
  ],
  [
    "its host OS panicked",
    "호스트 OS가 커널 패닉으로 멈춤",
    downBy(({ server }) => server.crash("host-os")),
  ],
  ["its host OS is booting", "호스트 OS 부팅 중", downBy(({ host }) => host.reboot())],
  ["the server is off", "서버 전원이 꺼져 있음", downBy(({ server }) => server.powerOff())],
  [
    "there is no operating system on the server's disk any more",
    "서버 디스크에 운영체제가 더는 없음",
    downBy(({ host }) => {
      host.writeDisk(0, "virus");
      host.reboot();
    }),
  ],
])("an engine is down because %s", (en, korean, call) => {
  expect(refusal(call).found).toBe(en);
  expect(saidOf(area, ko, call)).toMatchObject({ found: korean });
});
