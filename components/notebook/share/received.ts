// Another reader's edits, from a link or a file: a word at the top of the page, and at each cell the sender's code,
// marked as such. Run runs what is in the cell, so the sender's code cannot run before the reader has taken it over.
import "./share.css";
import {
  compareShared,
  ShareError,
  type SharedDifference,
  type SharedNotebook,
} from "../../../src/notebook/share-link.ts";
import { getCell } from "../../../src/notebook/document.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { closeComparison, mine, toggleComparison } from "../compare/compare.ts";
import { button } from "./button.ts";
import { isShared } from "./fragment.ts";
import { addOwnCells, ownPanel } from "./own-panel.ts";
import { shareStrings, type Origin } from "./strings.ts";

/** What became of one difference. */
type Decision = "open" | "taken" | "left";

let closeShown: (() => void) | undefined;

/** The place at the top of the page that says what was received, in which nothing stands yet. */
export function banner(page: NotebookPage, label: string): HTMLElement {
  closeShown?.();
  const element = document.createElement("section");
  element.className = "share-banner not-content";
  element.setAttribute("aria-label", label);
  element.tabIndex = -1;
  page.tools.after(element);
  closeShown = () => {
    closeShown = undefined;
    element.remove();
  };
  return element;
}

export function paragraph(...content: (string | Node)[]): HTMLParagraphElement {
  const element = document.createElement("p");
  element.append(...content);
  return element;
}

/** The link has said what it has to say: a reload should not say it again. */
function forgetLink(): void {
  if (isShared(location.hash))
    history.replaceState(history.state, "", location.pathname + location.search);
}

/** Says why something shared was not opened. */
export function showProblem(
  page: NotebookPage,
  error: unknown,
  origin: Origin,
  fragment = "",
): void {
  const s = shareStrings[page.language];
  if (!(error instanceof ShareError)) throw error;
  console.info("notebook: something shared could not be opened.", error);
  const element = banner(page, s.received[origin]);
  const problem =
    error.code === "other_language" ? s.otherLanguage(error.found) : s.problem[error.code];
  element.append(paragraph(`${problem} ${s.nothingChanged}`));
  if (error instanceof OtherLessonError) {
    const link = document.createElement("a");
    const slug = error.lesson === "home" ? "" : `${error.lesson}/`;
    link.href = `/${page.language}/${slug}${fragment}`;
    link.textContent = s.openThere;
    element.append(paragraph(link));
  }
  element.append(closeButton(page));
  element.focus({ preventScroll: false });
}

/** A button that closes the place at the top. */
export function closeButton(page: NotebookPage): HTMLButtonElement {
  return button(shareStrings[page.language].close, () => {
    forgetLink();
    closeShown?.();
  });
}

/** Of another lesson, whose address is known. */
class OtherLessonError extends ShareError {
  readonly lesson: string;
  constructor(error: ShareError, lesson: string) {
    super(error.code, error.expected, error.found, error.hint);
    this.lesson = lesson;
  }
}

/**
 * Shows whose code differs, at the top and at each cell.
 * @param leftOut What is said of that which is not taken.
 * @throws ShareError when the edits are of another lesson.
 */
