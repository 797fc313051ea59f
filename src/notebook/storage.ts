// The reader's edits, among the texts kept on this device (device-texts.ts, which sees to it that none is lost). Keys
// carry a version, and values of older versions are carried over when they are met.
//
//   hypervisor-notebook/v1/<lesson>/<cell>              {"source": …, "lessonHash": …, "savedAt": …}
//   hypervisor-notebook/put-aside/v1/<lesson>/<cell>    {"source": …}: what a reset or a replacement put aside last
//   hypervisor-notebook/other-tab/v1/<lesson>/<cell>    {"source": …}: what one tab had when another wrote over it
//
// The cell is named by its id. Which page it was edited on is not told: the hash is the cell's (lesson-source.ts).

import { deviceRoot, type DeviceTexts } from "./device-texts.ts";
import { isCurrent, isLessonText, type LessonSource } from "./lesson-source.ts";
import { describeValue } from "./refusal.ts";

/** The version of keys and values that this code writes. */
export const STORAGE_VERSION = 1;

/** One reader's edit of one cell. */
export interface StoredEdit {
  readonly source: string;
  /** `lessonHash` of the cell when the edit was made. */
  readonly lessonHash: string;
  /** When it was saved, ISO 8601; null if the record does not say. */
  readonly savedAt: string | null;
}

/**
 * What the store has for a cell.
 * - "none": no edit, or one that is the lesson's own text now, in whatever language.
 * - "lesson_changed": the lesson's cell is another than when the edit was made.
 * - "cell_gone": the lesson has no such cell.
 */
export type LoadedEdit =
  | { readonly status: "none" }
  | {
      readonly status: "same_lesson" | "lesson_changed" | "cell_gone";
      readonly edit: StoredEdit;
    };

/** How to read the values of an older version. */
export interface Migration {
  readonly from: number;
  /** The edit that this parsed JSON value means; throws when it means none. */
  readonly migrate: (value: unknown) => StoredEdit;
}

/** Version 1 is the first: there is nothing older yet. */
const MIGRATIONS: readonly Migration[] = [];

export interface EditStore {
  /** The edit of a cell, compared with the lesson's cell as it is now; null when the lesson has none of that id. */
  load(lesson: string, cell: string, now: LessonSource | null): LoadedEdit;
  save(lesson: string, cell: string, edit: StoredEdit): void;
  /** Forgets the edit of a cell. */
  remove(lesson: string, cell: string): void;
  /** Keeps what a reset or a replacement put aside, so that it can be brought back on a later visit; null forgets it. */
  putAside(lesson: string, cell: string, source: string | null): void;
  /** What was put aside, or null. */
  loadPutAside(lesson: string, cell: string): string | null;
  /** Marks what another tab had written until the reader has decided on it; null when they have. */
  keepOther(lesson: string, cell: string, source: string | null): void;
  /** What another tab had written and the reader has not decided on, or null. */
  loadOther(lesson: string, cell: string): string | null;
  /** The ids of a lesson's cells of which something is kept, an edit or what was put aside, readable or not; sorted. */
  cells(lesson: string): readonly string[];
}

/**
 * Opens the reader's edits.
 * @param migrations Older versions to read, newest first.
 */
export function openEditStore(
  texts: DeviceTexts,
  migrations: readonly Migration[] = MIGRATIONS,
): EditStore {
  const formats = [
    { version: STORAGE_VERSION, toEdit: toStoredEdit },
    ...migrations.map(({ from, migrate }) => ({
      version: from,
      toEdit: (value: unknown) => toStoredEdit(migrate(value)),
    })),
  ];

  const find = (lesson: string, cell: string): StoredEdit | null => {
    for (const { version, toEdit } of formats) {
      const key = keyOf(version, lesson, cell);
      const edit = texts.read(key, toEdit);
      if (!edit) continue;
      if (version === STORAGE_VERSION) return edit;
      // The older value goes only once the newer is safe on the device.
      const current = keyOf(STORAGE_VERSION, lesson, cell);
      if (texts.set(current, JSON.stringify(edit))) texts.remove(key);
      return edit;
    }
    return null;
  };

  const keepAs = (kind: string) => (lesson: string, cell: string, source: string | null) => {
    const key = keyOf(STORAGE_VERSION, lesson, cell, kind);
    if (source === null) texts.remove(key);
    else texts.set(key, JSON.stringify({ source }));
  };
  const loadAs = (kind: string) => (lesson: string, cell: string) =>
    texts.read(keyOf(STORAGE_VERSION, lesson, cell, kind), (value) => {
      const { source } = Object(value) as { readonly source?: unknown };
      if (typeof source === "string") return source;
      throw new TypeError(
        `storage: expected { source }, found ${describeValue(value)}. Hint: a newer version of the site may have written it.`,
      );
    });

  return {
    load(lesson, cell, now) {
      const edit = find(lesson, cell);
      if (!edit) return { status: "none" };
      if (now === null) return { status: "cell_gone", edit };
      if (isLessonText(now, edit.source)) return { status: "none" };
      return { status: isCurrent(now, edit.lessonHash) ? "same_lesson" : "lesson_changed", edit };
    },
    save(lesson, cell, edit) {
      const key = keyOf(STORAGE_VERSION, lesson, cell);
      const text = JSON.stringify(toStoredEdit(edit));
      // Looks first: writing over a value that cannot be read would delete it.
      texts.read(key, toStoredEdit);
      texts.set(key, text);
    },
    remove(lesson, cell) {
      for (const { version, toEdit } of formats) {
        const key = keyOf(version, lesson, cell);
        // Looks first here as well: only what could be read was the reader's to forget.
        texts.read(key, toEdit);
        texts.remove(key);
      }
    },
    putAside: keepAs("put-aside/"),
    loadPutAside: loadAs("put-aside/"),
    keepOther: keepAs("other-tab/"),
    loadOther: loadAs("other-tab/"),
    cells(lesson) {
      const ofLesson = new RegExp(`^${deviceRoot}/(?:put-aside/)?v\\d+/${lesson}/([^/]+)$`);
      const ids = [...texts.keys()].flatMap((key) => ofLesson.exec(key)?.[1] ?? []);
      return [...new Set(ids)].sort();
    },
  };
}

/**
 * The key of a cell's edit, as a `storage` event names it.
 * @throws RangeError when an id cannot be part of a key.
 */
export const editKeyOf = (lesson: string, cell: string): string =>
  keyOf(STORAGE_VERSION, lesson, cell);

/** @throws RangeError when an id cannot be part of a key. */
function keyOf(version: number, lesson: string, cell: string, kind = ""): string {
  if (lesson === "" || cell === "" || cell.includes("/")) {
    throw new RangeError(
      `storage: expected a lesson and a cell id without /, found "${lesson}" and "${cell}". Hint: pass the ids that the page has.`,
    );
  }
  return `${deviceRoot}/${kind}v${version}/${lesson}/${cell}`;
}

/** @throws TypeError when the value is not an edit. */
function toStoredEdit(value: unknown): StoredEdit {
  const { source, lessonHash, savedAt } = Object(value) as Partial<
    Record<keyof StoredEdit, unknown>
  >;
  if (
    typeof source === "string" &&
    typeof lessonHash === "string" &&
    (savedAt === null || savedAt === undefined || typeof savedAt === "string")
  ) {
    return { source, lessonHash, savedAt: savedAt ?? null };
  }
  throw new TypeError(
    `storage: expected an edit { source, lessonHash, savedAt }, found ${describeValue(value)} with keys ${Object.keys(Object(value) as object).join(", ") || "none"}. Hint: a newer version of the site may have written it.`,
  );
}
