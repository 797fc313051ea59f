// What hypervisors and machines say when they refuse: each sentence of their catalogues is met by asking for what is
// refused.

import { describe, expect, test } from "vitest";
import { batch, Cluster, GiB, Hypervisor, ms, seconds } from "../../src/stdlib/index.ts";
import type { DomainState, ErrorCode, HypervisorError } from "../../src/stdlib/index.ts";
import { en as server } from "../../src/host/messages.en.ts";
import { ko as serverKo } from "../../src/host/messages.ko.ts";
import { en as lifecycle } from "../../src/hypervisor/lifecycle/messages.en.ts";
import { ko as lifecycleKo } from "../../src/hypervisor/lifecycle/messages.ko.ts";
import { en as machine } from "../../src/hypervisor/machine/messages.en.ts";
import { ko as machineKo } from "../../src/hypervisor/machine/messages.ko.ts";
import { en as hypervisor } from "../../src/hypervisor/messages.en.ts";
import { ko as hypervisorKo } from "../../src/hypervisor/messages.ko.ts";
import { en as nesting } from "../../src/hypervisor/nesting/messages.en.ts";
import { ko as nestingKo } from "../../src/hypervisor/nesting/messages.ko.ts";
import { en as storage } from "../../src/hypervisor/storage/messages.en.ts";
import { ko as storageKo } from "../../src/hypervisor/storage/messages.ko.ts";
import type { Messages } from "../../src/simulation/catalogue.ts";
import type { Sentences } from "../../src/simulation/error.ts";
import type { Message } from "../../src/trace/message.ts";
import { machineIn, rack, refusal, sized } from "./machine.ts";
import { blank, L1, nested } from "./nested.ts";
import {
  gone,
  hypervisors,
  inState,
  kept,
  machines,
  nests,
  outer,
  snapshots,
  states,
} from "./machine-refusals.ts";
import { unfinished } from "./messages/in-korean.ts";
import { pair } from "./two-servers.ts";

const provoked = {
  hypervisor: hypervisors,
  "hypervisor/machine": machines,
  "hypervisor/lifecycle": states,
  "hypervisor/storage": snapshots,
  "hypervisor/nesting": nests,
};

const catalogues: Readonly<Record<string, Readonly<Record<"en" | "ko", Messages>>>> = {
  host: { en: server, ko: serverKo },
  hypervisor: { en: hypervisor, ko: hypervisorKo },
  "hypervisor/machine": { en: machine, ko: machineKo },
  "hypervisor/lifecycle": { en: lifecycle, ko: lifecycleKo },
  "hypervisor/storage": { en: storage, ko: storageKo },
  "hypervisor/nesting": { en: nesting, ko: nestingKo },
};

type Said = (details: Message["details"]) => unknown;

/** What a catalogue says of a message that has crossed a worker. */
function say(language: "en" | "ko", part: keyof Messages, message: Message | undefined): unknown {
  const [area = "", key = ""] = message?.key.split(":") ?? [];
  const entries = catalogues[area]?.[language][part] as Readonly<Record<string, Said>> | undefined;
  return entries?.[key]?.(structuredClone(message?.details ?? {}));
}

const sentences = ({ expected, found, hint }: HypervisorError | Sentences) => ({
  ...{ expected, found, hint },
});

const all = (part: "requests" | "refusals") =>
  Object.entries(provoked).flatMap(([area, { [part]: asked }]) =>
    Object.entries<() => unknown>(asked).map(
      ([key, provoke]) => [`${area}:${key}`, provoke] as const,
    ),
  );

/** What a refusal says in Korean: the request, and what was expected, found and is hinted at. */
function korean(provoke: () => unknown): readonly string[] {
  const { about } = refusal(provoke);
  const { expected, found, hint } = say("ko", "refusals", about?.refusal) as Sentences;
  return [String(say("ko", "requests", about?.request)), expected, found, hint];
}

