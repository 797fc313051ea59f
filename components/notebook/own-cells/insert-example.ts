// An example of the playground becomes a cell of the reader's, at the end, before a cell that is still empty.
import type { Program } from "../../../src/notebook/program.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { insertCell } from "./structure.ts";

/** Adds the example whose button it is. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const data = button.parentElement?.querySelector(".example-data")?.textContent ?? "";
  const example = JSON.parse(data) as { readonly source: string; readonly program: Program };
  const { cells } = page.shell.session.notebook;
  const last = cells.at(-1);
  const where = last?.source.trim() === "" ? "above" : "below";
  insertCell(page, where, last?.id ?? null, "code", example);
}
