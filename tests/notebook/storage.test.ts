import { describe, expect, test } from "vitest";
import { openDeviceTexts, type StorageReport } from "../../src/notebook/device-texts.ts";
import type { LessonSource } from "../../src/notebook/lesson-source.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import {
  openEditStore,
  type EditStore,
  type Migration,
  type StoredEdit,
} from "../../src/notebook/storage.ts";
import { Device } from "./device.ts";

const lesson = "virtual-machines/one-server";
const key = `hypervisor-notebook/v1/${lesson}/a`;
const aside = `hypervisor-notebook/set-aside/v1/${lesson}/a`;
/** The lesson's cell, by its hash. */
const lessonNow = (hash: string): LessonSource => ({
  lessonSource: `// of the lesson, ${hash}`,
  languageHashes: [hash],
});
const edit = (source: string): StoredEdit => ({ source, lessonHash: "h1", savedAt: null });

/** Opens a store on the device and keeps its reports. */
function openOn(
  storage: () => Storage,
  migrations?: readonly Migration[],
): { store: EditStore; reports: StorageReport[] } {
  const reports: StorageReport[] = [];
  const report = (problem: StorageReport) => reports.push(problem);
  const store = openEditStore(openDeviceTexts(report, storage), migrations);
  return { store, reports };
}

const problems = (reports: readonly StorageReport[]) => reports.map(({ problem }) => problem);

