// What readers of earlier builds have stored, shared and saved (tests/stored), opened with the code of now, against the
// lessons of now and against lessons that have changed in every way they may: nothing that a reader has typed is lost.
import { beforeAll, describe, expect, test } from "vitest";
import { fromFragment } from "../../components/notebook/share/fragment.ts";
import { readLessons, type Language } from "../../src/curriculum/lessons.ts";
import { notebookFile } from "../../src/curriculum/notebook-file.ts";
import { openDeviceTexts, type StorageReport } from "../../src/notebook/device-texts.ts";
import { createNotebook, type CellSpec } from "../../src/notebook/document.ts";
import { openIpynb } from "../../src/notebook/opened-ipynb.ts";
import { asShown, lessonHash } from "../../src/notebook/lesson-source.ts";
import { openOwnCellsStore } from "../../src/notebook/own-cells-store.ts";
import { insertions } from "../../src/notebook/insertions.ts";
import { isOwnCell, withOwnCells } from "../../src/notebook/own-cells.ts";
import { noProgress, openProgress, type LessonProgress } from "../../src/notebook/progress.ts";
import { createSession } from "../../src/notebook/session-state.ts";
import { compareShared, type SharedNotebook } from "../../src/notebook/share-link.ts";
import { hashSource } from "../../src/notebook/source-hash.ts";
import { openEditStore } from "../../src/notebook/storage.ts";
import { readFixtures, type Fixture, type TypedText } from "../stored/fixtures.ts";
import { Device } from "./device.ts";
import { apply } from "./reducer.ts";

type Lessons = Readonly<Record<string, readonly CellSpec[]>>;

/** The cells that each lesson's page shows in this language, in order, as its notebook file has them. */
async function lessonsIn(language: Language): Promise<Lessons> {
  const pages = readLessons().map(async ({ slug }) => {
    const { cells, metadata } = await notebookFile(slug === "" ? language : `${language}/${slug}`);
    const shown = cells.flatMap(
      ({ source, metadata: { hypervisor_notebook: role } }): CellSpec[] => {
        if (!("lessonHash" in role)) return [];
        const { id, lessonHash: hash, textHash } = role;
        const kind = role.role === "exercise" ? role.role : "code";
        const languageHashes = textHash === undefined ? undefined : [hash, textHash];
        return [{ id, kind, lessonSource: source, languageHashes, lessonProgram: null }];
      },
    );
    return [metadata.hypervisor_notebook.lesson, shown] as const;
  });
  return Object.fromEntries(await Promise.all(pages));
}

const english = await lessonsIn("en");

/** Lessons as they are on one day, or may be one day. */
const days: readonly { readonly day: string; readonly lessons: Lessons }[] = [
  { day: "as the English pages have them", lessons: english },
  { day: "as the Korean pages have them", lessons: await lessonsIn("ko") },
  {
    day: "in other words",
    lessons: eachCell((cell) => {
      const lessonSource = `// 다른 말\n${cell.lessonSource}`;
      const languageHashes = [cell.lessonSource, lessonSource].map(hashSource);
      return [{ ...cell, lessonSource, languageHashes }];
    }),
  },
  { day: "with other code", lessons: eachCell((cell) => [written(cell, "1")]) },
  { day: "with other ids", lessons: eachCell((cell) => [{ ...cell, id: `new-${cell.id}` }]) },
  { day: "without every second cell", lessons: eachCell((cell, at) => (at % 2 ? [cell] : [])) },
  { day: "without cells", lessons: eachCell(() => []) },
  {
    day: "split",
    lessons: eachCell((cell) => [
      written(cell, "1"),
      { ...written(cell, "2"), id: `${cell.id}-more` },
    ]),
  },
];

/** The cell with other code by its author. */
function written(cell: CellSpec, lessonSource: string): CellSpec {
  return { ...cell, lessonSource, languageHashes: undefined };
}

function eachCell(change: (cell: CellSpec, at: number) => readonly CellSpec[]): Lessons {
  return Object.fromEntries(
    Object.entries(english).map(([lesson, cells]) => [lesson, cells.flatMap(change)]),
  );
}

function openDevice({ device }: Fixture) {
  const reports: StorageReport[] = [];
  const texts = openDeviceTexts(
    (report) => reports.push(report),
    () => new Device(device),
  );
  return {
    reports,
    edits: openEditStore(texts),
    own: openOwnCellsStore(texts),
    progress: openProgress(texts),
  };
}

/** The texts of one kind that a reader typed in a lesson, by cell. */
const typedIn = ({ typed }: Fixture, lesson: string, ...kinds: readonly TypedText["as"][]) =>
  typed.filter((text) => text.lesson === lesson && kinds.includes(text.as));

const fixtures = readFixtures();
const cases = fixtures.flatMap((fixture) =>
  days.map((day) => ({ name: `${fixture.build}, ${fixture.language}`, fixture, ...day })),
);

/** Whether the lesson has the cell as it was when the fixture was written, in whatever words it shows it. */
const isAsWritten = ({ lessons }: Fixture, lesson: string, cell: CellSpec): boolean =>
  lessonHash(cell) === hashSource(lessons[lesson]?.[cell.id] ?? "");

