// What a page's parts know of each other: the notebook behind the page, its cells, where to say something. Parts that
// not every reader needs (menus, the bench, sharing, …) are given this when they are fetched.
import type { OwnCellsStore } from "../../src/notebook/own-cells-store.ts";
import type { DeviceTexts } from "../../src/notebook/device-texts.ts";
import type { Session } from "../../src/notebook/session-state.ts";
import type { EditStore } from "../../src/notebook/storage.ts";
import type { CellView } from "../../src/notebook/validity.ts";
import type { Language } from "../site/strings.ts";
import type { NotebookCell } from "./cell-element.ts";
import type { CellIntent } from "./cell-host.ts";
import type { NotebookExercise } from "./exercise-element.ts";
import type { NotebookShell } from "./shell.ts";

/** Called after each change that shows, not more often than they can be seen, and once when it is added. */
export type RenderListener = (views: readonly CellView[], session: Session) => void;

export interface NotebookPage {
  readonly language: Language;
  /** The lesson's slug, under which edits are stored. */
  readonly lesson: string;
  /** The toolbar, `<notebook-tools>`; its data attributes hold addresses. */
  readonly tools: HTMLElement;
  readonly shell: NotebookShell;
  /** What is kept on this device, through which other stores are opened: what it refuses is then said once. */
  readonly texts: DeviceTexts;
  readonly store: EditStore;
  readonly ownCellsStore: OwnCellsStore;
  /** The cells that the page shows, in its order, now. */
  cells(): readonly NotebookCell[];
  /**
   * Connects a cell that has come to the page; from here on it works as the lesson's do.
   * @param hear Told what the reader does to it, before the notebook is.
   */
  adopt(cell: NotebookCell, hear?: (intent: CellIntent) => void): void;
  /** The exercises, once they were fetched; until then none. */
  exercises(): readonly NotebookExercise[];
  /** Fetches what the exercises do, once. */
  fetchExercises(): Promise<readonly NotebookExercise[]>;
  /** The cell that has the focus or had it last, the first one before that. */
  current(): NotebookCell | undefined;
  /** Gives a cell the focus, and brings it into view. */
  goTo(cell: string): void;
  /** Makes a code cell below this one and opens it (Alt+Enter). */
  insertBelow(cell: string): Promise<void>;
  /** Says something in the toolbar's status line, aloud too; "" takes it away. */
  say(text: string): void;
  /** @returns a function that ends it. */
  onRender(listener: RenderListener): () => void;
}
