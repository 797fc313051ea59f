import { expect, test } from "vitest";
import { openDeviceTexts, type StorageReport } from "../../src/notebook/device-texts.ts";
import { openRunMarks } from "../../src/notebook/run-marks.ts";
import { Device } from "./device.ts";

const reports: StorageReport[] = [];
const open = (device: Device, lesson: string) =>
  openRunMarks(
    openDeviceTexts(
      (report) => reports.push(report),
      () => device,
    ),
    lesson,
  );
const mark = (tab: string, cell: string) => ({ tab, cell, since: "2026-01-02T03:04:05.000Z" });

test("marks are kept by lesson and tab, one each, until they are removed", () => {
  const device = new Device();
  const marks = open(device, "part/one");
  marks.set(mark("t1", "a"));
  marks.set(mark("t1", "b"));
  marks.set(mark("t2", "a"));
  open(device, "part/other").set(mark("t3", "a"));
  expect(open(device, "part/one").list()).toEqual([mark("t1", "b"), mark("t2", "a")]);
  marks.remove("t1");
  expect(marks.list()).toEqual([mark("t2", "a")]);
});

test.each(["{", "3", '{"cell":"a"}'])("a mark that cannot be read is none: %s", (value) => {
  const device = new Device({ "hypervisor-notebook/running/v1/l/t": value });
  expect(open(device, "l").list()).toEqual([]);
  expect(reports.at(-1)).toMatchObject({ problem: "unreadable" });
});
