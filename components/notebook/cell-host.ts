// What a cell and its notebook say to each other: what the page carries for a cell, what the reader does to it, and
// what it may ask of the notebook around it.
import type { Program } from "../../src/notebook/program.ts";
import type { Language } from "../site/strings.ts";
import type { EditorCommand, RunThen } from "./editor/editor.ts";
import type { NeighbourCell } from "./editor/neighbours.ts";
import type { DrawnDiagram } from "./output.ts";

/** What the page carries for a cell. */
export interface CellData {
  readonly source: string;
  /** Absent while both languages show one source. */
  readonly languageHashes?: readonly string[];
  readonly program: Program;
  readonly diagrams: Readonly<Record<string, DrawnDiagram>>;
}

/** What the reader does to a cell. */
export type CellIntent =
  | { readonly type: "run"; readonly then: RunThen }
  | { readonly type: "stop" | "reset" | "undo_reset" }
  | { readonly type: EditorCommand }
  | { readonly type: "edit"; readonly source: string };

/** What a cell asks of its notebook. */
export interface CellHost {
  readonly language: Language;
  readonly typesURL: string;
  intend(cell: string, intent: CellIntent): void;
  /** A cell's code as the notebook has it; what the cell shows may be a moment older. */
  source(cell: string): string;
  neighbours(): readonly NeighbourCell[];
  /** The reader has an editor: what a run of edited code needs may be fetched. */
  editing(): void;
  /** The number of a cell's last run, as in `[3]`; null before the first, undefined when there is no such cell. */
  executionCount(cell: string): number | null | undefined;
  /** Gives another cell the focus, and brings it into view. */
  goTo(cell: string): void;
}
