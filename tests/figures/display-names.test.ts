// What the model's words are called on a page, and where a table shows them so.
import { describe, expect, test } from "vitest";
import { displayName } from "../../src/stdlib/display-names.ts";
import { ko } from "../../src/stdlib/display-names.ko.ts";
import { showAllParts } from "../../src/stdlib/all-parts.ts";
import { displayOf } from "../../src/stdlib/display.ts";
import {
  batch,
  compare,
  exitPath,
  GiB,
  Hypervisor,
  layers,
  lifecycle,
  plot,
  profiles,
  seconds,
  Server,
  snapshotTree,
  table,
} from "../../src/stdlib/index.ts";
import type { Words } from "../../src/stdlib/words.ts";
import { machineIn, rack, small } from "../core/machine.ts";
import { pair } from "../core/two-servers.ts";
import { bundleOf, mermaid, rowsOf, text } from "./bundle.ts";

showAllParts();

const hangul = /\p{Script=Hangul}/u;

const words = Object.entries(ko).flatMap(([kind, names]) =>
  Object.entries(names).map(([word, name]) => ({ kind: kind as keyof Words, word, name })),
);

describe("a display name", () => {
  test.each(words)("of $word ($kind) is Korean on a Korean page", ({ kind, word, name }) => {
    expect(displayName(kind, word, "ko")).toBe(name);
    const isIdle = word === "blocked" && (kind === "machine" || kind === "lifecycle");
    expect(displayName(kind, word, "en")).toBe(isIdle ? "running (idle)" : word);
    if (name !== "CPU") expect(name).toMatch(hangul);
  });

  test.each(["shop", "", "constructor", "__proto__"])("%j, which is no word, stays", (text_) => {
    expect(displayName("machine", text_, "ko")).toBe(text_);
  });
});

/** One column of a table on a Korean page. */
const column = (values: readonly unknown[], name = "what") =>
  rowsOf(bundleOf(table(values.map((value) => ({ [name]: value }))), "ko")).map((row) => row[name]);

describe("a column of a reader's table, on a Korean page", () => {
  test.each<[string, unknown[], unknown[]]>([
    ["states of machines", ["running", "shutoff"], ["실행 중", "꺼짐"]],
    ["states of a host OS", ["up", "no operating system"], ["동작 중", "운영체제 없음"]],
    ["roles", ["guest-os", "hardware"], ["게스트 OS", "하드웨어"]],
    ["reasons of exits", ["hlt", "mmio"], ["쉬러 감(HLT)", "장치 접근(MMIO)"]],
    ["schedulers", ["round robin", "credit"], ["라운드 로빈", "크레딧"]],
    ["states of requests", ["answered", "timed out"], ["응답받음", "시간 초과"]],
    ["operations, of which one is a state as well", ["start", "shutdown"], ["시작", "종료"]],
    ["words with nothing between them", ["running", null, 3], ["실행 중", null, 3]],
    ["a word beside sentences", ["running", "it is not there"], ["실행 중", "it is not there"]],
    ["names, one of which is a word", ["budget", "shop"], ["budget", "shop"]],
    ["words of two kinds", ["hlt", "shutoff"], ["hlt", "shutoff"]],
    ["other texts", ["none", "a b"], ["none", "a b"]],
    ["a part beside a name", ["guest OS", "kvm.ko"], ["게스트 OS", "kvm.ko"]],
    ["kinds of layer", ["hardware", "application"], ["하드웨어", "애플리케이션"]],
    ["names that are words of records as well", ["read", "write"], ["read", "write"]],
    ["names that are words of devices as well", ["network", "storage"], ["network", "storage"]],
    ["a name in Korean beside a word", ["상점", "running"], ["상점", "running"]],
    ["what every object has", ["constructor", "toString"], ["constructor", "toString"]],
  ])("%s", (_, values, shown) => {
    expect(column(values)).toEqual(shown);
  });

  test.each(["name", "subject", "application", "source"])("called %s holds names", (name) => {
    expect(column(["running"], name)).toEqual(["running"]);
  });

  test("is in the text as in the data", () => {
    const { vm } = machineIn("paused");
    const figure = table([{ machine: vm.name, state: vm.state }]);
    expect(text(figure, "ko")).toBe("machine  state\nshop     일시 중지됨");
    expect(text(figure, "en")).toBe("machine  state\nshop     paused");
  });

  test("stands in columns where a letter is two wide", () => {
    const rows = [
      { state: "running", at: 1 },
      { state: "paused", at: 2 },
    ];
    expect(text(table(rows), "ko")).toBe("state        at\n실행 중      1\n일시 중지됨  2");
  });

  test("shows what was when the table was made", () => {
    const row = { state: "running" };
    const figure = table([row]);
    row.state = "paused";
    expect(rowsOf(bundleOf(figure, "ko"))).toEqual([{ state: "실행 중" }]);
  });
});

