// The first press of a key of Jupyter's command mode: what the keys mean is fetched when a cell first has the focus
// itself (command-mode/), and a key pressed before that waits for it.
//
// Single letters act only while a cell has the focus (WCAG 2.1.4), never while the reader types, and never together
// with the modifiers that browsers and screen readers use.
import type { NotebookCell } from "./cell-element.ts";
import { isCellKey } from "./cell-keys.ts";
import type { NotebookPage } from "./notebook-page.ts";

/** From here on keys of command mode are acted on, none is lost. */
export function connectCommandMode(page: NotebookPage): void {
  let press: ((event: KeyboardEvent) => void) | undefined;
  const waiting: KeyboardEvent[] = [];
  let loading = false;
  const load = () => {
    if (loading) return;
    loading = true;
    import("./command-mode/command-mode.ts").then(
      ({ createCommandMode }) => {
        press = createCommandMode(page);
        for (const event of waiting.splice(0)) press(event);
      },
      (error: unknown) => {
        loading = false;
        waiting.length = 0;
        console.error("notebook: the keys of command mode could not be fetched.", error);
      },
    );
  };
  const cellOf = (target: EventTarget | null) =>
    (target as Element).closest<NotebookCell>("notebook-cell");
  // A press of Run gives the focus to a button in the cell: that is no reason yet.
  document.addEventListener("focusin", ({ target }) => {
    if (cellOf(target) === target) load();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isCellKey(event)) return;
    const cell = cellOf(event.target);
    if (cell === null) return;
    // The arrows scroll, unless it is the cell itself that has the focus.
    if (event.key.startsWith("Arrow") && event.target !== cell) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") event.preventDefault();
    if (press !== undefined) press(event);
    else {
      waiting.push(event);
      load();
    }
  });
}
