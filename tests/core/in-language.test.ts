// A refusal in both languages: the English sentences are those that the error carries, the Korean ones are made from
// its data. And every part of the core that has messages has them in Korean.
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogueOf } from "../../src/simulation/catalogue.ts";
import { HypervisorError } from "../../src/simulation/error.ts";
import { inLanguage } from "../../src/simulation/in-language.ts";
import {
  exitPath,
  GiB,
  Hypervisor,
  plot,
  profiles,
  Server,
  VirtualMachine,
} from "../../src/stdlib/index.ts";
import type { RefusalData } from "../../src/trace/message.ts";
import { files, read, root } from "../architecture/repository.ts";

const small = { vcpus: 1, memory: GiB(1), disk: GiB(5) };
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

const provoked: [key: string, provoke: () => unknown, korean: string][] = [
  [
    "simulation:invalid-argument/whole-number",
    () => build({ cpus: 0 }),
    "server: 서버를 만들 수 없습니다. 실제: cpus 값이 0. 필요한 것: cpus 값으로 1부터 1024까지의 정수. 힌트: cpus: 4처럼 쓰세요.",
  ],
  [
    "simulation:invalid-argument/whole-number",
    () => build({ memory: 5000 }),
    "server: 서버를 만들 수 없습니다. 실제: memory 값이 5000. 필요한 것: memory 값으로 4096 이상이고 4096의 배수인 바이트 수. 힌트: 메모리는 4 KiB 페이지 단위입니다. memory: GiB(32)처럼 쓰세요.",
  ],
  [
    "simulation:invalid-argument/one-of",
    () => exitPath({ ...profiles.kvm, paths: { hlt: [] } } as never, "no" as never),
    'KVM: exit를 그릴 수 없습니다. 실제: reason 값이 "no". 필요한 것: reason 값으로 "hlt". 힌트: reason: "hlt"처럼 쓰세요.',
  ],
  [
    "simulation:invalid-argument/by-new",
    () => new (VirtualMachine as unknown as new () => object)(),
    'model: new로 가상 머신 객체를 만들 수 없습니다. 실제: 생성자를 직접 불렀음. 필요한 것: 그런 객체를 만드는 모델의 연산. 힌트: hypervisor.create({ name: "shop", … })처럼 쓰세요.',
  ],
  [
    "host:no-component",
    () => rack().server.crash("door"),
    'rack: "door" 구성 요소를 크래시시킬 수 없습니다. 실제: 그런 구성 요소가 없음. 필요한 것: 동작 중인 구성 요소의 id, 또는 한 구성 요소만 가진 역할. 힌트: 다음이 있습니다: "hypervisor:hv".',
  ],
  // What has no name yet is called by what it would be.
  [
    "simulation:invalid-argument/name",
    () => rack().hypervisor.create({} as never),
    'hv: 가상 머신을 만들 수 없습니다. 실제: name 값이 undefined. 필요한 것: 한글·영문·숫자와 . - _로 된 이름 (빈칸 없이 1~63자, 첫 글자는 글자나 숫자). 힌트: "web-1" 같은 이름을 쓰세요.',
  ],
  // A hint that asks has no full stop.
  [
    "host:no-image",
    () => rack().hypervisor.create({ ...small, name: "db", image: "debian-1" }),
    'hv: "db" 가상 머신을 만들 수 없습니다. 실제: "debian-1" 이미지가 없음. 필요한 것: 목록에 있는 이미지 이름. 힌트: 혹시 "debian-12"인가요?',
  ],
  [
    "stdlib:invalid-argument/column",
    () => plot([{ a: 1 }], { x: "b", y: "a" }),
    'plot: 그래프를 그릴 수 없습니다. 실제: "b" 열이 어느 행에도 없음. 필요한 것: 행에 있는 열의 이름. 힌트: 다음이 있습니다: a.',
  ],
];

describe("a refusal", () => {
  test.each(provoked)("%s is said in Korean", (key, provoke, korean) => {
    const { about } = refusalOf(provoke);
    expect(about.refusal.key).toBe(key);
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
    ["of another area", refusalData("moon:no-image")],
    ["with a key that its area has not", refusalData("host:no-moon")],
    ["with a key that every object has", refusalData("host:constructor")],
  ])("%s is not said", (_, about) => {
    expect(inLanguage(about, "ko")).toBeNull();
  });

  test("keeps its data out of what is shown or stored of it", () => {
    const error = refusalOf(() => build({ cpus: 0 }));
    expect(error.about.refusal.key).toBe("simulation:invalid-argument/whole-number");
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

  test("there is one for each part of the core that refuses", () => {
    expect(catalogues.length).toBeGreaterThanOrEqual(20);
  });
});

test("no part of the core makes a refusal without a catalogue", () => {
  const makers = files().filter(
    (path) =>
      /^src\/(?:simulation|host|hypervisor|stdlib)\/.*\.ts$/.test(path) &&
      read(path).includes("new HypervisorError("),
  );
  expect(makers).toEqual(["src/simulation/catalogue.ts"]);
});
