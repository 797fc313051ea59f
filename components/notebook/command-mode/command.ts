// One entry of the table of keys: what is pressed, what it does, and how the help sheet says it.
import type { Language } from "../../site/strings.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";

/** A key of the notebook, or several that do the same. */
export interface Command {
  /**
   * Any of these does it. Letters and digits are written as upper-case keys and pressed alone, one after the other
   * where a blank stands between them: "J", "0 0"; with Shift, "Shift+M". Others by their name: "ArrowDown".
   */
  readonly keys: readonly string[];
  readonly group: CommandGroup;
  readonly label: Readonly<Record<Language, string>>;
  /** Absent where the cell or its editor acts by itself, so that no key waits: cell-element.ts, editor/. */
  readonly act?: (page: NotebookPage, cell: NotebookCell) => void | Promise<void>;
}

/** The heading of the help sheet under which a command stands. */
export type CommandGroup = "run" | "cells" | "kernel" | "editor" | "help";
