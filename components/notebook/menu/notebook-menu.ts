// The menu of the toolbar: what is done to the notebook as a whole. What an entry needs is fetched when it is chosen.
import { embedEntry } from "../../embed/entries.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { shareEntries } from "../share/entries.ts";
import { undoItems } from "../own-cells/menu-items.ts";
import { openMenu, type MenuItem } from "./menu.ts";
import { menuStrings } from "./strings.ts";

/** Opens the menu at its button. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const s = menuStrings[page.language];
  const { shell } = page;
  const run: readonly MenuItem[] = [
    {
      label: s.restartAndRunAll,
      choose: () => {
        shell.dispatch({ type: "restart_and_run_all" });
      },
    },
    {
      label: s.clearOutputs,
      choose: () => {
        shell.dispatch({ type: "clear_outputs", cell: null });
      },
    },
  ];
  const help: readonly MenuItem[] = [
    {
      label: s.keyboardShortcuts,
      keys: "H",
      choose: async () => {
        const { openHelpSheet } = await import("../command-mode/commands.ts");
        await openHelpSheet(page);
      },
    },
  ];
  const elsewhere: readonly MenuItem[] = [...shareEntries(page), embedEntry(page, null)];
  const reader: readonly MenuItem[] = [
    {
      label: s.progress,
      choose: async () => {
        const { openProgressDialog } = await import("../progress/dialog.ts");
        openProgressDialog(page, button);
      },
    },
  ];
  openMenu(button, s.notebook, [run, undoItems(page), reader, elsewhere, help]);
}
