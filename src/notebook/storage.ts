// The reader's edits, kept on this device. The only file of the notebook that touches the browser.
//
// A page inside somebody else's frame may not even *look* at `localStorage` (reading the property throws), a
// full store refuses to write, and an older version of the site has left older values. None of that may stop a
// reader or lose an edit, so:
// - what cannot be stored is kept in memory, and that is reported once;
// - a value that cannot be read is set aside under another key, never deleted, and reported;
// - keys carry a version, and values of older versions are carried over when they are met.
//
//   hypervisor-notebook/v1/<lesson>/<cell>              {"source": …, "lessonHash": …, "savedAt": …}
//   hypervisor-notebook/set-aside/v1/<lesson>/<cell>    whatever stood there and could not be read

import { describeValue } from "./refusal.ts";

const ROOT = "hypervisor-notebook";
const SET_ASIDE = `${ROOT}/set-aside`;

/** The version of keys and values that this code writes. */
export const STORAGE_VERSION = 1;

/** One reader's edit of one cell. */
export interface StoredEdit {
  readonly source: string;
  /** `hashSource` of the lesson's own source when the edit was made. */
  readonly lessonHash: string;
  /** When it was saved, ISO 8601, if whoever saved it knew. */
  readonly savedAt: string | null;
}

/** What the store has for a cell. "lesson_changed": the lesson's source is another than when the edit was made. */
export type LoadedEdit =
  | { readonly status: "none" }
  | { readonly status: "same_lesson" | "lesson_changed"; readonly edit: StoredEdit };

/** Something the reader should know about the store. */
export type StorageReport =
  /** Nothing can be stored here: edits last until the page is closed. Reported once. */
  | { readonly problem: "unavailable"; readonly cause: unknown }
  /** The store refused to write (full, most likely): as above for what is saved from now on. Reported once. */
  | { readonly problem: "refused"; readonly key: string; readonly cause: unknown }
  /** A value could not be read; it was set aside under `keptAs`, or left in its place if that is null. */
  | {
      readonly problem: "unreadable";
      readonly key: string;
      readonly keptAs: string | null;
      readonly cause: unknown;
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
  /** The edit of a cell, compared with the hash of the lesson's source as it is now. */
  load(lesson: string, cell: string, lessonHash: string): LoadedEdit;
  save(lesson: string, cell: string, edit: StoredEdit): void;
  /** Forgets the edit of a cell. */
  remove(lesson: string, cell: string): void;
  /** The cells with an edit, of one lesson or of all, sorted. */
  list(lesson?: string): readonly { readonly lesson: string; readonly cell: string }[];
}

export interface EditStoreOptions {
  readonly report: (report: StorageReport) => void;
  /** Defaults to the browser's `localStorage`; may throw. */
  readonly storage?: () => Storage;
  /** Older versions to read, newest first. */
  readonly migrations?: readonly Migration[];
}

/** Opens the reader's edits on this device, or in memory where the device refuses. */
export function openEditStore(options: EditStoreOptions): EditStore {
  const { report, migrations = MIGRATIONS } = options;
  const texts = openTexts(options.storage ?? (() => globalThis.localStorage), report);
  const formats = [
    { version: STORAGE_VERSION, toEdit: toStoredEdit },
    ...migrations.map(({ from, migrate }) => ({
      version: from,
      toEdit: (value: unknown) => toStoredEdit(migrate(value)),
    })),
  ];

  /** The edit under a key; null when there is none, or none that can be read. */
  const read = (key: string, toEdit: (value: unknown) => StoredEdit): StoredEdit | null => {
    const text = texts.get(key);
    if (text === null) return null;
    try {
      return toEdit(JSON.parse(text));
    } catch (cause) {
      report({ problem: "unreadable", key, keptAs: texts.setAside(key), cause });
      return null;
    }
  };

  const find = (lesson: string, cell: string): StoredEdit | null => {
    for (const { version, toEdit } of formats) {
      const key = keyOf(version, lesson, cell);
      const edit = read(key, toEdit);
      if (!edit) continue;
      if (version === STORAGE_VERSION) return edit;
      // The older value goes only once the newer is safe on the device.
      const current = keyOf(STORAGE_VERSION, lesson, cell);
      if (texts.set(current, JSON.stringify(edit))) texts.remove(key);
      return edit;
    }
    return null;
  };

  return {
    load(lesson, cell, lessonHash) {
      const edit = find(lesson, cell);
      if (!edit) return { status: "none" };
      return { status: edit.lessonHash === lessonHash ? "same_lesson" : "lesson_changed", edit };
    },
    save(lesson, cell, edit) {
      const key = keyOf(STORAGE_VERSION, lesson, cell);
      const text = JSON.stringify(toStoredEdit(edit));
      // Looks first: writing over a value that cannot be read would delete it.
      read(key, toStoredEdit);
      texts.set(key, text);
    },
    remove(lesson, cell) {
      for (const { version, toEdit } of formats) {
        const key = keyOf(version, lesson, cell);
        // Looks first here as well: only what could be read was the reader's to forget.
        read(key, toEdit);
        texts.remove(key);
      }
    },
    list(lesson) {
      const found = new Map<string, { readonly lesson: string; readonly cell: string }>();
      for (const key of texts.keys()) {
        const format = formats.find(({ version }) => key.startsWith(`${ROOT}/v${version}/`));
        if (!format) continue;
        const rest = key.slice(`${ROOT}/v${format.version}/`.length);
        const slash = rest.lastIndexOf("/");
        const edit = { lesson: rest.slice(0, slash), cell: rest.slice(slash + 1) };
        if (lesson === undefined || edit.lesson === lesson) found.set(rest, edit);
      }
      return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edit]) => edit);
    },
  };
}

