// Which editor the reader wants on this device. A choice goes before what the device suggests.

/** "monaco" completes, checks and documents; "plain" is a text area, for touch keyboards and by choice. */
export type EditorKind = "monaco" | "plain";

const KEY = "hypervisor-notebook/editor";

/** What was chosen in this page, also where nothing can be stored. */
let chosen: EditorKind | null = null;

/** The reader's choice; without one the plain editor for touch (which Monaco does not support) and narrow screens. */
export function preferredEditor(): EditorKind {
  // A page without an origin may not start Monaco's workers.
  if (origin === "null") return "plain";
  return (
    chosen ??
    stored() ??
    (matchMedia("(pointer: coarse), (max-width: 40rem)").matches ? "plain" : "monaco")
  );
}

/** Remembers a choice on this device; for this page alone where the device refuses. */
export function rememberEditor(kind: EditorKind): void {
  chosen = kind;
  try {
    localStorage.setItem(KEY, kind);
  } catch {
    // Refused or full: the choice holds until the page is left, and it is not worth a message.
  }
}

function stored(): EditorKind | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "monaco" || value === "plain" ? value : null;
  } catch {
    // The browser refuses storage, as it may in a frame of another site.
    return null;
  }
}
