import { describe, expect, test } from "vitest";
import { en } from "../../../src/stdlib/messages.en.ts";
import { ko } from "../../../src/stdlib/messages.ko.ts";
import * as library from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { rack } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const { exitPath, history, layers, memoryMap, plot, profiles } = library;
const area = "stdlib";
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ n, name: `m${n}` }));

describeMessages(
  area,
  { en, ko },
  {
    "a figure of no server": () => layers(any("x")),
    "a name in no record": () => history(rack().server, "shp"),
    "no options": () => plot(rows(1), any(null)),
    "too many rows": () => plot(rows(5001), { x: "n", y: "n" }),
    "a column that is not there": () => plot(rows(1), { x: "n", y: "m" }),
    "a column of objects": () => plot([{ n: {} }], { x: "n", y: "n" }),
    "texts in a histogram": () => plot(rows(1), { x: "name", mark: "histogram" }),
    "too many series": () => plot(rows(7), { x: "n", y: "n", color: "name" }),
    "an exit that is none": () => exitPath(profiles.xen, any("sleep")),
    "another server's memory": () => memoryMap(rack().server, any({ name: "L1" })),
  },
);

test.each([
  [
    "a column that is not there",
    () => plot(rows(1), { x: "n", y: "m" }),
    { found: '"m" 열이 어느 행에도 없음', hint: "다음이 있습니다: n, name" },
  ],
  [
    "no rows",
    () => plot([], { x: "n", y: "n" }),
    { found: '"n" 열이 어느 행에도 없음', hint: "행을 넘기세요" },
  ],
  [
    "texts along y",
    () => plot(rows(1), { x: "n", y: "name" }),
    { found: 'name 열의 값이 "m0"', hint: "문자열로 된 열은 x에 두세요" },
  ],
  [
    "texts in a histogram",
    () => plot(rows(1), { x: "name", mark: "histogram" }),
    { found: 'name 열의 값이 "m0"', hint: 'mark: "bar"로 그리세요' },
  ],
])("%s", (_, call, said) => {
  expect(saidOf(area, ko, call)).toMatchObject(said);
});

describe("an argument that a figure cannot show is refused", () => {
  const { attempts, checks, compare, devices, lifecycle, snapshotTree, table, timeline } = library;
  const { server, hypervisor } = rack();
  const done = { passed: true, en: "done", ko: "done" };

  test.each<readonly [string, (wrong: never) => unknown, string, readonly unknown[]]>([
    ["layers", layers, "서버", [undefined, null, "x", {}, hypervisor]],
    ["timeline", timeline, "서버", [5, {}]],
    ["devices", devices, "서버 또는 가상 머신", [5, undefined, [server]]],
    [
      "history",
      (wrong) => history(wrong, "L1"),
      "서버 또는 클러스터",
      [undefined, "x", {}, { trace: 5 }],
    ],
    ["table", table, "객체의 배열", [undefined, 5, "abc", {}, [1], [{}, null]]],
    ["plot", (wrong) => plot(wrong, { x: "n" }), "객체의 배열", [undefined, 5, "abc", [null]]],
    [
      "checks",
      checks,
      "passed, en, ko가 있는 객체",
      [5, undefined, {}, { ...done, passed: 1 }, { ...done, ko: 1 }],
    ],
    ["attempts", attempts, "함수를 담은 객체", [5, undefined, { a: 5 }]],
    ["snapshotTree", snapshotTree, "가상 머신", [5, undefined, server]],
    ["memoryMap", (wrong) => memoryMap(wrong, hypervisor), "서버", [5, undefined]],
    ["memoryMap", (wrong) => memoryMap(server, wrong), "하이퍼바이저", [5, undefined]],
    ["exitPath", (wrong) => exitPath(wrong, "hlt"), "제품의 프로필", [5, undefined]],
    ["compare", (wrong) => compare(wrong, () => ({})), "제품의 프로필", [5, undefined, [5]]],
    ["compare", (wrong) => compare([profiles.xen], wrong), "함수", [5, undefined]],
    [
      "compare",
      (wrong) => compare([profiles.xen], () => wrong),
      "실험이 돌려주는 객체",
      [5, undefined],
    ],
  ])("by %s: %o", (name, figure, expected, wrongs) => {
    for (const wrong of wrongs) {
      const about = () => figure(any(wrong));
      expect(about, name).toThrow(expect.objectContaining({ subject: name }) as Error);
      expect(saidOf(area, ko, about)).toMatchObject({ expected });
    }
  });

  test("lifecycle says which states there are", () => {
    expect(() => lifecycle(any("x"))).toThrow(/Expected state to be "shutoff" or "running"/);
  });

  test.each([
    ["shp", 'did you mean "shop"'],
    ["zebra", "there is rack, shop"],
  ])("history of %s", (name, hint) => {
    const rack = new library.Server({ name: "rack" });
    rack.install(new library.Hypervisor()).create("debian-12", { name: "shop" });
    expect(() => history(rack, name)).toThrow(expect.objectContaining({ hint }) as Error);
    expect(history(rack, "shop")).toBeInstanceOf(library.Figure);
  });

  test("what a figure can show is shown", () => {
    expect([
      ...[table([]), table(new Set([{}])), checks(), checks(done), attempts({}), devices()],
      ...[history(new library.Server({ name: "rack" }), "rack"), lifecycle(), lifecycle("paused")],
    ]).toHaveLength(9);
  });
});
