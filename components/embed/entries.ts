// What the menus offer about embedding. The dialog is fetched when it is asked for.
import type { MenuItem } from "../notebook/menu/menu.ts";
import type { NotebookPage } from "../notebook/notebook-page.ts";
import { embedStrings } from "./strings.ts";

/** @param cell Id of the one cell to embed; null for the lesson. */
export function embedEntry(page: NotebookPage, cell: string | null): MenuItem {
  const s = embedStrings[page.language];
  return {
    label: cell === null ? s.embedLesson : s.embedCell,
    choose: async () => {
      const { openEmbedDialog } = await import("./dialog.ts");
      openEmbedDialog(page, cell);
    },
  };
}
