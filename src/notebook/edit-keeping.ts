// When a page writes what the reader has: a moment after typing, at once before a run and before anything takes the
// text's place. It does not trust to be alone: another tab, or an older build in one, may have written the same cell
// since. What it is about to write over is then kept as a version, and marked as another tab's until the reader has
// decided. It has no clock and no timer of its own.

import type { DeviceTexts } from "./device-texts.ts";
import { findCell, storedSource, type Cell } from "./document.ts";
import { isLessonText, lessonHash } from "./lesson-source.ts";
import type { Operation } from "./operations.ts";
import { isOwnCell, ownCells } from "./own-cells.ts";
import type { OwnCellsStore } from "./own-cells-store.ts";
import { cellState, type Session } from "./session-state.ts";
import type { EditStore } from "./storage.ts";
import { hasVersion, writeVersion, type Version } from "./version-store.ts";

export interface EditKeepingOptions {
  readonly lesson: string;
  readonly store: EditStore;
  readonly ownCellsStore: OwnCellsStore;
  /** Where the versions are written. */
  readonly texts: DeviceTexts;
  /** What this page's versions are named by; no other page's are. */
  readonly page: string;
  /** Cells whose stored edit is older than the lesson: the hash of the lesson that it was an edit of. */
  readonly undecided: ReadonlyMap<string, string>;
  /** The session as it is now. */
  readonly session: () => Session;
  /** The time, ISO 8601. */
  readonly now: () => string;
  /** Calls back when typing has paused; returns what ends the waiting. */
  readonly afterPause: (action: () => void) => () => void;
  /** Edits were written in a pause of typing. */
  readonly onPause: () => void;
  /** A version has come to the device: the history may be longer than it should be. */
  readonly onVersion: () => void;
}

/** A stretch of typing in one cell: from when the text came to when something else takes its place. */
interface Stretch {
  readonly id: string;
  readonly typed: boolean;
  /** What of it has been written. */
  readonly written: string | null;
}

export class EditKeeping {
  readonly #options: EditKeepingOptions;
  readonly #waiting = new Map<string, () => void>();
  readonly #undecided: Map<string, string>;
  readonly #stretches = new Map<string, Stretch>();
  /** What this page knows the device to have: what it has found there, written there or shown to the reader. */
  readonly #known: Map<string, string | null>;
  #count = 0;

  constructor(options: EditKeepingOptions) {
    this.#options = options;
    this.#undecided = new Map(options.undecided);
    const { cells } = options.session().notebook;
    this.#known = new Map(cells.map((cell) => [cell.id, storedSource(cell)]));
  }

