// What the notebook needs of an editor, so that Monaco, and the plain one for phones and for when Monaco cannot
// load, are interchangeable.

import type { NeighbourCell } from "./neighbours.ts";

/** After a run: on to the next cell, stay here, or (Alt+Enter) on in a new code cell below. */
export type RunThen = "next" | "stay" | "insert";

/** What an editor leaves to the page. */
export type EditorCommand = "format" | "next_error";

/** A mistake that an editor knows of, found while typing. Line and column count from 1. */
export interface EditorProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What is selected, as offsets into the text: both are the caret's where nothing is. */
export interface TextSelection {
  readonly start: number;
  readonly end: number;
  /** The caret is at the start. */
  readonly backward: boolean;
}

/** All that one editor hands over to another. */
export interface EditorState {
  readonly source: string;
  readonly selection: TextSelection;
}

export interface EditorOptions extends EditorState {
  readonly cell: string;
  /** The text as it was when the code was opened: what undo goes back to. */
  readonly opened: string;
  /** Accessible name of the text. */
  readonly label: string;
  /** The cells of the notebook in order, this one among them, as they are now. */
  readonly neighbours: () => readonly NeighbourCell[];
  readonly onChange: (source: string) => void;
  /** Shift+Enter runs and moves on; Ctrl+Enter (Cmd+Enter) stays; Alt+Enter goes on in a new cell below. */
  readonly onRun: (then: RunThen) => void;
  /** Shift+Alt+F formats, F8 goes to the next error. */
  readonly onCommand: (command: EditorCommand) => void;
  /** Esc: the reader leaves the text, the cell keeps the focus. */
  readonly onLeave: () => void;
}

export interface Editor {
  focus(): void;
  /** Replaces the text, when the change did not come from this editor. */
  setSource(source: string): void;
  /** Replaces the text as one step that the editor's own undo takes back; nothing when it is the same. */
  replace(source: string, caret: number): void;
  /** Puts the caret at a place (line and column from 1), within the text, in view and focused. */
  goTo(line: number, column: number): void;
  /** Other cells may have changed: what they declare is asked for again. */
  refresh(): void;
  /** The mistakes in the text as it is now, in its order. The plain editor checks nothing and has none. */
  problems(): readonly EditorProblem[];
  /** Marks a line (from 1) as the place of an error, with its message; null removes the mark. */
  markError(line: number | null, message: string): void;
  /** The text and the selection, as they are now. */
  state(): EditorState;
  /**
   * Resolves when nothing is half-done, so that the text may be moved elsewhere: no key that has not given its letter,
   * no syllable of an input method, no selection that the pointer still draws.
   */
  settled(): Promise<void>;
  dispose(): void;
}
