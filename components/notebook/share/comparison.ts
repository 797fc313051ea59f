// Two versions of a cell's code, each under its name.

/** Both texts, the first above the second. */
export function comparison(
  nameBefore: string,
  before: string,
  nameAfter: string,
  after: string,
): HTMLElement {
  const element = document.createElement("div");
  for (const [name, source] of [
    [nameBefore, before],
    [nameAfter, after],
  ] as const) {
    const caption = document.createElement("p");
    caption.textContent = name;
    const code = document.createElement("pre");
    code.tabIndex = 0;
    code.setAttribute("role", "group");
    code.setAttribute("aria-label", name);
    code.translate = false;
    code.textContent = source;
    element.append(caption, code);
  }
  return element;
}
