import { expect, test } from "vitest";
import { openDeviceTexts, type StorageReport } from "../../src/notebook/device-texts.ts";
import type { OwnCell } from "../../src/notebook/own-cells.ts";
import { openOwnCellsStore } from "../../src/notebook/own-cells-store.ts";
import { openEditStore } from "../../src/notebook/storage.ts";
import { Device } from "./device.ts";

const lesson = "virtual-machines/one-server";
const key = `hypervisor-notebook/own-cells/v1/${lesson}/own-1`;
const own = (id: string, source = "1"): OwnCell => ({
  id,
  kind: "code",
  source,
  above: ["a"],
  beside: "previous",
});

function openOn(device: Device) {
  const reports: StorageReport[] = [];
  const texts = openDeviceTexts(
    (report) => reports.push(report),
    () => device,
  );
  return { store: openOwnCellsStore(texts), edits: openEditStore(texts), reports };
}

test("a cell is given back as it was saved, to its own lesson alone", () => {
  const device = new Device();
  openOn(device).store.save(lesson, own("own-1"), "2026-01-02");
  const { store, reports } = openOn(device);
  expect(store.load(lesson)).toEqual([own("own-1")]);
  expect(store.load("virtual-machines")).toEqual([]);
  expect(store.load(`${lesson}-more`)).toEqual([]);
  expect(reports).toEqual([]);
});

test("each cell has a versioned key, which is none of an edit", () => {
  const device = new Device();
  const { store, edits } = openOn(device);
  store.save(lesson, own("own-1"), "2026-01-02");
  expect([...device.items]).toEqual([
    [key, '{"kind":"code","source":"1","above":["a"],"beside":"previous","savedAt":"2026-01-02"}'],
  ]);
  expect(edits.cells(lesson)).toEqual([]);
});

test("two tabs add to each other's cells", () => {
  const device = new Device();
  const [one, other] = [openOn(device), openOn(device)];
  one.store.save(lesson, own("own-2"), "");
  other.store.save(lesson, own("own-10"), "");
  expect(one.store.ids(lesson).toSorted()).toEqual(["own-10", "own-2"]);
  expect(one.store.load(lesson).map(({ id }) => id)).toEqual(["own-2", "own-10"]);
});

test("a deleted cell is gone", () => {
  const device = new Device();
  const { store } = openOn(device);
  store.save(lesson, own("own-1"), "");
  store.remove(lesson, "own-1");
  expect(device.items.size).toBe(0);
});

test.each([
  ["no JSON", "{"],
  ["no object", "3"],
  ["no kind", '{"source":"1","above":[],"beside":"next"}'],
  ["another kind", '{"kind":"raw","source":"1","above":[],"beside":"next"}'],
  ["no text", '{"kind":"code","above":[],"beside":"next"}'],
  ["a place that is none", '{"kind":"code","source":"1","above":[1],"beside":"next"}'],
  ["a side that is none", '{"kind":"code","source":"1","above":[],"beside":"left"}'],
])("what cannot be read (%s) is set aside, not lost", (_, text) => {
  for (const act of ["load", "save", "remove"] as const) {
    const device = new Device({ [key]: text });
    const { store, reports } = openOn(device);
    if (act === "load") expect(store.load(lesson)).toEqual([]);
    else if (act === "save") store.save(lesson, own("own-1"), "");
    else store.remove(lesson, "own-1");
    expect(reports.map(({ problem }) => problem)).toEqual(["unreadable"]);
    expect(device.getItem(key.replace("notebook/", "notebook/set-aside/"))).toBe(text);
  }
});

test("a full device: the cells last as long as the page", () => {
  const device = new Device();
  device.room = 0;
  const { store, reports } = openOn(device);
  store.save(lesson, own("own-1"), "");
  expect(store.load(lesson)).toEqual([own("own-1")]);
  expect(reports.map(({ problem }) => problem)).toEqual(["refused"]);
});
