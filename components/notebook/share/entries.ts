// The menus' entries for taking the notebook elsewhere. What an entry needs is fetched when it is chosen.
import type { NotebookCell } from "../cell-element.ts";
import type { MenuItem } from "../menu/menu.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { shareStrings } from "./strings.ts";

/** Entries of the notebook's menu. */
export function shareEntries(page: NotebookPage): readonly MenuItem[] {
  const s = shareStrings[page.language];
  return [
    {
      label: s.copyLink,
      choose: async () => {
        await (await import("./copy-link.ts")).copyLink(page);
      },
    },
    {
      label: s.downloadIpynb,
      choose: async () => {
        await (await import("./download.ts")).download(page, "ipynb");
      },
    },
    {
      label: s.downloadTs,
      choose: async () => {
        await (await import("./download.ts")).download(page, "ts");
      },
    },
    {
      label: s.openIpynb,
      choose: async () => {
        (await import("./open-file.ts")).openFile(page);
      },
    },
    {
      label: s.print,
      choose: () => {
        print();
      },
    },
  ];
}

/** Entries of a cell's menu. */
export function cellShareEntries(page: NotebookPage, cell: NotebookCell): readonly MenuItem[] {
  return [
    {
      label: shareStrings[page.language].copyCellLink,
      choose: async () => {
        await (await import("./copy-link.ts")).copyCellLink(page, cell);
      },
    },
  ];
}
