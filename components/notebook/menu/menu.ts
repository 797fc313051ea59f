// A menu that opens at its button: arrow keys, Home, End, first letters, Esc; the focus comes back to the button.
// https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
import "./menu.css";

export interface MenuItem {
  readonly label: string;
  /** The keys that do the same, as they are shown: "0 0". */
  readonly keys?: string;
  /** A reason why it cannot be chosen now; shown beside it. */
  readonly disabled?: string | undefined;
  readonly choose: () => void | Promise<void>;
}

let close: (() => void) | undefined;

/** Opens the menu, or closes it if it is this button's. Groups are divided by a line; empty ones are left out. */
export function openMenu(
  button: HTMLElement,
  label: string,
  groups: readonly (readonly MenuItem[])[],
): void {
  const own = button.getAttribute("aria-expanded") === "true";
  close?.();
  if (own) return;
  const menu = document.createElement("div");
  menu.className = "notebook-menu not-content";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  const items: HTMLElement[] = [];
  for (const group of groups.filter(({ length }) => length > 0)) {
    if (items.length > 0) {
      const line = document.createElement("hr");
      menu.append(line);
    }
    for (const item of group) {
      const element = entry(item, () => {
        close?.();
        button.focus();
        void item.choose();
      });
      items.push(element);
      menu.append(element);
    }
  }
  const closeOutside = (event: Event) => {
    const target = event.target as Node;
    if (!menu.contains(target) && !button.contains(target)) close?.();
  };
  close = () => {
    close = undefined;
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", closeOutside);
    document.removeEventListener("focusin", closeOutside);
  };
  menu.addEventListener("keydown", (event) => {
    navigate(event, items, () => {
      close?.();
      button.focus();
    });
  });
  document.addEventListener("pointerdown", closeOutside);
  document.addEventListener("focusin", closeOutside);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "true");
  button.after(menu);
  // In the top layer, where nothing else of the page lies over it; it scrolls with the page.
  menu.popover = "manual";
  menu.showPopover();
  const { left, bottom } = button.getBoundingClientRect();
  const widest = document.documentElement.clientWidth - menu.offsetWidth - 8;
  menu.style.left = `${String(Math.max(8, Math.min(left, widest)) + scrollX)}px`;
  menu.style.top = `${String(bottom + scrollY)}px`;
  items[0]?.focus();
}

function entry({ label, keys, disabled }: MenuItem, choose: () => void): HTMLElement {
  const element = document.createElement("button");
  element.type = "button";
  element.setAttribute("role", "menuitem");
  element.tabIndex = -1;
  element.append(label);
  const side = disabled ?? keys;
  if (side !== undefined) {
    const note = document.createElement("span");
    note.className = disabled === undefined ? "menu-keys" : "menu-reason";
    note.textContent = side;
    element.append(" ", note);
  }
  if (disabled === undefined) element.addEventListener("click", choose);
  else element.setAttribute("aria-disabled", "true");
  return element;
}

function navigate(event: KeyboardEvent, items: readonly HTMLElement[], leave: () => void): void {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = (index: number) => items.at(index % items.length)?.focus();
  const moves: Record<string, () => void> = {
    ArrowDown: () => to(at + 1),
    ArrowUp: () => to(at - 1),
    Home: () => to(0),
    End: () => to(-1),
    Escape: leave,
    Tab: leave,
  };
  const move = moves[event.key];
  if (move !== undefined) {
    // Tab goes on from the button.
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
    move();
  } else if (event.key.length === 1) {
    const letter = event.key.toLowerCase();
    const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    after.find(({ textContent }) => textContent.toLowerCase().startsWith(letter))?.focus();
  }
}
