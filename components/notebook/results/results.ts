// What a run gave is shown to its reader. What is new in it is marked, and said in words. And the page scrolls to it as
// little as needed, when there is something and as it grows, until the reader does something else.
import type { Session } from "../../../src/notebook/session-state.ts";
import { boxOf } from "../cell-box.ts";
import type { NotebookPage } from "../notebook-page.ts";
import "./results.css";
import { distanceToShow, type Span } from "./reveal.ts";
import { parsed, shownIn, textsIn } from "./shown.ts";
import { resultStrings } from "./strings.ts";

/**
 * Follows the runs of a page from here on.
 * @param recorded What the page showed of each cell that has begun to run, before it did.
 * @returns a function to call when the reader has run a cell: as `RunResults.awaits`, with where the cell stood then.
 */
export function followRuns(
  page: NotebookPage,
  recorded: ReadonlyMap<string, string>,
): (cell: string, goOn: boolean, top: number | undefined) => void {
  const runs = new Map<string, number>();
  const comparisons = new Map<string, Comparison>();
  let waiting: Waiting | undefined;
  let isFirst = true;
  let shown = page.shell.session;
  let frame = 0;
  // With the frame that shows it, which lays the page out: asked where things stand before, it would be laid out twice.
  page.onRender((_, session) => {
    shown = session;
    if (frame === 0) frame = requestAnimationFrame(look);
  });
  function look(): void {
    frame = 0;
    for (const [id, before] of recorded) {
      const run = shown.cells.get(id)?.evaluation?.run;
      if (run === undefined || runs.get(id) === run) continue;
      runs.set(id, run);
      const known = comparisons.get(id) ?? new Comparison(page, id, before);
      comparisons.set(id, known);
      known.compare();
    }
    waiting?.follow(shown);
  }
  return (id, goOn, top) => {
    waiting?.end();
    const box = boxOf(id);
    if (box === null) return;
    const { outputs } = page.shell.session.cells.get(id) ?? {};
    // This may have been fetched after the first run has given something.
    const before = isFirst && outputs?.length !== 0 ? null : outputs;
    isFirst = false;
    waiting = new Waiting(page, { id, goOn, box, before, top: top ?? NaN });
    waiting.follow(page.shell.session);
  };
}

/** Of one cell: what it shows, and what of that is new. */
class Comparison {
  readonly #page: NotebookPage;
  readonly #id: string;
  /** What was recorded, until the first run has been compared with it. */
  #recorded: string | undefined;
  #texts: readonly string[] = [];
  #runs = 0;
  #clear: () => void = () => undefined;

  constructor(page: NotebookPage, id: string, recorded: string) {
    this.#page = page;
    this.#id = id;
    this.#recorded = recorded;
  }