test("there are fixtures, of both languages, with texts of every kind", () => {
  expect(new Set(fixtures.map(({ language }) => language))).toEqual(new Set(["en", "ko"]));
  for (const { typed, links, files } of fixtures) {
    expect(new Set(typed.map((text) => text.as))).toEqual(new Set(["edit", "put-aside", "own"]));
    expect(Object.keys(links).length).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(0);
  }
});

describe.each(cases)("what was stored ($name), with the lessons $day", ({ fixture, lessons }) => {
  const { edits, own, progress, reports } = openDevice(fixture);
  const places = fixture.typed.map(({ lesson }) => lesson);

  test("is of lessons that there still are", () => {
    expect(Object.keys(lessons)).toEqual(expect.arrayContaining(places));
  });

  test("every edit is shown at its cell, compared with it, or offered without it", () => {
    for (const { lesson, cell: id, source } of fixture.typed.filter(({ as }) => as === "edit")) {
      const cell = lessons[lesson]?.find((one) => one.id === id) ?? null;
      const loaded = edits.load(lesson, id, cell);
      if (cell !== null && loaded.status === "none") {
        expect(asShown(cell, source), `${lesson} ${id}`).toBe(cell.lessonSource);
        continue;
      }
      const status =
        cell === null
          ? "cell_gone"
          : isAsWritten(fixture, lesson, cell)
            ? "same_lesson"
            : "lesson_changed";
      expect(loaded, `${lesson} ${id}`).toMatchObject({ status, edit: { source } });
      if (cell === null) expect(edits.cells(lesson)).toContain(id);
    }
  });

  test("what was put aside can be brought back, or is offered without its cell", () => {
    for (const { lesson, cell, source } of fixture.typed.filter(({ as }) => as === "put-aside")) {
      expect(edits.loadPutAside(lesson, cell)).toBe(source);
      expect(edits.cells(lesson)).toContain(cell);
    }
  });

  test("every cell that the reader added stands in its lesson", () => {
    for (const [lesson, cells] of Object.entries(lessons)) {
      const shown = createNotebook(withOwnCells(cells, own.load(lesson))).cells.filter(isOwnCell);
      expect(shown.map(({ source }) => source)).toEqual(
        expect.arrayContaining(typedIn(fixture, lesson, "own").map(({ source }) => source)),
      );
    }
  });

  test("progress is as it was", () => {
    for (const lesson of new Set(places)) {
      const text = fixture.device[`hypervisor-notebook/progress/v1/${lesson}`];
      // The playground has no cells but the reader's own, of which later builds keep no progress.
      if (text === undefined) expect(lesson).toBe("playground");
      const was = text === undefined ? noProgress : (JSON.parse(text) as LessonProgress);
      expect(progress.load(lesson)).toEqual(was);
      if (text === undefined) continue;
      expect(was.cells.length, lesson).toBeGreaterThan(0);
    }
  });

  test("all of it could be read", () => {
    expect(reports).toEqual([]);
  });
});

describe.each(cases)(
  "what left the page ($name), with the lessons $day",
  ({ fixture, lessons }) => {
    let shared: readonly SharedNotebook[] = [];
    beforeAll(async () => {
      const links = await Promise.all(Object.values(fixture.links).map(fromFragment));
      const files = fixture.files.map(({ text }) => openIpynb(JSON.parse(text)).shared);
      shared = [...links.filter((link) => link !== null), ...files];
    });

    test("opens, with all that the reader had typed, and nothing else as theirs", () => {
      expect(shared.length).toBe(Object.keys(fixture.links).length + fixture.files.length);
      for (const one of shared) {
        const cells = lessons[one.lesson] ?? [];
        const { differences, own } = compareShared(one, one.lesson, createNotebook(cells));
        const typed = typedIn(fixture, one.lesson, "edit", "own").map(({ source }) => source);
        const offered = [
          ...differences.map((difference) => difference.shared.source),
          ...own.map(({ source }) => source),
        ];
        const lessonTexts = cells.map(({ lessonSource }) => lessonSource);
        expect([...offered, ...lessonTexts], one.lesson).toEqual(expect.arrayContaining(typed));
        // An example of the playground is a reader's cell, too, and not typed.
        if (one.lesson !== "playground") expect(typed).toEqual(expect.arrayContaining(offered));
        for (const { cell, lessonChanged } of differences) {
          expect(lessonChanged, cell.id).toBe(!isAsWritten(fixture, one.lesson, cell));
        }
      }
    });

    test("what has no cell in the lesson can be added to it, under ids that no lesson takes", () => {
      for (const one of shared) {
        let session = createSession(createNotebook(lessons[one.lesson] ?? []));
        const { own } = compareShared(one, one.lesson, session.notebook);
        for (const insertion of insertions(session, own)) {
          const applied = apply(session, insertion);
          if (!applied.ok) throw new Error(applied.refusal.hint);
          session = applied.state;
        }
        const added = session.notebook.cells.filter(isOwnCell);
        expect(added.map(({ source }) => source).sort()).toEqual(
          own.map(({ source }) => source).sort(),
        );
        for (const { id } of added) expect(id).toMatch(/^own-\d+$/);
      }
    });
  },
);
