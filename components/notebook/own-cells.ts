// The reader's own cells, as far as every page needs them: what makes and shows them is fetched when there are any.
import type { NotebookPage } from "./notebook-page.ts";

/** From here on own cells appear on the page, also those that a stored notebook or a share link brings. */
export function connectOwnCells(page: NotebookPage): void {
  let asked = false;
  page.onRender((views) => {
    const own = views.filter(({ owner }) => owner === "reader");
    const shown = page.cells().filter((cell) => cell.dataset["owner"] === "reader");
    // The playground comes with a blank one, which needs nothing.
    const agree =
      own.length === shown.length &&
      own.every(({ id, kind }) =>
        shown.some((cell) => cell.cellId === id && cell.dataset["kind"] === kind),
      );
    if (asked || agree) return;
    asked = true;
    import("./own-cells/own-cells.ts")
      .then(({ showOwnCells }) => {
        showOwnCells(page);
      })
      .catch((error: unknown) => {
        asked = false;
        console.error(
          "notebook: the reader's own cells could not be shown; they are stored.",
          error,
        );
      });
  });
}

/** Makes a code cell below this one and opens it (Alt+Enter). */
export async function insertBelow(page: NotebookPage, cell: string): Promise<void> {
  const { insertCell } = await import("./own-cells/structure.ts");
  insertCell(page, "below", cell, "code");
}
