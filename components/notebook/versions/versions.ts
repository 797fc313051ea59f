// There is another version of a cell's code than the reader's: the lesson has changed since the edit, or another tab
// has written one. It is offered, never imposed, and whatever the reader chooses, the other can be brought back.
import "./versions.css";
import { getCell } from "../../../src/notebook/document.ts";
import type { NotebookCell } from "../cell-element.ts";
import { closeComparison, compareInCell, lessons, mine } from "../compare/compare.ts";
import { compareStrings } from "../compare/strings.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { versionStrings } from "./strings.ts";

const cellOf = (page: NotebookPage, id: string): NotebookCell | undefined =>
  page.cells().find(({ cellId }) => cellId === id);

/** Says that the lesson's cell has changed since the reader's edit, until the reader has decided. */
export function offerLesson(page: NotebookPage, id: string): void {
  const cell = cellOf(page, id);
  if (cell === undefined) return;
  const s = versionStrings[page.language];
  const notice = openNotice(page, cell, s.lessonChanged);
  notice.button(s.keepMine, () => {
    page.shell.keeping.keepMine(id);
    notice.close();
  });
  notice.button(s.takeNew, () => {
    page.shell.dispatch({ type: "reset", cell: id });
  });
  notice.compare((button) => {
    compareInCell(page, cell, button, lessons(page, id), mine(page, id));
  });
  // Reset in another way, or typed away: there is nothing of the reader's left to decide on.
  notice.until((source) => source === getCell(page.shell.session.notebook, id).lessonSource);
}

/** Offers what the reader wrote in cells that the lesson has no more. */
export function offerGone(page: NotebookPage, cells: readonly string[]): void {
  import("../recovery/gone-cells.ts").then(
    ({ offerGoneCells }) => {
      offerGoneCells(page, cells);
    },
    (error: unknown) => {
      console.error("notebook: edits of cells that are gone could not be offered.", error);
    },
  );
}

/**
 * Another tab has written a cell of this lesson, or has taken its edit back: just now, or on an earlier visit, when
 * the reader has not decided between the two.
 */
export function offerOtherTab(page: NotebookPage, id: string): void {
  const cell = cellOf(page, id);
  if (cell === undefined) {
    offerAtOwnCell(page, id);
    return;
  }
  const s = versionStrings[page.language];
  const { shell, store, lesson } = page;
  const current = getCell(shell.session.notebook, id);
  const stored = shell.keeping.stored(id);
  // A cell of the reader's that another tab has deleted stays here until the page is left.
  const onDevice = stored ?? (current.owner === "lesson" ? current.lessonSource : current.source);
  const isNow = onDevice !== current.source;
  const theirs = isNow ? onDevice : store.loadOther(lesson, id);
  if (theirs === null || theirs === current.source) {
    // The two have become the same.
    store.keepOther(lesson, id, null);
    notices.get(cell)?.close();
    return;
  }
  const notice = openNotice(page, cell, isNow ? s.otherTab : s.twoTabs);
  notice.button(isNow ? s.keepMine : s.keepThis, () => {
    shell.keeping.keepMine(id);
    notice.close();
  });
  notice.button(isNow ? s.takeOther : s.takeOtherOne, () => {
    const own = getCell(shell.session.notebook, id);
    shell.keeping.decide(id);
    shell.dispatch({ type: "replace", cell: id, source: theirs });
    if (own.source === own.lessonSource) return;
    const taken = openNotice(page, cell, s.took);
    taken.button(s.bringBack, () => {
      shell.dispatch({ type: "replace", cell: id, source: own.source });
    });
    taken.until((now) => now !== theirs);
  });
  notice.compare((button) => {
    compareInCell(page, cell, button, mine(page, id), { name: "otherTab", source: () => theirs });
  });
  notice.until((now) => now === theirs);
}

/** The elements of the reader's own cells come to a page a moment after it was opened. */
function offerAtOwnCell(page: NotebookPage, id: string): void {
  import("../own-cells/own-cells.ts").then(
    ({ showOwnCells }) => {
      if (showOwnCells(page).element(id) !== undefined) offerOtherTab(page, id);
    },
    (error: unknown) => {
      console.error("notebook: another tab's text of a cell could not be offered.", error);
    },
  );
}

interface Notice {
  button(label: string, action: () => void): void;
  compare(open: (button: HTMLElement) => void): void;
  /** Closes when the cell's source fulfils this. */
  until(done: (source: string) => boolean): void;
  close(): void;
}

const notices = new WeakMap<NotebookCell, Notice>();

/** A line between the cell's code and its outputs; a cell has one at most. */
function openNotice(page: NotebookPage, cell: NotebookCell, text: string): Notice {
  notices.get(cell)?.close();
  const element = document.createElement("div");
  element.className = "cell-versions";
  element.setAttribute("role", "status");
  cell.querySelector(".cell-editor")?.after(element);
  const words = document.createElement("span");
  words.textContent = text;
  element.append(words);
  let stop = () => {
    // Nothing is watched yet.
  };
  const button = (label: string): HTMLButtonElement => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    element.append(made);
    return made;
  };
  const notice: Notice = {
    button(label, action) {
      button(label).addEventListener("click", action);
    },
    compare(open) {
      const made = button(compareStrings[page.language].compare);
      made.setAttribute("aria-expanded", "false");
      made.addEventListener("click", () => {
        open(made);
      });
    },
    until(done) {
      stop = page.onRender((views) => {
        const view = views.find(({ id }) => id === cell.cellId);
        if (view === undefined || done(view.source)) notice.close();
      });
      // The first look may have been enough.
      if (!element.isConnected) stop();
    },
    close() {
      stop();
      closeComparison(cell);
      // The buttons go, and with them the focus: it stays at the cell.
      if (element.contains(document.activeElement)) cell.focus();
      element.remove();
      if (notices.get(cell) === notice) notices.delete(cell);
    },
  };
  notices.set(cell, notice);
  return notice;
}