describe("an idle machine in a reader's table", () => {
  const shown = (name: string, value: string, language: "en" | "ko") =>
    rowsOf(bundleOf(table([{ [name]: value }]), language))[0]?.[name];

  test.each<[string, string, string, string, string]>([
    ["a state", "state", "blocked", "running (idle)", "실행 중(유휴)"],
    ["any column of states", "guest on it", "blocked", "running (idle)", "실행 중(유휴)"],
    ["what a virtual CPU is at", "mode", "blocked", "blocked", "대기"],
    ["how an exit ended", "disposition", "blocked", "blocked", "대기"],
    ["a name", "name", "blocked", "blocked", "blocked"],
  ])("%s: %s, %s", (_, name, value, en, ko_) => {
    expect([shown(name, value, "en"), shown(name, value, "ko")]).toEqual([en, ko_]);
  });

  test("is blocked to a cell, and running (idle) wherever its state is shown", () => {
    const { vm, hypervisor } = machineIn("blocked");
    expect(vm.state).toBe("blocked");
    for (const value of [vm, [vm], hypervisor])
      expect(displayOf(value, "en")?.["text/plain"]).not.toMatch(/blocked/);
    expect(displayOf(vm, "en")?.["text/plain"]).toContain("running (idle)");
  });
});

describe("a record of the trace in a table, on a Korean page", () => {
  const shown = (records: readonly object[]) => rowsOf(bundleOf(table(records), "ko"));

  test("says its words by its own kind, whatever else is in the column", () => {
    const { server, vm } = machineIn("running");
    vm.launch(batch({ name: "read", compute: 1, write: 1 }));
    server.run(seconds(5));
    const one = (kind: "lifecycle" | "io" | "exit" | "guest" | "application") =>
      server.trace.of(kind).slice(0, 1);
    const records = [...one("lifecycle"), ...one("io"), ...one("exit"), ...one("guest")];
    const rows = shown([...records, ...one("application")]);
    expect(rows).toMatchObject([
      { kind: "수명 주기", operation: "설치", from: "아무것도 없음", to: "가상화됨" },
      { kind: "I/O 요청", device: "디스크", operation: "읽기" },
      { kind: "exit 발생", disposition: "처리됨" },
      { kind: "게스트", event: "부팅 시작" },
      { kind: "애플리케이션", application: "read", event: "실행 요청" },
    ]);
  });

  test("is shown so at the end of a cell, too, as other lists with words are", () => {
    const { server, vm } = machineIn("shutoff");
    vm.snapshot("running").snapshot("second");
    expect(rowsOf(displayOf(vm.snapshots(), "ko") ?? {})).toMatchObject([
      { name: "running", state: "꺼짐" },
      { name: "second", state: "꺼짐" },
    ]);
    expect(rowsOf(displayOf(server.trace.of("allocation"), "ko") ?? {})[0]).toMatchObject({
      kind: "할당",
      resource: "스토리지",
    });
    expect(displayOf([{ a: 1 }, { a: 2 }], "ko")).toBeNull();
  });
});

test("a comparison names types and refusals in the reader's language", () => {
  const found = compare([profiles.kvm], ({ vm }) => {
    vm.suspend();
    try {
      vm.suspend();
    } catch (error) {
      return { state: vm.state, answer: error };
    }
    return {};
  });
  const [row] = rowsOf(bundleOf(found, "ko"));
  expect(row).toMatchObject({ type: "의견이 갈림", state: "일시 중지됨" });
  expect(row?.["answer"]).toMatch(/\p{Script=Hangul}/u);
});

describe("code and data in a table", () => {
  test.each([
    ["en", "weight 256, cap 50 %"],
    ["ko", "가중치 256, 상한 50 %"],
  ] as const)("are a sentence in %s", (language, sentence) => {
    const { server, vm } = machineIn("running");
    vm.schedule({ cap: 50 });
    const figure = table(server.trace.of("lifecycle", "shop").slice(-1), { columns: ["detail"] });
    expect(rowsOf(bundleOf(figure, language))).toEqual([{ detail: sentence }]);
  });

  test("of another make are shown as any other value", () => {
    const own = [
      { code: "mine" },
      { code: 3 },
      new (class Own {
        readonly code = "idle";
      })(),
    ];
    const rows = rowsOf(bundleOf(table(own.map((value) => ({ value }))), "ko"));
    expect(rows.map(({ value }) => value)).toEqual(own);
  });

  test("are sentences in a list of records or of devices, too, which is a table", () => {
    const { server, vm } = machineIn("running");
    const records = displayOf(server.trace.of("allocation"), "ko") ?? {};
    expect(rowsOf(records)[0]).toMatchObject({
      subject: "shop",
      action: "할당",
      resource: "스토리지",
      detail: "디스크 vda, 1 GiB",
    });
    expect(rowsOf(displayOf(vm.devices(), "en") ?? {})[0]).toMatchObject({
      description: "1 virtual CPU",
      backedBy: "time on the 4 CPUs of rack-1",
    });
  });

  test.each<[string, unknown]>([
    ["flat objects, which are a table already", [{ a: 1 }, { a: 2 }]],
    ["a single record", [{ a: { code: "idle" } }]],
    [
      "what is not flat",
      [
        { a: { code: "idle" }, b: [] },
        { a: { code: "idle" }, b: [] },
      ],
    ],
    ["other things", [1, 2]],
  ])("%s stay what they are", (_, value) => {
    expect(displayOf(value, "en")).toBeNull();
  });

  test("are not looked for by calling a getter", () => {
    const row = {
      a: { code: "idle" },
      get b(): number {
        throw new Error("called");
      },
    };
    expect(displayOf([row, row], "en")).toBeNull();
  });
});

