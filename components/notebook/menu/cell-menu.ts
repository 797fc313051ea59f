// The menu of one cell: what is done to it beyond running and resetting it.
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { openMenu, type MenuItem } from "./menu.ts";
import { menuStrings } from "./strings.ts";

/** Opens the menu at its button. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const cell = button.closest<NotebookCell>("notebook-cell");
  if (cell === null) return;
  const s = menuStrings[page.language];
  const { shell } = page;
  const outputs: readonly MenuItem[] = [
    {
      label: s.clearOutput,
      choose: () => {
        shell.dispatch({ type: "clear_outputs", cell: cell.cellId });
      },
    },
  ];
  openMenu(button, `${s.cell}: ${cell.cellId}`, [outputs]);
}
