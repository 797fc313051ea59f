// Which keys are a cell's to act on, and which of them run it: asked by the cell, its plain editor, and command mode.
import type { RunThen } from "./editor/editor.ts";

/** Where keys belong to what has the focus: to text, to a menu, to a dialog. */
const otherKeys =
  "input, textarea, select, [contenteditable], .monaco-editor, [role=menu], dialog, [role=dialog]";

/** What Enter with a modifier asks for, as in Jupyter; null for any other key. */
export function runOf(event: KeyboardEvent): RunThen | null {
  if (event.key !== "Enter") return null;
  if (event.shiftKey) return "next";
  if (event.ctrlKey || event.metaKey) return "stay";
  return event.altKey ? "insert" : null;
}

/** Whether a key is the cell's to act on: not one of a text, a menu or a dialog, and no listener has acted on it. */
export function isCellKey(event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented) return false;
  return (event.target as Element).closest(otherKeys) === null;
}
