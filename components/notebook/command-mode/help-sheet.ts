// The list of all keys, made from the table that they work by. A dialog: Esc closes it, and the focus goes back.
import type { NotebookPage } from "../notebook-page.ts";
import type { Command, CommandGroup } from "./command.ts";
import "./help-sheet.css";
import { helpStrings } from "./strings.ts";

/** Keys that have another name on the keyboard. */
const printed: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  Control: /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl",
  Escape: "Esc",
};

function element(name: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

/** "0 0" and "Shift+M", as keys to look at. */
function keysShown(keys: string): (Node | string)[] {
  return keys.split(" ").flatMap((stroke, index) => {
    const parts = stroke
      .split("+")
      .flatMap((key, at): (Node | string)[] => [
        ...(at === 0 ? [] : ["+"]),
        element("kbd", printed[key] ?? key),
      ]);
    return index === 0 ? parts : [" ", ...parts];
  });
}

/** Opens the sheet over the page, with these commands in their order. */
export function open(page: NotebookPage, commands: readonly Command[]): void {
  const { language } = page;
  const s = helpStrings[language];
  const dialog = document.createElement("dialog");
  dialog.className = "help-sheet not-content";
  const title = element("h2", s.title);
  title.id = "help-sheet-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = s.close;
  close.addEventListener("click", () => {
    dialog.close();
  });
  const header = element("header", title, close);
  const groups = Object.keys(s.groups) as CommandGroup[];
  const sections = groups.map((group) => {
    const rows = commands
      .filter((command) => command.group === group)
      .map(({ keys, label }) => {
        const ways = keys.flatMap((key, index) => [
          ...(index === 0 ? [] : [` ${s.or} `]),
          ...keysShown(key),
        ]);
        return element("div", element("dt", ...ways), element("dd", label[language]));
      });
    return element("section", element("h3", s.groups[group]), element("dl", ...rows));
  });
  dialog.append(header, element("p", s.explained), ...sections);
  // A click beside the sheet is on the dialog itself, which its contents cover.
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