describe("remarks on products", () => {
  const remarks = Object.entries(profiles).map(([id, { remark }]) => [id, remark] as const);

  test.each(remarks)("%s: English where it is read, Korean where a page shows it", (_, remark) => {
    expect(remark).not.toMatch(hangul);
    expect(displayOf(remark, "en")).toBeNull();
    const shown = String(displayOf(remark, "ko")?.["text/plain"]);
    expect(shown).toMatch(/^".*"$/);
    expect(shown).toMatch(hangul);
    expect(column([remark])).toEqual([JSON.parse(shown)]);
  });

  test("each has its own", () => {
    const shown = remarks.map(([, remark]) => displayOf(remark, "ko")?.["text/plain"]);
    expect(new Set(shown).size).toBe(remarks.length);
  });

  test("any other text is the reader's", () => {
    expect(displayOf("No product.", "ko")).toBeNull();
  });
});

describe("figures on a Korean page", () => {
  test("name the states of machines, of their snapshots and of their lives", () => {
    const { vm } = machineIn("blocked");
    vm.snapshot("a").suspend();
    expect(text(snapshotTree(vm), "ko")).toMatch(/a \(실행 중, .*\)\n.*shop, 일시 중지됨/);
    expect(mermaid(snapshotTree(vm), "ko")).toContain("shop: 일시 중지됨");
    expect(mermaid(lifecycle(), "ko")).toContain(
      'state "실행 중 (running) / 실행 중(유휴: blocked)" as state_running',
    );
    expect(displayOf(vm, "ko")?.["text/plain"]).toContain("일시 중지됨");
    const job = vm.resume().launch(batch({ name: "job", compute: 1 }));
    expect(displayOf(job, "ko")?.["text/plain"]).toContain("실행 중");
  });

  test("name the parts that have no name of their own", () => {
    expect(text(exitPath(profiles.hyperV, "hlt"), "ko")).toContain("자식 파티션 → Hyper-V");
    expect(mermaid(exitPath(profiles.generic, "mmio"), "ko")).toContain("as 게스트 OS");
    expect(text(exitPath(profiles.generic, "mmio"), "ko")).toMatch(
      /^유형 1 하이퍼바이저, 장치 접근\(MMIO\): /,
    );
    expect(text(exitPath(profiles.kvm, "hlt"), "en")).toMatch(/^KVM, hlt: /);
  });

  test("name the words that a plot's axis has", () => {
    const rows = [
      { scheduler: "credit", time: 1 },
      { scheduler: "fair", time: 2 },
    ];
    const spec = bundleOf(plot(rows, { x: "scheduler", y: "time", mark: "bar" }), "ko")[
      "application/vnd.vegalite.v5+json"
    ];
    expect(spec).toMatchObject({
      data: {
        values: [
          { scheduler: "크레딧", time: 1 },
          { scheduler: "공정(fair)", time: 2 },
        ],
      },
    });
  });

  test("name a control domain that has no name of its own", () => {
    const server = new Server({ cpus: 1, memory: GiB(8), disk: GiB(50) });
    server.install(new Hypervisor({ profile: profiles.hyperV }));
    expect(text(layers(server), "ko")).toContain("제어 도메인: 루트 파티션");
    expect(text(layers(server), "en")).toContain("Control domain: root partition");
  });

  test("say of a guest server that it has no system", () => {
    const { server, hypervisor } = rack();
    hypervisor.define({ name: "empty", vcpus: 1, memory: small.memory, disk: small.disk }).start();
    expect(text(layers(server), "ko")).toContain("empty: 운영체제 없음");
    expect(text(layers(server), "en")).toContain("empty: no operating system");
  });
});

test("why a migration failed is code and data, and a sentence in a table", () => {
  const { cluster, second, there, vm } = pair();
  const migration = vm.migrate(there);
  second.crash("hypervisor");
  cluster.run(seconds(1));
  expect(column([migration.failure])).toEqual(['"rack-2" 서버가 멈춤: hypervisor:hv-2 크래시']);
  expect(second.software).toBeInstanceOf(Hypervisor);
});
