// Jupyter's command mode: a cell has the focus, not its editor, and keys are commands. Which: commands.ts.
//
// A Korean keyboard sends "ㅓ" or "Process" for the key of J while its input method is on, so a key that is no Latin
// one goes by its place on the keyboard; one that is goes by what it says, as on a French keyboard.
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { commands } from "./commands.ts";

/** How long the second key of "0 0" may take, in milliseconds, as in Jupyter. */
const patience = 1000;

/** The name that commands.ts has for a key. */
export function keyName({ key, code, shiftKey }: KeyboardEvent): string {
  if (/^[!-~]$/.test(key)) {
    const name = key.toUpperCase();
    return shiftKey && /[A-Z]/.test(name) ? `Shift+${name}` : name;
  }
  const [, place] = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code) ?? [];
  if (place !== undefined) return shiftKey ? `Shift+${place}` : place;
  return code === "Slash" && shiftKey ? "?" : key;
}

/** What is done with the keys that are pressed while the focus is in a cell. */
export function createCommandMode(page: NotebookPage): (event: KeyboardEvent) => void {
  let begun:
    { readonly keys: string; readonly cell: NotebookCell; readonly at: number } | undefined;
  return (event) => {
    // A key that had to wait for this module belongs to the cell that has the focus by now: "J J" goes two cells on.
    const cell = document.activeElement?.closest<NotebookCell>("notebook-cell") ?? null;
    const name = keyName(event);
    if (cell === null || /^(?:Shift|CapsLock)$/.test(event.key)) return;
    const follows = begun?.cell === cell && event.timeStamp - begun.at < patience && !event.repeat;
    const keys = follows && begun !== undefined ? `${begun.keys} ${name}` : name;
    begun = undefined;
    const command = commands.find((each) => each.keys.includes(keys));
    if (command === undefined) {
      // The first key of two; or the first again, when what stood before it made no sense with it.
      for (const start of [keys, name])
        if (commands.some((each) => each.keys.some((whole) => whole.startsWith(`${start} `)))) {
          begun = { keys: start, cell, at: event.timeStamp };
          return;
        }
      return;
    }
    void (async () => {
      try {
        await command.act?.(page, cell);
      } catch (error) {
        console.error(`notebook: the command of ${keys} failed.`, error);
      }
    })();
  };
}