const codes: Readonly<Record<ErrorCode, true>> = {
  "invalid-argument": true,
  "operation-invalid": true,
  "not-installed": true,
  "already-installed": true,
  "config-unsupported": true,
  "no-connect": true,
  "no-component": true,
  "domain-exists": true,
  "server-exists": true,
  "no-valid-host": true,
  "no-domain": true,
  "no-image": true,
  "container-exists": true,
  "no-container": true,
  "no-process": true,
  "no-file": true,
  "segmentation-fault": true,
  "no-operating-system": true,
  "insufficient-cpus": true,
  "insufficient-memory": true,
  "insufficient-disk": true,
  "application-exists": true,
  "snapshot-exists": true,
  "no-snapshot": true,
  "resource-busy": true,
  "no-space": true,
  "guest-page-fault": true,
  "io-error": true,
  "forged-transmit": true,
  "network-exists": true,
  "no-network": true,
};

const broken = /undefined|NaN|\[object|^$/;
const hangul = /[가-힣]/;

describe("said of", () => {
  test.each(all("requests"))("the request %s", (key, provoke) => {
    const error = refusal(provoke);
    const request = error.about?.request;
    expect(request?.key).toBe(key);
    expect(error.message).toContain(
      `${error.subject}: ${String(say("en", "requests", request))}: `,
    );
    const said = say("ko", "requests", request);
    expect(said).toMatch(hangul);
    expect(said).not.toMatch(broken);
  });

  test.each(all("refusals"))("the refusal %s", (key, provoke) => {
    const error = refusal(provoke);
    const message = error.about?.refusal;
    expect(message?.key).toBe(key);
    expect(say("en", "refusals", message)).toEqual(sentences(error));
    expect(error.found).not.toMatch(unfinished);
    for (const sentence of Object.values(say("ko", "refusals", message) as Sentences)) {
      expect(sentence).toMatch(hangul);
      expect(sentence).not.toMatch(broken);
    }
  });
});

test.each(Object.entries(catalogues))("keys of refusals begin with a code: %s", (_, { en }) => {
  const unknown = Object.keys(en.refusals).filter(
    (key) => !Object.hasOwn(codes, key.split("/")[0] ?? ""),
  );
  expect(unknown).toEqual([]);
});

const clone = (state: DomainState) => machineIn(state).hypervisor.clone("shop", { name: "web" });

describe("in Korean", () => {
  test.each<[string, () => unknown, readonly string[]]>([
    [
      "a state that does not allow it",
      () => inState("paused").suspend(),
      [
        '"shop" 가상 머신을 일시 중지할 수 없습니다',
        "실행 중인 가상 머신",
        "지금 일시 중지됨",
        "이 상태에서는 resume(), destroy()만 할 수 있습니다",
      ],
    ],
    [
      "a use of a machine that is off",
      () => inState("shutoff").guest.read(0, 1),
      [
        '"shop" 가상 머신의 장치를 쓸 수 없습니다',
        "실행 중인 가상 머신",
        "지금 꺼짐",
        "이 상태에서는 install(), start(), undefine()만 할 수 있습니다",
      ],
    ],
    [
      "a machine that is gone",
      () => gone().start(),
      [
        '"shop" 가상 머신을 시작할 수 없습니다',
        "꺼져 있는 가상 머신",
        "undefine()으로 삭제되어 이제 없음",
        "define()이나 create()로 새로 만드세요",
      ],
    ],
    [
      "a snapshot of a machine that crashed",
      () => inState("crashed").snapshot("clean"),
      [
        '"shop" 가상 머신의 "clean" 스냅샷을 찍을 수 없습니다',
        "꺼져 있거나 실행 중이거나 일시 중지된 가상 머신",
        "지금 크래시됨",
        "이전 스냅샷으로 revert() 하거나, 먼저 destroy() 하세요",
      ],
    ],
    [
      "the parent of linked clones",
      states.refusals["resource-busy"],
      [
        '"shop" 가상 머신을 삭제할 수 없습니다',
        "다른 디스크의 바탕이 되지 않는 디스크",
        '연결된 복제본이 이 디스크를 바탕으로 쓰고 있음 ("web-1", "web-2")',
        "먼저 연결된 복제본을 undefine() 하세요. 전체 복제본은 원본에 의존하지 않습니다",
      ],
    ],
    [
      "a snapshot by a wrong name",
      () => kept().vm.revert("claen"),
      [
        '"shop" 가상 머신을 "claen" 스냅샷으로 되돌릴 수 없습니다',
        "이 가상 머신에 있는 스냅샷의 이름",
        '"claen" 스냅샷이 없음',
        '다음이 있습니다: "clean"',
      ],
    ],
    [
      "a template",
      machines.refusals["operation-invalid/template"],
      [
        '"shop" 가상 머신을 시작할 수 없습니다',
        "템플릿이 아닌 가상 머신",
        "템플릿이어서 start() 불가",
        'hypervisor.clone("golden", { name: "web-1" })처럼 복제하거나, 먼저 markAsVirtualMachine() 하세요',
      ],
    ],
    [
      "memory beyond its own",
      machines.refusals["guest-page-fault"],
      [
        "게스트 페이지 폴트로 gpa 0x1000_0000 주소를 읽을 수 없습니다",
        "매핑된 페이지 (0x0부터 0xfff_ffff까지)",
        "2단계 매핑이 없음",
        '"shop" 가상 머신의 메모리는 256 MiB이고, 그 너머는 자기 것이 아닙니다',
      ],
    ],
    [
      "no room on the disk",
      machines.refusals["no-space"],
      [
        "I/O 오류로 디스크 vda의 섹터 1024000번에 쓸 수 없습니다",
        "서버 디스크의 빈 블록",
        '남은 공간이 없어(ENOSPC) "shop" 가상 머신이 일시 중지됨',
        "undefine()이나 deleteSnapshot()으로 자리를 만들고, resume() 한 다음 다시 쓰세요",
      ],
    ],
    [
      "type 1 on a system",
      nests.refusals["config-unsupported/system-in-the-way"],
      [
        '"hypervisor" 소프트웨어를 설치할 수 없습니다',
        "디스크가 빈 가상 머신 (유형 1 하이퍼바이저: 하드웨어를 혼자 쓰는 제품)",
        '"beside" 가상 머신에 Alpine Linux 3.21 설치됨',
        "운영체제 없이 define() 하고 start() 한 가상 머신에 설치하거나, vm.nest(new Hypervisor({ profile: profiles.kvm }))처럼 쓰세요",
      ],
    ],
    [
      "a machine below that is off",
      nests.refusals["no-connect/not-on"],
      [
        '"x" 가상 머신을 정의할 수 없습니다',
        '동작 중인 "outer" 가상 머신 (하이퍼바이저가 그 안에 있음)',
        "지금 꺼짐",
        "start() 하세요",
      ],
    ],
    [
      "a machine by a wrong name",
      hypervisors.refusals["no-domain"],
      [
        '"shpo" 가상 머신을 찾을 수 없습니다',
        "정의되어 있는 가상 머신의 이름",
        "그런 이름의 가상 머신이 없음",
        '다음이 있습니다: "shop"',
      ],
    ],
    [
      "a hop to nowhere",
      hypervisors.refusals["invalid-argument/hop-to"],
      [
        "하이퍼바이저를 만들 수 없습니다",
        '모든 단계가 프로필에 있는 구성 요소 사이를 지나는 "hypercall" 경로',
        '"moon"에 도착하는 단계가 있음',
        "profile: profiles.xen처럼 `profiles`에 있는 것을 쓰거나, 그 사본을 고쳐 쓰세요",
      ],
    ],
    [
      "a time slice on a host OS",
      hypervisors.refusals["config-unsupported/time-slice"],
      [
        '"KVM" 소프트웨어를 설치할 수 없습니다',
        "따로 정하지 않은 타임 슬라이스 (스케줄은 호스트 OS가 함)",
        "요청한 값은 5 ms, 호스트 OS가 주는 값은 2.8 ms",
        "new HostOs({ timeSlice: ms(10) })처럼 호스트 OS에 정하세요",
      ],
    ],
  ])("%s", (_, provoke, said) => {
    expect(korean(provoke)).toEqual(said);
  });

  const [expected, found, hint] = [1, 2, 3];

  test.each<[number, string, () => unknown]>([
    [found, "그 이름의 가상 머신이 이미 있음 (꺼짐)", machines.refusals["domain-exists"]],
    [
      found,
      "그 이름의 가상 머신이 이 서버로 옮겨 오는 중",
      () => {
        const { vm, there } = pair();
        vm.migrate(there);
        return there.define({ name: "shop", ...sized });
      },
    ],
    [
      found,
      "그 이름의 가상 머신이 다른 가상 머신의 안이나 바깥에 있음",
      () => nested().hypervisor.define(blank("a")),
    ],
    [
      hint,
      "다른 이름을 고르거나, 마이그레이션이 끝날 때까지 cluster.run(…) 하세요. 그 가상 머신을 destroy() 하면 마이그레이션도 끝납니다",
      () => {
        const { vm, there } = pair();
        vm.migrate(there);
        return there.define({ name: "shop", ...sized });
      },
    ],
    [hint, "다른 이름을 고르세요", () => nested().hypervisor.define(blank("a"))],
    [
      hint,
      "먼저 스냅샷을 deleteSnapshot() 하거나, 다른 가상 머신에 restore() 하세요",
      () => {
        const { cluster, vm, there } = pair();
        const kept = vm.backup(there);
        cluster.run(seconds(60));
        return vm.snapshot("clean").destroy().restore(kept);
      },
    ],
    [
      hint,
      "앞선 백업을 넘기거나, vm.backup(hypervisor)로 다시 백업하세요",
      () => {
        const { cluster, second, vm, there } = pair();
        const lost = vm.backup(there);
        second.powerOff();
        cluster.run(seconds(1));
        return vm.destroy().restore(lost);
      },
    ],
    [
      found,
      "아직 복사 중인 백업",
      () => {
        const { vm, here, there } = pair();
        return here.define({ ...sized, name: "again" }).restore(vm.backup(there));
      },
    ],
    [hint, "전원을 끊는 destroy()를 쓰세요", () => outer().boot().shutdown()],
    [hint, "destroy() 한 다음 start() 하세요", () => outer().boot().reboot()],
    [
      hint,
      "destroy() 하고, 운영체제를 install() 한 다음 start() 하세요",
      () =>
        outer()
          .boot()
          .launch(batch({ name: "job", compute: ms(1) })),
    ],
    [hint, "먼저 shutdown()이나 destroy() 하세요", () => clone("blocked")],
    [hint, "꺼질 때까지 server.run(…) 하세요", () => clone("shutdown")],
    [hint, "destroy()로 전원을 끊으세요", () => clone("crashed")],
    [hint, "먼저 snapshot()으로 스냅샷을 찍으세요", () => inState("shutoff").revert("clean")],
    [hint, "먼저 define()으로 만드세요", () => rack().hypervisor.lookup("shop")],
    [found, "씬(thin) 디스크", nests.refusals["config-unsupported/disk"]],
    [found, "스냅샷이 있음", () => outer().boot("debian-12").snapshot("clean").nest(L1())],
    [
      found,
      '"rack-1" 서버가 클러스터에 들어 있지 않음',
      machines.refusals["config-unsupported/no-shared-storage"],
    ],
    [
      found,
      '"rack-1" 서버의 클러스터에 공유 스토리지가 없음',
      () => {
        const server = new Cluster().add({ name: "rack-1", cpus: 1, memory: GiB(4), disk: GiB(9) });
        const local = server.install(new Hypervisor());
        return local.define({ name: "shop", ...sized, storage: "shared" });
      },
    ],
    [expected, "실행 중인 가상 머신", () => inState("paused").nest(L1())],
  ])("sentence %i of a refusal: %s", (at, sentence, provoke) => {
    expect(korean(provoke)[at]).toBe(sentence);
  });
});
