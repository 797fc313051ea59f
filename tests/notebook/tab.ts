// A tab of a lesson as a page has it: the reducer, and what writes for it. Several may share a device.
import { openDeviceTexts } from "../../src/notebook/device-texts.ts";
import { createNotebook, getCell } from "../../src/notebook/document.ts";
import { EditKeeping } from "../../src/notebook/edit-keeping.ts";
import { asShown } from "../../src/notebook/lesson-source.ts";
import type { Operation } from "../../src/notebook/operations.ts";
import { withOwnCells } from "../../src/notebook/own-cells.ts";
import { openOwnCellsStore } from "../../src/notebook/own-cells-store.ts";
import { createSession, type Session } from "../../src/notebook/session-state.ts";
import { openEditStore } from "../../src/notebook/storage.ts";
import {
  historyLimits,
  listHistory,
  readVersions,
  trimHistory,
} from "../../src/notebook/version-history.ts";
import type { Device } from "./device.ts";
import { apply } from "./reducer.ts";

export const lesson = "part/lesson";
/** The id of a cell of the reader's. */
export const own = "own-1";

/** A clock that all tabs of a test go by. */
let ticks = 0;
const now = () => new Date((ticks += 1000)).toISOString();
let pages = 0;

/** A tab with the lesson. */
export class Tab {
  readonly texts;
  readonly store;
  readonly keeping: EditKeeping;
  session: Session;
  #pauses = new Set<() => void>();

  constructor(device: Device, lessonSource = "lesson", limits = historyLimits) {
    const texts = openDeviceTexts(
      () => undefined,
      () => device,
    );
    this.texts = texts;
    this.store = openEditStore(texts);
    const ownCellsStore = openOwnCellsStore(texts);
    const cell = { id: "a", lessonSource, lessonProgram: null };
    const stored = this.store.load(lesson, "a", cell);
    const aside = this.store.loadPutAside(lesson, "a");
    const source = stored.status === "none" ? lessonSource : stored.edit.source;
    const specs = withOwnCells([{ ...cell, source }], ownCellsStore.load(lesson));
    this.session = createSession(
      createNotebook(specs),
      {},
      aside === null ? {} : { a: asShown(cell, aside) },
    );
    this.keeping = new EditKeeping({
      lesson,
      store: this.store,
      ownCellsStore,
      texts,
      page: `page${String((pages += 1))}`,
      undecided: new Map(stored.status === "lesson_changed" ? [["a", stored.edit.lessonHash]] : []),
      session: () => this.session,
      now,
      afterPause: (action) => {
        this.#pauses.add(action);
        return () => this.#pauses.delete(action);
      },
      onPause: () => undefined,
      onVersion: () => {
        trimHistory(texts, limits);
      },
    });
  }

  /** As the page's shell does it. */
  dispatch(operation: Operation): void {
    this.keeping.before(operation);
    const applied = apply(this.session, operation);
    if (!applied.ok) return;
    this.session = applied.state;
    for (const action of applied.actions)
      if (action.type === "save") this.keeping.save(action.cell, action.urgent);
  }

  type(source: string, cell = "a"): void {
    this.dispatch({ type: "edit", cell, source });
  }

  pause(): void {
    for (const action of [...this.#pauses]) {
      this.#pauses.delete(action);
      action();
    }
  }

  source(cell = "a"): string {
    return getCell(this.session.notebook, cell).source;
  }

  has(cell: string): boolean {
    return this.session.notebook.cells.some(({ id }) => id === cell);
  }

  history(cell = "a"): string[] {
    return listHistory(readVersions(this.texts, lesson, cell)).map(({ source }) => source);
  }
}
