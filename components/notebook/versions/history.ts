// The earlier versions of a cell: a list under its code, from which each can be compared with what stands there and
// brought back. What it takes the place of is a version by then, so nothing that is pressed here is final.
import "./versions.css";
import { getCell } from "../../../src/notebook/document.ts";
import { listHistory, readVersions } from "../../../src/notebook/version-history.ts";
import type { Version } from "../../../src/notebook/version-store.ts";
import type { NotebookCell } from "../cell-element.ts";
import { mine, toggleComparison } from "../compare/compare.ts";
import { compareStrings } from "../compare/strings.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { versionStrings } from "./strings.ts";

/** The versions of a cell that are not what stands there now, the newest first. */
export function historyOf(
  { shell, store, texts, lesson }: NotebookPage,
  id: string,
): readonly Version[] {
  const { source } = getCell(shell.session.notebook, id);
  // What an earlier build put aside is no version yet.
  const aside = store.loadPutAside(lesson, id);
  const putAside = aside === null ? [] : [{ id: "", source: aside, savedAt: null, typed: true }];
  return listHistory([...readVersions(texts, lesson, id), ...putAside]).filter(
    (version) => version.source !== source,
  );
}

const lists = new WeakMap<NotebookCell, () => void>();

/** Opens the list under the cell's code and puts the focus into it, or closes it. */
export function toggleHistory(page: NotebookPage, cell: NotebookCell): void {
  const close = lists.get(cell);
  close?.();
  if (close !== undefined) return;
  const id = cell.cellId;
  const s = versionStrings[page.language];
  // What was typed a moment ago is not written yet.
  page.shell.keeping.flush();
  const region = document.createElement("section");
  region.className = "cell-history not-content";
  region.setAttribute("aria-label", s.historyOf(id));
  region.tabIndex = -1;
  const header = document.createElement("header");
  const closer = button(s.close);
  header.append(textElement("strong", s.history), closer);
  const list = document.createElement("ul");
  region.append(header, textElement("p", s.historyWhere), list);
  cell.querySelector(".cell-editor")?.after(region);

  let shown: string | undefined;
  const stop = page.onRender((views) => {
    const view = views.find((each) => each.id === id);
    if (view === undefined) end();
    else if (view.source !== shown) {
      shown = view.source;
      // Pressing a button of the list changes it: the focus stays beside it.
      const hadFocus = list.contains(document.activeElement);
      const items = historyOf(page, id).map((version) => historyItem(page, cell, version));
      list.replaceChildren(...(items.length > 0 ? items : [textElement("li", s.noHistory)]));
      if (hadFocus) region.focus();
    }
  });
  function end(): void {
    stop();
    lists.delete(cell);
    region.remove();
  }
  lists.set(cell, end);
  const leave = () => {
    end();
    cell.querySelector<HTMLElement>("[data-feature=cell-menu]")?.focus();
  };
  closer.addEventListener("click", leave);
  region.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  region.focus();
}

function historyItem(page: NotebookPage, cell: NotebookCell, version: Version): HTMLElement {
  const s = versionStrings[page.language];
  const id = cell.cellId;
  const item = document.createElement("li");
  const when = timeText(version.savedAt, page.language) ?? s.earlier;
  const time = textElement("span", version.typed ? when : `${when} · ${s.received}`);
  const excerpt = textElement("code", excerptOf(page, id, version.source));
  excerpt.translate = false;
  const compare = button(compareStrings[page.language].compare, when);
  compare.setAttribute("aria-expanded", "false");
  compare.addEventListener("click", () => {
    toggleComparison(page, id, item, compare, mine(page, id), {
      name: "earlier",
      source: () => version.source,
    });
  });
  const restore = button(s.restore, when);
  restore.addEventListener("click", () => {
    page.shell.dispatch({ type: "replace", cell: id, source: version.source });
    page.shell.render();
    page.say(s.restored);
  });
  item.append(time, excerpt, compare, restore);
  return item;
}

/** The first line that tells a version from what stands in the cell. */
function excerptOf(page: NotebookPage, id: string, source: string): string {
  const now = new Set(getCell(page.shell.session.notebook, id).source.split("\n"));
  const lines = source.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => !now.has(line)) ?? lines[0] ?? "").trim().slice(0, 200);
}

function timeText(savedAt: string | null, language: NotebookPage["language"]): string | null {
  const date = new Date(savedAt ?? "");
  if (Number.isNaN(date.getTime())) return null;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
    date,
  );
}

/** @param of What it is about, for who hears it without the list around it. */
function button(label: string, of?: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  if (of !== undefined) made.setAttribute("aria-label", `${label}: ${of}`);
  return made;
}

function textElement(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