/** Texts by key, on the device if it takes them, else in memory. */
interface Texts {
  get(key: string): string | null;
  /** False when the text is in memory only. */
  set(key: string, text: string): boolean;
  remove(key: string): void;
  /** Moves a text out of the way; the key it is kept under, or null when there was no room to move it. */
  setAside(key: string): string | null;
  keys(): ReadonlySet<string>;
}

function openTexts(open: () => Storage, report: (report: StorageReport) => void): Texts {
  /** What the device would not take; it goes before what the device has. */
  const memory = new Map<string, string>();
  /** Keys on the device whose text could not be set aside: they are neither read nor written again. */
  const blocked = new Set<string>();
  const reported = new Set<StorageReport["problem"]>();
  const reportOnce = (problem: StorageReport): void => {
    if (!reported.has(problem.problem)) report(problem);
    reported.add(problem.problem);
  };

  let device: Storage | null = null;
  try {
    // Where storage is switched off, the property may be null instead of throwing.
    device = open() ?? null;
    device?.getItem(ROOT);
    if (!device) reportOnce({ problem: "unavailable", cause: null });
  } catch (cause) {
    device = null;
    reportOnce({ problem: "unavailable", cause });
  }

  return {
    get(key) {
      return memory.get(key) ?? (blocked.has(key) ? null : (device?.getItem(key) ?? null));
    },
    set(key, text) {
      if (device && !blocked.has(key)) {
        try {
          device.setItem(key, text);
          memory.delete(key);
          return true;
        } catch (cause) {
          reportOnce({ problem: "refused", key, cause });
        }
      }
      memory.set(key, text);
      return false;
    },
    remove(key) {
      memory.delete(key);
      if (!blocked.has(key)) device?.removeItem(key);
    },
    setAside(key) {
      const text = device?.getItem(key);
      if (!device || text === null || text === undefined) return null;
      const first = `${SET_ASIDE}${key.slice(ROOT.length)}`;
      let keptAs = first;
      for (let copy = 2; (device.getItem(keptAs) ?? text) !== text; copy += 1) {
        keptAs = `${first}~${copy}`;
      }
      try {
        device.setItem(keptAs, text);
      } catch {
        // Not silent: the caller reports that the text is still where it was.
        blocked.add(key);
        return null;
      }
      device.removeItem(key);
      return keptAs;
    },
    keys() {
      const keys = new Set(memory.keys());
      for (let index = 0; device && index < device.length; index += 1) {
        const key = device.key(index);
        if (key !== null && !blocked.has(key)) keys.add(key);
      }
      return keys;
    },
  };
}

/** @throws RangeError when an id cannot be part of a key. */
function keyOf(version: number, lesson: string, cell: string): string {
  if (lesson === "" || cell === "" || cell.includes("/")) {
    throw new RangeError(
      `storage: expected a lesson and a cell id without /, found "${lesson}" and "${cell}". Hint: pass the ids that the page has.`,
    );
  }
  return `${ROOT}/v${version}/${lesson}/${cell}`;
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
