// What cannot be shown is refused, and not told in names of the library's inside.
import { describe, expect, test } from "vitest";
import { en } from "../../../src/stdlib/figures/messages.en.ts";
import { ko } from "../../../src/stdlib/figures/messages.ko.ts";
import * as library from "../../../src/stdlib/index.ts";
import { any } from "../dock.ts";
import { machineIn, rack } from "../machine.ts";
import { describeMessages, saidOf } from "./in-korean.ts";

const { exitPath, history, layers, memoryMap, plot, profiles } = library;
const area = "stdlib/figures";

describeMessages(
  area,
  { en, ko },
  {
    "a figure of no server": () => layers(any("x")),
    "a watch over a machine that goes off": () => {
      const { vm } = machineIn("running");
      return library.during(vm, () => vm.destroy());
    },
    "a name in no record": () => history(rack().server, "shp"),
  },
);

describe("an argument that a figure cannot show is refused", () => {
  const { attempts, checks, compare, devices, lifecycle, snapshotTree, table, timeline } = library;
  const { server, hypervisor } = rack();
  const done = { passed: true, en: "done", ko: "done" };

  test.each<readonly [string, (wrong: never) => unknown, string, readonly unknown[]]>([
    ["layers", layers, "Server", [undefined, null, "x", {}, hypervisor]],
    ["timeline", timeline, "Server", [5, {}]],
    ["devices", devices, "Server | VirtualMachine", [5, undefined, [server]]],
    [
      "history",
      (wrong) => history(wrong, "L1"),
      "Server | Cluster",
      [undefined, "x", {}, { trace: 5 }],
    ],
    ["table", table, "object[]", [undefined, 5, "abc", {}, [1], [{}, null]]],
    ["plot", (wrong) => plot(wrong, { x: "n" }), "object[]", [undefined, 5, "abc", [null]]],
    ["checks", checks, "Check", [5, undefined, {}, { ...done, passed: 1 }, { ...done, ko: 1 }]],
    ["attempts", attempts, "object", [5, undefined]],
    ["attempts", attempts, "function", [{ a: 5 }, { a: () => 1, b: null }]],
    ["snapshotTree", snapshotTree, "VirtualMachine", [5, undefined, server]],
    [
      "reachabilityTable",
      library.reachabilityTable,
      "Hypervisor | HostOs | Cluster",
      [5, null, server],
    ],
    [
      "networkDiagram",
      library.networkDiagram,
      "Hypervisor | HostOs | Cluster",
      [5, undefined, server],
    ],
    ["memoryMap", (wrong) => memoryMap(wrong, hypervisor), "Server", [5, undefined]],
    ["memoryMap", (wrong) => memoryMap(server, wrong), "Hypervisor", [5, undefined]],
    ["exitPath", (wrong) => exitPath(wrong, "hlt"), "Profile", [5, undefined]],
    ["compare", (wrong) => compare(wrong, () => ({})), "Profile[]", [5, undefined, [5]]],
    ["compare", (wrong) => compare([profiles.xen], wrong), "function", [5, undefined]],
    ["compare", (wrong) => compare([profiles.xen], () => wrong), "object", [5, undefined]],
  ])("by %s: %o", (name, figure, expected, wrongs) => {
    for (const wrong of wrongs) {
      const about = () => figure(any(wrong));
      expect(about, name).toThrow(expect.objectContaining({ subject: name }) as Error);
      expect(saidOf(area, ko, about)).toMatchObject({ expected: `${expected} 타입의 값` });
    }
  });

  test("lifecycle says which states there are", () => {
    expect(() => lifecycle(any("x"))).toThrow(/Expected state to be "shutoff" or "running"/);
  });

  test.each([
    ["shp", "did you mean shop"],
    ["zebra", "did you mean rack or shop"],
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
