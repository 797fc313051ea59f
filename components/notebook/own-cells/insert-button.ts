// The buttons below a cell that add another: "+ Code", "+ Markdown".
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { insertCell } from "./structure.ts";

/** Adds a cell below the one, or the exercise, whose button it is. */
export function open(page: NotebookPage, button: HTMLElement): void {
  const block = button.closest("notebook-cell, notebook-exercise");
  const anchor = block?.matches("notebook-cell") ? block : block?.querySelector("notebook-cell");
  const id = (anchor as NotebookCell | null | undefined)?.cellId ?? null;
  insertCell(page, "below", id, button.dataset["kind"] === "markdown" ? "markdown" : "code");
}
