// How far a page is scrolled to show what a run gave: as little as needed. The cell's head, with its buttons, stays on
// the page where the code is short; where it is long, the output takes at most the lower half.

/** From where to where something reaches, in pixels from the top of the window. */
export interface Span {
  readonly top: number;
  readonly bottom: number;
}

export interface Places {
  /** What of the window shows the page: not what lies under a bar or the bench. */
  readonly view: Span;
  /** The cell, from its head on. */
  readonly cell: Span;
  /** What is to be seen of its output. */
  readonly output: Span;
  /** The cell that was selected when this one was run (Shift+Enter). */
  readonly next?: Span | undefined;
}

/** How much of a long output that begins above the window still counts as seen. */
const least = 24;

/** How far to scroll down, in pixels; up, where that is negative. */
export function distanceToShow({ view, cell, output, next }: Places): number {
  const fits = output.bottom - output.top <= view.bottom - view.top;
  if (output.bottom < view.top + least || (fits && output.top < view.top))
    return Math.floor(output.top - view.top);
  const middle = (view.top + view.bottom) / 2;
  const show = Math.min(
    output.bottom - view.bottom,
    Math.max(cell.top - view.top, output.top - middle),
  );
  // The next cell as well, as far as the output stays on the page.
  const goOn = next === undefined ? 0 : Math.min(next.bottom - view.bottom, output.top - view.top);
  return Math.ceil(Math.max(show, goOn, 0));
}
