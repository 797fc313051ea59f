// The line between a cell's code and its outputs: why the outputs no longer hold, why the cell did not run, or that
// the lesson has changed since the reader's edit.
import type { CellView } from "../../src/notebook/validity.ts";
import { strings } from "../site/strings.ts";
import type { CellHost } from "./cell-host.ts";

export class CellNotice {
  readonly #element: HTMLElement;
  readonly #host: CellHost;
  #view: CellView | undefined;
  /** Set when the lesson has changed since the stored edit was made. */
  #lessonChanged: boolean;

  constructor(element: HTMLElement, host: CellHost, lessonChanged: boolean) {
    this.#element = element;
    this.#host = host;
    this.#lessonChanged = lessonChanged;
  }

  render(view: CellView): void {
    this.#view = view;
    const notice = this.#element;
    const s = strings[this.#host.language];
    const changed = this.#lessonChanged && view.edited;
    if (!changed && hasStaleOutputs(view)) {
      this.#showStale(view).catch((error: unknown) => {
        console.error("notebook: why a cell is out of date could not be shown.", error);
      });
      return;
    }
    delete notice.dataset["stale"];
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
          this.#host.intend(view.id, { type: "keep_mine" });
        });
        button(s.takeNew, () => {
          this.#host.intend(view.id, { type: "reset" });
        });
      }
    }
    notice.hidden = message === "";
  }

  async #showStale(view: CellView): Promise<void> {
    const { showStaleReasons } = await import("./stale/stale-notice.ts");
    if (this.#view !== view) return;
    showStaleReasons(this.#element, view, this.#host);
    this.#element.hidden = false;
  }

  #text({ validity, aborted }: CellView): string {
    const s = strings[this.#host.language];
    if (validity !== "aborted") return "";
    switch (aborted?.reason) {
      case "stopped":
        return s.stopped;
      case "kernel_lost":
        return s.kernelLost;
      case "needed_cell_failed":
        return s.neededFailed(aborted.cell);
      case "not_compiled":
      case undefined:
        return "";
    }
  }
}

/** Whether the cell shows, or has shown, outputs that no longer hold. */
function hasStaleOutputs({ validity, outputs, origin }: CellView): boolean {
  return validity === "stale" && (outputs.length > 0 || origin === "recorded");
}
