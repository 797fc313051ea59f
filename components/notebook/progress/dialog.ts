// "My progress": how far the reader is, part by part, and what they can do with what is kept: take it along, join
// another device's to it, clear it. Clearing takes two steps and can be undone until the dialog is closed.
import "./dialog.css";
import { exportProgress, importProgress } from "../../../src/notebook/progress.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { clearCode } from "./kept-code.ts";
import { followProgress, type ProgressOfPage } from "./recorder.ts";
import { listedLessons, summaryOf } from "./sidebar.ts";
import { statusStrings } from "./status.ts";
import { progressStrings } from "./strings.ts";

/** Opens the dialog. */
export function openProgressDialog(page: NotebookPage, opener: HTMLElement): void {
  const s = progressStrings[page.language];
  const progress = followProgress(page);
  const { store } = progress;
  const dialog = element("dialog", { className: "progress-dialog not-content" });
  const title = element("h2", { textContent: s.title, id: "progress-title" });
  dialog.setAttribute("aria-labelledby", title.id);
  const where = element("p", { textContent: s.where, className: "progress-where" });
  const list = document.createElement("div");
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  const buttons = element("div", { className: "progress-buttons" });
  dialog.append(title, where, list, status, buttons);

  let reload = false;
  const show = () => {
    list.replaceChildren(...partsOf(page, progress));
  };
  const changed = () => {
    progress.refresh();
    show();
  };
  const say = (text: string, undo?: () => void) => {
    status.replaceChildren(text);
    if (undo === undefined) return;
    const button = element("button", { type: "button", textContent: s.undo });
    button.addEventListener("click", () => {
      undo();
      changed();
      say(s.undone);
      closer.focus();
    });
    status.append(button);
  };
  const add = (label: string, action: () => void): HTMLButtonElement => {
    const button = element("button", { type: "button", textContent: label });
    button.addEventListener("click", action);
    buttons.append(button);
    return button;
  };
  /** A button that asks once more before it acts. */
  const addGuarded = (label: string, sure: string, action: () => void) => {
    const disarm = () => {
      button.textContent = label;
      button.classList.remove("armed");
    };
    const button = add(label, () => {
      if (button.classList.contains("armed")) {
        disarm();
        action();
      } else {
        button.textContent = sure;
        button.classList.add("armed");
      }
    });
    button.addEventListener("blur", disarm);
  };

  add(s.exportFile, () => {
    download(exportProgress(store.all(), new Date().toISOString()));
  });
  const file = element("input", { type: "file", accept: "application/json,.json", hidden: true });
  file.setAttribute("aria-label", s.importFile);
  buttons.append(file);
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    file.value = "";
    if (chosen === undefined) return;
    chosen
      .text()
      .then((text) => {
        for (const [lesson, more] of Object.entries(importProgress(text))) store.add(lesson, more);
        changed();
        say(s.imported);
      })
      .catch((error: unknown) => {
        say(s.notImported(error instanceof Error ? error.message : String(error)));
      });
  });
  add(s.importFile, () => {
    file.click();
  });
  addGuarded(s.clear, s.clearSure, () => {
    const before = store.all();
    store.clear();
    changed();
    say(s.cleared, () => {
      for (const [lesson, again] of Object.entries(before)) store.add(lesson, again);
    });
  });
  addGuarded(s.clearEdits, s.clearEditsSure, () => {
    page.shell.keeping.flush();
    const restore = clearCode(page.texts);
    reload = true;
    say(s.editsCleared, () => {
      restore();
      reload = false;
    });
  });
  const closer = add(s.close, () => {
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    // The cells on the page still have what was cleared.
    if (reload) location.reload();
    else opener.focus();
  });
  show();
  document.body.append(dialog);
  dialog.showModal();
  closer.focus();
}

function partsOf(page: NotebookPage, { store }: ProgressOfPage): HTMLElement[] {
  const s = progressStrings[page.language];
  const parts = Map.groupBy(listedLessons(), ({ part }) => part);
  return [...parts].map(([part, lessons]) => {
    const summaries = lessons.map((lesson) => ({ lesson, summary: summaryOf(store, lesson) }));
    const done = summaries.filter(({ summary }) => summary.status === "done").length;
    const section = document.createElement("section");
    const heading = element("h3", { textContent: part });
    heading.append(" ", element("span", { textContent: s.partDone(done, lessons.length) }));
    const list = document.createElement("ul");
    for (const { lesson, summary } of summaries) {
      const item = document.createElement("li");
      const told = `${statusStrings[page.language][summary.status]} · ${s.counts(summary)}`;
      item.append(
        element("a", { href: lesson.link.href, textContent: lesson.title }),
        element("span", { textContent: told }),
      );
      list.append(item);
    }
    section.append(heading, list);
    return section;
  });
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href: address, download: "hypervisor-notebook-progress.json" }).click();
  URL.revokeObjectURL(address);
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}