  /** Called before each operation: what is about to give way is written first. */
  before(operation: Operation): void {
    if (!("cell" in operation) || operation.cell === null) return;
    const { type, cell: id } = operation;
    switch (type) {
      case "edit": {
        const cell = findCell(this.#options.session().notebook, id);
        if (cell !== undefined && cell.source !== operation.source)
          this.#stretches.set(id, { ...this.#stretch(id), typed: true });
        return;
      }
      case "replace":
      case "reset":
      case "undo_reset":
      case "delete_cell":
        if (this.#waiting.has(id)) this.save(id, true);
        this.#stretches.delete(id);
        return;
      default:
        return;
    }
  }

  /** Writes a cell: at once, or when typing pauses. */
  save(id: string, urgent: boolean): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    if (urgent) {
      this.#write(id);
      return;
    }
    const end = this.#options.afterPause(() => {
      this.save(id, true);
      this.#options.onPause();
    });
    this.#waiting.set(id, end);
  }

  /** Writes what waits to be written. */
  flush(): void {
    for (const id of [...this.#waiting.keys()]) this.save(id, true);
  }

  /** The reader keeps the cell as this page has it: it is one of today's lesson, and goes before another tab's. */
  keepMine(id: string): void {
    this.#undecided.delete(id);
    this.decide(id);
    this.save(id, true);
  }

  /** The reader has seen what another tab has written, and has chosen. */
  decide(id: string): void {
    const { lesson, store } = this.#options;
    this.#known.set(id, this.stored(id));
    store.keepOther(lesson, id, null);
  }

  /** What the device has as the text of a cell, this page's or not; null when it has none. */
  stored(id: string): string | null {
    const { lesson, store, ownCellsStore, session } = this.#options;
    const cell = findCell(session().notebook, id);
    if (cell === undefined || isOwnCell(cell))
      return ownCellsStore.find(lesson, id)?.source ?? null;
    const loaded = store.load(lesson, id, null);
    return loaded.status === "none" || isLessonText(cell, loaded.edit.source)
      ? null
      : loaded.edit.source;
  }

  #stretch(id: string): Stretch {
    const known = this.#stretches.get(id);
    if (known !== undefined) return known;
    const begun = { id: this.#newId(), typed: false, written: null };
    this.#stretches.set(id, begun);
    return begun;
  }

  #write(id: string): void {
    const { lesson, store, ownCellsStore, session, now } = this.#options;
    const cell = findCell(session().notebook, id);
    const source = cell === undefined ? null : storedSource(cell);
    const before = this.stored(id);
    const known = this.#known.get(id) ?? null;
    const isOthers = before !== null && before !== known && before !== source;
    // What this stretch has written itself goes on under its own name; anything else must have one.
    const stretch = this.#stretches.get(id);
    if (before !== null && before !== source && before !== stretch?.written)
      this.#keep(id, before, isOthers || stretch?.typed !== false);
    const aside = cell === undefined ? null : cellState(session(), id).undo;
    const asideBefore = store.loadPutAside(lesson, id);
    if (asideBefore !== null && asideBefore !== aside) this.#keep(id, asideBefore, true);
    if (isOthers) store.keepOther(lesson, id, before);
    if (cell === undefined || isOwnCell(cell)) {
      const own = ownCells(session().notebook).find((other) => other.id === id);
      if (own !== undefined) ownCellsStore.save(lesson, own, now());
      // Another tab has typed on in a cell that was deleted here: it comes back with the next visit.
      else if (!isOthers) ownCellsStore.remove(lesson, id);
    } else this.#writeEdit(cell, source, aside);
    // Where the device has room for one of the two, the next visit shows it at its cell.
    this.#writeVersion(id, source);
    this.#known.set(id, source);
  }

  #writeEdit(cell: Cell, source: string | null, aside: string | null): void {
    const { lesson, store, now } = this.#options;
    const { id } = cell;
    store.putAside(lesson, id, aside);
    if (source === null) {
      this.#undecided.delete(id);
      store.remove(lesson, id);
      return;
    }
    store.save(lesson, id, {
      source,
      lessonHash: this.#undecided.get(id) ?? lessonHash(cell),
      savedAt: now(),
    });
  }

  #writeVersion(id: string, source: string | null): void {
    // Nothing of the reader's is left in the cell: what they type next is another text than the one before.
    if (source === null || source.trim() === "") {
      this.#stretches.delete(id);
      return;
    }
    const stretch = this.#stretch(id);
    if (!stretch.typed && this.#has(id, source)) return;
    this.#version(id, { id: stretch.id, source, typed: stretch.typed });
    this.#stretches.set(id, { ...stretch, written: source });
    if (stretch.written === null) this.#options.onVersion();
  }

  /** Keeps as a version what another page has written, or an older build, which knew no versions. */
  #keep(id: string, source: string, typed: boolean): void {
    if (source.trim() === "" || this.#has(id, source)) return;
    this.#version(id, { id: this.#newId(), source, typed });
    this.#options.onVersion();
  }

  #version(cell: string, version: Omit<Version, "savedAt">): void {
    const { texts, lesson, now } = this.#options;
    writeVersion(texts, lesson, cell, { ...version, savedAt: now() });
  }

  #newId(): string {
    this.#count += 1;
    return `${this.#options.page}-${String(this.#count)}`;
  }

  #has(id: string, source: string): boolean {
    const { texts, lesson } = this.#options;
    return hasVersion(texts, lesson, id, source);
  }
}
