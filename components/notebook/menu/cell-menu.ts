// The menu of one cell: what is done to it beyond running and resetting it.
import { getCell } from "../../../src/notebook/document.ts";
import { embedEntry } from "../../embed/entries.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { changeEditor, formatCell, goToNextError } from "../editor/commands.ts";
import { preferredEditor } from "../editor/preference.ts";
import { editorStrings } from "../editor/strings.ts";
import { cellShareEntries } from "../share/entries.ts";
import { structureItems } from "../own-cells/menu-items.ts";
import { historyOf, toggleHistory } from "../versions/history.ts";
import { openMenu, type MenuItem } from "./menu.ts";
import { menuStrings } from "./strings.ts";

/** Opens the menu at its button. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const cell = button.closest<NotebookCell>("notebook-cell");
  if (cell === null) return;
  const s = menuStrings[page.language];
  const { shell } = page;
  const run: readonly MenuItem[] = [
    {
      label: s.runToHere,
      choose: () => {
        shell.dispatch({ type: "run_to", cell: cell.cellId });
      },
    },
  ];
  const words = editorStrings[page.language];
  const code: readonly MenuItem[] = [
    { label: words.format, keys: "Shift+Alt+F", choose: () => formatCell(page, cell) },
    {
      label: words.nextError,
      keys: "F8",
      choose: () => {
        goToNextError(page, cell);
      },
    },
    {
      label: preferredEditor() === "monaco" ? words.usePlain : words.useMonaco,
      choose: () => {
        changeEditor(page);
      },
    },
  ];
  const outputs: readonly MenuItem[] = [
    {
      label: s.clearOutput,
      choose: () => {
        shell.dispatch({ type: "clear_outputs", cell: cell.cellId });
      },
    },
  ];
  const id = cell.cellId;
  const { source, lessonSource, owner } = getCell(shell.session.notebook, id);
  const edited = source !== lessonSource;
  const compare: readonly MenuItem[] = [
    {
      label: s.compare,
      disabled: edited ? undefined : s.notEdited,
      choose: async () => {
        const { compareInCell, lessons, mine } = await import("../compare/compare.ts");
        compareInCell(page, cell, button, lessons(page, id), mine(page, id));
      },
    },
  ];
  const history: MenuItem = {
    label: s.history,
    disabled: historyOf(page, id).length > 0 ? undefined : s.noHistory,
    choose: () => {
      toggleHistory(page, cell);
    },
  };
  const elsewhere: readonly MenuItem[] = [
    ...cellShareEntries(page, cell),
    // A cell of the reader's own is on no page of the site.
    ...(owner === "lesson" ? [embedEntry(page, id)] : []),
  ];
  // A cell of the reader's own has no lesson's code to be compared with.
  const versions = [...(owner === "lesson" ? compare : []), history];
  const isText = cell.dataset["kind"] === "markdown";
  const structure = structureItems(page, id);
  openMenu(button, `${s.cell}: ${id}`, [
    ...(isText ? [] : [run, code, outputs]),
    versions,
    ...structure,
    elsewhere,
  ]);
}
