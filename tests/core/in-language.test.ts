// A refusal in both languages: the English sentences are those that the error carries, the Korean ones are made from
// its data. And every part of the core that has messages has them in Korean.
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogueOf } from "../../src/simulation/catalogue.ts";
import { HypervisorError } from "../../src/simulation/error.ts";
import { inLanguage } from "../../src/simulation/in-language.ts";
import { bytesOf, yesOrNo } from "../../src/simulation/argument.ts";
import {
  exitPath,
  GiB,
  Hypervisor,
  memoryMap,
  plot,
  profiles,
  seconds,
  Server,
  VirtualMachine,
} from "../../src/stdlib/index.ts";
import type { RefusalData } from "../../src/trace/message.ts";
import { files, read, root } from "../architecture/repository.ts";

const build = (spec: object) =>
  new Server({ ...{ cpus: 2, memory: GiB(8) }, disk: GiB(50), ...spec });

/** A server named rack with a hypervisor. */
function rack(spec: object = {}) {
  const server = build({ name: "rack", ...spec });
  const hypervisor = server.install(new Hypervisor({ name: "hv" }));
  return { server, hypervisor };
}

function refusalOf(provoke: () => unknown): HypervisorError {
  try {
    provoke();
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ at, kind: `k${at}` }));

const provoked: [key: string, provoke: () => unknown, korean: string][] = [
  [
    "invalid-argument/whole-number",
    () => build({ cpus: 0 }),
    "server: 서버를 만들 수 없습니다. 실제: cpus 값이 0. 필요한 것: cpus: 1부터 1024까지의 정수. 힌트: cpus: 4처럼 쓰세요.",
  ],
  [
    "invalid-argument/whole-number",
    () => build({ memory: 4097 }),
    "server: 서버를 만들 수 없습니다. 실제: memory 값이 4097. 필요한 것: memory: 4096 이상의 정수이고 4096의 배수. 힌트: 메모리는 4 KiB 페이지 단위입니다. memory: GiB(32)처럼 쓰세요.",
  ],
  [
    "invalid-argument/name",
    () => build({ name: "a b" }),
    'server: 서버를 만들 수 없습니다. 실제: name 값이 "a b". 필요한 것: 이름: 글자, 숫자, 점, 붙임표, 밑줄로 1~63자, 글자나 숫자로 시작. 힌트: name: "web-1"처럼 쓰세요.',
  ],
  [
    "invalid-argument/options",
    () => new Server([] as never),
    "server: 서버를 만들 수 없습니다. 실제: 인자가 배열. 필요한 것: 인자: 이름 붙은 옵션을 담은 객체. 힌트: new Server({ cpus: 4, memory: GiB(32), disk: GiB(500) })처럼 쓰세요.",
  ],
  [
    "invalid-argument/one-of",
    () => plot([], { x: "a", mark: "pie" as never }),
    'plot: 그래프를 그릴 수 없습니다. 실제: mark 값이 "pie". 필요한 것: mark: "line" 또는 "point" 또는 "bar" 또는 "area" 또는 "histogram". 힌트: mark: "line"처럼 쓰세요.',
  ],
  [
    "invalid-argument/one-of",
    () => exitPath({ ...profiles.kvm, paths: { hlt: [] } } as never, "no" as never),
    'KVM: exit의 경로를 그릴 수 없습니다. 실제: reason 값이 "no". 필요한 것: reason: "hlt". 힌트: reason: "hlt"처럼 쓰세요.',
  ],
  [
    "invalid-argument/yes-or-no",
    () => yesOrNo(asked(), "thin", 1),
    "rack: 실행할 수 없습니다. 실제: thin 값이 1. 필요한 것: thin: true 또는 false. 힌트: thin: true처럼 쓰세요.",
  ],
  [
    "invalid-argument/data",
    () => bytesOf(asked(), () => 0),
    'rack: 실행할 수 없습니다. 실제: data 값이 function 타입의 값. 필요한 것: data: 문자열 또는 Uint8Array. 힌트: "hello" 같은 문자열을 넘기세요.',
  ],
  [
    "invalid-argument/by-new",
    () => new (VirtualMachine as unknown as new () => object)(),
    'model: new로 가상 머신 객체를 만들 수 없습니다. 실제: 생성자를 직접 불렀음. 필요한 것: 그런 객체를 만드는 모델의 연산. 힌트: hypervisor.create({ name: "shop", … })처럼 쓰세요.',
  ],
  [
    "already-installed/server",
    () => rack().server.install(new Hypervisor()),
    'rack: "hypervisor" 설치를 할 수 없습니다. 실제: "hv" 실행 중. 필요한 것: 아무것도 설치되지 않은 서버. 힌트: Server를 하나 더 만들어 거기에 설치하세요.',
  ],
  [
    "invalid-argument/software",
    () => build({ name: "rack" }).install({} as never),
    "rack: 설치할 수 없습니다. 실제: 하드웨어를 맡을 수 없는 것. 필요한 것: 서버에 바로 설치하는 소프트웨어. 힌트: server.install(new Hypervisor())처럼 쓰세요.",
  ],
  [
    "invalid-argument/progress",
    () => rack().server.run(1, { progress: 5 as never }),
    "rack: 실행할 수 없습니다. 실제: progress 값이 5. 필요한 것: progress: 함수. 힌트: progress: ({ fraction }) => console.log(fraction)처럼 쓰세요.",
  ],
  [
    "no-component",
    () => rack().server.crash("door"),
    'rack: "door" 부분을 고장 낼 수 없습니다. 실제: 그런 부분이 없음. 필요한 것: 동작 중인 부분의 id, 또는 한 부분만 가진 역할. 힌트: 다음이 있습니다: "hypervisor:hv".',
  ],
  [
    "operation-invalid/running",
    () => {
      const { server } = rack();
      server.run(seconds(1), { progress: () => server.run(1) });
    },
    "rack: 실행할 수 없습니다. 실제: 실행이 진행 중이고, 그 안에서 호출했음. 필요한 것: 시계가 멈춰 있는 서버. 힌트: progress 안이 아니라 실행이 끝난 뒤에 run을 부르세요.",
  ],
  [
    "operation-invalid/nothing-up",
    () => build({ name: "rack" }).powerOff(),
    "rack: 전원을 끊을 수 없습니다. 실제: 동작 중인 것이 없음. 필요한 것: 소프트웨어가 동작 중인 서버. 힌트: 하이퍼바이저를 install() 하거나 Server를 새로 만드세요.",
  ],
  [
    "invalid-argument/no-column",
    () => plot([{ a: 1 }], { x: "b", y: "a" }),
    'plot: 그래프를 그릴 수 없습니다. 실제: "b" 열이 어느 행에도 없음. 필요한 것: 행에 있는 열의 이름. 힌트: 다음이 있습니다: a.',
  ],
  [
    "invalid-argument/no-column",
    () => plot([], { x: "b", y: "a" }),
    'plot: 그래프를 그릴 수 없습니다. 실제: "b" 열이 어느 행에도 없음. 필요한 것: 행에 있는 열의 이름. 힌트: 행을 하나 이상 넘기세요.',
  ],
  [
    "invalid-argument/plain-values",
    () => plot([{ a: [] }], { x: "a", y: "a" }),
    "plot: 그래프를 그릴 수 없습니다. 실제: a 값이 배열. 필요한 것: a: 숫자 또는 문자열. 힌트: 숫자나 문자열만 든 열을 고르세요.",
  ],
  [
    "invalid-argument/options",
    () => plot([], null as never),
    'plot: 그래프를 그릴 수 없습니다. 실제: options 값이 null. 필요한 것: options: x와 y가 있는 객체. 힌트: plot(rows, { x: "machines", y: "ready" })처럼 쓰세요.',
  ],
  [
    "invalid-argument/rows",
    () => plot(rows(5001), { x: "at", y: "at" }),
    "plot: 그래프를 그릴 수 없습니다. 실제: 행 5001개. 필요한 것: 행 5000개까지. 힌트: 일부만 뽑거나 구간마다 평균을 내어 그리세요.",
  ],
  [
    "invalid-argument/numbers",
    () => plot(rows(2), { x: "kind", mark: "histogram" }),
    'plot: 그래프를 그릴 수 없습니다. 실제: kind 값이 "k0". 필요한 것: kind: 모든 행에서 숫자. 힌트: mark: "bar"로 그리세요.',
  ],
  [
    "invalid-argument/numbers",
    () => plot(rows(2), { x: "at", y: "kind" }),
    'plot: 그래프를 그릴 수 없습니다. 실제: kind 값이 "k0". 필요한 것: kind: 모든 행에서 숫자. 힌트: 문자열은 x축에 두세요.',
  ],
  [
    "invalid-argument/series",
    () => plot(rows(7), { x: "at", y: "at", color: "kind" }),
    "plot: 그래프를 그릴 수 없습니다. 실제: kind 열의 계열 7개. 필요한 것: 구별해 볼 수 있게 kind 열의 계열 6개까지. 힌트: 먼저 행을 걸러 내세요.",
  ],
  [
    "invalid-argument/hypervisor",
    () => memoryMap(build({ name: "spare" }), rack().hypervisor),
    'memoryMap: 메모리 맵을 그릴 수 없습니다. 실제: "hv" 하이퍼바이저가 그 서버의 계층에 없거나 가상 머신 안에 있음. 필요한 것: "spare" 서버에서 바로 실행 중인 하이퍼바이저. 힌트: memoryMap(server, hypervisor)에 하이퍼바이저를 설치한 서버를 넘기세요.',
  ],
];

