// What a run shows while it lasts, also one that shows nothing itself: the time it has taken so far, at its cell, and
// in the toolbar which cell it is and how many wait behind it. Fetched when a run has lasted for half a second. None
// of it is a live region: a time that ticks is to be looked up, not listened to.
import type { NotebookPage } from "../notebook-page.ts";
import { timeText } from "../run-times.ts";
import "./long-run.css";
import { longRunStrings } from "./strings.ts";

/** How often the time is shown anew, in milliseconds: it has one decimal. */
const tick = 100;
/** Runs that are over before this are no news, in milliseconds. */
const settled = 500;

/** From here on, runs that last are shown. */
export function showLongRuns(page: NotebookPage): void {
  const s = longRunStrings[page.language];
  const status = document.createElement("span");
  status.className = "run-status";
  const link = document.createElement("button");
  link.type = "button";
  link.className = "cell-link";
  link.addEventListener("click", () => {
    page.goTo(link.textContent);
  });
  let timer: number | undefined;

  const show = () => {
    const { session, times } = page.shell;
    const elapsed = times.elapsed(session);
    if (session.evaluating === null || elapsed === undefined || elapsed < settled) return;
    const id = session.evaluating.cell;
    const cell = page.cells().find(({ cellId }) => cellId === id);
    const time = timeText(elapsed, page.language);
    cell?.showTime(time);
    // A check is a cell that the page does not show: its exercise says what comes of it.
    const shown = new Set(page.cells().map(({ cellId }) => cellId));
    const waiting = session.queue.filter((entry) => shown.has(entry.cell)).length;
    const behind = waiting === 0 ? "" : ` · ${s.waiting(waiting)}`;
    if (link.textContent !== id) link.textContent = id;
    const rest = ` · ${time}${behind}`;
    if (cell === undefined) status.replaceChildren(s.running + rest);
    // The link stays the same element, so that it can be pressed and keep the focus.
    else if (link.parentElement !== status) status.replaceChildren(`${s.running} `, link, rest);
    else if (status.lastChild !== null) status.lastChild.textContent = rest;
    if (!status.isConnected) page.tools.querySelector(".tools-status")?.append(status);
  };

  page.onRender((_, { evaluating }) => {
    if (evaluating !== null) timer ??= window.setInterval(show, tick);
    else {
      clearInterval(timer);
      timer = undefined;
      status.remove();
    }
  });
}
