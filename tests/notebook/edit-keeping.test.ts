// What a page writes over, and what it keeps of that: alone, and beside other tabs of the lesson.
import { describe, expect, test } from "vitest";
import { clearCode } from "../../components/notebook/progress/kept-code.ts";
import type { Operation } from "../../src/notebook/operations.ts";
import { Device } from "./device.ts";
import { lesson, own, Tab } from "./tab.ts";

const root = "hypervisor-notebook";

const edit = (source: string): Operation => ({ type: "edit", cell: "a", source });

const opened = (device: Device, count: number) =>
  Array.from({ length: count }, () => new Tab(device)) as [Tab, Tab, Tab];

describe("two tabs", () => {
  test("one cell edited in both: the text of the tab that was not last is kept, and marked", () => {
    const device = new Device();
    const [first, second] = opened(device, 2);
    first.type("first");
    first.pause();
    second.type("second");
    second.keeping.flush();
    const again = new Tab(device);
    expect(again.source()).toBe("second");
    expect(again.history()).toEqual(["second", "first"]);
    expect(again.store.loadOther(lesson, "a")).toBe("first");
  });

  test("what a reader goes on with in one tab is one version, however often the other writes", () => {
    const device = new Device();
    const [first, second] = opened(device, 2);
    for (const letter of "abcdefgh") {
      first.type(`${first.source()}${letter}`);
      first.pause();
      second.type(`${second.source()}${letter.toUpperCase()}`);
      second.pause();
    }
    expect(second.history().sort()).toEqual(["lessonABCDEFGH", "lessonabcdefgh"]);
  });

  test("decided once, the other's text is asked about no more, and kept all the same", () => {
    const device = new Device();
    const [first, second] = opened(device, 2);
    first.type("first");
    first.pause();
    second.type("second");
    second.pause();
    first.keeping.keepMine("a");
    const again = new Tab(device);
    expect(again.source()).toBe("first");
    expect(again.store.loadOther(lesson, "a")).toBeNull();
    expect(again.history()).toContain("second");
  });

  test("a page that goes on alone asks nothing", () => {
    const device = new Device();
    const [first] = opened(device, 1);
    for (const source of ["one", "two", "lesson", "three"]) {
      first.type(source);
      first.pause();
    }
    const again = new Tab(device);
    again.type("four");
    again.pause();
    again.dispatch({ type: "reset", cell: "a" });
    again.pause();
    expect(again.store.loadOther(lesson, "a")).toBeNull();
  });

  test("a cell of the reader's that is deleted in one tab and typed in in the other comes back", () => {
    const device = new Device();
    const [first] = opened(device, 1);
    first.dispatch({ type: "insert_cell", cell: own, kind: "code", source: "1", after: "a" });
    first.keeping.flush();
    const second = new Tab(device);
    second.type("typed", own);
    second.pause();
    first.dispatch({ type: "delete_cell", cell: own });
    first.keeping.flush();
    expect(new Tab(device).source(own)).toBe("typed");
  });

  test("a new cell of each under the same name: both texts are kept", () => {
    const device = new Device();
    const [first, second] = opened(device, 2);
    for (const [tab, source] of [
      [first, "1"],
      [second, "2"],
    ] as const) {
      tab.dispatch({ type: "insert_cell", cell: own, kind: "code", source: "", after: "a" });
      tab.type(source, own);
      tab.keeping.flush();
    }
    const again = new Tab(device);
    expect(again.source(own)).toBe("2");
    expect(again.history(own)).toEqual(["2", "1"]);
    expect(again.store.loadOther(lesson, own)).toBe("1");
  });
});

describe("one tab", () => {
  test("own edit, link A, link B: all three are versions, and the own one is", () => {
    const device = new Device();
    const [tab] = opened(device, 1);
    tab.type("mine");
    for (const source of ["link A", "link B"]) tab.dispatch({ type: "replace", cell: "a", source });
    tab.keeping.flush();
    expect(new Tab(device).history()).toEqual(["link B", "link A", "mine"]);
  });

  test.each<[string, readonly (Operation | "pause")[]]>([
    ["a reset in the same moment", [{ type: "reset", cell: "a" }]],
    ["a replacement in the same moment", [{ type: "replace", cell: "a", source: "other" }]],
    ["the cell was emptied", ["pause", edit(""), "pause", edit("other")]],
    ["the lesson's text was typed", ["pause", edit("lesson"), "pause", edit("other")]],
  ])("what was typed before %s is a version", (_, operations) => {
    const device = new Device();
    const [tab] = opened(device, 1);
    tab.type("mine");
    for (const operation of operations)
      if (operation === "pause") tab.pause();
      else tab.dispatch(operation);
    tab.keeping.flush();
    expect(new Tab(device).history()).toContain("mine");
  });

  test("what an earlier build has stored, which knew no versions, becomes one before it gives way", () => {
    const device = new Device({
      [`${root}/v1/${lesson}/a`]: JSON.stringify({ source: "old edit", lessonHash: "h" }),
      [`${root}/put-aside/v1/${lesson}/a`]: JSON.stringify({ source: "old aside" }),
    });
    const tab = new Tab(device);
    tab.dispatch({ type: "replace", cell: "a", source: "link" });
    tab.keeping.flush();
    expect(new Tab(device).history().sort()).toEqual(["link", "old aside", "old edit"]);
  });
});

describe("clearing the code and thinking better of it", () => {
  test("brings everything back", () => {
    const device = new Device();
    const [tab] = opened(device, 1);
    tab.type("mine");
    tab.keeping.flush();
    const before = [...device.items].sort();
    const restore = clearCode(tab.texts);
    expect(device.items.size).toBe(0);
    restore();
    expect([...device.items].sort()).toEqual(before);
  });

  test("leaves what another tab has written meanwhile, and offers what was cleared beside it", () => {
    const device = new Device({
      [`${root}/v1/${lesson}/a`]: JSON.stringify({
        source: "of an earlier build",
        lessonHash: "h",
      }),
    });
    const [first, second] = opened(device, 2);
    const restore = clearCode(first.texts);
    second.type("typed meanwhile");
    second.pause();
    restore();
    const again = new Tab(device);
    expect(again.source()).toBe("typed meanwhile");
    expect(again.store.loadOther(lesson, "a")).toBe("of an earlier build");
  });
});