describe("an edit store", () => {
  test("has nothing at first", () => {
    expect(openOn(() => new Device()).store.load(lesson, "a", lessonNow("h1"))).toEqual({
      status: "none",
    });
  });

  test.each([
    ["h1", "same_lesson"],
    ["h2", "lesson_changed"],
  ])("gives an edit back; the lesson's hash now %s: %s", (hash, status) => {
    const device = new Device();
    openOn(() => device).store.save(lesson, "a", edit("mine"));
    const again = openOn(() => device);
    expect(again.store.load(lesson, "a", lessonNow(hash))).toEqual({ status, edit: edit("mine") });
    expect(again.reports).toEqual([]);
  });

  test("writes a versioned key for each lesson and cell", () => {
    const device = new Device();
    openOn(() => device).store.save(lesson, "a", { ...edit("x"), savedAt: "2026-01-02" });
    expect([...device.items]).toEqual([
      [key, '{"source":"x","lessonHash":"h1","savedAt":"2026-01-02"}'],
    ]);
  });

  test("removes an edit", () => {
    const { store } = openOn(() => new Device());
    store.save(lesson, "a", edit("mine"));
    store.remove(lesson, "a");
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
  });

  test("keeps what was put aside beside the edit, in a place of its own", () => {
    const device = new Device();
    const { store } = openOn(() => device);
    expect(store.loadPutAside(lesson, "a")).toBeNull();
    store.putAside(lesson, "a", "old");
    store.save(lesson, "a", edit("new"));
    store.remove(lesson, "a");
    const again = openOn(() => device).store;
    expect(again.loadPutAside(lesson, "a")).toBe("old");
    expect(again.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
    again.putAside(lesson, "a", null);
    expect(device.items.size).toBe(0);
  });

  test("lists the cells of a lesson that something is kept of, and none that is not its own", () => {
    const kinds = ["own-cells/v1", "progress/v1", "running/v1", "set-aside/v1"];
    const others = kinds.map((kind) => [`hypervisor-notebook/${kind}/${lesson}/y`, ""] as const);
    const { store } = openOn(() => new Device({ theme: "dark", ...Object.fromEntries(others) }));
    for (const [where, cell] of [
      [lesson, "b"],
      [`${lesson}/deeper`, "c"],
      ["virtual-machines", "d"],
      [lesson, "a"],
    ] as const) {
      store.save(where, cell, edit(cell));
    }
    store.putAside(lesson, "c", "old");
    store.putAside(lesson, "b", "old");
    expect(store.cells(lesson)).toEqual(["a", "b", "c"]);
    expect(store.cells("virtual-machines")).toEqual(["d"]);
    expect(store.cells("z")).toEqual([]);
  });

  test("gives the edit of a cell that the lesson has no more", () => {
    const { store } = openOn(() => new Device());
    store.save(lesson, "a", edit("mine"));
    expect(store.load(lesson, "a", null)).toEqual({ status: "cell_gone", edit: edit("mine") });
    expect(store.load(lesson, "b", null)).toEqual({ status: "none" });
  });

  describe("of a cell that has two languages", () => {
    const [english, korean] = ["// words", "// 말"];
    const hashes = [hashSource(english), hashSource(korean)];
    const pages: readonly LessonSource[] = [
      { lessonSource: english, languageHashes: hashes },
      { lessonSource: korean, languageHashes: hashes },
    ];

    test.each(hashes)("knows it by either hash (%s), on either page", (hash) => {
      const { store } = openOn(() => new Device());
      store.save(lesson, "a", { ...edit("mine"), lessonHash: hash });
      for (const page of pages)
        expect(store.load(lesson, "a", page)).toMatchObject({ status: "same_lesson" });
    });

    test.each([english, korean])("has no edit where it is the lesson's own text: %s", (text) => {
      const { store } = openOn(() => new Device());
      store.save(lesson, "a", { ...edit(text), lessonHash: "of another day" });
      for (const page of pages) expect(store.load(lesson, "a", page)).toEqual({ status: "none" });
    });

    test("notices a lesson that has changed since", () => {
      const { store } = openOn(() => new Device());
      store.save(lesson, "a", edit("mine"));
      for (const page of pages)
        expect(store.load(lesson, "a", page)).toMatchObject({ status: "lesson_changed" });
    });
  });

  test.each([
    ["", "a"],
    ["l", ""],
    ["l", "a/b"],
  ])("refuses the ids %j and %j", (where, cell) => {
    const { store } = openOn(() => new Device());
    expect(() => store.load(where, cell, lessonNow("h"))).toThrow(
      "expected a lesson and a cell id without /",
    );
    expect(() => {
      store.save(where, cell, edit("x"));
    }).toThrow(RangeError);
  });

  test("refuses to save what it could not read", () => {
    const device = new Device();
    const save = () => {
      openOn(() => device).store.save(lesson, "a", { source: 3 } as unknown as StoredEdit);
    };
    expect(save).toThrow("storage: expected an edit { source, lessonHash, savedAt }");
    expect(device.items.size).toBe(0);
  });
});

describe("without storage", () => {
  test.each<[string, () => Storage]>([
    [
      "looking at it throws",
      () => {
        throw new DOMException("denied", "SecurityError");
      },
    ],
    ["it is null", () => null as unknown as Storage],
    [
      "reading throws",
      () =>
        Object.assign(new Device(), {
          getItem: () => {
            throw new Error("denied");
          },
        }),
    ],
  ])("%s: edits are kept in memory, and that is reported once", (_, storage) => {
    const { store, reports } = openOn(storage);
    store.save(lesson, "a", edit("1"));
    store.save(lesson, "b", edit("2"));
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: edit("1") });
    expect(store.cells(lesson)).toEqual(["a", "b"]);
    expect(problems(reports)).toEqual(["unavailable"]);
    store.remove(lesson, "a");
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
  });
});

describe("a full device", () => {
  test("keeps what it has; newer edits are kept in memory, and that is reported once", () => {
    const device = new Device({ other: "" });
    device.room = 1;
    const { store, reports } = openOn(() => device);
    store.save(lesson, "a", edit("1"));
    store.save(lesson, "a", edit("2"));
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: edit("2") });
    expect(problems(reports)).toEqual(["refused"]);
  });

  test("takes edits again once it has room, and memory gives way to it", () => {
    const device = new Device({ other: "" });
    device.room = 1;
    const { store } = openOn(() => device);
    store.save(lesson, "a", edit("1"));
    device.room = 2;
    store.save(lesson, "a", edit("2"));
    expect(device.items.get(key)).toContain('"2"');
    device.items.set(key, JSON.stringify(edit("3")));
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: edit("3") });
  });
});

