import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openDeviceTexts, type StorageReport } from "../../src/notebook/device-texts.ts";
import { hasProgress } from "../../src/notebook/progress-kept.ts";
import {
  exportProgress,
  importProgress,
  joinProgress,
  noProgress,
  openProgress,
  summarize,
  type LessonProgress,
} from "../../src/notebook/progress.ts";
import { Device } from "./device.ts";

const solved = { attempts: 2, hintsShown: 1, solved: true, solutionSeen: false };
const tried = { attempts: 1, hintsShown: 0, solved: false, solutionSeen: true };
const untried = { attempts: 0, hintsShown: 0, solved: false, solutionSeen: false };

const id = fc.constantFrom("a", "b", "c", "two-machines");
const progress: fc.Arbitrary<LessonProgress> = fc.record({
  cells: fc.uniqueArray(id).map((cells) => cells.sort()),
  exercises: fc
    .dictionary(
      id,
      fc.record({
        attempts: fc.nat(9),
        hintsShown: fc.nat(3),
        solved: fc.boolean(),
        solutionSeen: fc.boolean(),
      }),
    )
    .map((exercises) => joinProgress({ cells: [], exercises }, noProgress).exercises),
});

describe("joining progress", () => {
  test("in any order, and again, comes to the same; nothing is nothing", () => {
    fc.assert(
      fc.property(progress, progress, progress, (a, b, c) => {
        const ab = joinProgress(a, b);
        expect(joinProgress(b, a)).toEqual(ab);
        expect(joinProgress(ab, b)).toEqual(ab);
        expect(joinProgress(joinProgress(a, b), c)).toEqual(joinProgress(a, joinProgress(b, c)));
        expect(joinProgress(a, noProgress)).toEqual(a);
      }),
    );
  });

  test("loses nothing of either", () => {
    const joined = joinProgress(
      { cells: ["b"], exercises: { x: tried } },
      { cells: ["a", "b"], exercises: { x: solved, y: untried } },
    );
    expect(joined).toEqual({
      cells: ["a", "b"],
      exercises: {
        x: { attempts: 2, hintsShown: 1, solved: true, solutionSeen: true },
        y: untried,
      },
    });
  });
});

describe("a summary", () => {
  test.each([
    ["nothing", noProgress, { cells: 2, exercises: 1 }, "untouched", 0, 0],
    ["a cell", { cells: ["a"], exercises: {} }, { cells: 2, exercises: 1 }, "started", 1, 0],
    [
      "an attempt",
      { cells: [], exercises: { x: tried } },
      { cells: 2, exercises: 1 },
      "started",
      0,
      0,
    ],
    [
      "all cells alone",
      { cells: ["a", "b"], exercises: {} },
      { cells: 2, exercises: 1 },
      "started",
      2,
      0,
    ],
    [
      "all exercises",
      { cells: [], exercises: { x: solved } },
      { cells: 2, exercises: 1 },
      "done",
      0,
      1,
    ],
    [
      "one exercise of two",
      { cells: [], exercises: { x: solved } },
      { cells: 2, exercises: 2 },
      "started",
      0,
      1,
    ],
    [
      "all cells, no exercise",
      { cells: ["a"], exercises: {} },
      { cells: 1, exercises: 0 },
      "done",
      1,
      0,
    ],
    ["an empty lesson", noProgress, { cells: 0, exercises: 0 }, "untouched", 0, 0],
    [
      "more than there is now",
      { cells: ["a", "b"], exercises: { x: solved } },
      { cells: 1, exercises: 0 },
      "done",
      1,
      0,
    ],
  ] as const)("of %s", (_, known, size, status, cellsRun, exercisesSolved) => {
    expect(summarize(known, size)).toEqual({ ...size, status, cellsRun, exercisesSolved });
  });
});

describe("the store", () => {
  const open = (device: Device) => {
    const reports: StorageReport[] = [];
    const texts = openDeviceTexts(
      (report) => reports.push(report),
      () => device,
    );
    return { texts, store: openProgress(texts), reports };
  };

  test("joins what two tabs add, and clears it", () => {
    const device = new Device({ other: "", "hypervisor-notebook/v1/l/a": "{}" });
    const [one, two] = [open(device), open(device)];
    expect(hasProgress(one.texts)).toBe(false);
    one.store.add("part/lesson", { cells: ["a"], exercises: {} });
    two.store.add("part/lesson", { cells: ["b"], exercises: { x: solved } });
    two.store.add("home", { cells: ["c"], exercises: {} });
    expect(hasProgress(one.texts)).toBe(true);
    expect(one.store.all()).toEqual({
      home: { cells: ["c"], exercises: {} },
      "part/lesson": { cells: ["a", "b"], exercises: { x: solved } },
    });
    one.store.clear();
    expect(two.store.all()).toEqual({});
    expect([...device.items.keys()]).toEqual(["other", "hypervisor-notebook/v1/l/a"]);
  });

  test.each(["{", "null", '{"cells":[1],"exercises":{}}', '{"cells":[],"exercises":{"x":{}}}'])(
    "sets aside what it cannot read: %s",
    (value) => {
      const device = new Device({ "hypervisor-notebook/progress/v1/l": value });
      const { store, reports } = open(device);
      expect(store.load("l")).toEqual(noProgress);
      expect(reports).toMatchObject([{ problem: "unreadable" }]);
      expect([...device.items.values()]).toEqual([value]);
    },
  );
});

describe("a file of progress", () => {
  test("says what it is, and brings back what was exported", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("home", "part/lesson"), progress), (lessons) => {
        const text = exportProgress(lessons, "2026-01-02T03:04:05.000Z");
        expect(JSON.parse(text)).toMatchObject({
          format: "hypervisor-notebook/progress",
          version: 1,
          exportedAt: "2026-01-02T03:04:05.000Z",
        });
        expect(importProgress(text)).toEqual({ ...lessons });
      }),
    );
  });

  test.each([
    ["no JSON", "hello"],
    ["another file", '{"name":"x"}'],
    ["a later version", '{"format":"hypervisor-notebook/progress","version":2,"lessons":{}}'],
    [
      "counts below 0",
      '{"format":"hypervisor-notebook/progress","version":1,"lessons":{"l":{"cells":[],"exercises":{"x":{"attempts":-1,"hintsShown":0,"solved":true,"solutionSeen":false}}}}}',
    ],
  ])("is refused when it is %s", (_, text) => {
    expect(() => importProgress(text)).toThrow(/^progress: expected .+, found .+\. Hint: /);
  });
});
