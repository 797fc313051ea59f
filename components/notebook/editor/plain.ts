// The plain editor: a text area that behaves as one expects of code, with the same Run. It opens at once, also
// while Monaco is still on its way, and it is the editor on phones, whose keyboards and selection Monaco fights.
import type { Editor, EditorOptions } from "./editor.ts";

export function openPlainEditor(holder: HTMLElement, options: EditorOptions): Editor {
  const area = document.createElement("textarea");
  area.className = "cell-plain-editor";
  area.value = options.source;
  area.spellcheck = false;
  area.setAttribute("autocapitalize", "off");
  area.setAttribute("autocomplete", "off");
  area.setAttribute("aria-label", options.label);
  const resize = () => {
    area.rows = Math.max(2, area.value.split("\n").length);
  };
  resize();
  area.addEventListener("input", () => {
    resize();
    options.onChange(area.value);
  });
  area.addEventListener("keydown", (event) => {
    // During composition (Korean input) Enter and Esc belong to the input method.
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      options.onRun(event.shiftKey ? "next" : "stay");
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      options.onLeave();
    }
  });
  let composing: Promise<void> = Promise.resolve();
  area.addEventListener("compositionstart", () => {
    composing = new Promise((resolve) => {
      area.addEventListener(
        "compositionend",
        () => {
          resolve();
        },
        { once: true },
      );
    });
  });
  holder.replaceChildren(area);
  area.setSelectionRange(options.caret, options.caret);
  return {
    focus: () => {
      area.focus();
    },
    setSource: (source) => {
      if (source === area.value) return;
      area.value = source;
      resize();
    },
    markError: (line, message) => {
      area.toggleAttribute("aria-invalid", line !== null);
      area.title = line === null ? "" : `${String(line)}: ${message}`;
    },
    caret: () => area.selectionStart,
    settled: () => composing,
    dispose: () => {
      area.remove();
    },
  };
}
