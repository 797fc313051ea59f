// The plain editor: a text area that behaves as one expects of code, with the same Run. It opens at once, also
// while Monaco is still on its way, and it is the editor on phones, whose keyboards and selection Monaco fights.
import { runOf } from "../cell-keys.ts";
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
    const run = runOf(event);
    if (run !== null) {
      event.preventDefault();
      event.stopPropagation();
      options.onRun(run);
    } else if (event.code === "KeyF" && event.shiftKey && event.altKey) {
      event.preventDefault();
      options.onCommand("format");
    } else if (event.key === "F8") {
      event.preventDefault();
      options.onCommand("next_error");
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      options.onLeave();
    }
  });
  const busy = followHalfDone(area);
  // Behind the text, which is transparent: the line of an error, and beside it what a screen reader says of it.
  const mark = document.createElement("div");
  mark.className = "error-line plain-error-line";
  mark.hidden = true;
  const note = document.createElement("p");
  note.className = "visually-hidden";
  note.id = `${options.cell}-error`;
  const box = document.createElement("div");
  box.className = "cell-plain-box";
  box.append(mark, area, note);
  holder.replaceChildren(box);
  const { start, end, backward } = options.selection;
  area.setSelectionRange(start, end, backward ? "backward" : "forward");
  return {
    focus: () => {
      area.focus();
    },
    setSource: (source) => {
      if (source === area.value) return;
      area.value = source;
      resize();
    },
    replace: (source, caret) => {
      if (source === area.value) return;
      area.focus();
      area.select();
      // The one way to change the text that the browser's own undo knows of; it fires "input".
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      if (!document.execCommand("insertText", false, source)) {
        area.value = source;
        area.dispatchEvent(new Event("input"));
      }
      area.setSelectionRange(caret, caret);
    },
    goTo: (line, column) => {
      const lines = area.value.split("\n");
      const at = Math.min(Math.max(line, 1), lines.length) - 1;
      const before = lines.slice(0, at).reduce((sum, { length }) => sum + length + 1, 0);
      const caret = before + Math.min(column - 1, lines[at]?.length ?? 0);
      area.focus();
      area.setSelectionRange(caret, caret);
    },
    refresh: () => undefined,
    problems: () => [],
    markError: (line, message) => {
      area.toggleAttribute("aria-invalid", line !== null);
      if (line === null) area.removeAttribute("aria-describedby");
      else area.setAttribute("aria-describedby", note.id);
      note.textContent = line === null ? "" : `${String(line)}: ${message}`;
      area.title = note.textContent;
      mark.hidden = line === null;
      mark.dataset["line"] = String(line ?? "");
      mark.style.setProperty("--line-number", String(line ?? 0));
    },
    state: () => ({
      source: area.value,
      selection: {
        start: area.selectionStart,
        end: area.selectionEnd,
        backward: area.selectionDirection === "backward",
      },
    }),
    settled: busy.settled,
    dispose: () => {
      box.remove();
      busy.stop();
    },
  };
}

/** What a reader can be in the middle of, by the events that begin and end it. */
const halfDone = {
  // From the key to its letter: the letter goes to what has the focus by then.
  key: { begin: ["keydown"], end: ["input", "keyup", "blur"] },
  syllable: { begin: ["compositionstart"], end: ["compositionend"] },
  selection: { begin: ["pointerdown"], end: ["pointerup", "pointercancel"] },
} as const;

/** Follows what the reader is in the middle of in a text area. */
function followHalfDone(area: HTMLTextAreaElement): {
  readonly settled: () => Promise<void>;
  readonly stop: () => void;
} {
  const begun = new Set<string>();
  const waiting: (() => void)[] = [];
  const stopped = new AbortController();
  const look = () => {
    if (begun.size === 0) for (const go of waiting.splice(0)) go();
  };
  // Only in a task of its own: an input method begins the next syllable as it ends one.
  const lookSoon = () => {
    setTimeout(look);
  };
  for (const [what, { begin, end }] of Object.entries(halfDone)) {
    for (const event of begin) area.addEventListener(event, () => begun.add(what));
    // The pointer may be let go elsewhere.
    for (const event of end)
      (what === "selection" ? window : area).addEventListener(
        event,
        () => {
          if (begun.delete(what)) lookSoon();
        },
        { signal: stopped.signal },
      );
  }
  return {
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        lookSoon();
      }),
    stop: () => {
      stopped.abort();
      begun.clear();
      look();
    },
  };
}
