// The line between a cell's code and its outputs: why the outputs no longer hold, why the cell did not run, or that
// the lesson has changed since the reader's edit.
import type { CellView } from "../../src/notebook/validity.ts";
import { strings, type Language } from "../site/strings.ts";
import type { CellIntent } from "./cell-host.ts";

export class CellNotice {
  readonly #element: HTMLElement;
  readonly #language: Language;
  readonly #intend: (intent: CellIntent) => void;
  /** Set when the lesson has changed since the stored edit was made. */
  #lessonChanged: boolean;

  constructor(
    element: HTMLElement,
    language: Language,
    lessonChanged: boolean,
    intend: (intent: CellIntent) => void,
  ) {
    this.#element = element;
    this.#language = language;
    this.#lessonChanged = lessonChanged;
    this.#intend = intend;
  }

  render(view: CellView): void {
    const notice = this.#element;
    const s = strings[this.#language];
    const changed = this.#lessonChanged && view.edited;
    const message = changed ? s.lessonChanged : this.#text(view);
    if (notice.textContent !== message || changed) {
      notice.replaceChildren(message);
      if (changed) {
        const button = (label: string, action: () => void) => {
          const element = document.createElement("button");
          element.type = "button";
          element.textContent = label;
          element.addEventListener("click", () => {
            this.#lessonChanged = false;
            action();
          });
          notice.append(element);
        };
        button(s.keepMine, () => {
          this.#intend({ type: "keep_mine" });
        });
        button(s.takeNew, () => {
          this.#intend({ type: "reset" });
        });
      }
    }
    notice.hidden = message === "";
  }

  #text(view: CellView): string {
    const s = strings[this.#language];
    if (view.validity === "aborted") {
      switch (view.aborted?.reason) {
        case "stopped":
          return s.stopped;
        case "kernel_lost":
          return s.kernelLost;
        case "needed_cell_failed":
          return s.neededFailed(view.aborted.cell);
        case "not_compiled":
        case undefined:
          return "";
      }
    }
    if (view.validity !== "stale" || view.outputs.length + Number(view.origin === "recorded") === 0)
      return "";
    const reason = view.staleReasons[0];
    if (reason === undefined || reason.cell === view.id) return s.staleEdited;
    return s.staleThrough(reason.names.join(", "), reason.cell);
  }
}