/** A request of rack's, to be refused. */
const asked = () => {
  const { about, subject } = refusalOf(() => rack().server.run(1, { progress: 5 as never }));
  return { subject, request: "cannot run", ...(about?.request && { message: about.request }) };
};

describe("a refusal", () => {
  test.each(provoked)("%s is said in Korean", (key, provoke, korean) => {
    const { about } = refusalOf(provoke);
    expect(about?.refusal.key.split(":")[1]).toBe(key);
    expect(inLanguage(about, "ko")?.message).toBe(korean);
  });

  test.each(provoked)("%s is said in English as the error says it", (_, provoke) => {
    const error = refusalOf(provoke);
    // The data is plain: what was stored as JSON says the same.
    const about = JSON.parse(JSON.stringify(error.about)) as RefusalData;
    const { message, found, expected, hint } = error;
    expect(inLanguage(about, "en")).toMatchObject({ message, found, expected, hint });
  });

  test.each<[string, RefusalData | undefined]>([
    ["without data", undefined],
    ["without a request", { subject: "a", request: undefined, refusal: message("host:no-image") }],
    ["of another area", refusalData("moon:no-image")],
    ["with a key that its area has not", refusalData("host:no-moon")],
    ["with a key that every object has", refusalData("host:constructor")],
  ])("%s is not said", (_, about) => {
    expect(inLanguage(about, "ko")).toBeNull();
  });

  test("keeps its data out of what is shown or stored of it", () => {
    const error = refusalOf(() => build({ cpus: 0 }));
    expect(error.about?.refusal.key).toBe("simulation:invalid-argument/whole-number");
    expect(Object.keys(error)).not.toContain("about");
  });
});