  /** A run has come to its end, and the page shows what it gave. */
  compare(): void {
    const region = boxOf(this.#id)?.querySelector(":scope > .cell-output");
    if (!region) return;
    const s = resultStrings[this.#page.language];
    const recorded = this.#recorded === undefined ? null : parsed(this.#recorded);
    const isRecorded = recorded !== null;
    const isSorted = recorded?.querySelector("[aria-sort]") != null;
    const before = isRecorded ? textsIn(recorded, isSorted) : this.#texts;
    const shown = shownIn(region, isSorted);
    const now = shown.map(({ text }) => text);
    this.#recorded = undefined;
    this.#texts = isSorted ? textsIn(region) : now;
    this.#clear();
    this.#runs += 1;
    const run = this.#runs;
    // Where nothing stood, all is new: that needs no marks.
    if (before.length === 0) this.#say("");
    else if (before.length === now.length && before.every((text, at) => text === now[at]))
      this.#say(s.same(isRecorded));
    else
      import("./changes.ts").then(
        ({ changesBetween, mark }) => {
          if (run !== this.#runs) return;
          const changes = changesBetween(before, now);
          this.#clear = mark(shown, changes);
          const count = changes.reduce((sum, { cells }) => sum + (cells?.length ?? 1), 0);
          this.#say(count === 0 ? s.less(isRecorded) : s.changed(count));
        },
        (error: unknown) => {
          this.#say("");
          console.warn("notebook: what a run has changed could not be marked.", error);
        },
      );
  }

  /** Beside where the output is from, which has its own line already: nothing moves. */
  #say(text: string): void {
    const line = boxOf(this.#id)?.querySelector(":scope > .cell-origin");
    line?.querySelector(".cell-change")?.remove();
    if (text === "") return;
    const words = document.createElement("span");
    words.className = "cell-change";
    words.textContent = text;
    line?.append(words);
  }
}

/** What the reader does on the page in the meantime: then it is theirs again. */
const deeds = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

/** Keys that do nothing by themselves. */
const modifiers: readonly string[] = ["Shift", "Control", "Alt", "Meta"];

/** How far a cell may move without its reader's doing, by rounding, in pixels. */
const slack = 4;

/** How long a smooth scroll takes at most, in milliseconds, where the browser does not say that it has ended. */
const scrollTime = 800;

interface Awaited {
  readonly id: string;
  readonly goOn: boolean;
  readonly box: Element;
  /** Where the cell stood when it was last looked at: is it elsewhere, the reader has scrolled. */
  readonly top: number;
  /** What it had put out until then. */
  readonly before: unknown;
}

/** A reader who has run a cell and looks for what it gives. */
class Waiting {
  readonly #page: NotebookPage;
  readonly #awaited: Awaited;
  readonly #output: HTMLElement | null;
  /** From here on it is to be seen: what was pressed. */
  readonly #head: Element;
  readonly #ending = new AbortController();
  readonly #size = new ResizeObserver(() => {
    if (this.#hasNews) this.#show();
  });
  #top: number;
  #hasNews: boolean;
  #isOver = false;
  #isScrolling = false;

  constructor(page: NotebookPage, awaited: Awaited) {
    this.#page = page;
    this.#awaited = awaited;
    this.#top = awaited.top;
    const { box } = awaited;
    this.#output = box.querySelector(":scope > :is(.cell-output, .exercise-feedback)");
    this.#head = box.querySelector(":scope > .exercise-bar") ?? box;
    // What is recorded stays in sight while the reader goes on, as what comes of the run will.
    this.#hasNews = awaited.goOn;
    for (const deed of deeds)
      addEventListener(
        deed,
        (event) => {
          if (!(event instanceof KeyboardEvent && modifiers.includes(event.key))) this.end();
        },
        { capture: true, passive: true, signal: this.#ending.signal },
      );
    if (this.#output !== null) this.#size.observe(this.#output);
    if (awaited.goOn) this.#show();
  }

  end(): void {
    this.#ending.abort();
    this.#size.disconnect();
  }

  /** Something has happened in the notebook. */
  follow({ cells, evaluating, queue }: Session): void {
    const { id, before } = this.#awaited;
    if (this.#isOver || this.#ending.signal.aborted) return;
    this.#isOver = evaluating?.cell !== id && !queue.some(({ cell }) => cell === id);
    const isNew = !this.#hasNews && cells.get(id)?.outputs !== before;
    if (!isNew && !this.#isOver) return;
    this.#hasNews = true;
    this.#show();
    if (this.#isOver) this.#flash();
  }

  #show(): void {
    if (this.#isScrolling || this.#ending.signal.aborted) return;
    if (Math.abs(spanOf(this.#awaited.box).top - this.#top) > slack) {
      this.end();
      return;
    }
    const cell = spanOf(this.#head);
    const view = viewOfPage();
    const distance = distanceToShow({
      view,
      cell,
      output: this.#seen(view, cell),
      next: this.#next(),
    });
    if (distance !== 0) void this.#scroll(distance);
  }

  /** What of the output must be seen: all of it, or the error that it ends in. */
  #seen(view: Span, cell: Span): Span {
    const output = this.#output;
    // Where nothing was put out, the reader sees that by the cell itself.
    if (!output || output.offsetHeight === 0)
      return { top: cell.top, bottom: Math.min(cell.bottom, view.bottom) };
    const last = output.lastElementChild;
    const origin = output.parentElement?.querySelector(":scope > .cell-origin:not([hidden])");
    return {
      top: spanOf(last?.matches(".error") === true ? last : output).top,
      bottom: spanOf(origin ?? output).bottom,
    };
  }

  #next(): Span | undefined {
    if (!this.#awaited.goOn) return undefined;
    const cells = this.#page.cells();
    const next = cells[cells.findIndex(({ cellId }) => cellId === this.#awaited.id) + 1];
    return next && spanOf(next);
  }

  async #scroll(distance: number): Promise<void> {
    // At an end of the page it goes no further, and no end of scrolling is told.
    const least = -scrollY;
    const most = document.documentElement.scrollHeight - innerHeight - scrollY;
    const top = Math.max(least, Math.min(distance, most));
    if (Math.abs(top) < 1) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top, behavior: isCalm ? "instant" : "smooth" });
    if (!isCalm) {
      this.#isScrolling = true;
      await new Promise((resolve) => {
        addEventListener("scrollend", resolve, { once: true });
        if (!("onscrollend" in window)) setTimeout(resolve, scrollTime);
      });
      this.#isScrolling = false;
    }
    this.#top = spanOf(this.#awaited.box).top;
    // What has come meanwhile.
    if (!isCalm) this.#show();
  }

  /** Also where the same came as stood there, it is seen that it came. */
  #flash(): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--sl-color-accent");
    this.#output?.animate(
      [{ boxShadow: `inset 0 0 0 2px ${colour}` }, { boxShadow: "inset 0 0 0 2px transparent" }],
      { duration: 900, easing: "ease-in" },
    );
  }
}

const spanOf = (element: Element): Span => element.getBoundingClientRect();

/** What of the window shows the page: not what lies under a bar, the bench, or a keyboard on the screen. */
function viewOfPage(): Span {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const height = visualViewport?.height ?? innerHeight;
  return {
    top: Number.parseFloat(scrollPaddingTop) || 0,
    bottom: height - (Number.parseFloat(scrollPaddingBottom) || 0) - 8,
  };
}