describe("a value that cannot be read", () => {
  test.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["a list", "[]"],
    ["an edit without its source", '{"lessonHash":"h"}'],
    ["a time that is none", '{"source":"x","lessonHash":"h","savedAt":1}'],
  ])("(%s) is set aside and reported, and a new edit takes its place", (_, value) => {
    const device = new Device({ [key]: value });
    const { store, reports } = openOn(() => device);
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
    expect(reports).toMatchObject([{ problem: "unreadable", key, keptAs: aside }]);
    expect([...device.items]).toEqual([[aside, value]]);
    store.save(lesson, "a", edit("mine"));
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: edit("mine") });
    expect(device.items.get(aside)).toBe(value);
  });

  const operations: Readonly<Record<string, (store: EditStore) => void>> = {
    saving: (store) => store.save(lesson, "a", edit("mine")),
    removing: (store) => store.remove(lesson, "a"),
  };
  test.each(
    Object.entries(operations).flatMap(([name, operate]) =>
      ["{", "[]"].map((value) => ({ name, operate, value })),
    ),
  )("($value) is not lost by $name before it was looked at", ({ operate, value }) => {
    const device = new Device({ [key]: value });
    operate(openOn(() => device).store);
    expect(device.items.get(aside)).toBe(value);
  });

  test("does not push out another that was set aside before", () => {
    const device = new Device({ [key]: "{2", [aside]: "{1" });
    openOn(() => device).store.load(lesson, "a", lessonNow("h1"));
    expect([...device.items.values()].sort()).toEqual(["{1", "{2"]);
  });

  test("stays where it is when there is no room, and is not written over", () => {
    const device = new Device({ [key]: "{" });
    device.room = 1;
    const { store, reports } = openOn(() => device);
    store.save(lesson, "a", edit("mine"));
    store.remove(lesson, "b");
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: edit("mine") });
    store.remove(lesson, "a");
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
    expect(store.cells(lesson)).toEqual([]);
    expect([...device.items]).toEqual([[key, "{"]]);
    expect(reports).toMatchObject([{ problem: "unreadable", keptAs: null }]);
  });
});

describe("an older version's value", () => {
  const older = `hypervisor-notebook/v0/${lesson}/a`;
  const migrations: readonly Migration[] = [
    {
      from: 0,
      migrate: (value) => {
        if (typeof value !== "string") throw new TypeError("expected text");
        return { source: value, lessonHash: "unknown", savedAt: null };
      },
    },
  ];
  const migrated: StoredEdit = { source: "old", lessonHash: "unknown", savedAt: null };

  test("is carried over when it is met", () => {
    const device = new Device({ [older]: '"old"' });
    const { store } = openOn(() => device, migrations);
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({
      status: "lesson_changed",
      edit: migrated,
    });
    expect([...device.items]).toEqual([[key, JSON.stringify(migrated)]]);
  });

  test("gives way to a newer one", () => {
    const device = new Device({ [older]: '"old"', [key]: JSON.stringify(edit("new")) });
    const { store } = openOn(() => device, migrations);
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: edit("new") });
  });

  test("is removed with the edit, and does not come back", () => {
    const device = new Device({ [older]: '"old"' });
    const { store } = openOn(() => device, migrations);
    store.remove(lesson, "a");
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
  });

  test("is listed before it was met", () => {
    const { store } = openOn(() => new Device({ [older]: '"old"' }), migrations);
    expect(store.cells(lesson)).toEqual(["a"]);
  });

  test("stays where it is while the newer is in memory only", () => {
    const device = new Device({ [older]: '"old"' });
    device.room = 1;
    const { store } = openOn(() => device, migrations);
    expect(store.load(lesson, "a", lessonNow("h1"))).toMatchObject({ edit: migrated });
    expect([...device.items]).toEqual([[older, '"old"']]);
  });

  test("that cannot be read is set aside too", () => {
    const device = new Device({ [older]: "3" });
    const { store, reports } = openOn(() => device, migrations);
    expect(store.load(lesson, "a", lessonNow("h1"))).toEqual({ status: "none" });
    expect(problems(reports)).toEqual(["unreadable"]);
    expect([...device.items.values()]).toEqual(["3"]);
  });
});