function message(key: string) {
  return { key, details: {} };
}

function refusalData(key: string): RefusalData {
  return { subject: "a", request: message("host:run"), refusal: message(key) };
}

const catalogues = files().filter((path) => /^src\/.*messages\.en\.ts$/.test(path));

/** `src/host/messages.en.ts` is "host", `src/stdlib/figures/plot-messages.en.ts` "stdlib/figures/plot". */
const areaOf = (path: string) => path.replace(/^src\/(.*)[-/]messages\.en\.ts$/, "$1");

describe("a catalogue", () => {
  test.each(catalogues)("of %s has a Korean one, under the name of its folder", async (path) => {
    await import(pathToFileURL(`${root}${path.replace(".en.ts", ".ts")}`).href);
    const catalogue = catalogueOf(areaOf(path));
    expect(catalogue?.in("en").refusals).toBeDefined();
    expect(catalogue?.in("ko")).not.toBe(catalogue?.in("en"));
  });

  test("there is one for each area that has been converted", () => {
    expect(catalogues.length).toBeGreaterThanOrEqual(4);
  });
});

/** Folders whose refusals are still in English alone. To be emptied, and this test then says that none is left. */
const unconverted = [
  ...["", "/cluster", "/container", "/host-os", "/io", "/lifecycle", "/machine", "/management"],
  ...["/memory", "/migration", "/nesting", "/placement", "/scheduling", "/storage", "/workload"],
].map((folder) => `src/hypervisor${folder}`);

test("no other part of the core makes refusals without a catalogue", () => {
  const own = ["src/simulation/catalogue.ts", "src/simulation/argument.ts"];
  const folders = files()
    .filter((path) => /^src\/(?:simulation|host|hypervisor|stdlib)\/.*\.ts$/.test(path))
    .filter((path) => !own.includes(path) && /new HypervisorError\(|refuseValue\(/.test(read(path)))
    .map((path) => path.slice(0, path.lastIndexOf("/")));
  expect([...new Set(folders)].filter((folder) => !unconverted.includes(folder))).toEqual([]);
});
