// Commands on a cell's code beyond typing: format it, go to the next error of the page, change the editor. Fetched when
// one of them is first used.
import { findCell } from "../../../src/notebook/document.ts";
import type { Session } from "../../../src/notebook/session-state.ts";
import { viewCells } from "../../../src/notebook/validity.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import type { EditorProblem } from "./editor.ts";
import { preferredEditor, rememberEditor } from "./preference.ts";
import { editorStrings } from "./strings.ts";

/** Formats the cell's code with Prettier, in one step that can be undone; says why where it cannot be parsed. */
export async function formatCell(page: NotebookPage, cell: NotebookCell): Promise<void> {
  const s = editorStrings[page.language];
  const source = sourceOf(page, cell);
  const { formatSource } = await import("./format.ts").catch((error: unknown) => {
    page.say(s.formatUnavailable);
    throw error;
  });
  try {
    const formatted = await formatSource(source, cell.editor?.state().selection.start ?? 0);
    // What was typed meanwhile is worth more than the format of what stood there.
    if (sourceOf(page, cell) !== source) return;
    if (cell.editor === undefined)
      page.shell.dispatch({ type: "edit", cell: cell.cellId, source: formatted.source });
    else cell.editor.replace(formatted.source, formatted.caret);
    page.say("");
  } catch (error) {
    // Prettier's message goes on with a picture of the code, which the reader has before them.
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    sayOf(page, cell, s.formatFailed(message));
  }
}

interface CellProblem extends EditorProblem {
  readonly cell: NotebookCell;
}

/** Puts the caret at the next error below, of this cell or another one; after the last comes the first. */
export function goToNextError(page: NotebookPage, from: NotebookCell): void {
  const s = editorStrings[page.language];
  const problems = page.cells().flatMap((cell) => problemsOf(page, cell));
  const next = problems.find((problem) => isAfter(problem, page, from)) ?? problems[0];
  if (next === undefined) {
    sayOf(page, from, s.noErrors);
    return;
  }
  const { cell, line, column, message } = next;
  cell.edit();
  cell.scrollIntoView({ block: "nearest" });
  cell.editor?.goTo(line, column);
  sayOf(page, cell, s.errorAt(cell.cellId, line, message));
}

/** Ends the watch over what was last said of a cell's code. */
let unwatch: () => void = () => undefined;

/** Says something of a cell as it is now; when it has other code or has run again, that is taken back. */
function sayOf(page: NotebookPage, { cellId }: NotebookCell, text: string): void {
  const now = ({ notebook, cells }: Session) => [
    findCell(notebook, cellId)?.source,
    cells.get(cellId)?.outputs,
  ];
  const [source, outputs] = now(page.shell.session);
  unwatch();
  page.say(text);
  unwatch = page.onRender((_, session) => {
    const [sourceNow, outputsNow] = now(session);
    if (source === sourceNow && outputs === outputsNow) return;
    unwatch();
    // Something else may have been said since.
    if (page.tools.querySelector(".kernel-status")?.textContent === text) page.say("");
  });
}

/** Changes every open cell to the other editor, and remembers the choice on this device. */
export function changeEditor(page: NotebookPage): void {
  rememberEditor(preferredEditor() === "plain" ? "monaco" : "plain");
  for (const cell of page.cells()) cell.useEditor(preferredEditor());
}

const sourceOf = ({ shell }: NotebookPage, { cellId }: NotebookCell): string =>
  findCell(shell.session.notebook, cellId)?.source ?? "";

/** What the editor found while typing, and what the last run ran into, in the order of the text. */
function problemsOf({ shell }: NotebookPage, cell: NotebookCell): readonly CellProblem[] {
  const view = viewCells(shell.session).find(({ id }) => id === cell.cellId);
  const thrown = (view?.validity === "stale" ? [] : (view?.outputs ?? [])).flatMap((output) => {
    if (output.output_type !== "error") return [];
    const place = output.frames?.find((frame) => frame.cell === cell.cellId);
    return place === undefined ? [] : [{ ...place, message: output.evalue, cell }];
  });
  const typed = (cell.editor?.problems() ?? []).map((problem) => ({ ...problem, cell }));
  return [...typed, ...thrown].toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function isAfter(problem: CellProblem, page: NotebookPage, from: NotebookCell): boolean {
  const cells = page.cells();
  const distance = cells.indexOf(problem.cell) - cells.indexOf(from);
  if (distance !== 0 || from.editor === undefined) return distance >= 0;
  const before = sourceOf(page, from).slice(0, from.editor.state().selection.start).split("\n");
  const line = before.length;
  const column = (before.at(-1) ?? "").length + 1;
  return problem.line > line || (problem.line === line && problem.column > column);
}
