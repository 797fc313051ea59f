// Two versions of a cell's code, one against the other: the lines that only one of them has, marked by a sign, by a
// colour, and by words that a screen reader says. The comparison follows the reader's typing while it is open.
import "./compare.css";
import { getCell } from "../../../src/notebook/document.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { lineDiff, type DiffLine } from "./line-diff.ts";
import { compareStrings } from "./strings.ts";

type Words = (typeof compareStrings)["en" | "ko"];

/** One of the two that are compared. */
interface Side {
  readonly name: keyof Words &
    ("lesson" | "mine" | "otherTab" | "solution" | "earlier" | "link" | "file");
  /** Asked again whenever the page changes. */
  readonly source: () => string;
}

/** The reader's code of a cell, as it is at any time. */
export const mine = (page: NotebookPage, cell: string): Side => ({
  name: "mine",
  source: () => getCell(page.shell.session.notebook, cell).source,
});

/** The lesson's code of a cell. */
export const lessons = (page: NotebookPage, cell: string): Side => ({
  name: "lesson",
  source: () => getCell(page.shell.session.notebook, cell).lessonSource,
});

const comparisons = new WeakMap<Element, () => void>();

/** Opens the comparison of a solution with the reader's code, at the button beside the solution; or closes it. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const exercise = button.closest<HTMLElement>("[data-exercise]");
  const solution = exercise?.querySelector<HTMLElement>(".exercise-solution");
  const id = exercise?.dataset["exercise"];
  if (id === undefined || solution === null || solution === undefined) return;
  const source = solution.querySelector("code")?.textContent ?? "";
  toggleComparison(page, id, solution, button, mine(page, id), {
    name: "solution",
    source: () => source,
  });
}

/** Opens a comparison under the code of a cell, or closes it. */
export function compareInCell(
  page: NotebookPage,
  cell: NotebookCell,
  button: HTMLElement,
  from: Side,
  to: Side,
): void {
  toggleComparison(page, cell.cellId, cell, button, from, to);
}

/**
 * Opens a comparison, or closes it.
 * @param place Where it is shown: a cell, under its code; or anything else, at its end.
 */
export function toggleComparison(
  page: NotebookPage,
  cell: string,
  place: HTMLElement,
  button: HTMLElement,
  from: Side,
  to: Side,
): void {
  const close = comparisons.get(place);
  close?.();
  if (close !== undefined) return;
  const s = compareStrings[page.language];
  const region = document.createElement("section");
  region.className = "comparison not-content";
  region.setAttribute("aria-label", s.comparison(cell));
  const [header, lines] = [document.createElement("header"), document.createElement("div")];
  const closer = document.createElement("button");
  closer.type = "button";
  closer.textContent = s.close;
  header.append(
    textElement("del", `− ${s.onlyIn(s[from.name])}`),
    textElement("ins", `+ ${s.onlyIn(s[to.name])}`),
    closer,
  );
  lines.className = "comparison-lines";
  lines.tabIndex = 0;
  lines.setAttribute("role", "group");
  lines.setAttribute("aria-label", s.comparison(cell));
  region.append(header, lines);
  const notices = place.querySelector(":scope > .cell-output");
  if (notices === null) place.append(region);
  else notices.before(region);

  let shown = "";
  const stop = page.onRender(() => {
    const [before, after] = [from.source(), to.source()];
    const key = JSON.stringify([before, after]);
    if (key === shown) return;
    shown = key;
    lines.replaceChildren(
      before === after ? textElement("p", s.same) : linesElement(lineDiff(before, after), s),
    );
  });
  // A menu's button says whether the menu is open.
  const expands = !button.hasAttribute("aria-haspopup");
  if (expands) button.setAttribute("aria-expanded", "true");
  else lines.focus();
  const end = () => {
    stop();
    region.remove();
    comparisons.delete(place);
    if (expands) button.setAttribute("aria-expanded", "false");
  };
  comparisons.set(place, end);
  closer.addEventListener("click", () => {
    end();
    if (button.isConnected) button.focus();
    else place.focus();
  });
}

/** Closes the comparison that is open in a place, if one is. */
export function closeComparison(place: Element): void {
  comparisons.get(place)?.();
}

function textElement(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

const tags = { same: "span", removed: "del", added: "ins" } as const;
const marks = { same: " ", removed: "−", added: "+" } as const;

function linesElement(lines: readonly DiffLine[], s: Words): HTMLElement {
  const list = document.createElement("div");
  for (const { change, text } of lines) {
    const line = document.createElement(tags[change]);
    line.className = "comparison-line";
    const mark = textElement("span", marks[change]);
    mark.className = "comparison-mark";
    mark.setAttribute("aria-hidden", "true");
    line.append(mark);
    if (change !== "same") {
      const word = textElement("span", `${s[change]} `);
      word.className = "visually-hidden";
      line.append(word);
    }
    line.append(text, "\n");
    list.append(line);
  }
  return list;
}