export function showReceived(
  page: NotebookPage,
  shared: SharedNotebook,
  origin: Origin,
  leftOut: HTMLElement | null = null,
): void {
  const s = shareStrings[page.language];
  const { shell } = page;
  let compared: ReturnType<typeof compareShared>;
  try {
    compared = compareShared(shared, page.lesson, shell.session.notebook);
  } catch (error) {
    throw error instanceof ShareError ? new OtherLessonError(error, shared.lesson) : error;
  }
  const { differences, own } = compared;
  const element = banner(page, s.received[origin]);
  if (differences.length + own.length === 0) {
    element.append(paragraph(s.same(origin)), ...(leftOut ? [leftOut] : []), closeButton(page));
    element.focus();
    return;
  }

  /** What became of the cells that come with it. */
  let ownDecision: Decision = own.length === 0 ? "left" : "open";
  const left = new Set<string>();
  /** The reader's source before it was replaced by what was received. */
  const before = new Map<string, string>();
  const decision = ({ cell: { id } }: SharedDifference): Decision =>
    before.has(id) ? "taken" : left.has(id) ? "left" : "open";
  const take = ({ cell: { id }, shared: theirs }: SharedDifference) => {
    before.set(id, getCell(shell.session.notebook, id).source);
    left.delete(id);
    // What was the reader's is put aside, on the device too.
    shell.dispatch({ type: "replace", cell: id, source: theirs.source });
  };
  const undo = ({ cell: { id } }: SharedDifference) => {
    const source = before.get(id);
    before.delete(id);
    if (source !== undefined) shell.dispatch({ type: "edit", cell: id, source });
  };
  const leave = ({ cell: { id } }: SharedDifference) => {
    left.add(id);
    shell.render();
  };
  const open = () => differences.filter((one) => decision(one) === "open");

  const panels = differences.map((difference) => ({
    difference,
    panel: cellPanel(page, difference, origin, {
      take: () => {
        take(difference);
      },
      leave: () => {
        leave(difference);
        page
          .cells()
          .find(({ cellId }) => cellId === difference.cell.id)
          ?.focus();
      },
      undo: () => {
        undo(difference);
      },
    }),
  }));

  const places = document.createElement("ul");
  for (const { cell } of differences) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#cell-${cell.id}`;
    link.textContent = cell.id;
    link.addEventListener("click", (event) => {
      // The address keeps what it brought.
      event.preventDefault();
      const target = page.cells().find(({ cellId }) => cellId === cell.id);
      target?.scrollIntoView();
      target?.focus({ preventScroll: true });
    });
    item.append(link);
    places.append(item);
  }
  const state = paragraph(s.nothingDone);
  state.setAttribute("role", "status");
  const ownElement = ownPanel(page, own, origin, () => {
    ownDecision = "taken";
    shell.render();
    element.focus();
  });
  const takeAll = button(s.takeAll, () => {
    open().forEach(take);
    if (ownDecision === "open") addOwnCells(page, own);
    if (ownDecision === "open") ownDecision = "taken";
    shell.render();
    element.focus();
  });
  const leaveAll = button(s.leaveAll, () => {
    open().forEach(({ cell }) => left.add(cell.id));
    if (ownDecision === "open") ownDecision = "left";
    shell.render();
    element.focus();
  });
  const close = closeButton(page);
  if (differences.length > 0)
    element.append(paragraph(s.changes(origin, differences.length)), places);
  element.append(ownElement, ...(leftOut ? [leftOut] : []), state);
  element.append(takeAll, leaveAll, close);

  const stop = page.onRender(() => {
    const undecided = open().length + Number(ownDecision === "open");
    const count = (wanted: Decision) =>
      differences.filter((one) => decision(one) === wanted).length +
      (ownDecision === wanted ? own.length : 0);
    const isNew = count("taken") + count("left") === 0;
    const text = isNew ? s.nothingDone : s.decided(count("taken"), count("left"));
    if (state.textContent !== text) state.textContent = text;
    ownElement.hidden = ownDecision !== "open";
    takeAll.hidden = leaveAll.hidden = undecided === 0;
    close.hidden = undecided > 0;
    if (undecided === 0 && origin === "link") forgetLink();
    for (const { difference, panel } of panels) {
      const { source } = getCell(shell.session.notebook, difference.cell.id);
      // What the reader has typed since is not to be undone with it.
      panel.show(decision(difference), source === difference.shared.source);
    }
  });
  closeShown = () => {
    closeShown = undefined;
    stop();
    element.remove();
    for (const { panel } of panels) panel.remove();
  };
  element.focus();
}

interface PanelActions {
  readonly take: () => void;
  readonly leave: () => void;
  readonly undo: () => void;
}

interface Panel {
  show(decision: Decision, canUndo: boolean): void;
  remove(): void;
}

/** Their code at one cell, under the reader's. */
function cellPanel(
  page: NotebookPage,
  { cell, shared, lessonChanged }: SharedDifference,
  origin: Origin,
  actions: PanelActions,
): Panel {
  const s = shareStrings[page.language];
  const element = document.createElement("section");
  element.className = "share-panel";
  element.setAttribute("aria-label", `${s.from[origin]}: ${cell.id}`);
  const title = document.createElement("strong");
  title.textContent = s.from[origin];
  const note = document.createElement("span");
  const code = document.createElement("pre");
  code.tabIndex = 0;
  code.translate = false;
  code.setAttribute("aria-label", `${s.theirs[origin]}: ${cell.id}`);
  code.setAttribute("role", "group");
  code.textContent = shared.source;
  const compared = document.createElement("div");
  const compare = button(s.compare, () => {
    const theirs = { name: origin, source: () => shared.source };
    toggleComparison(page, cell.id, compared, compare, mine(page, cell.id), theirs);
  });
  compare.setAttribute("aria-expanded", "false");
  const take = button(s.take, () => {
    actions.take();
    undo.hidden = false;
    undo.focus();
  });
  const leave = button(s.leave, actions.leave);
  const undo = button(s.undo, () => {
    actions.undo();
    take.hidden = false;
    take.focus();
  });
  const bar = document.createElement("div");
  bar.className = "share-bar";
  bar.append(take, leave, compare, undo);
  element.append(paragraph(title, " ", note), code, compared, bar);
  const holder = page.cells().find(({ cellId }) => cellId === cell.id);
  holder?.querySelector(".cell-editor")?.after(element);
  return {
    show(decision, canUndo) {
      const isOpen = decision === "open";
      const text = isOpen ? `${s.notYours}${lessonChanged ? ` ${s.lessonChanged}` : ""}` : s.taken;
      if (note.textContent !== text) note.textContent = text;
      element.hidden = decision === "left" || (decision === "taken" && !canUndo);
      code.hidden = compared.hidden = take.hidden = leave.hidden = compare.hidden = !isOpen;
      undo.hidden = decision !== "taken" || !canUndo;
    },
    remove() {
      closeComparison(compared);
      element.remove();
    },
  };
}
